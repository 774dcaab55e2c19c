import type { Client } from '#client'
import { type Pixels, WINDOW_BYTES } from '#host'
import { type Bounds, channelCount, type PictureHeader, rowBytes } from '#protocol'
import { boundsOf, intersect, type Sheet } from './document'

/** Whole rows of a picture, counted from its own top. */
export type RowReader = (top: number, count: number) => Promise<Uint8Array<ArrayBuffer>>

/** Any window of a picture that is read by rows. */
export function pixelsByRows(header: PictureHeader, rows: RowReader): Pixels {
  const perRow = rowBytes(header)
  return {
    header,
    async read(offset, length) {
      const top = Math.floor(offset / perRow)
      const bottom = Math.ceil((offset + length) / perRow)
      const bytes = await rows(top, bottom - top)
      const from = offset - top * perRow
      return from === 0 && length === bytes.length ? bytes : bytes.slice(from, from + length)
    },
  }
}

/** Windows of a sheet, each at most as large as the helper gives. */
async function readSheet(
  client: Client, { at }: Sheet, { offset, length }: { offset: number; length: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const from = 'job' in at ? { job: at.job, result: at.result } : { blob: at.blob }
  if (length <= WINDOW_BYTES) return client.window(from, offset, length)
  const all = new Uint8Array(length)
  for (let done = 0; done < length; done += WINDOW_BYTES) {
    all.set(await client.window(from, offset + done, Math.min(WINDOW_BYTES, length - done)), done)
  }
  return all
}

/** The pixels of a sheet within `bounds`, which may reach outside of it: 0 there. */
export function croppedPixels(client: Client, sheet: Sheet, bounds: Bounds): Pixels {
  const own = boundsOf(sheet)
  const isWhole = (['left', 'top', 'right', 'bottom'] as const).every((side) => own[side] === bounds[side])
  if (isWhole) {
    return { header: sheet.header, held: sheet.at, read: (offset, length) => readSheet(client, sheet, { offset, length }) }
  }
  const header = {
    ...sheet.header, width: bounds.right - bounds.left, height: bounds.bottom - bounds.top,
    origin: { left: bounds.left, top: bounds.top },
  }
  return pixelsByRows(header, (top, count) => cropRows(client, sheet, {
    left: bounds.left, right: bounds.right, top: bounds.top + top, bottom: bounds.top + top + count,
  }))
}

async function cropRows(client: Client, sheet: Sheet, wanted: Bounds): Promise<Uint8Array<ArrayBuffer>> {
  const { header } = sheet
  const own = boundsOf(sheet)
  const size = rowBytes(header) / header.width
  const width = wanted.right - wanted.left
  const out = new Uint8Array(width * size * (wanted.bottom - wanted.top))
  const common = intersect(own, wanted)
  if (!common) return out
  const perRow = rowBytes(header)
  const rows = Math.max(1, Math.floor(WINDOW_BYTES / perRow))
  for (let top = common.top; top < common.bottom; top += rows) {
    const count = Math.min(rows, common.bottom - top)
    const bytes = await readSheet(client, sheet, { offset: (top - own.top) * perRow, length: count * perRow })
    for (let row = 0; row < count; row++) {
      const from = row * perRow + (common.left - own.left) * size
      const line = bytes.subarray(from, from + (common.right - common.left) * size)
      out.set(line, ((top + row - wanted.top) * width + common.left - wanted.left) * size)
    }
  }
  return out
}

const maxima = { u8: 255, u16: 65535, f32: 1 } as const

/** Gray pixels at another depth, white staying white. */
export function asGray(pixels: Pixels, sample: 'u8' | 'u16'): Pixels {
  const { header } = pixels
  if (channelCount(header.channels) !== 1) throw new TypeError('a mask has one channel')
  if (header.sample === sample) return pixels
  const scale = maxima[sample] / header.max
  return pixelsByRows({ ...header, sample, max: maxima[sample] }, async (top, count) => {
    const from = samplesOf(await pixels.read(top * rowBytes(header), count * rowBytes(header)), header.sample)
    const to = sample === 'u8' ? new Uint8Array(from.length) : new Uint16Array(from.length)
    for (let i = 0; i < from.length; i++) to[i] = (from[i] as number) * scale + 0.5
    return new Uint8Array(to.buffer)
  })
}

type Samples = Uint8Array | Uint16Array | Float32Array

/** Bytes, which begin at a buffer's start, as numbers. */
export function samplesOf(bytes: Uint8Array<ArrayBuffer>, sample: PictureHeader['sample']): Samples {
  if (sample === 'u8') return bytes
  return sample === 'u16' ? new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
    : new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}
