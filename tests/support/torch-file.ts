import { crc32 } from 'node:zlib'

const u16 = (value: number): Buffer => { const bytes = Buffer.alloc(2); bytes.writeUInt16LE(value); return bytes }
const u32 = (value: number): Buffer => { const bytes = Buffer.alloc(4); bytes.writeUInt32LE(value % 2 ** 32); return bytes }

/** A ZIP archive of stored files. `changes` are made to the record of the first file in the central directory. */
export function storedZip(files: Record<string, Uint8Array>, change: (record: Buffer) => void = () => undefined): Buffer {
  const locals: Buffer[] = []
  const records: Buffer[] = []
  let at = 0
  for (const [name, bytes] of Object.entries(files)) {
    const sizes = [u32(crc32(bytes)), u32(bytes.length), u32(bytes.length), u16(name.length), u16(0)]
    const head = [u16(0x0800), u16(0), u32(0), ...sizes]
    const local = Buffer.concat([u32(0x04034b50), u16(0), ...head, Buffer.from(name), bytes])
    const rest = [u16(0), u16(0), u16(0), u32(0), u32(at), Buffer.from(name)]
    const record = Buffer.concat([u32(0x02014b50), u16(0), u16(0), ...head, ...rest])
    if (records.length === 0) change(record)
    locals.push(local)
    records.push(record)
    at += local.length
  }
  const directory = Buffer.concat(records)
  const count = u16(records.length)
  const end = [u32(0x06054b50), u32(0), count, count, u32(directory.length), u32(at), u16(0)]
  return Buffer.concat([...locals, directory, ...end])
}

/** Opcodes of protocol 2, written as torch does. */
export const pickle = {
  text: (value: string): Buffer => Buffer.concat([Buffer.from('X'), u32(value.length), Buffer.from(value)]),
  global: (module: string, name: string): Buffer => Buffer.from(`c${module}\n${name}\n`),
  count: (value: number): Buffer => Buffer.concat([Buffer.from('J'), u32(value)]),
  tuple: (...items: Buffer[]): Buffer => Buffer.concat([Buffer.from('('), ...items, Buffer.from('t')]),
  call: (callee: Buffer, given: Buffer): Buffer => Buffer.concat([callee, given, Buffer.from('R')]),
  whole: (...parts: Buffer[]): Buffer => Buffer.concat([Buffer.from([0x80, 2]), ...parts, Buffer.from('.')]),
}

const orderedDict = pickle.call(pickle.global('collections', 'OrderedDict'), pickle.tuple())

export interface TensorShape { dims: readonly number[]; strides?: readonly number[]; offset?: number; elements?: number }

/** The pickle of one tensor in the storage `key`. */
export function tensorPickle(key: string, { dims, strides, offset = 0, elements }: TensorShape): Buffer {
  const product = (of: readonly number[]): number => of.reduce((all, dim) => all * dim, 1)
  const inRows = dims.map((_, axis) => product(dims.slice(axis + 1)))
  const counts = (of: readonly number[]): Buffer => pickle.tuple(...of.map(pickle.count))
  const type = pickle.global('torch', 'FloatStorage')
  const count = pickle.count(elements ?? product(dims))
  const id = pickle.tuple(pickle.text('storage'), type, pickle.text(key), pickle.text('cpu'), count)
  const storage = Buffer.concat([id, Buffer.from('Q')])
  const shape = [pickle.count(offset), counts(dims), counts(strides ?? inRows)]
  const given = pickle.tuple(storage, ...shape, Buffer.from([0x89]), orderedDict)
  return pickle.call(pickle.global('torch._utils', '_rebuild_tensor_v2'), given)
}

/** The pickle of a state dict. */
export const statePickle = (entries: Record<string, Buffer>): Buffer => {
  const items = Object.entries(entries).map(([name, value]) => Buffer.concat([pickle.text(name), value]))
  return pickle.whole(orderedDict, Buffer.from('('), ...items, Buffer.from('u'))
}

/** What `torch.save` writes for one state dict. */
export function torchFile(tensors: Record<string, { dims: readonly number[]; values: readonly number[] }>): Buffer {
  const entries = Object.entries(tensors)
  const pickles = entries.map(([name, { dims }], index) => [name, tensorPickle(`${index}`, { dims })] as const)
  const state = statePickle(Object.fromEntries(pickles))
  const storages = entries.map(([, { values }], index) =>
    [`archive/data/${index}`, Buffer.from(Float32Array.from(values).buffer)] as const)
  return storedZip({ 'archive/data.pkl': state, ...Object.fromEntries(storages), 'archive/version': Buffer.from('3\n') })
}
