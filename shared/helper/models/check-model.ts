import { failure } from '#protocol'
import type { Manifest } from './manifest'
import { checkOnnx } from './onnx/check'
import { Malformed } from './onnx/protobuf'

/**
 * Walks a model's bytes before the runtime sees them, and holds its inputs and outputs against the manifest.
 * @throws MODEL_REFUSED
 */
export function checkModel(bytes: Uint8Array, manifest: Manifest): void {
  try {
    const { inputs, outputs } = checkOnnx(bytes)
    const wanted = [manifest.input.name, ...manifest.noise === undefined ? [] : [manifest.noise.name]]
    const missing = wanted.find((name) => !inputs.includes(name))
    if (missing !== undefined) throw new Malformed(`it has no input "${missing}" but ${quote(inputs)}`)
    if (!outputs.includes(manifest.output.name)) {
      throw new Malformed(`it has no output "${manifest.output.name}" but ${quote(outputs)}`)
    }
  } catch (error) {
    if (error instanceof Malformed) throw failure('MODEL_REFUSED', { model: manifest.id, reason: error.message }, error)
    throw error
  }
}

const quote = (names: readonly string[]): string => names.slice(0, 8).map((name) => `"${name.slice(0, 60)}"`).join(', ')
