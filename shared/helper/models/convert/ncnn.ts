import { GraphWriter } from '../onnx/graph'
import { Malformed } from '../onnx/protobuf'
import { type Layer, readParam, WeightReader } from './ncnn-file'
import { transpose } from './transpose'

/**
 * Converts an ncnn network to ONNX. Blob names are kept; of several outputs only `output` is. Sizes stay free.
 * Source of the layers' meaning: ncnn, docs/developer-guide/operators.md.
 * @throws Malformed for a layer or parameter that is not known: never a guess
 */
export function convertNcnn(param: Uint8Array, bin: Uint8Array, output: string): Uint8Array {
  const graph = new GraphWriter()
  const weights = new WeightReader(bin)
  for (const layer of readParam(new TextDecoder().decode(param))) {
    const convert = kinds[layer.kind]
    if (convert === undefined) throw new Malformed(`layers of kind ${layer.kind.slice(0, 40)} are not converted`)
    convert({ layer, graph, weights })
  }
  weights.finish()
  return graph.bytes('ncnn', [{ name: output, dims: ['N', 'C_out', 'H_out', 'W_out'] }])
}

interface Place {
  layer: Layer
  graph: GraphWriter
  weights: WeightReader
}

const kinds: Record<string, (place: Place) => void> = {
  Input: ({ layer, graph }) => graph.input(outputOf(layer), ['N', 3, 'H', 'W']),
  Convolution: convertConvolution,
  Deconvolution: convertDeconvolution,
  PReLU: convertPRelu,
  Split: ({ layer, graph }) => layer.outputs.forEach((output) => graph.node(['Identity', inputOf(layer)], output)),
  Sigmoid: ({ layer, graph }) => void graph.node(['Sigmoid', inputOf(layer)], outputOf(layer)),
  // ncnn counts axes without the batch.
  Concat: ({ layer, graph }) => void graph.node(['Concat', ...layer.inputs], outputOf(layer), { axis: number(layer, 0, 0) + 1 }),
  BinaryOp: convertBinary,
  Pooling: convertPooling,
  PixelShuffle: convertPixelShuffle,
  Interp: convertInterp,
}

const number = (layer: Layer, id: number, otherwise: number): number => layer.numbers.get(id) ?? otherwise

function inputOf(layer: Layer): string {
  const [input] = layer.inputs
  if (input === undefined) throw new Malformed(`${layer.name} has no input`)
  return input
}

function outputOf(layer: Layer): string {
  const [output] = layer.outputs
  if (output === undefined) throw new Malformed(`${layer.name} has no output`)
  return output
}

/** Refuses parameters whose effect is not converted. */
function only(layer: Layer, known: readonly number[]): void {
  const strange = [...layer.numbers.keys(), ...layer.arrays.keys()].find((id) => !known.includes(id))
  if (strange !== undefined) throw new Malformed(`${layer.name} has parameter ${strange}, which is not converted`)
}

/** Kernel, stride, dilation and padding; the vertical ones default to the horizontal. */
function window(layer: Layer): { kernel: [number, number]; attributes: Record<string, number[]> } {
  const width = number(layer, 1, 0)
  const kernel: [number, number] = [number(layer, 11, width), width]
  const dilation = number(layer, 2, 1)
  const stride = number(layer, 3, 1)
  const left = number(layer, 4, 0)
  const top = number(layer, 14, left)
  const pads = [top, left, number(layer, 16, top), number(layer, 15, left)]
  if (pads.some((pad) => pad < 0)) throw new Malformed(`${layer.name} has automatic padding, which is not converted`)
  const attributes = {
    kernel_shape: kernel, dilations: [number(layer, 12, dilation), dilation], strides: [number(layer, 13, stride), stride], pads,
  }
  return { kernel, attributes }
}

const windowIds = [0, 1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16]

function convertConvolution({ layer, graph, weights }: Place): void {
  only(layer, windowIds)
  const { kernel, attributes } = window(layer)
  const outputs = number(layer, 0, 0)
  const elements = number(layer, 6, 0)
  const dims = [outputs, elements / outputs / kernel[0] / kernel[1], ...kernel]
  const inputs = [inputOf(layer), graph.floats(`${layer.name}.weight`, dims, weights.tagged(elements))]
  if (number(layer, 5, 0) === 1) inputs.push(graph.floats(`${layer.name}.bias`, [outputs], weights.raw(outputs)))
  activate({ layer, graph, weights }, 'Conv', { inputs, attributes })
}

