import { z } from '#protocol'
import { GraphWriter } from '../onnx/graph'
import { Malformed } from '../onnx/protobuf'
import { readTfjs, type Weight } from './tfjs-file'
import { transpose } from './transpose'

const attributeSchema = z.object({
  s: z.optional(z.string()),
  b: z.optional(z.boolean()),
  list: z.optional(z.object({ i: z.optional(z.array(z.string())) })),
  shape: z.optional(z.object({ dim: z.array(z.object({ size: z.string() })) })),
})

const nodeSchema = z.object({
  name: z.string(),
  op: z.string(),
  input: z._default(z.array(z.string()), []),
  attr: z._default(z.record(z.string(), z.unknown()), {}),
})

const topologySchema = z.object({ node: z.array(nodeSchema).check(z.maxLength(10_000)) })

type GraphNode = z.infer<typeof nodeSchema>

/**
 * Converts a TensorFlow.js graph model (frozen, every tensor NHWC) to ONNX with channels first, in and out. Only the
 * operators of a plain convolutional network; weights come out as float32.
 * @throws Malformed for an operator or setting that is not known
 */
export function convertTfjsGraph(json: Uint8Array, shards: readonly Uint8Array[], output: string): Uint8Array {
  const file = readTfjs(json, shards)
  const topology = topologySchema.safeParse(file.topology)
  if (file.format !== 'graph-model' || !topology.success) throw new Malformed('it is not a graph model')
  const place = new Place(file.weights)
  for (const node of inOrder(topology.data.node)) {
    if (node.op === 'Const') continue
    const convert = operators[node.op]
    if (convert === undefined) throw new Malformed(`the operator ${node.op.slice(0, 40)} is not converted`)
    convert(node, place)
  }
  return place.graph.bytes('tfjs', [{ name: output, dims: [1, 'C_out', 'H_out', 'W_out'] }])
}

class Place {
  readonly graph = new GraphWriter()
  private readonly added = new Set<string>()

  constructor(private readonly weights: ReadonlyMap<string, Weight>) {}

  constant(name: string | undefined, rank: number): Weight {
    const weight = name === undefined ? undefined : this.weights.get(name)
    if (weight?.dims.length !== rank) throw new Malformed(`the weights ${name} are missing or have another shape`)
    return weight
  }

  /** The tensor of that name; weights are laid out for elementwise use with channels first. */
  tensor(name: string): string {
    const weight = this.weights.get(name)
    if (weight === undefined || this.added.has(name)) return name
    this.added.add(name)
    const dims = [...Array<number>(4 - weight.dims.length).fill(1), ...weight.dims]
    const [batch = 1, height = 1, width = 1, channels = 1] = dims
    return this.graph.floats(name, [batch, channels, height, width], transpose(weight.values, dims, [0, 3, 1, 2]))
  }
}

type Convert = (node: GraphNode, place: Place) => void

const elementwise = (op: string): Convert => (node, place) =>
  void place.graph.node([op, ...node.input.map((name) => place.tensor(name))], node.name)

const operators: Record<string, Convert> = {
  Placeholder: addInput,
  Conv2D: convertConvolution,
  DepthwiseConv2dNative: convertDepthwise,
  Conv2DBackpropInput: convertTransposed,
  Add: elementwise('Add'),
  AddV2: elementwise('Add'),
  AddN: elementwise('Sum'),
  Mul: elementwise('Mul'),
  Relu: elementwise('Relu'),
  Sigmoid: elementwise('Sigmoid'),
  Relu6: (node, { graph }) => {
    const bounds = [0, 6].map((value) => graph.floats(`${node.name}/${value}`, [], Float32Array.of(value)))
    graph.node(['Clip', inputOf(node), ...bounds], node.name)
  },
  AvgPool: convertPooling,
  ResizeBilinear: convertResize,
}

function inputOf(node: GraphNode): string {
  const [input] = node.input
  if (input === undefined) throw new Malformed(`${node.name} has no input`)
  return input
}

function attribute(node: GraphNode, name: string): z.infer<typeof attributeSchema> {
  const parsed = attributeSchema.safeParse(node.attr[name] ?? {})
  if (!parsed.success) throw new Malformed(`${node.name} has a broken attribute ${name}`)
  return parsed.data
}

const textOf = (node: GraphNode, name: string): string => Buffer.from(attribute(node, name).s ?? '', 'base64').toString('latin1')

/** Height and width of a list over NHWC, whose other two entries must be 1. */
function pairOf(node: GraphNode, name: string): [number, number] {
  const [batch, height, width, channels] = attribute(node, name).list?.i?.map(Number) ?? [1, 1, 1, 1]
  if (batch === 1 && channels === 1 && height !== undefined && width !== undefined) return [height, width]
  throw new Malformed(`${node.name} has an odd ${name}`)
}

