import fs from 'node:fs'
import zlib from 'node:zlib'
import type { FileCursor } from './file-cursor'
import { unpackRow } from './packbits'
import { compressions } from './psd-structure'

/** Rows of one plane, top-down, big-endian samples; each call gives the next ones. */
export interface PlaneRows {
  next(count: number): Promise<Buffer>
  close(): void
}

interface PlaneForm {
  height: number
  rowBytes: number
  sampleBytes: number
  isLarge: boolean
}

/** The rows of a layer's channel; `cursor` stands before its compression. */
export function channelRows(cursor: FileCursor, form: PlaneForm): PlaneRows {
  const compression = cursor.u16()
  if (compression === compressions.rle) return packedRows(cursor, rowLengths(cursor, form.height, form.isLarge), form)
  return unpackedRows(cursor, compression, form)
}

/** Raw or deflated rows behind `cursor`, to its end. */
export function unpackedRows(cursor: FileCursor, compression: number, form: PlaneForm): PlaneRows {
  if (compression === compressions.raw) {
    const bytes = cursor.section(form.height * form.rowBytes)
    return { next: (count) => Promise.resolve(Buffer.from(bytes.bytes(count * form.rowBytes))), close: () => undefined }
  }
  if (compression !== compressions.zip && compression !== compressions.zipPredicted) {
    throw cursor.broken(`it uses the unknown compression ${compression}`)
  }
  return inflatedRows(cursor, form, compression === compressions.zipPredicted)
}

/** How many bytes each of `rows` packed rows takes. */
export function rowLengths(cursor: FileCursor, rows: number, isLarge: boolean): Uint32Array {
  const lengths = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) lengths[row] = isLarge ? cursor.u32() : cursor.u16()
  return lengths
}

export function packedRows(cursor: FileCursor, lengths: Uint32Array, form: PlaneForm): PlaneRows {
  const section = cursor.section(lengths.reduce((sum, length) => sum + length, 0))
  let row = 0
  return {
    next: (count) => {
      const out = Buffer.alloc(count * form.rowBytes)
      for (let i = 0; i < count; i++, row++) {
        const packed = section.bytes(lengths[row] ?? 0)
        const isWhole = unpackRow(packed, out.subarray(i * form.rowBytes, (i + 1) * form.rowBytes))
        if (!isWhole) return Promise.reject(section.broken(`row ${row} of its pixels is damaged`))
      }
      return Promise.resolve(out)
    },
    close: () => undefined,
  }
}

function inflatedRows(cursor: FileCursor, form: PlaneForm, isPredicted: boolean): PlaneRows {
  const stream = fs.createReadStream(cursor.file, { start: cursor.position, end: cursor.end - 1 })
  const inflate = stream.pipe(zlib.createInflate())
  stream.on('error', (error) => inflate.destroy(error))
  const chunks = inflate[Symbol.asyncIterator]() as AsyncIterator<Buffer>
  let rest = Buffer.alloc(0)
  return {
    next: async (count) => {
      const out = Buffer.alloc(count * form.rowBytes)
      for (let filled = 0; filled < out.length;) {
        if (rest.length === 0) rest = await nextChunk(chunks, cursor)
        const part = rest.subarray(0, out.length - filled)
        out.set(part, filled)
        filled += part.length
        rest = rest.subarray(part.length)
      }
      if (isPredicted) undoPrediction(out, form)
      return out
    },
    close: () => {
      stream.destroy()
      inflate.destroy()
    },
  }
}

async function nextChunk(chunks: AsyncIterator<Buffer>, cursor: FileCursor): Promise<Buffer<ArrayBuffer>> {
  try {
    const { value, done } = await chunks.next()
    if (done !== true) return Buffer.from(value)
  } catch {
    throw cursor.broken('its compressed pixels are damaged')
  }
  throw cursor.broken('its compressed pixels end too early')
}

/** Each sample was stored as its difference to the one on its left. */
function undoPrediction(rows: Buffer, form: PlaneForm): void {
  const { rowBytes, sampleBytes } = form
  for (let start = 0; start < rows.length; start += rowBytes) {
    for (let at = start + sampleBytes; at < start + rowBytes; at += sampleBytes) {
      if (sampleBytes === 1) rows[at] = (rows[at] as number) + (rows[at - 1] as number)
      else rows.writeUInt16BE((rows.readUInt16BE(at) + rows.readUInt16BE(at - 2)) & 0xffff, at)
    }
  }
}
