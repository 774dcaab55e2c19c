import type { Client } from '#client'
import { type Combine, combineMattes, type Pixels } from '#host'
import { type Bounds, pixelBytes, plainHeader, rowBytes } from '#protocol'
import { boundsOf, type Sheet, unite, without } from './document'
import { asGray, croppedPixels, pixelsByRows, samplesOf } from './sheet-rows'

export interface Holding {
  progress(done: number, total: number): void
  /** Asked between windows; it throws to end the work. */
  check(): void
}

/** Has the helper keep pixels that are to be a layer at `origin`; those that it holds already stay where they are. */
export async function holdPixels(
  client: Client, pixels: Pixels, { origin, progress, check }: Holding & { origin: { left: number; top: number } },
): Promise<Sheet> {
  const colour = without(pixels.header.colour, 'icc')
  const header = { ...pixels.header, origin: { left: origin.left, top: origin.top }, colour }
  const bytes = pixelBytes(header)
  check()
  const isThere = pixels.held && pixels.header.origin.left === origin.left && pixels.header.origin.top === origin.top
  if (pixels.held && isThere) {
    progress(bytes, bytes)
    return { header, at: pixels.held }
  }
  const read: Pixels['read'] = async (offset, length) => {
    check()
    return pixels.read(offset, length)
  }
  const blob = await client.upload({ bytes, read }, { onUpload: progress })
  return { header, at: { blob, header } }
}

/** What there is with what comes, over both: the deeper of the two depths, 0 outside of each. */
export function combineGray(client: Client, there: Sheet, { coming, how }: { coming: Sheet; how: Combine }): Pixels {
  const both: Bounds = unite(boundsOf(there), boundsOf(coming))
  const sample = there.header.sample === 'u8' && coming.header.sample === 'u8' ? 'u8' : 'u16'
  const size = { width: both.right - both.left, height: both.bottom - both.top }
  const header = { ...plainHeader(size, 'gray', sample), origin: { left: both.left, top: both.top } }
  const [a, b] = [there, coming].map((sheet) => asGray(croppedPixels(client, sheet, both), sample)) as [Pixels, Pixels]
  const perRow = rowBytes(header)
  return pixelsByRows(header, async (top, count) => {
    const [under, over] = [await a.read(top * perRow, count * perRow), await b.read(top * perRow, count * perRow)]
    combineMattes(how, { before: samplesOf(under, sample), matte: samplesOf(over, sample), white: header.max })
    return over
  })
}

/** Gray of one value over `bounds`: a mask that hides nothing, a selection of a rectangle. */
export function plainGray(bounds: Bounds, value: number): Pixels {
  const size = { width: bounds.right - bounds.left, height: bounds.bottom - bounds.top }
  const header = { ...plainHeader(size, 'gray', 'u8'), origin: { left: bounds.left, top: bounds.top } }
  return { header, read: (_offset, length) => new Uint8Array(length).fill(value) }
}
