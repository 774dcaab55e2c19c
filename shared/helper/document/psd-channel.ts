import { once } from 'node:events'
import zlib from 'node:zlib'
import { newSamples, type PlaneReader, rowRanges, type RowRange, bandRows } from './picture-rows'
import type { ByteSink } from './byte-sink'
import { packedBound, packRow } from './packbits'
import { compressions, type PsdDepth } from './psd-structure'

export interface Plane {
  width: number
  height: number
  depth: PsdDepth
  read: PlaneReader
  /** Where the same plane was written before, in the same compression. */
  written?: WrittenPlane
}

/** Bytes of a plane in the file, without the compression in front. */
export interface WrittenPlane {
  position: number
  length: number
}

export const sampleOfDepth = { 8: 'u8', 16: 'u16', 32: 'f32' } as const

/** 8 bits are packed; deeper photographs are raw (readers differ on prediction), deeper flat areas deflated. */
export function compressionFor(depth: PsdDepth, isFlat: boolean): number {
  if (depth === 8) return compressions.rle
  return isFlat ? compressions.zip : compressions.raw
}

/** Big-endian bytes of a plane, some rows at a time; each view is gone when the next is asked for. */
export function* planeBytes(plane: Plane): Generator<{ range: RowRange; bytes: Buffer }> {
  const bytesPerRow = plane.width * (plane.depth / 8)
  const rows = Math.min(plane.height, bandRows(bytesPerRow * 4))
  const samples = newSamples(sampleOfDepth[plane.depth], rows * plane.width)
  for (const range of rowRanges(plane.height, rows)) {
    plane.read(range, samples)
    const bytes = Buffer.from(samples.buffer as ArrayBuffer, 0, range.count * bytesPerRow)
    if (plane.depth === 16) bytes.swap16()
    if (plane.depth === 32) bytes.swap32()
    yield { range, bytes }
  }
}

/** The rows of a plane as they stand in the file; `onRows` is told of each band (and may throw). */
export async function writePlane(
  sink: ByteSink, plane: Plane, form: { compression: number; isLarge: boolean; onRows: (count: number) => void },
): Promise<void> {
  if (plane.written !== undefined) {
    sink.repeat(plane.written.position, plane.written.length)
    form.onRows(plane.height)
    return
  }
  if (form.compression === compressions.zip) return await writeDeflated(sink, plane, form.onRows)
  if (form.compression === compressions.rle) return writeTablePatched(sink, [plane], form)
  for (const { range, bytes } of planeBytes(plane)) {
    sink.write(bytes)
    form.onRows(range.count)
  }
}

/** PackBits with its table of row lengths first: one table for all planes, as in the merged picture. */
export function writeTablePatched(
  sink: ByteSink, planes: Plane[], form: { isLarge: boolean; onRows: (count: number) => void },
): void {
  const entryBytes = form.isLarge ? 4 : 2
  const rows = planes.reduce((sum, plane) => sum + plane.height, 0)
  const table = Buffer.alloc(rows * entryBytes)
  const tableAt = sink.position
  sink.write(table)
  let row = 0
  for (const plane of planes) {
    if (plane.written !== undefined) {
      const { position, length } = plane.written
      const ownTable = plane.height * entryBytes
      sink.readBack(position, ownTable).copy(table, row * entryBytes)
      sink.repeat(position + ownTable, length - ownTable)
      form.onRows(plane.height)
      row += plane.height
      continue
    }
    const bytesPerRow = plane.width * (plane.depth / 8)
    let packed = new Uint8Array(0)
    for (const { range, bytes } of planeBytes(plane)) {
      const bound = range.count * packedBound(bytesPerRow)
      if (packed.length < bound) packed = new Uint8Array(bound)
      let at = 0
      for (let i = 0; i < range.count; i++) {
        const end = packRow(bytes, { from: i * bytesPerRow, length: bytesPerRow }, packed, at)
        table.writeUIntBE(end - at, row++ * entryBytes, entryBytes)
        at = end
      }
      sink.write(packed.subarray(0, at))
      form.onRows(range.count)
    }
  }
  sink.patch(tableAt, table)
}

async function writeDeflated(sink: ByteSink, plane: Plane, onRows: (count: number) => void): Promise<void> {
  const deflate = zlib.createDeflate({ level: 3 })
  const ready: Buffer[] = []
  // Written outside of the event, so that a full disk rejects this promise instead of ending the process.
  deflate.on('data', (chunk: Buffer) => ready.push(chunk))
  const drain = (): void => { for (const chunk of ready.splice(0)) sink.write(chunk) }
  for (const { range, bytes } of planeBytes(plane)) {
    await new Promise<void>((resolve, reject) => {
      deflate.write(bytes, (error) => { if (error) reject(error); else resolve() })
    })
    drain()
    onRows(range.count)
  }
  deflate.end()
  await once(deflate, 'end')
  drain()
}
