/** TIFF 6.0, section 2, and BigTIFF: little-endian directories. */
export interface TiffEntry {
  tag: number
  /** 1 BYTE, 2 ASCII, 3 SHORT, 4 LONG, 5 RATIONAL, 7 UNDEFINED, 16 LONG8 ... */
  type: number
  count: number
  /** The values, little-endian. */
  data: Buffer
}

const types = { byte: 1, ascii: 2, short: 3, long: 4, rational: 5, undefined: 7, long8: 16 } as const

export function shorts(tag: number, values: number[]): TiffEntry {
  const data = Buffer.alloc(values.length * 2)
  values.forEach((value, index) => data.writeUInt16LE(value, index * 2))
  return { tag, type: types.short, count: values.length, data }
}

/** Numbers of 4 bytes, or of 8 in a BigTIFF. */
export function longs(tag: number, values: number[], isBig: boolean): TiffEntry {
  const data = Buffer.alloc(values.length * (isBig ? 8 : 4))
  values.forEach((value, index) => {
    if (isBig) data.writeBigUInt64LE(BigInt(value), index * 8)
    else data.writeUInt32LE(value, index * 4)
  })
  return { tag, type: isBig ? types.long8 : types.long, count: values.length, data }
}

/** A number with three decimals. */
export function rational(tag: number, value: number): TiffEntry {
  const data = Buffer.alloc(8)
  data.writeUInt32LE(Math.round(value * 1000))
  data.writeUInt32LE(1000, 4)
  return { tag, type: types.rational, count: 1, data }
}

export function ascii(tag: number, text: string): TiffEntry {
  const data = Buffer.from(`${text}\0`, 'latin1')
  return { tag, type: types.ascii, count: data.length, data }
}

export const bytesEntry = (tag: number, data: Buffer, type: 'byte' | 'undefined'): TiffEntry =>
  ({ tag, type: types[type], count: data.length, data })

/** The first bytes of a file whose first directory stands at `at`. */
export function tiffHeader(isBig: boolean, at: number): Buffer {
  const bytes = Buffer.alloc(isBig ? 16 : 8)
  bytes.write('II', 'latin1')
  if (isBig) {
    bytes.writeUInt16LE(43, 2)
    bytes.writeUInt16LE(8, 4)
    bytes.writeBigUInt64LE(BigInt(at), 8)
  } else {
    bytes.writeUInt16LE(42, 2)
    bytes.writeUInt32LE(at, 4)
  }
  return bytes
}

/** A directory that will stand at `at` (even), its longer values behind it; entries are sorted by tag. */
export function directoryBytes(entries: readonly TiffEntry[], place: { isBig: boolean; at: number }): Buffer {
  const { isBig, at } = place
  const word = isBig ? 8 : 4
  const sorted = [...entries].sort((a, b) => a.tag - b.tag)
  const entryBytes = 4 + 2 * word
  const head = Buffer.alloc((isBig ? 8 : 2) + sorted.length * entryBytes + word)
  const writeWord = (value: number, position: number): void => {
    if (isBig) head.writeBigUInt64LE(BigInt(value), position)
    else head.writeUInt32LE(value, position)
  }
  if (isBig) head.writeBigUInt64LE(BigInt(sorted.length))
  else head.writeUInt16LE(sorted.length)
  const values: Buffer[] = []
  let valueAt = at + head.length
  sorted.forEach((entry, index) => {
    const position = (isBig ? 8 : 2) + index * entryBytes
    head.writeUInt16LE(entry.tag, position)
    head.writeUInt16LE(entry.type, position + 2)
    writeWord(entry.count, position + 4)
    if (entry.data.length <= word) {
      entry.data.copy(head, position + 4 + word)
      return
    }
    writeWord(valueAt, position + 4 + word)
    values.push(entry.data, Buffer.alloc(entry.data.length % 2))
    valueAt += entry.data.length + entry.data.length % 2
  })
  return Buffer.concat([head, ...values])
}
