import fs from 'node:fs'
import type { Samples } from '#native'
import { type Bounds, channelCount, type Channels, hasAlpha, type PictureHeader, rowBytes } from '#protocol'
import { asWriteFailure } from './atomic-file'
import { writeAll } from './byte-sink'
import { checkSize } from './limits'
import type { Metadata } from './metadata'
import { bytesOf } from './picture-copy'
import { bandRows, newSamples, type RowRange, rowRanges } from './picture-rows'
import type { LayerRecord, PsdFile } from './psd-read'
import { channelRows, packedRows, type PlaneRows, rowLengths, unpackedRows } from './psd-rows'
import { ALPHA_CHANNEL, boundsHeight, boundsWidth, compressions, MASK_CHANNEL } from './psd-structure'
import { vipsHeader, vipsTrailer } from './vips-file'

/** Planes that lie at `bounds` of the document. */
export interface PlanarPicture {
  channels: Channels
  bounds: Bounds
  /** In the order of `channels`; an alpha that the file lacks is absent and opaque within `bounds`. */
  planes: PlaneRows[]
  /** Photoshop lays the colours of a merged picture on white; they are lifted off again. */
  isOnWhite: boolean
}

/** The merged picture, with its transparency where it has one. */
export function mergedPicture(psd: PsdFile): PlanarPicture {
  const colours = psd.mode === 'rgb' ? 3 : 1
  const isTransparent = psd.hasMergedAlpha && psd.channels > colours
  const form = { height: psd.height, rowBytes: psd.width * psd.depth / 8, sampleBytes: psd.depth / 8, isLarge: psd.isLarge }
  const cursor = psd.merged
  const compression = cursor.u16()
  const count = colours + (isTransparent ? 1 : 0)
  let planes: PlaneRows[]
  if (compression === compressions.rle) {
    const lengths = rowLengths(cursor, psd.channels * psd.height, psd.isLarge)
    planes = Array.from({ length: count }, (_, plane) => {
      const own = lengths.subarray(plane * psd.height, (plane + 1) * psd.height)
      return packedRows(cursor.section(own.reduce((sum, length) => sum + length, 0)), own, form)
    })
  } else if (compression === compressions.raw) {
    planes = Array.from({ length: count }, () => unpackedRows(cursor.section(form.height * form.rowBytes), compression, form))
  } else {
    throw cursor.broken(`its merged picture uses the compression ${compression}`)
  }
  const bounds = { left: 0, top: 0, right: psd.width, bottom: psd.height }
  return { channels: named(psd, isTransparent), bounds, planes, isOnWhite: isTransparent }
}

/** One layer; with alpha unless it is opaque and covers the canvas. */
export function layerPicture(psd: PsdFile, layer: LayerRecord): PlanarPicture {
  const { bounds } = layer
  checkBounds(psd, bounds)
  const form = {
    height: boundsHeight(bounds), rowBytes: boundsWidth(bounds) * psd.depth / 8, sampleBytes: psd.depth / 8, isLarge: psd.isLarge,
  }
  const covers = bounds.left <= 0 && bounds.top <= 0 && bounds.right >= psd.width && bounds.bottom >= psd.height
  const ids = [...(psd.mode === 'rgb' ? [0, 1, 2] : [0]), ...(layer.channels.has(ALPHA_CHANNEL) ? [ALPHA_CHANNEL] : [])]
  const planes = ids.map((id) => {
    const cursor = layer.channels.get(id)
    if (cursor === undefined) throw psd.merged.broken(`layer "${layer.name}" lacks channel ${id}`)
    return channelRows(cursor, form)
  })
  return { channels: named(psd, layer.channels.has(ALPHA_CHANNEL) || !covers), bounds, planes, isOnWhite: false }
}

/** A layer's user mask; undefined where it shows outside of what is stored, which a picture of planes can't say. */
export function maskPicture(psd: PsdFile, { channels, mask }: LayerRecord): PlanarPicture | undefined {
  const cursor = channels.get(MASK_CHANNEL)
  if (cursor === undefined || mask === undefined || mask.outside !== 0) return undefined
  const { bounds } = mask
  if (boundsWidth(bounds) <= 0 || boundsHeight(bounds) <= 0) return undefined
  checkBounds(psd, bounds)
  const sampleBytes = psd.depth / 8
  const form = { height: boundsHeight(bounds), rowBytes: boundsWidth(bounds) * sampleBytes, sampleBytes, isLarge: psd.isLarge }
  return { channels: 'gray', bounds, planes: [channelRows(cursor, form)], isOnWhite: false }
}