function convertDeconvolution({ layer, graph, weights }: Place): void {
  only(layer, windowIds)
  const { kernel, attributes } = window(layer)
  const outputs = number(layer, 0, 0)
  const elements = number(layer, 6, 0)
  const dims = [outputs, elements / outputs / kernel[0] / kernel[1], ...kernel]
  // ncnn keeps a deconvolution's outputs outermost, ONNX its inputs.
  const turned = transpose(weights.tagged(elements), dims, [1, 0, 2, 3])
  const inputs = [inputOf(layer), graph.floats(`${layer.name}.weight`, [dims[1] ?? 0, outputs, ...kernel], turned)]
  if (number(layer, 5, 0) === 1) inputs.push(graph.floats(`${layer.name}.bias`, [outputs], weights.raw(outputs)))
  activate({ layer, graph, weights }, 'ConvTranspose', { inputs, attributes })
}

/** Adds the node, and after it the activation that ncnn fused into the layer (parameters 9 and 10). */
function activate({ layer, graph }: Place, op: string, node: { inputs: string[]; attributes: Record<string, number[]> }): void {
  const output = outputOf(layer)
  const kind = number(layer, 9, 0)
  if (kind === 0) {
    graph.node([op, ...node.inputs], output, node.attributes)
    return
  }
  const before = graph.node([op, ...node.inputs], `${output}.linear`, node.attributes)
  if (kind === 1) graph.node(['Relu', before], output)
  else if (kind === 2) graph.node(['LeakyRelu', before], output, { alpha: { float: layer.arrays.get(10)?.[0] ?? 0 } })
  else if (kind === 4) graph.node(['Sigmoid', before], output)
  else throw new Malformed(`${layer.name} has activation ${kind}, which is not converted`)
}

function convertPRelu({ layer, graph, weights }: Place): void {
  only(layer, [0])
  const slopes = number(layer, 0, 0)
  const slope = graph.floats(`${layer.name}.slope`, [slopes, 1, 1], weights.raw(slopes))
  graph.node(['PRelu', inputOf(layer), slope], outputOf(layer))
}

function convertBinary({ layer, graph }: Place): void {
  only(layer, [0])
  const op = ['Add', 'Sub', 'Mul', 'Div'][number(layer, 0, 0)]
  if (op === undefined || layer.inputs.length !== 2) throw new Malformed(`${layer.name} is an operation that is not converted`)
  graph.node([op, ...layer.inputs], outputOf(layer))
}

function convertPooling({ layer, graph }: Place): void {
  only(layer, [0, 1, 2])
  if (number(layer, 0, 0) !== 0) throw new Malformed(`${layer.name} pools in a way that is not converted`)
  const kernel = number(layer, 1, 0)
  const stride = number(layer, 2, 1)
  // Without a pad mode ncnn rounds the size up.
  const attributes = { kernel_shape: [kernel, kernel], strides: [stride, stride], ceil_mode: 1 }
  graph.node(['MaxPool', inputOf(layer)], outputOf(layer), attributes)
}

function convertPixelShuffle({ layer, graph }: Place): void {
  only(layer, [0])
  graph.node(['DepthToSpace', inputOf(layer)], outputOf(layer), { blocksize: number(layer, 0, 1), mode: 'CRD' })
}

function convertInterp({ layer, graph }: Place): void {
  only(layer, [0, 1, 2, 3, 4])
  const kind = number(layer, 0, 0)
  if (kind !== 1 && kind !== 2) throw new Malformed(`${layer.name} resizes in a way that is not converted`)
  const how = kind === 1
    ? { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' }
    : { mode: 'linear', coordinate_transformation_mode: 'half_pixel' }
  const height = number(layer, 3, 0)
  const inputs = height > 0
    ? [inputOf(layer), '', '', graph.integers(`${layer.name}.size`, [height, number(layer, 4, 0)])]
    : [inputOf(layer), '', graph.floats(`${layer.name}.scale`, [2], Float32Array.of(number(layer, 1, 1), number(layer, 2, 1)))]
  graph.node(['Resize', ...inputs], outputOf(layer), { axes: [2, 3], ...how })
}
