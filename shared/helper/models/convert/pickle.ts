import { Malformed } from '../onnx/protobuf'

/** What torch writes for a state dict of float tensors, and no more. */
export type Pickled = string | number | boolean | PickledTuple | PickledDict | PickledGlobal | PickledTensor | PickledStorage

/** Also lists of a fixed kind; a class of its own, so that a mark or a dict is never taken for one. */
export class PickledTuple {
  constructor(readonly items: readonly Pickled[]) {}
}

export class PickledDict {
  readonly entries = new Map<string, Pickled>()
}

/** A name from the list below. It is compared, never looked up. */
export class PickledGlobal {
  constructor(readonly name: string) {}
}

export class PickledStorage {
  constructor(readonly key: string, readonly elements: number) {}
}

export class PickledTensor {
  constructor(readonly storage: PickledStorage, readonly offset: number, readonly shape: TensorShape) {}
}

export interface TensorShape {
  dims: readonly number[]
  strides: readonly number[]
}

const ORDERED_DICT = 'collections OrderedDict'
const REBUILD_TENSOR = 'torch._utils _rebuild_tensor_v2'
const FLOAT_STORAGE = 'torch FloatStorage'
const globals = [ORDERED_DICT, REBUILD_TENSOR, FLOAT_STORAGE]

const MAX_BYTES = 2 ** 20
const MAX_STEPS = 100_000
const MAX_TEXT = 256
const MARK = Symbol('mark')
type Slot = Pickled | typeof MARK

/**
 * Reads a pickle of protocol 2 with the opcodes and globals of a torch state dict (CPython, Lib/pickletools.py); whatever
 * else comes is refused. Nothing is ever called or looked up: the three globals are names that this reader knows how to mean.
 * @throws Malformed
 */
export function readPickle(bytes: Uint8Array): Pickled {
  if (bytes.length > MAX_BYTES) throw new Malformed(`its pickle is larger than ${MAX_BYTES} bytes`)
  return new Machine(bytes).run()
}

class Machine {
  private at = 0
  private readonly stack: Slot[] = []
  private readonly memo = new Map<number, Pickled>()
  private readonly view: DataView

