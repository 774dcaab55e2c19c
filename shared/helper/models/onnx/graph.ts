import { Malformed, MessageWriter } from './protobuf'

const IR_VERSION = 8
const OPSET = 18
const FLOAT = 1
const INT64 = 7

export type Attribute = number | string | readonly number[] | { float: number }
/** A number is fixed, a name stands for any size. */
export type Dim = number | string

interface Node {
  op: string
  inputs: readonly string[]
  output: string
  attributes: Record<string, Attribute>
}

/**
 * Builds an ONNX file (IR 8, operators of set 18) node by node. Each node has one output, named by the caller. What does not
 * lead to an output of the file is left out. The same calls give the same bytes.
 */
export class GraphWriter {
  private readonly nodes: Node[] = []
  private readonly weights = new Map<string, { type: number; dims: readonly number[]; bytes: Uint8Array }>()
  private readonly inputs: { name: string; dims: readonly Dim[] }[] = []

  input(name: string, dims: readonly Dim[]): void {
    this.inputs.push({ name, dims })
  }

  /** Adds weights; `values` must be as many as `dims` say. Returns `name`. */
  floats(name: string, dims: readonly number[], values: Float32Array): string {
    const elements = dims.reduce((product, dim) => product * dim, 1)
    const isWhole = dims.every(Number.isSafeInteger)
    if (!isWhole || elements !== values.length) throw new Malformed(`${name} has weights of another shape`)
    return this.weight(name, { type: FLOAT, dims, bytes: new Uint8Array(values.buffer, values.byteOffset, values.byteLength) })
  }

  integers(name: string, values: readonly number[]): string {
    if (!values.every(Number.isSafeInteger)) throw new Malformed(`${name} is no list of whole numbers`)
    const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer)
    return this.weight(name, { type: INT64, dims: [values.length], bytes })
  }

  private weight(name: string, tensor: { type: number; dims: readonly number[]; bytes: Uint8Array }): string {
    if (this.weights.has(name)) throw new Malformed(`there are two weights named ${name}`)
    this.weights.set(name, tensor)
    return name
  }

  /** `call` is the operator and its inputs; an input left out is the empty name. Returns `output`. */
  node([op, ...inputs]: readonly [string, ...string[]], output: string, attributes: Record<string, Attribute> = {}): string {
    this.nodes.push({ op, inputs, output, attributes })
    return output
  }

  /** @throws Malformed if nothing gives an output, or a node reads what comes from nowhere */
  bytes(name: string, outputs: readonly { name: string; dims: readonly Dim[] }[]): Uint8Array {
    const { nodes, used } = this.reachable(outputs.map((output) => output.name))
    const graph = new MessageWriter()
    for (const node of nodes) graph.message(1, nodeMessage(node))
    graph.text(2, name)
    for (const [weight, tensor] of this.weights) if (used.has(weight)) graph.message(5, tensorMessage(weight, tensor))
    for (const input of this.inputs) graph.message(11, valueMessage(input))
    for (const output of outputs) graph.message(12, valueMessage(output))
    return new MessageWriter().integer(1, IR_VERSION).text(2, 'firstpass').message(7, graph.bytes())
      .message(8, new MessageWriter().text(1, '').integer(2, OPSET).bytes()).bytes()
  }

  /** The nodes that lead to the outputs, in the order they were added, and all names they use. */
  private reachable(outputs: readonly string[]): { nodes: Node[]; used: Set<string> } {
    const makers = new Map(this.nodes.map((node) => [node.output, node]))
    const inputs = new Set(this.inputs.map((input) => input.name))
    const used = new Set<string>()
    const open = [...outputs]
    for (let name = open.pop(); name !== undefined; name = open.pop()) {
      if (name === '' || used.has(name)) continue
      used.add(name)
      const maker = makers.get(name)
      if (maker !== undefined) open.push(...maker.inputs)
      else if (!inputs.has(name) && !this.weights.has(name)) throw new Malformed(`nothing gives "${name.slice(0, 80)}"`)
    }
    return { nodes: this.nodes.filter((node) => used.has(node.output)), used }
  }
}

function nodeMessage(node: Node): Uint8Array {
  const message = new MessageWriter()
  for (const input of node.inputs) message.text(1, input)
  message.text(2, node.output).text(3, node.output).text(4, node.op)
  for (const [name, value] of Object.entries(node.attributes)) message.message(5, attributeMessage(name, value))
  return message.bytes()
}

/** AttributeProto: f 2, i 3, s 4, ints 8; type 20 says which. */
function attributeMessage(name: string, value: Attribute): Uint8Array {
  const message = new MessageWriter().text(1, name)
  if (typeof value === 'number') message.integer(3, value).integer(20, 2)
  else if (typeof value === 'string') message.text(4, value).integer(20, 3)
  else if ('float' in value) message.float(2, value.float).integer(20, 1)
  else message.integers(8, value).integer(20, 7)
  return message.bytes()
}

function tensorMessage(name: string, tensor: { type: number; dims: readonly number[]; bytes: Uint8Array }): Uint8Array {
  return new MessageWriter().integers(1, tensor.dims).integer(2, tensor.type).text(8, name).message(9, tensor.bytes).bytes()
}

function valueMessage({ name, dims }: { name: string; dims: readonly Dim[] }): Uint8Array {
  const shape = new MessageWriter()
  for (const dim of dims) {
    const message = new MessageWriter()
    shape.message(1, (typeof dim === 'number' ? message.integer(1, dim) : message.text(2, dim)).bytes())
  }
  const tensor = new MessageWriter().integer(1, FLOAT).message(2, shape.bytes())
  return new MessageWriter().text(1, name).message(2, new MessageWriter().message(1, tensor.bytes()).bytes()).bytes()
}
