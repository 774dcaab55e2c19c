import { type Field, integersOf, Malformed, messageOf, readFields, textOf } from './protobuf'

/** What a model file may hold. Real models of this project stay below a tenth of each. */
export interface OnnxLimits {
  bytes: number
  nodes: number
  tensors: number
  /** Graphs inside nodes inside graphs (If, Loop, Scan). */
  depth: number
  /** Elements of one tensor, weights or declared inputs and outputs. */
  elements: number
  dims: number
}

export const onnxLimits: OnnxLimits = {
  bytes: 1024 ** 3, nodes: 50_000, tensors: 100_000, depth: 4, elements: 2 ** 28, dims: 8,
}

export interface GraphEnds {
  inputs: string[]
  outputs: string[]
}

/** Operators come from these sets only; anything else would need code that we do not have. */
const domains = new Set(['', 'ai.onnx', 'ai.onnx.ml', 'com.microsoft'])

/** Bytes per element by TensorProto.DataType; strings (8) have no fixed size and are refused in weights. */
const elementBytes = new Map<number, number>([
  [1, 4], [2, 1], [3, 1], [4, 2], [5, 2], [6, 4], [7, 8], [9, 1], [10, 2], [11, 8], [12, 4], [13, 8], [14, 8], [15, 16], [16, 2],
])

/** TensorProto's typed data fields, that is all but raw_data. */
const typedData = new Map<number, number>([[4, 4], [5, 1], [7, 1], [10, 8], [11, 1]])

/**
 * Walks a ModelProto (onnx.proto of ONNX 1.17) and refuses what onnxruntime should never be shown: data outside the file
 * (CVE-2022-25882 and its successors), operators of unknown sets, functions and training graphs, and sizes that do not fit
 * the bytes there are. Nothing is allocated by declared size.
 * Returns the names of the graph's inputs and outputs.
 * @throws Malformed
 */
export function checkOnnx(bytes: Uint8Array, limits: OnnxLimits = onnxLimits): GraphEnds {
  const walk = new Walk(limits)
  walk.model(bytes)
  return walk.ends
}

class Walk {
  readonly ends: GraphEnds = { inputs: [], outputs: [] }
  private nodes = 0
  private tensors = 0

  constructor(private readonly limits: OnnxLimits) {}

  model(bytes: Uint8Array): void {
    if (bytes.length > this.limits.bytes) throw new Malformed(`it is larger than ${this.limits.bytes} bytes`)
    let graphs = 0
    let operatorSets = 0
    for (const field of readFields(bytes)) {
      if (field.number === 7) {
        graphs++
        this.graph(messageOf(field), 0)
      } else if (field.number === 8) {
        operatorSets++
        this.operatorSet(messageOf(field))
      } else if (field.number === 20) throw new Malformed('it holds training graphs')
      else if (field.number === 25) throw new Malformed('it defines functions of its own')
    }
    if (graphs !== 1 || operatorSets === 0) throw new Malformed('it is not an ONNX model')
  }

  private operatorSet(bytes: Uint8Array): void {
    for (const field of readFields(bytes)) {
      if (field.number === 1) this.domain(textOf(field))
    }
  }

  private domain(domain: string): void {
    if (!domains.has(domain)) throw new Malformed(`it needs the unknown operator set "${domain.slice(0, 60)}"`)
  }

  private graph(bytes: Uint8Array, depth: number): void {
    if (depth > this.limits.depth) throw new Malformed(`its graphs are nested deeper than ${this.limits.depth}`)
    for (const field of readFields(bytes)) {
      if (field.number === 1) this.node(messageOf(field), depth)
      else if (field.number === 5) this.tensor(messageOf(field))
      else if (field.number === 15) this.sparseTensor(messageOf(field))
      else if (field.number === 11 || field.number === 12 || field.number === 13) {
        const name = this.value(messageOf(field))
        if (depth === 0 && field.number === 11) this.ends.inputs.push(name)
        if (depth === 0 && field.number === 12) this.ends.outputs.push(name)
      }
    }
  }

  private node(bytes: Uint8Array, depth: number): void {
    if (++this.nodes > this.limits.nodes) throw new Malformed(`it has more than ${this.limits.nodes} nodes`)
    for (const field of readFields(bytes)) {
      if (field.number === 7) this.domain(textOf(field))
      else if (field.number === 5) this.attribute(messageOf(field), depth)
      else if (field.number <= 4) textOf(field)
    }
  }

