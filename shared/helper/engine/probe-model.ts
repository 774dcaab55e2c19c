import { concatBytes, MessageWriter } from '#helper/models/onnx/protobuf'

/** The picture that the probe runs: small, so that even a software GPU answers within a second. */
export const PROBE_SIDE_PX = 16
export const PROBE_INPUT = 'image'
export const PROBE_OUTPUT = 'answer'

const CHANNELS = 8
const FLOAT = 1
const IR_VERSION = 8
const OPSET = 13

/** Numbers without a pattern, the same each time (xorshift32). */
export function probeNumbers(count: number, seed: number): Float32Array {
  let state = seed
  return Float32Array.from({ length: count }, () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32 - 0.5
  })
}

/** conv 3x3, relu, conv 3x3: what every network here is made of, as ONNX. */
export function probeModel(): Uint8Array {
  const graph = new MessageWriter()
    .message(1, conv({ input: PROBE_INPUT, weight: 'first', output: 'a' }))
    .message(1, node('Relu', ['a'], 'b').bytes())
    .message(1, conv({ input: 'b', weight: 'second', output: PROBE_OUTPUT }))
    .text(2, 'probe')
    .message(5, weights('first', [CHANNELS, 3, 3, 3]))
    .message(5, weights('second', [3, CHANNELS, 3, 3]))
    .message(11, picture(PROBE_INPUT))
    .message(12, picture(PROBE_OUTPUT))
  const opset = new MessageWriter().text(1, '').integer(2, OPSET)
  return new MessageWriter().integer(1, IR_VERSION).message(7, graph.bytes()).message(8, opset.bytes()).bytes()
}

function node(type: string, inputs: readonly string[], output: string): MessageWriter {
  const writer = new MessageWriter()
  for (const input of inputs) writer.text(1, input)
  return writer.text(2, output).text(4, type)
}

function conv({ input, weight, output }: { input: string; weight: string; output: string }): Uint8Array {
  const INTS = 7
  const pads = new MessageWriter().text(1, 'pads').integers(8, [1, 1, 1, 1]).integer(20, INTS)
  return node('Conv', [input, weight], output).message(5, pads.bytes()).bytes()
}

function weights(name: string, dims: readonly [number, number, number, number]): Uint8Array {
  const values = probeNumbers(dims[0] * dims[1] * dims[2] * dims[3], name.length * 7919)
  return new MessageWriter().integers(1, dims).integer(2, FLOAT).text(8, name).message(9, new Uint8Array(values.buffer)).bytes()
}

function picture(name: string): Uint8Array {
  const dims = [1, 3, PROBE_SIDE_PX, PROBE_SIDE_PX].map((side) => new MessageWriter().integer(1, side).bytes())
  const shape = concatBytes(dims.map((dim) => new MessageWriter().message(1, dim).bytes()))
  const tensor = new MessageWriter().integer(1, FLOAT).message(2, shape)
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor.bytes()).bytes()).bytes()
}
