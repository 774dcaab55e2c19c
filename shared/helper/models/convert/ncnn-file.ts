import { Malformed } from '../onnx/protobuf'
import { floatsFromBytes, floatsFromHalves } from './half'

const MAGIC = '7767517'
const MAX_LAYERS = 10_000
const MAX_ELEMENTS = 2 ** 26

export interface Layer {
  kind: string
  name: string
  inputs: string[]
  outputs: string[]
  /** By ncnn's parameter number; arrays are written under -23300 - number. */
  numbers: Map<number, number>
  arrays: Map<number, number[]>
}

/** Reads a `.param` text: magic, counts, then `kind name inputs outputs names... id=value...` per line. @throws Malformed */
export function readParam(text: string): Layer[] {
  const lines = text.split('\n').map((line) => line.trim()).filter((line) => line !== '')
  if (lines[0] !== MAGIC) throw new Malformed('the .param file does not begin as one')
  const count = Number(lines[1]?.split(/\s+/)[0])
  if (count !== lines.length - 2) throw new Malformed('the .param file has another number of layers than it says')
  if (count > MAX_LAYERS) throw new Malformed(`the .param file has more than ${MAX_LAYERS} layers`)
  return lines.slice(2).map(readLayer)
}

function readLayer(line: string): Layer {
  const words = line.split(/\s+/)
  const [kind, name] = words
  const ends = [Number(words[2]), Number(words[3])] as const
  const names = words.slice(4, 4 + ends[0] + ends[1])
  if (kind === undefined || name === undefined || !(ends[0] >= 0) || !(ends[1] >= 0) || names.length !== ends[0] + ends[1]) {
    throw new Malformed(`the .param line "${line.slice(0, 60)}" is broken`)
  }
  const layer: Layer = {
    kind, name, inputs: names.slice(0, ends[0]), outputs: names.slice(ends[0]), numbers: new Map(), arrays: new Map(),
  }
  for (const word of words.slice(4 + names.length)) readParameter(word, layer)
  return layer
}

function readParameter(word: string, layer: Layer): void {
  const [id, text = ''] = word.split('=')
  const number = Number(id)
  const values = text.split(',').map(Number)
  if (!Number.isInteger(number) || values.some((value) => !Number.isFinite(value))) {
    throw new Malformed(`${layer.name} has the broken parameter ${word}`)
  }
  if (number > -23300) layer.numbers.set(number, values[0] ?? 0)
  else if (values[0] === values.length - 1) layer.arrays.set(-23300 - number, values.slice(1))
  else throw new Malformed(`${layer.name} has an array that is not as long as it says`)
}

/** How a tagged blob of weights is stored; ncnn, src/modelbin.cpp. */
const HALF = 0x01306b47
const RAW = [0, 0x0002c056]

/** Reads a `.bin` file front to back. */
export class WeightReader {
  private at = 0

  constructor(private readonly bytes: Uint8Array) {}

  /** A blob that says how it is stored (convolution weights). */
  tagged(elements: number): Float32Array {
    const tag = new DataView(this.bytes.buffer, this.bytes.byteOffset).getUint32(this.skip(4), true)
    if (RAW.includes(tag)) return this.raw(elements)
    if (tag !== HALF) throw new Malformed(`weights are stored in a way that is not read (tag ${tag.toString(16)})`)
    const start = this.skip(Math.ceil(this.checked(elements) / 2) * 4)
    return floatsFromHalves(this.bytes.subarray(start, start + elements * 2))
  }

  /** Plain float32 (biases, slopes). */
  raw(elements: number): Float32Array {
    const start = this.skip(this.checked(elements) * 4)
    return floatsFromBytes(this.bytes.subarray(start, start + elements * 4))
  }

  finish(): void {
    if (this.at !== this.bytes.length) throw new Malformed(`${this.bytes.length - this.at} bytes of the .bin file are left over`)
  }

  private checked(elements: number): number {
    if (Number.isInteger(elements) && elements >= 0 && elements <= MAX_ELEMENTS) return elements
    throw new Malformed('a layer has an impossible size')
  }

  private skip(bytes: number): number {
    const start = this.at
    this.at += bytes
    if (this.at > this.bytes.length) throw new Malformed('the .bin file ends too early')
    return start
  }
}
