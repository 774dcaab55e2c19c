import { z } from '#protocol'
import { concatBytes, Malformed } from '../onnx/protobuf'
import { floatsFromBytes, floatsFromHalves } from './half'

const MAX_ELEMENTS = 2 ** 26

const weightSchema = z.object({
  name: z.string(),
  shape: z.array(z.number().check(z.int(), z.nonnegative())).check(z.maxLength(8)),
  dtype: z.enum(['float32', 'int32']),
  quantization: z.optional(z.object({ dtype: z.literal('float16') })),
})

const fileSchema = z.object({
  format: z.enum(['layers-model', 'graph-model']),
  modelTopology: z.record(z.string(), z.unknown()),
  weightsManifest: z.array(z.object({ paths: z.array(z.string()), weights: z.array(weightSchema) })),
})

export interface Weight {
  dims: number[]
  values: Float32Array
}

export interface TfjsFile {
  format: 'layers-model' | 'graph-model'
  topology: Record<string, unknown>
  weights: Map<string, Weight>
}

/**
 * Reads a TensorFlow.js model.json and its weight shards, in the order its manifest lists them. Every byte of the shards
 * must belong to a weight. Integers come back as floats; those of these models are small.
 * @throws Malformed
 */
export function readTfjs(json: Uint8Array, shards: readonly Uint8Array[]): TfjsFile {
  let parsed
  try {
    parsed = fileSchema.safeParse(JSON.parse(new TextDecoder().decode(json)))
  } catch {
    throw new Malformed('model.json is not JSON')
  }
  if (!parsed.success) throw new Malformed('model.json is not a TensorFlow.js model that is converted')
  const { format, modelTopology, weightsManifest } = parsed.data
  const paths = weightsManifest.flatMap((group) => group.paths)
  if (paths.length !== shards.length) throw new Malformed('it has another number of weight files')
  const bytes = concatBytes(shards)
  const weights = new Map<string, Weight>()
  let at = 0
  for (const weight of weightsManifest.flatMap((group) => group.weights)) {
    const elements = weight.shape.reduce((product, dim) => product * dim, 1)
    const end = at + elements * (weight.quantization === undefined ? 4 : 2)
    if (elements > MAX_ELEMENTS || end > bytes.length) throw new Malformed('the weight files end too early')
    weights.set(weight.name, { dims: weight.shape, values: valuesOf(weight, bytes.subarray(at, end)) })
    at = end
  }
  if (at !== bytes.length) throw new Malformed(`${bytes.length - at} bytes of the weight files are left over`)
  return { format, topology: modelTopology, weights }
}

function valuesOf(weight: z.infer<typeof weightSchema>, bytes: Uint8Array): Float32Array {
  if (weight.quantization !== undefined) return floatsFromHalves(bytes)
  return weight.dtype === 'float32' ? floatsFromBytes(bytes) : Float32Array.from(new Int32Array(new Uint8Array(bytes).buffer))
}
