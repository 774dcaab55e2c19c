import { GraphWriter } from '../onnx/graph'
import { Malformed } from '../onnx/protobuf'
import { readTorchFile, type TorchTensor } from './torch-file'

/** How far the two pictures' features are compared, in feature pixels to each side; sizes as published. */
const REACH = 4
const CORRELATIONS = (2 * REACH + 1) ** 2
const FEATURES = 48
const LAST_FEATURES = 64
const LEAK = { alpha: { float: 0.1 } }
/** Beyond any size: to the end. */
const END = 2 ** 31 - 1

/** Channels of the six layers that estimate the flow; the first is 1 x 1, the others 3 x 3. */
const layers = [160, 128, 112, 96, LAST_FEATURES, 4]

/** Convolutions of the two stages that every picture goes through: index in the checkpoint, channels, stride. */
const stages = [
  { name: 'conv_stage1', inputs: 3, outputs: 24, indices: [0, 2, 4] },
  { name: 'conv_stage2', inputs: 24, outputs: FEATURES, indices: [0, 2, 4, 6, 8, 10] },
]

/**
 * One pyramid level of BiFlowNet (Jin et al., "Enhanced Bi-directional Motion Estimation for Video Frame Interpolation",
 * WACV 2023, section 3.1) from its published checkpoint. Inputs: img0 and img1 [1, 3, H, W], blue first, 0..1, already
 * warped half-way to each other; last_feat [1, 64, H/4, W/4] and last_flow [1, 4, H/4, W/4] of the coarser level. Outputs: flow
 * [1, 4, H/4, W/4] (0 to 1 x, y, then 1 to 0, in pixels of H x W) and feat.
 * @throws Malformed
 */
export function convertEbme(checkpoint: Uint8Array): Uint8Array {
  const weights = new Weights(readTorchFile(checkpoint))
  const graph = new GraphWriter()
  for (const name of ['img0', 'img1']) graph.input(name, [1, 3, 'H', 'W'])
  graph.input('last_feat', [1, LAST_FEATURES, 'H_4', 'W_4'])
  graph.input('last_flow', [1, 4, 'H_4', 'W_4'])
  const features = addFeatures(graph, weights)
  const correlation = addCorrelation(graph, features)
  let last = graph.node(['Concat', correlation, ...features, 'last_feat', 'last_flow'], 'joined', { axis: 1 })
  let channels = CORRELATIONS + 2 * FEATURES + LAST_FEATURES + 4
  for (const [index, outputs] of layers.entries()) {
    const isLast = index === layers.length - 1
    const kernel = index === 0 ? 1 : 3
    const convolution = weights.add(graph, `flow_estimator.conv_layer${index + 1}.0`, [outputs, channels, kernel, kernel])
    const linear = graph.node(['Conv', last, ...convolution], isLast ? 'flow' : `layer${index + 1}`, windowOf(kernel, 1))
    last = isLast ? linear : graph.node(['LeakyRelu', linear], outputs === LAST_FEATURES ? 'feat' : `layer${index + 1}.out`, LEAK)
    channels = outputs
  }
  weights.finish()
  return graph.bytes('ebme', [
    { name: 'flow', dims: [1, 4, 'H_4', 'W_4'] }, { name: 'feat', dims: [1, LAST_FEATURES, 'H_4', 'W_4'] },
  ])
}

const windowOf = (kernel: number, stride: number): Record<string, number[]> => ({
  kernel_shape: [kernel, kernel], strides: [stride, stride], pads: Array<number>(4).fill(kernel >> 1), dilations: [1, 1],
})

/** The features of both pictures, by the same weights. */
function addFeatures(graph: GraphWriter, weights: Weights): [string, string] {
  let [first, second] = ['img0', 'img1']
  for (const { name, inputs, outputs, indices } of stages) {
    for (const index of indices) {
      const convolution = weights.add(graph, `feat_pyramid.${name}.${index}`, [outputs, index === 0 ? inputs : outputs, 3, 3])
      const extend = (from: string, picture: number): string => {
        const linear = graph.node(['Conv', from, ...convolution], `${name}.${index}.${picture}`, windowOf(3, index === 0 ? 2 : 1))
        return graph.node(['LeakyRelu', linear], `${linear}.out`, LEAK)
      }
      first = extend(first, 0)
      second = extend(second, 1)
    }
  }
  return [first, second]
}

/** Mean products of each feature of the first with its neighbourhood in the second, which is 0 beyond the edge. */
function addCorrelation(graph: GraphWriter, [first, second]: [string, string]): string {
  const pads = graph.integers('reach', [0, 0, REACH, REACH, 0, 0, REACH, REACH])
  const padded = graph.node(['Pad', second, pads], 'padded', { mode: 'constant' })
  const side = 2 * REACH + 1
  const offsets = Array.from({ length: side }, (_, index) => index)
  const starts = offsets.map((at) => graph.integers(`start${at}`, [at]))
  const ends = offsets.map((at) => graph.integers(`end${at}`, [at === side - 1 ? END : at - side + 1]))
  const [down, across] = [2, 3].map((axis) => graph.integers(`axis${axis}`, [axis])) as [string, string]
  // onnxruntime sums channels much faster by a convolution than by ReduceMean, which took a quarter of the network.
  const mean = graph.floats('mean', [1, FEATURES, 1, 1], new Float32Array(FEATURES).fill(1 / FEATURES))
  const slice = (from: string, at: number, axis: string): string =>
    graph.node(['Slice', from, starts[at] ?? '', ends[at] ?? '', axis], `${from}.${at}`)
  const planes = offsets.flatMap((y) => {
    const row = slice(padded, y, down)
    return offsets.map((x) => {
      const product = graph.node(['Mul', first, slice(row, x, across)], `product${y}.${x}`)
      return graph.node(['Conv', product, mean], `mean${y}.${x}`, windowOf(1, 1))
    })
  })
  return graph.node(['LeakyRelu', graph.node(['Concat', ...planes], 'means', { axis: 1 })], 'correlation', LEAK)
}

/** The checkpoint's tensors, each to be used once and with the shape that is expected. */
class Weights {
  constructor(private readonly tensors: Map<string, TorchTensor>) {}

  /** Adds kernel and bias of a convolution; the names they got. */
  add(graph: GraphWriter, name: string, dims: readonly [number, number, number, number]): [string, string] {
    return [this.tensor(graph, `${name}.weight`, dims), this.tensor(graph, `${name}.bias`, [dims[0]])]
  }

  finish(): void {
    const [left] = this.tensors.keys()
    if (left !== undefined) throw new Malformed(`its weights ${left.slice(0, 80)} belong to no part of the network`)
  }

  private tensor(graph: GraphWriter, name: string, dims: readonly number[]): string {
    const key = `module.${name}`
    const tensor = this.tensors.get(key)
    if (`${tensor?.dims}` !== `${dims}`) throw new Malformed(`its weights ${name} are not of ${dims.join(' x ')}`)
    this.tensors.delete(key)
    return graph.floats(name, dims, (tensor as TorchTensor).values)
  }
}