  constructor(private readonly bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  run(): Pickled {
    if (this.byte() !== 0x80 || this.byte() !== 2) throw new Malformed('its pickle is not of protocol 2')
    for (let step = 0; step < MAX_STEPS; step++) {
      const opcode = this.byte()
      if (opcode === 0x2e) return this.result()
      const act = opcodes.get(opcode)
      if (act === undefined) throw new Malformed(`its pickle has the opcode 0x${opcode.toString(16)}, which is not read`)
      act(this)
    }
    throw new Malformed(`its pickle has more than ${MAX_STEPS} steps`)
  }

  private result(): Pickled {
    const result = this.pop()
    if (this.stack.length > 0 || this.at !== this.bytes.length) throw new Malformed('its pickle has something left over')
    return result
  }

  byte(): number {
    return this.view.getUint8(this.skip(1))
  }

  /** Little-endian, of 2 or 4 bytes; 4 are signed. */
  number(bytes: 2 | 4): number {
    const at = this.skip(bytes)
    return bytes === 2 ? this.view.getUint16(at, true) : this.view.getInt32(at, true)
  }

  text(): string {
    const length = this.number(4)
    if (length < 0 || length > MAX_TEXT) throw new Malformed('its pickle has a text that is too long')
    const at = this.skip(length)
    return new TextDecoder().decode(this.bytes.subarray(at, at + length))
  }

  line(): string {
    const end = this.bytes.subarray(this.at, this.at + MAX_TEXT).indexOf(0x0a)
    if (end < 0) throw new Malformed('its pickle has a name that is too long')
    const at = this.skip(end + 1)
    return new TextDecoder().decode(this.bytes.subarray(at, at + end))
  }

  private skip(bytes: number): number {
    const at = this.at
    this.at += bytes
    if (this.at > this.bytes.length) throw new Malformed('its pickle ends too early')
    return at
  }

  push(value: Slot): void {
    this.stack.push(value)
  }

  pop(): Pickled {
    const value = this.stack.pop()
    if (value === undefined || value === MARK) throw new Malformed('its pickle takes what is not there')
    return value
  }

  top(): Pickled {
    const value = this.pop()
    this.stack.push(value)
    return value
  }

  /** What lies above the last mark, which goes too. */
  toMark(): Pickled[] {
    const at = this.stack.lastIndexOf(MARK)
    if (at < 0) throw new Malformed('its pickle goes back to a mark that is not there')
    return this.stack.splice(at).slice(1) as Pickled[]
  }

  put(key: number): void {
    this.memo.set(key, this.top())
  }

  get(key: number): void {
    const value = this.memo.get(key)
    if (value === undefined) throw new Malformed('its pickle recalls what it never kept')
    this.push(value)
  }
}

const opcodes = new Map<number, (machine: Machine) => void>([
  [0x28, (m) => m.push(MARK)],
  [0x29, (m) => m.push(new PickledTuple([]))],
  [0x4a, (m) => m.push(m.number(4))],
  [0x4b, (m) => m.push(m.byte())],
  [0x4d, (m) => m.push(m.number(2))],
  [0x51, (m) => m.push(storageOf(m.pop()))],
  [0x52, (m) => { const given = m.pop(); m.push(rebuild(m.pop(), given)) }],
  [0x58, (m) => m.push(m.text())],
  [0x62, build],
  [0x63, (m) => m.push(globalOf(`${m.line()} ${m.line()}`))],
  [0x68, (m) => m.get(m.byte())],
  [0x6a, (m) => m.get(m.number(4))],
  [0x71, (m) => m.put(m.byte())],
  [0x72, (m) => m.put(m.number(4))],
  [0x73, (m) => { const value = m.pop(); setItems(m, [m.pop(), value]) }],
  [0x74, (m) => m.push(new PickledTuple(m.toMark()))],
  [0x75, (m) => setItems(m, m.toMark())],
  [0x7d, (m) => m.push(new PickledDict())],
  [0x85, (m) => m.push(new PickledTuple([m.pop()]))],
  [0x89, (m) => m.push(false)],
])

function globalOf(name: string): PickledGlobal {
  if (globals.includes(name)) return new PickledGlobal(name)
  throw new Malformed(`its pickle names ${name.replace(/[^\w. ]/g, '?').slice(0, 60)}, which is not read`)
}

function setItems(machine: Machine, items: readonly Pickled[]): void {
  const dict = machine.top()
  if (!(dict instanceof PickledDict) || items.length % 2 !== 0) throw new Malformed('its pickle fills what is no dict')
  for (let at = 0; at < items.length; at += 2) {
    const [key, value] = [items[at], items[at + 1]]
    if (typeof key !== 'string' || value === undefined) throw new Malformed('its pickle has a key that is no text')
    dict.entries.set(key, value)
  }
}

/** Attributes of the state dict (its metadata): nothing of them matters to the weights. */
function build(machine: Machine): void {
  const isKnown = machine.pop() instanceof PickledDict && machine.top() instanceof PickledDict
  if (!isKnown) throw new Malformed('its pickle builds what is no dict')
}

/** ('storage', FloatStorage, key, device, elements) */
function storageOf(id: Pickled): PickledStorage {
  const [kind, type, key, device, elements, ...more] = id instanceof PickledTuple ? id.items : []
  const isFloat = kind === 'storage' && type instanceof PickledGlobal && type.name === FLOAT_STORAGE
  const isKnown = isFloat && typeof key === 'string' && typeof device === 'string' && isCount(elements) && more.length === 0
  if (!isKnown) throw new Malformed('its pickle refers to what is no storage of floats')
  return new PickledStorage(key, elements)
}

function rebuild(callee: Pickled, given: Pickled): Pickled {
  const isCall = callee instanceof PickledGlobal && given instanceof PickledTuple
  if (!isCall) throw new Malformed('its pickle calls what is no name')
  if (callee.name === ORDERED_DICT && given.items.length === 0) return new PickledDict()
  if (callee.name === REBUILD_TENSOR) return tensorOf(given.items)
  throw new Malformed(`its pickle calls ${callee.name} in a way that is not read`)
}

/** (storage, offset, dims, strides, requires_grad, hooks) */
function tensorOf([storage, offset, dims, strides, needsGradient, hooks, ...more]: readonly Pickled[]): PickledTensor {
  const isKnown = storage instanceof PickledStorage && isCount(offset) && typeof needsGradient === 'boolean' &&
    hooks instanceof PickledDict && hooks.entries.size === 0 && more.length === 0
  if (!isKnown) throw new Malformed('its pickle has a tensor that is not read')
  return new PickledTensor(storage, offset, { dims: countsOf(dims), strides: countsOf(strides) })
}

const isCount = (value: Pickled | undefined): value is number => typeof value === 'number' && value >= 0

function countsOf(value: Pickled | undefined): number[] {
  const items = value instanceof PickledTuple ? value.items : undefined
  if (items === undefined || items.length > 8 || !items.every(isCount)) throw new Malformed('its pickle has a tensor of no shape')
  return [...items]
}
