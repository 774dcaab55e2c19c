import { crc32 } from 'node:zlib'
import { Malformed } from '../onnx/protobuf'

const MAX_ENTRIES = 4096
const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
/** Sizes of the fixed parts of the three records. */
const END_BYTES = 22
const CENTRAL_BYTES = 46
const LOCAL_BYTES = 30
/** Encrypted (bit 0), patched (5), strongly encrypted (6), names hidden (13). */
const REFUSED_FLAGS = 0x2061

/**
 * The files of a ZIP archive that holds them uncompressed, as torch writes it: views of `bytes`, by name. No comment, no
 * compression, no split archive, nothing in places of 64 bits (APPNOTE 6.3.9, sections 4.3.7, 4.3.12, 4.3.16).
 * @throws Malformed
 */
export function readStoredZip(bytes: Uint8Array): Map<string, Uint8Array> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = bytes.length - END_BYTES
  if (end < 0 || view.getUint32(end, true) !== END) throw new Malformed('it does not end as a ZIP archive')
  const count = view.getUint16(end + 10, true)
  const isWhole = view.getUint32(end + 4, true) === 0 && view.getUint16(end + 8, true) === count
  if (!isWhole || count > MAX_ENTRIES) throw new Malformed('its ZIP archive is split or has too many files')
  const files = new Map<string, Uint8Array>()
  let at = view.getUint32(end + 16, true)
  for (let index = 0; index < count; index++) {
    const { name, file, bytes: length } = readEntry(view, at)
    if (files.has(name)) throw new Malformed(`its ZIP archive has two files named ${name}`)
    files.set(name, file)
    at += length
  }
  return files
}

interface Entry {
  name: string
  file: Uint8Array
  /** Of the record in the central directory. */
  bytes: number
}

function readEntry(view: DataView, at: number): Entry {
  expectRecord(view, { at, bytes: CENTRAL_BYTES, signature: CENTRAL })
  const size = view.getUint32(at + 24, true)
  const isPlain = view.getUint16(at + 10, true) === 0 && view.getUint32(at + 20, true) === size
  if (!isPlain || (view.getUint16(at + 8, true) & REFUSED_FLAGS) !== 0) throw new Malformed('its ZIP archive is compressed')
  const nameBytes = view.getUint16(at + 28, true)
  const name = textAt(view, at + CENTRAL_BYTES, nameBytes)
  const file = readStored(view, view.getUint32(at + 42, true), size)
  if (crc32(file) !== view.getUint32(at + 16, true)) throw new Malformed(`${name} in its ZIP archive is damaged`)
  return { name, file, bytes: CENTRAL_BYTES + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true) }
}

/** The bytes behind the local header at `at`. */
function readStored(view: DataView, at: number, size: number): Uint8Array {
  expectRecord(view, { at, bytes: LOCAL_BYTES, signature: LOCAL })
  const start = at + LOCAL_BYTES + view.getUint16(at + 26, true) + view.getUint16(at + 28, true)
  if (start + size > view.byteLength) throw new Malformed('its ZIP archive ends too early')
  return new Uint8Array(view.buffer, view.byteOffset + start, size)
}

function expectRecord(view: DataView, { at, bytes, signature }: { at: number; bytes: number; signature: number }): void {
  if (at + bytes > view.byteLength || view.getUint32(at, true) !== signature) throw new Malformed('its ZIP archive is damaged')
}

function textAt(view: DataView, at: number, bytes: number): string {
  if (at + bytes > view.byteLength) throw new Malformed('its ZIP archive is damaged')
  const name = new TextDecoder().decode(new Uint8Array(view.buffer, view.byteOffset + at, bytes))
  if (!/^[\w./-]{1,200}$/.test(name)) throw new Malformed('its ZIP archive has a file of a strange name')
  return name
}
