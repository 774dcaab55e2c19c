import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { failure } from '#protocol'
import type { Manifest } from './manifest'
import { readVerified } from './cache'
import { checkModel } from './check-model'
import { convertEbme } from './convert/ebme'
import { convertNcnn } from './convert/ncnn'
import { convertTfjsGraph } from './convert/tfjs-graph'
import { convertTfjsLayers } from './convert/tfjs-layers'
import { concatBytes, Malformed } from './onnx/protobuf'

/**
 * Makes the one ONNX file of a model from its source files, and holds it against the manifest: size, hash and content.
 * @throws MODEL_CORRUPT, MODEL_REFUSED
 */
export async function buildModel(manifest: Manifest, sources: readonly string[], to: string): Promise<void> {
  const [first] = sources
  if (manifest.source.build === 'as-is' && first !== undefined) await copyFile(first, to)
  else if (manifest.source.build === 'concat') await concatenate(sources, to)
  else await writeFile(to, convert(manifest, await Promise.all(sources.map((path) => readFile(path)))))
  const built = await readVerified(to, manifest)
  if (built.state !== 'good') {
    const reason = built.state === 'corrupt' ? built.reason : 'it is gone'
    throw failure('MODEL_CORRUPT', { model: manifest.id, reason: `after building, ${reason}` })
  }
  checkModel(built.bytes, manifest)
}

async function concatenate(sources: readonly string[], to: string): Promise<void> {
  for (const [index, path] of sources.entries()) {
    await pipeline(createReadStream(path), createWriteStream(to, { flags: index === 0 ? 'w' : 'a' }))
  }
}

function convert(manifest: Manifest, sources: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array(), ...others] = sources
  try {
    switch (manifest.source.build) {
      case 'ncnn': return convertNcnn(first, concatBytes(others), manifest.output.name)
      case 'tfjs-layers': return convertTfjsLayers(first, others, manifest.output.name)
      case 'tfjs-graph': return convertTfjsGraph(first, others, manifest.output.name)
      case 'ebme': return convertEbme(first)
      default: throw new Malformed(`it is built ${manifest.source.build}, not converted`)
    }
  } catch (error) {
    if (error instanceof Malformed) throw failure('MODEL_REFUSED', { model: manifest.id, reason: error.message }, error)
    throw error
  }
}
