import { createHash } from 'node:crypto'
import { GraphWriter } from '#helper/models/onnx/graph'
import { type Manifest, manifestSchema } from '#helper/models/manifest'

export const sha256Of = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** y = factor * x, elementwise over [1, 3, H, W]. */
export function scalingModel(factor: number): Uint8Array {
  const graph = new GraphWriter()
  graph.input('x', [1, 3, 'H', 'W'])
  graph.floats('factor', [1, 3, 1, 1], Float32Array.of(factor, factor, factor))
  graph.node(['Mul', 'x', 'factor'], 'y')
  return graph.bytes('scaling', [{ name: 'y', dims: [1, 3, 'H', 'W'] }])
}

type Files = { from: unknown; bytes: Uint8Array }[]

/** A manifest for an ONNX file that is given whole, or in chunks; `changes` go over it unchecked. */
export function tinyManifest(id: string, files: Files, changes: Partial<Manifest> = {}): Manifest {
  const whole = Buffer.concat(files.map((file) => file.bytes))
  const manifest = manifestSchema.parse({
    id, task: 'denoise', title: id, description: 'x becomes a multiple of x', licence: 'MIT', copyright: 'nobody',
    homepage: 'https://localhost/',
    source: {
      files: files.map((file) => ({ from: { own: 'replaced.onnx' }, bytes: file.bytes.length, sha256: sha256Of(file.bytes) })),
      build: files.length === 1 ? 'as-is' : 'concat', buildVersion: 1,
    },
    built: { sha256: sha256Of(whole), bytes: whole.length },
    input: { name: 'x', layout: 'nchw', order: 'rgb', range: 1, mean: [0, 0, 0], std: [1, 1, 1] },
    output: { name: 'y', layout: 'nchw', range: 1 },
    tile: { kind: 'tiled', alignPx: 1, contextPx: 0, preferredPx: 64 },
    bytesPerPixel: 24,
  })
  // A test's server speaks http, which a committed manifest may not name.
  manifest.source.files.forEach((file, index) => { file.from = files[index]?.from as typeof file.from })
  return { ...manifest, ...changes }
}
