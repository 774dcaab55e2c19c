import { GraphWriter } from '#helper/models/onnx/graph'

/** The picture that the probe runs: small, so that even a software GPU answers within seconds, yet shows that it is one. */
export const PROBE_SIDE_PX = 64
export const PROBE_INPUT = 'image'
export const PROBE_OUTPUT = 'answer'

const CHANNELS = 8

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
  const picture = [1, 3, PROBE_SIDE_PX, PROBE_SIDE_PX]
  const count = CHANNELS * 3 * 3 * 3
  const pads = [1, 1, 1, 1]
  const graph = new GraphWriter()
  graph.input(PROBE_INPUT, picture)
  graph.floats('first', [CHANNELS, 3, 3, 3], probeNumbers(count, 7919))
  graph.floats('second', [3, CHANNELS, 3, 3], probeNumbers(count, 17_389))
  graph.node(['Conv', PROBE_INPUT, 'first'], 'wide', { pads })
  graph.node(['Relu', 'wide'], 'positive')
  graph.node(['Conv', 'positive', 'second'], PROBE_OUTPUT, { pads })
  return graph.bytes('probe', [{ name: PROBE_OUTPUT, dims: picture }])
}
