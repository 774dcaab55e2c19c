import { readFileSync } from 'node:fs'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { floatsFromHalves } from '#helper/models/convert/half'
import { convertNcnn } from '#helper/models/convert/ncnn'
import { convertTfjsGraph } from '#helper/models/convert/tfjs-graph'
import { convertTfjsLayers } from '#helper/models/convert/tfjs-layers'
import { transpose } from '#helper/models/convert/transpose'
import { checkOnnx } from '#helper/models/onnx/check'
import { itWithWeights, weights } from '../../support/available'

type Picture = { data: Float32Array; dims: number[] }

async function run(model: Uint8Array, input: Picture, output?: string): Promise<Picture> {
  checkOnnx(model)
  const session = await InferenceSession.create(model, { logSeverityLevel: 3, intraOpNumThreads: 1 })
  const [name = ''] = session.inputNames
  const wanted = output ?? session.outputNames[0] ?? ''
  const made = (await session.run({ [name]: new Tensor('float32', input.data, input.dims) }, [wanted]))[wanted]
  await session.release()
  return { data: made?.data as Float32Array, dims: [...made?.dims ?? []] }
}

const bytesOf = (...parts: (Float32Array | Uint32Array | Uint16Array)[]): Uint8Array =>
  Buffer.concat(parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)))
const text = (...lines: string[]): Uint8Array => Buffer.from(['7767517', `${lines.length} 9`, ...lines].join('\n'))
const HALF = 0x01306b47
/** 1, 2, 0.5, -1 as halves. */
const halves = Uint16Array.of(0x3c00, 0x4000, 0x3800, 0xbc00)

/** One pixel of three channels. */
const pixel = (...values: number[]): Picture => ({ data: Float32Array.from(values), dims: [1, values.length, 1, 1] })

describe('halves', () => {
  test('become the floats of IEEE 754', () => {
    const bytes = bytesOf(Uint16Array.of(0x0000, 0x8000, 0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x3555, 0x7c00, 0xfc00, 0x7e00))
    const floats = [0, -0, 1, -2, 65504, 2 ** -14, 2 ** -24, 0.333251953125, Infinity, -Infinity, NaN]
    expect([...floatsFromHalves(bytes)]).toEqual(floats)
  })
})

describe('transpose', () => {
  test('moves axes like numpy', () => {
    const values = Float32Array.from({ length: 24 }, (_, index) => index)
    expect([...transpose(values, [2, 3, 4], [2, 0, 1])].slice(0, 8)).toEqual([0, 4, 8, 12, 16, 20, 1, 5])
    expect([...transpose(values, [2, 3, 4], [0, 1, 2])]).toEqual([...values])
    expect([...transpose(Float32Array.of(7), [], [])]).toEqual([7])
  })
})