  private attribute(bytes: Uint8Array, depth: number): void {
    for (const field of readFields(bytes)) {
      if (field.number === 5 || field.number === 10) this.tensor(messageOf(field))
      else if (field.number === 6 || field.number === 11) this.graph(messageOf(field), depth + 1)
      else if (field.number === 22 || field.number === 23) this.sparseTensor(messageOf(field))
    }
  }

  private sparseTensor(bytes: Uint8Array): void {
    const dims: bigint[] = []
    for (const field of readFields(bytes)) {
      if (field.number === 1 || field.number === 2) this.tensor(messageOf(field))
      else if (field.number === 3) dims.push(...integersOf(field))
    }
    this.count(dims)
  }

  private tensor(bytes: Uint8Array): void {
    if (++this.tensors > this.limits.tensors) throw new Malformed(`it has more than ${this.limits.tensors} tensors`)
    const dims: bigint[] = []
    let type = 0
    let raw: number | undefined
    let typed = 0
    for (const field of readFields(bytes)) {
      if (field.number === 1) dims.push(...integersOf(field))
      else if (field.number === 2) type = Number(integersOf(field)[0])
      else if (field.number === 9) raw = messageOf(field).length
      else if (field.number === 13) throw new Malformed('its weights lie outside the file (external_data)')
      else if (field.number === 14 && integersOf(field).some((place) => place !== 0n)) {
        throw new Malformed('its weights lie outside the file (external_data)')
      } else typed += this.typedElements(field)
    }
    const elements = this.count(dims)
    const width = elementBytes.get(type)
    if (width === undefined) throw new Malformed(`a tensor has the unsupported type ${type}`)
    if (raw === undefined ? !fits(typed, elements, type) : raw !== elements * width) {
      throw new Malformed('a tensor holds another number of bytes than its shape says')
    }
  }

  /** How many elements a field of typed data carries; 0 for any other field. */
  private typedElements(field: Field): number {
    const width = typedData.get(field.number)
    if (width === undefined) return 0
    if (field.kind === 'varint') return 1
    return width === 1 ? countVarints(messageOf(field)) : field.bytes.length / width
  }

  private value(bytes: Uint8Array): string {
    let name = ''
    for (const field of readFields(bytes)) {
      if (field.number === 1) name = textOf(field)
      else if (field.number === 2) this.type(messageOf(field))
    }
    return name
  }

  /** TypeProto: only a tensor's shape matters (tensor_type 1, shape 2, dim 1, dim_value 1). */
  private type(bytes: Uint8Array): void {
    for (const type of readFields(bytes)) {
      if (type.number !== 1) continue
      for (const shape of readFields(messageOf(type))) {
        if (shape.number === 2) this.shape(messageOf(shape))
      }
    }
  }

  private shape(bytes: Uint8Array): void {
    const dims: bigint[] = []
    for (const dim of readFields(bytes)) {
      if (dim.number !== 1) continue
      for (const field of readFields(messageOf(dim))) if (field.number === 1) dims.push(...integersOf(field))
    }
    this.count(dims)
  }

  /** The product of the dims, refused before it can overflow. */
  private count(dims: readonly bigint[]): number {
    if (dims.length > this.limits.dims) throw new Malformed(`a tensor has more than ${this.limits.dims} dimensions`)
    let elements = 1n
    for (const dim of dims) {
      if (dim < 0n) throw new Malformed('a tensor has a negative size')
      if (dim > BigInt(this.limits.elements)) throw new Malformed(`a tensor is larger than ${this.limits.elements} elements`)
      elements *= dim
      if (elements > BigInt(this.limits.elements)) throw new Malformed(`a tensor is larger than ${this.limits.elements} elements`)
    }
    return Number(elements)
  }
}

/** Complex numbers are stored as pairs. */
function fits(stored: number, elements: number, type: number): boolean {
  return stored === (type === 14 || type === 15 ? 2 * elements : elements)
}

function countVarints(bytes: Uint8Array): number {
  let count = 0
  for (const byte of bytes) if (byte < 0x80) count++
  return count
}
