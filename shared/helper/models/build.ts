import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { failure } from '#protocol'
import type { Manifest } from './manifest'
import { readVerified } from './cache'
import { checkOnnx } from './onnx/check'

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
  checkOnnx(built.bytes, manifest.id)
}

async function concatenate(sources: readonly string[], to: string): Promise<void> {
  for (const [index, path] of sources.entries()) {
    await pipeline(createReadStream(path), createWriteStream(to, { flags: index === 0 ? 'w' : 'a' }))
  }
}

function convert(manifest: Manifest, sources: readonly Uint8Array[]): Uint8Array {
  throw failure('INTERNAL_ERROR', { reason: `nothing builds ${manifest.source.build} from ${sources.length} files` })
}
