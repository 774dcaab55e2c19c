'use strict'

/**
 * `node upscaler.js PIXELS WIDTH HEIGHT`: UpscalerJS doubles interleaved 8-bit RGB with esrgan-medium on tfjs' wasm backend.
 * Prints the milliseconds of one call, warm. tfjs-node is an alias of tfjs: its binary is fetched from elsewhere.
 */
const { readFileSync } = require('node:fs')
const path = require('node:path')
const tf = require('@tensorflow/tfjs-node')
const { setWasmPaths } = require('@tensorflow/tfjs-backend-wasm')

/** What tfjs-node has and tfjs has not: models from files. */
tf.io.registerLoadRouter((url) => {
  if (typeof url !== 'string' || !url.startsWith('file://')) return null
  const file = url.slice('file://'.length)
  return {
    load: async () => {
      const { modelTopology, weightsManifest } = JSON.parse(readFileSync(file, 'utf8'))
      const parts = weightsManifest.flatMap(({ paths }) => paths).map((name) => readFileSync(path.join(path.dirname(file), name)))
      const bytes = Buffer.concat(parts)
      return {
        modelTopology,
        weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
        weightData: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
      }
    },
  }
})

/** Whole pictures need gigabytes; its own guide recommends patches of this kind. */
const patches = { output: 'tensor', patchSize: 128, padding: 4 }

async function main([file, width, height]) {
  setWasmPaths(`${path.dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'))}/dist/`)
  await tf.setBackend('wasm')
  const Upscaler = require('upscaler/node')
  const { default: model } = require('@upscalerjs/esrgan-medium/2x')
  const upscaler = new Upscaler({ model })
  const pixels = readFileSync(file)
  const picture = tf.tensor3d(pixels, [Number(height), Number(width), 3], 'int32')
  const small = tf.slice(picture, [0, 0, 0], [64, 64, 3])
  ;(await upscaler.upscale(small, patches)).dispose()
  const startedMs = performance.now()
  const large = await upscaler.upscale(picture, patches)
  await large.data()
  const ms = performance.now() - startedMs
  if (large.shape[0] !== 2 * height || large.shape[1] !== 2 * width) throw new Error(`it made ${large.shape}`)
  process.stdout.write(`${JSON.stringify({ ms, backend: tf.getBackend() })}\n`)
}

void main(process.argv.slice(2))