describe('ncnn', () => {
  const input = 'Input in 0 1 x'
  const none = new Uint8Array()

  test('a 1x1 convolution with fused leaky relu, weights as halves, bias as floats', async () => {
    const param = text(input, 'Convolution c 1 1 x y 0=1 1=1 5=1 6=3 9=2 -23310=1,0.5')
    // Three halves are padded to eight bytes.
    const bin = bytesOf(Uint32Array.of(HALF), halves, Float32Array.of(-10))
    const model = convertNcnn(param, bin, 'y')
    expect([...(await run(model, pixel(1, 2, 4))).data]).toEqual([-1.5])
    expect([...(await run(model, pixel(10, 2, 4))).data]).toEqual([6])
  })

  test('a deconvolution, whose weights are kept output first', async () => {
    const param = text(input, 'Deconvolution d 1 1 x y 0=2 1=1 3=1 6=6')
    const bin = bytesOf(Uint32Array.of(0), Float32Array.of(1, 10, 100, 2, 20, 200))
    expect([...(await run(convertNcnn(param, bin, 'y'), pixel(1, 2, 3))).data]).toEqual([321, 642])
  })

  test('prelu, split, add, nearest resize, pixel shuffle and what leads nowhere', async () => {
    const param = text(
      input, 'Split s 1 3 x a b c', 'PReLU p 1 1 a d 0=3', 'BinaryOp add 2 1 d b e 0=0', 'Interp up 1 1 e y 0=1 1=2.0 2=2.0',
      'Sigmoid unused 1 1 c z')
    const model = convertNcnn(param, bytesOf(Float32Array.of(0.5, 0.25, 0)), 'y')
    expect(await run(model, pixel(-4, 8, -2))).toEqual({
      data: Float32Array.of(-6, -6, -6, -6, 16, 16, 16, 16, -2, -2, -2, -2), dims: [1, 3, 2, 2],
    })
    expect(Buffer.from(model).includes('unused')).toBe(false)
  })

  test.each<[string, { param: Uint8Array; bin: Uint8Array }, RegExp]>([
    ['no .param', { param: Buffer.from('hello'), bin: none }, /does not begin/],
    ['another number of layers', { param: Buffer.from(`7767517\n5 5\n${input}`), bin: none }, /number of layers/],
    ['an unknown layer', { param: text(input, 'Evil e 1 1 x y'), bin: none }, /kind Evil/],
    ['a parameter without meaning here', { param: text(input, 'PixelShuffle p 1 1 x y 0=2 1=1'), bin: none }, /parameter 1/],
    ['too few weights', { param: text(input, 'Convolution c 1 1 x y 0=1 1=1 6=3'), bin: bytesOf(Uint32Array.of(HALF)) }, /ends too early/],
    ['weights left over', { param: text(input, 'PReLU p 1 1 x y 0=1'), bin: bytesOf(Float32Array.of(1, 2)) }, /4 bytes .* left over/],
    ['quantised weights', { param: text(input, 'Convolution c 1 1 x y 0=1 1=1 6=3'), bin: bytesOf(Uint32Array.of(0x000d4b38, 0, 0, 0)) }, /tag d4b38/],
    ['an impossible size', { param: text(input, 'PReLU p 1 1 x y 0=99999999999'), bin: bytesOf(Float32Array.of(1)) }, /impossible size/],
    ['sizes that do not divide', { param: text(input, 'Convolution c 1 1 x y 0=2 1=1 6=3'), bin: bytesOf(Uint32Array.of(0), Float32Array.of(1, 2, 3)) }, /shape/],
    ['a gap in the graph', { param: text(input, 'Sigmoid s 1 1 q y'), bin: none }, /nothing gives "q"/],
    ['no such output', { param: text(input, 'Sigmoid s 1 1 x z'), bin: none }, /nothing gives "y"/],
  ])('refuses %s', (_, { param, bin }, message) => {
    expect(() => convertNcnn(param, bin, 'y')).toThrow(message)
  })
})

interface TfjsWeight { name: string; shape: number[]; dtype: string; quantization?: { dtype: string } }

const tfjs = (format: string, modelTopology: object, named: TfjsWeight[]): Uint8Array =>
  Buffer.from(JSON.stringify({ format, modelTopology, weightsManifest: [{ paths: ['shard.bin'], weights: named }] }))