/** A layer may reach beyond the canvas, but be no larger than any picture. */
const checkBounds = (psd: PsdFile, bounds: Bounds): void =>
  checkSize(psd.merged.file, { width: boundsWidth(bounds), height: boundsHeight(bounds) })

const named = (psd: PsdFile, isTransparent: boolean): Channels => (isTransparent ? `${psd.mode}-alpha` : psd.mode)

/** Interleaves the planes into a `.v` file of the document's size, band by band. */
export async function writePlanar(
  picture: PlanarPicture, target: { file: string; header: PictureHeader; metadata: Metadata },
): Promise<void> {
  const { file, header, metadata } = target
  const descriptor = fs.openSync(file, 'w')
  try {
    let position = writeAll(descriptor, vipsHeader(header, metadata.pixelsPerInch), 0)
    await skipRows(picture, Math.max(0, -picture.bounds.top))
    // A layer's rows may be longer than the canvas is wide.
    const longest = Math.max(header.width, boundsWidth(picture.bounds)) * rowBytes(header) / header.width
    for (const range of rowRanges(header.height, bandRows(longest))) {
      const samples = await interleave(picture, header, range)
      position += writeAll(descriptor, bytesOf(samples), position)
    }
    writeAll(descriptor, vipsTrailer(metadata), position)
  } catch (error) {
    throw asWriteFailure(error, file)
  } finally {
    for (const plane of picture.planes) plane.close()
    fs.closeSync(descriptor)
  }
}

/** Rows above the canvas. */
async function skipRows(picture: PlanarPicture, count: number): Promise<void> {
  const step = bandRows(boundsWidth(picture.bounds) * 2)
  for (const range of rowRanges(Math.min(count, boundsHeight(picture.bounds)), step)) {
    for (const plane of picture.planes) await plane.next(range.count)
  }
}

async function interleave(picture: PlanarPicture, header: PictureHeader, range: RowRange): Promise<Samples> {
  const { bounds, planes } = picture
  const step = channelCount(header.channels)
  const samples = newSamples(header.sample, range.count * header.width * step)
  const top = Math.max(range.top, bounds.top)
  const count = Math.min(range.top + range.count, bounds.bottom) - top
  if (count <= 0) return samples
  const place = { top: top - range.top, count, left: Math.max(0, bounds.left), right: Math.min(header.width, bounds.right) }
  for (let channel = 0; channel < step; channel++) {
    const rows = await planes[channel]?.next(count)
    scatter(rows, samples, { ...place, channel, step, width: header.width, bounds })
  }
  if (picture.isOnWhite && hasAlpha(header.channels)) liftOffWhite(samples, step, header.max)
  return samples
}

interface Scatter {
  /** Of the band. */
  top: number
  count: number
  /** Of the canvas; what of the plane lies outside is left out. */
  left: number
  right: number
  channel: number
  step: number
  width: number
  bounds: Bounds
}

/** One plane's rows (big-endian; absent: opaque) into its channel. */
function scatter(rows: Buffer | undefined, samples: Samples, place: Scatter): void {
  const isWide = samples instanceof Uint16Array
  const planeWidth = boundsWidth(place.bounds)
  for (let y = 0; y < place.count; y++) {
    let to = ((place.top + y) * place.width + place.left) * place.step + place.channel
    let from = y * planeWidth + place.left - place.bounds.left
    for (let x = place.left; x < place.right; x++, from++, to += place.step) {
      if (rows === undefined) samples[to] = isWide ? 65535 : 255
      else samples[to] = isWide ? (rows[from * 2] as number) << 8 | (rows[from * 2 + 1] as number) : rows[from] as number
    }
  }
}

/** c = (shown - white * (1 - a)) / a */
function liftOffWhite(samples: Samples, step: number, white: number): void {
  for (let at = 0; at < samples.length; at += step) {
    const alpha = samples[at + step - 1] as number
    if (alpha === 0 || alpha === white) continue
    for (let channel = at; channel < at + step - 1; channel++) {
      const lifted = Math.round(white - (white - (samples[channel] as number)) * white / alpha)
      samples[channel] = Math.max(0, Math.min(white, lifted))
    }
  }
}