/** TensorFlow's SAME is ONNX's SAME_UPPER: what is odd goes to the end. */
function slide(node: GraphNode): { strides: number[]; dilations: number[]; auto_pad: string } {
  const padding = textOf(node, 'padding')
  if (textOf(node, 'data_format') !== 'NHWC' || (padding !== 'SAME' && padding !== 'VALID')) {
    throw new Malformed(`${node.name} has settings that are not converted`)
  }
  const pads = padding === 'SAME' ? 'SAME_UPPER' : 'VALID'
  return { strides: pairOf(node, 'strides'), dilations: pairOf(node, 'dilations'), auto_pad: pads }
}

function addInput(node: GraphNode, { graph }: Place): void {
  const [batch, height, width, channels] = attribute(node, 'shape').shape?.dim.map((dim) => Number(dim.size)) ?? []
  if (batch === undefined || height === undefined || width === undefined || channels === undefined) {
    throw new Malformed(`the input ${node.name} is no picture`)
  }
  const free = (size: number, name: string): number | string => size > 0 ? size : name
  graph.input(node.name, [free(batch, 'N'), channels, free(height, 'H'), free(width, 'W')])
}

function convertConvolution(node: GraphNode, place: Place): void {
  const { dims, values } = place.constant(node.input[1], 4)
  const [height = 0, width = 0, from = 0, to = 0] = dims
  const kernel = place.graph.floats(`${node.name}/kernel`, [to, from, height, width], transpose(values, dims, [3, 2, 0, 1]))
  place.graph.node(['Conv', inputOf(node), kernel], node.name, { kernel_shape: [height, width], ...slide(node) })
}

function convertDepthwise(node: GraphNode, place: Place): void {
  const { dims, values } = place.constant(node.input[1], 4)
  const [height = 0, width = 0, channels = 0, each = 0] = dims
  const turned = transpose(values, dims, [2, 3, 0, 1])
  const kernel = place.graph.floats(`${node.name}/kernel`, [channels * each, 1, height, width], turned)
  place.graph.node(['Conv', inputOf(node), kernel], node.name, { kernel_shape: [height, width], group: channels, ...slide(node) })
}

/** A transposed convolution whose kernels do not overlap, so that its padding is none. */
function convertTransposed(node: GraphNode, place: Place): void {
  const [, filter, input] = node.input
  const { dims, values } = place.constant(filter, 4)
  const [height = 0, width = 0, to = 0, from = 0] = dims
  const { strides } = slide(node)
  if (strides[0] !== height || strides[1] !== width || input === undefined) {
    throw new Malformed(`${node.name} overlaps, which is not converted`)
  }
  const kernel = place.graph.floats(`${node.name}/kernel`, [from, to, height, width], transpose(values, dims, [3, 2, 0, 1]))
  place.graph.node(['ConvTranspose', input, kernel], node.name, { kernel_shape: [height, width], strides })
}

function convertPooling(node: GraphNode, { graph }: Place): void {
  const { strides, auto_pad: pads } = slide(node)
  if (pads !== 'VALID') throw new Malformed(`${node.name} pools past the border, which is not converted`)
  graph.node(['AveragePool', inputOf(node)], node.name, { kernel_shape: pairOf(node, 'ksize'), strides })
}

function convertResize(node: GraphNode, place: Place): void {
  if (attribute(node, 'half_pixel_centers').b !== true || attribute(node, 'align_corners').b === true) {
    throw new Malformed(`${node.name} resizes in a way that is not converted`)
  }
  const size = place.graph.integers(`${node.name}/size`, [...place.constant(node.input[1], 1).values])
  place.graph.node(['Resize', inputOf(node), '', '', size], node.name, {
    axes: [2, 3], mode: 'linear', coordinate_transformation_mode: 'half_pixel',
  })
}

/** The nodes so that each comes after its inputs; the file promises no order. */
function inOrder(nodes: readonly GraphNode[]): GraphNode[] {
  const byName = new Map(nodes.map((node) => [node.name, node]))
  const state = new Map<string, 'open' | 'done'>()
  const ordered: GraphNode[] = []
  const stack = nodes.map((node) => node.name).reverse()
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const node = byName.get(name)
    const waiting = node?.input.filter((input) => byName.has(input) && state.get(input) !== 'done') ?? []
    if (node === undefined || state.get(name) === 'done') stack.pop()
    else if (waiting.length === 0) {
      ordered.push(node)
      state.set(name, 'done')
      stack.pop()
    } else if (waiting.some((input) => state.get(input) === 'open')) throw new Malformed('its graph goes in circles')
    else {
      state.set(name, 'open')
      stack.push(...waiting)
    }
  }
  return ordered
}