describe('TensorFlow.js layers', () => {
  const conv = {
    strides: [1, 1], dilation_rate: [1, 1], padding: 'same', data_format: 'channels_last', activation: 'relu', use_bias: true,
  }
  const layers = (changes: object = {}): object => ({ model_config: { class_name: 'Functional', config: { layers: [
    { class_name: 'InputLayer', name: 'x', config: {}, inbound_nodes: [] },
    { class_name: 'Conv2D', name: 'c', config: { ...conv, ...changes }, inbound_nodes: [[['x', 0, 0, {}]]] },
    { class_name: 'Concatenate', name: 'j', config: { axis: 3 }, inbound_nodes: [[['c', 0, 0, {}], ['x', 0, 0, {}]]] },
    { class_name: 'UpSampling2D', name: 'y', inbound_nodes: [[['j', 0, 0, {}]]],
      config: { size: [1, 2], interpolation: 'nearest', data_format: 'channels_last' } },
  ] } } })
  const named = [{ name: 'c/kernel', shape: [1, 1, 3, 2], dtype: 'float32' }, { name: 'c/bias', shape: [2], dtype: 'float32' }]
  /** Kernel [1, 1, in, out], then bias. */
  const shard = bytesOf(Float32Array.of(1, -1, 10, -10, 100, -100, 0.5, 7))

  test('become channels first', async () => {
    const made = await run(convertTfjsLayers(tfjs('layers-model', layers(), named), [shard], 'y'), pixel(1, 2, 3))
    expect(made).toEqual({ data: Float32Array.of(321.5, 321.5, 0, 0, 1, 1, 2, 2, 3, 3), dims: [1, 5, 1, 2] })
  })

  const shards = [shard]

  test.each<[string, { json: Uint8Array; shards: Uint8Array[] }, RegExp]>([
    ['no JSON', { json: Buffer.from('{'), shards }, /not JSON/],
    ['a graph model', { json: tfjs('graph-model', layers(), named), shards }, /layers model/],
    ['too few shards', { json: tfjs('layers-model', layers(), named), shards: [] }, /number of weight files/],
    ['a shard that ends early', { json: tfjs('layers-model', layers(), named), shards: [shard.subarray(0, 30)] }, /end too early/],
    ['a shard with more', { json: tfjs('layers-model', layers(), named), shards: [Buffer.concat([shard, shard])] }, /left over/],
    ['a stride', { json: tfjs('layers-model', layers({ strides: [2, 2] }), named), shards }, /settings/],
    ['groups', { json: tfjs('layers-model', layers({ groups: 3 }), named), shards }, /settings/],
    ['an unknown activation', { json: tfjs('layers-model', layers({ activation: 'swish' }), named), shards }, /swish/],
    ['absent weights', { json: tfjs('layers-model', layers(), [{ name: 'other', shape: [8], dtype: 'float32' }]), shards }, /c\/kernel are missing/],
    ['impossible weights', { json: tfjs('layers-model', layers(), [{ name: 'a', shape: [2 ** 30, 2 ** 30], dtype: 'float32' }]), shards }, /too early/],
  ])('refuses %s', (_, files, message) => {
    expect(() => convertTfjsLayers(files.json, files.shards, 'y')).toThrow(message)
  })
})

describe('TensorFlow.js graphs', () => {
  const s = (value: string): object => ({ s: Buffer.from(value).toString('base64') })
  const i = (...values: number[]): object => ({ list: { i: values.map(String) } })
  const slide = { strides: i(1, 1, 1, 1), dilations: i(1, 1, 1, 1), padding: s('SAME'), data_format: s('NHWC') }
  const dim = [1, -1, -1, 3].map((size) => ({ size: String(size) }))
  const input = { name: 'x', op: 'Placeholder', attr: { shape: { shape: { dim } } } }
  const half = { dtype: 'float16' }
  const named = [
    { name: 'k', shape: [1, 1, 3, 1], dtype: 'float32', quantization: half }, { name: 'v', shape: [3], dtype: 'float32' },
  ]
  const shard = bytesOf(halves.slice(0, 3), Float32Array.of(1, 2, 3))
  const graph = (...node: object[]): Uint8Array => tfjs('graph-model', { node }, named)

  test('become channels first, in whatever order their nodes are written', async () => {
    const model = convertTfjsGraph(graph(
      { name: 'y', op: 'Relu6', input: ['c'] }, { name: 'k', op: 'Const' }, { name: 'v', op: 'Const' },
      { name: 'c', op: 'Conv2D', input: ['m', 'k'], attr: slide }, { name: 'm', op: 'Mul', input: ['x', 'v'] }, input,
    ), [shard], 'y')
    // relu6(1*1*1 + 2*2*2 + 0.5*3*c)
    expect([...(await run(model, pixel(1, 0.5, 1))).data]).toEqual([4.5])
    expect([...(await run(model, pixel(1, 2, 4))).data]).toEqual([6])
  })

  test.each<[string, Uint8Array, RegExp]>([
    ['an unknown operator', graph(input, { name: 'y', op: 'PyFunc', input: ['x'] }), /PyFunc/],
    ['a circle', graph({ name: 'y', op: 'Relu', input: ['z'] }, { name: 'z', op: 'Relu', input: ['y'] }), /circles/],
    ['another layout', graph(input, { name: 'y', op: 'Conv2D', input: ['x', 'k'], attr: { ...slide, data_format: s('NCHW') } }), /settings/],
    ['a layers model', tfjs('layers-model', { node: [] }, named), /not a graph model/],
  ])('refuses %s', (_, json, message) => {
    expect(() => convertTfjsGraph(json, [shard], 'y')).toThrow(message)
  })
})

