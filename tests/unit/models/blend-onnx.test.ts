import { InferenceSession, Tensor } from 'onnxruntime-node'
import { blendOnnx } from '#helper/models/onnx/blend'
import { checkOnnx } from '#helper/models/onnx/check'
import { GraphWriter } from '#helper/models/onnx/graph'
import { scalingModel } from './tiny-manifest'

async function factorOf(model: Uint8Array): Promise<number> {
  const session = await InferenceSession.create(model, { intraOpNumThreads: 1 })
  const made = await session.run({ x: new Tensor('float32', Float32Array.of(1, 1, 1), [1, 3, 1, 1]) })
  await session.release()
  return (made.y?.data as Float32Array)[0] ?? NaN
}

describe('blendOnnx', () => {
  test.each([[0, 2], [0.25, 4], [0.5, 6], [1, 10]])('with share %d makes x2 and x10 into x%d', async (share, factor) => {
    const blended = blendOnnx(scalingModel(2), scalingModel(10), share)
    expect(() => checkOnnx(blended)).not.toThrow()
    expect(await factorOf(blended)).toBe(factor)
  })

  test('leaves everything but the weights byte for byte', () => {
    const [a, b] = [scalingModel(2), scalingModel(10)]
    expect(Buffer.compare(blendOnnx(a, b, 0), a)).toBe(0)
    expect(Buffer.compare(blendOnnx(a, b, 1), b)).toBe(0)
  })

  test('reads bytes at any offset', () => {
    const shifted = Buffer.concat([Buffer.from('abc'), scalingModel(2)]).subarray(3)
    expect(Buffer.compare(blendOnnx(shifted, scalingModel(10), 0.5), scalingModel(6))).toBe(0)
  })

  test('refuses networks of other shape', () => {
    const other = new GraphWriter()
    other.input('x', [1, 1, 'H', 'W'])
    other.floats('factor', [1, 1, 1, 1], Float32Array.of(1))
    other.node(['Mul', 'x', 'factor'], 'y')
    const twin = other.bytes('other', [{ name: 'y', dims: [1, 1, 'H', 'W'] }])
    expect(() => blendOnnx(scalingModel(2), twin, 0.5)).toThrow(/no weights like factor/)
    const nameless = new GraphWriter()
    nameless.input('x', [1, 3, 'H', 'W'])
    nameless.node(['Relu', 'x'], 'y')
    expect(() => blendOnnx(scalingModel(2), nameless.bytes('n', [{ name: 'y', dims: [1, 3, 'H', 'W'] }]), 0.5)).toThrow(/no weights/)
  })

  test('integers and settings of both stay as the first has them', async () => {
    const resize = (height: number): Uint8Array => {
      const graph = new GraphWriter()
      graph.input('x', [1, 3, 'H', 'W'])
      graph.integers('size', [height, 2])
      graph.node(['Resize', 'x', '', '', 'size'], 'y', { axes: [2, 3], mode: 'nearest' })
      return graph.bytes('resize', [{ name: 'y', dims: [1, 3, 'H', 'W'] }])
    }
    expect(Buffer.compare(blendOnnx(resize(4), resize(4), 0.5), resize(4))).toBe(0)
  })
})
