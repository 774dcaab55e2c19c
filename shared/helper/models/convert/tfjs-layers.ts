import { z } from '#protocol'
import { GraphWriter } from '../onnx/graph'
import { Malformed } from '../onnx/protobuf'
import { readTfjs, type TfjsFile, type Weight } from './tfjs-file'
import { transpose } from './transpose'

const layerSchema = z.object({
  class_name: z.string(),
  name: z.string(),
  config: z.record(z.string(), z.unknown()),
  /** One call of the layer: its inputs as [layer, call, tensor, options]. */
  inbound_nodes: z.array(z.array(z.tuple([z.string(), z.number(), z.number()], z.unknown()))).check(z.maxLength(1)),
})

const topologySchema = z.object({
  model_config: z.object({
    class_name: z.enum(['Functional', 'Model']),
    config: z.object({ layers: z.array(layerSchema).check(z.maxLength(10_000)) }),
  }),
})

type KerasLayer = z.infer<typeof layerSchema>

/**
 * Converts a TensorFlow.js layers model (Keras, functional, channels last) to ONNX with channels first, in and out: that is
 * what onnxruntime computes fastest, and it needs no transposing. Layers keep their names; `output` is the one wanted.
 * @throws Malformed for a layer or setting that is not known
 */
export function convertTfjsLayers(json: Uint8Array, shards: readonly Uint8Array[], output: string): Uint8Array {
  const file = readTfjs(json, shards)
  const topology = topologySchema.safeParse(file.topology)
  if (file.format !== 'layers-model' || !topology.success) throw new Malformed('it is not a functional layers model')
  const graph = new GraphWriter()
  for (const layer of topology.data.model_config.config.layers) {
    const convert = kinds[layer.class_name]
    if (convert === undefined) throw new Malformed(`layers of kind ${layer.class_name.slice(0, 40)} are not converted`)
    const inputs = layer.inbound_nodes.flat().map(([name]) => name)
    convert({ layer, inputs, graph, file })
  }
  return graph.bytes('tfjs', [{ name: output, dims: ['N', 'C_out', 'H_out', 'W_out'] }])
}

interface Place {
  layer: KerasLayer
  inputs: string[]
  graph: GraphWriter
  file: TfjsFile
}

const kinds: Record<string, (place: Place) => void> = {
  InputLayer: ({ layer, graph }) => graph.input(layer.name, ['N', 3, 'H', 'W']),
  Conv2D: convertConvolution,
  Activation: ({ layer, inputs, graph }) =>
    activate(graph, { kind: layer.config.activation, from: inputs[0] ?? '', to: layer.name }),
  Add: ({ layer, inputs, graph }) => void graph.node([inputs.length === 2 ? 'Add' : 'Sum', ...inputs], layer.name),
  Concatenate: convertConcatenate,
  UpSampling2D: convertUpSampling,
}

const activations = new Map([['relu', 'Relu'], ['sigmoid', 'Sigmoid'], ['tanh', 'Tanh'], ['linear', 'Identity']])

function activate(graph: GraphWriter, { kind, from, to }: { kind: unknown; from: string; to: string }): void {
  const op = activations.get(String(kind))
  if (op === undefined) throw new Malformed(`activation ${String(kind)} of ${to} is not converted`)
  graph.node([op, from], to)
}

function weightOf(file: TfjsFile, name: string, rank: number): Weight {
  const weight = file.weights.get(name)
  if (weight?.dims.length !== rank) throw new Malformed(`the weights ${name} are missing or have another shape`)
  return weight
}

function isPair(value: unknown, wanted: number): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((each) => each === wanted)
}

/** Stride 1 only. */
function convertConvolution({ layer, inputs, graph, file }: Place): void {
  const { strides, dilation_rate: dilation, padding, data_format: format, groups, activation, use_bias: hasBias } = layer.config
  const isKnown = isPair(strides, 1) && isPair(dilation, 1) && (padding === 'same' || padding === 'valid')
  if (!isKnown || format !== 'channels_last' || (groups ?? 1) !== 1) {
    throw new Malformed(`the convolution ${layer.name} has settings that are not converted`)
  }
  const { dims, values } = weightOf(file, `${layer.name}/kernel`, 4)
  const [height = 0, width = 0, from = 0, to = 0] = dims
  const kernel = graph.floats(`${layer.name}/kernel`, [to, from, height, width], transpose(values, dims, [3, 2, 0, 1]))
  const operands = [inputs[0] ?? '', kernel]
  if (hasBias === true) operands.push(graph.floats(`${layer.name}/bias`, [to], weightOf(file, `${layer.name}/bias`, 1).values))
  const attributes = { kernel_shape: [height, width], pads: padding === 'same' ? samePads(height, width) : [0, 0, 0, 0] }
  const isLinear = activation === 'linear'
  const node = graph.node(['Conv', ...operands], isLinear ? layer.name : `${layer.name}/linear`, attributes)
  if (!isLinear) activate(graph, { kind: activation, from: node, to: layer.name })
}

/** Keras' "same" with stride 1; of an even kernel, what is odd goes to the end. */
function samePads(height: number, width: number): number[] {
  const top = Math.floor((height - 1) / 2)
  const left = Math.floor((width - 1) / 2)
  return [top, left, height - 1 - top, width - 1 - left]
}

function convertConcatenate({ layer, inputs, graph }: Place): void {
  if (layer.config.axis !== 3 && layer.config.axis !== -1) throw new Malformed(`${layer.name} joins something else than channels`)
  graph.node(['Concat', ...inputs], layer.name, { axis: 1 })
}

function convertUpSampling({ layer, inputs, graph }: Place): void {
  const { size, interpolation, data_format: format } = layer.config
  if (interpolation !== 'nearest' || format !== 'channels_last' || !Array.isArray(size) || size.length !== 2) {
    throw new Malformed(`${layer.name} resizes in a way that is not converted`)
  }
  const scale = graph.floats(`${layer.name}/scale`, [2], Float32Array.from(size, Number))
  graph.node(['Resize', inputs[0] ?? '', '', scale], layer.name, {
    axes: [2, 3], mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor',
  })
}
