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
    const { input, output, noise, motion } = manifest
    const lasting = motion === undefined ? [] : [motion.second, motion.lastFlow, motion.lastFeatures]
    const wanted = [input.name, ...noise === undefined ? [] : [noise.name], ...lasting]
    const missing = wanted.find((name) => !inputs.includes(name))
    if (missing !== undefined) throw new Malformed(`it has no input "${missing}" but ${quote(inputs)}`)
    const made = [output.name, ...motion === undefined ? [] : [motion.features]]
    const unmade = made.find((name) => !outputs.includes(name))
    if (unmade !== undefined) throw new Malformed(`it has no output "${unmade}" but ${quote(outputs)}`)
  } catch (error) {
    if (error instanceof Malformed) throw failure('MODEL_REFUSED', { model: manifest.id, reason: error.message }, error)
    throw error
  }
}

const quote = (names: readonly string[]): string => names.slice(0, 8).map((name) => `"${name.slice(0, 60)}"`).join(', ')