/** A disc on a gradient with a little noise, 0..1: something for every network to find. Seed 7. */
function scene(width: number, height: number): Picture {
  let state = 7
  const data = Float32Array.from({ length: 3 * width * height }, (_, index) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    const [x, y] = [index % width / width - 0.5, Math.floor(index / width) % height / height - 0.5]
    return (x * x + y * y < 0.09 ? 0.75 : 0.3 + 0.2 * x) + 0.05 * state / 2 ** 32
  })
  return { data, dims: [1, 3, height, width] }
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length)
  return a.reduce((largest, value, index) => Math.max(largest, Math.abs(value - (b[index] ?? NaN))), 0)
}

const fileOf = (id: string): Buffer => readFileSync(weights(id) ?? '')

describe('converted networks compute what the reference conversions compute', () => {
  // The same graph in the same order should be equal to the bit; 1e-5 of 1 allows for another version of the runtime.
  const bound = 1e-5

  const ncnn = [
    ['waifu2x_photo_scale2.0x_model', 'Eltwise4', 45, 52],
    ['RealESRGAN_General_x4_v3', 'output', 33, 40], ['RealESRGAN_General_WDN_x4_v3', 'output', 33, 40],
    ['skysegsmall', '1959', 384, 384],
  ] as const
  for (const [name, output, width, height] of ncnn) {
    const reference = name === 'skysegsmall' ? 'skysegsmall_384' : name
    itWithWeights(`${name}.param`, `${name}.bin`, reference)(`ncnn ${name}`, async () => {
      const model = convertNcnn(fileOf(`${name}.param`), fileOf(`${name}.bin`), output)
      const picture = scene(width, height)
      const [made, expected] = [await run(model, picture), await run(fileOf(reference), picture, output)]
      expect(made.dims).toEqual(expected.dims)
      expect(largestDifference(made.data, expected.data)).toBeLessThanOrEqual(bound)
    })
  }

  for (const scale of [2, 4]) {
    itWithWeights(`esrgan-medium-x${scale}`, `esrgan_medium_x${scale}`)(`layers esrgan-medium-x${scale}`, async () => {
      const picture = scene(33, 40)
      const made = await run(fileOf(`esrgan-medium-x${scale}`), picture)
      const expected = await run(fileOf(`esrgan_medium_x${scale}`), picture)
      expect(made.dims).toEqual([1, 3, 40 * scale, 33 * scale])
      expect(largestDifference(made.data, expected.data)).toBeLessThanOrEqual(bound)
    })
  }

  itWithWeights('selfie', 'hm_selfie')('graph selfie', async () => {
    const picture = scene(256, 256)
    const made = await run(fileOf('selfie'), picture)
    const interleaved = { data: transpose(picture.data, [3, 256, 256], [1, 2, 0]), dims: [1, 256, 256, 3] }
    const expected = await run(fileOf('hm_selfie'), interleaved)
    expect(largestDifference(made.data, expected.data)).toBeLessThanOrEqual(bound)
    expect(Math.max(...made.data)).toBeGreaterThan(0.01)
  })
})
