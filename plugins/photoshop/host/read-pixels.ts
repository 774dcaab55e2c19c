import type { Pixels } from '#host'
import { type Bounds, channelCount, type PictureHeader, plainHeader } from '#protocol'
import { bandsOf, heightOf, isSame, widthOf } from './geometry'
import { checkCancelled } from './modal'
import type { Document, HostModules, Imaging, Layer, ModalContext } from './modules'
import { depthOf, headerOf, type PixelFormat, rowBytesOf, SRGB } from './pixel-format'
import { bytesOf, convertChannels, convertSamples, type HostSamples, makeSamples, paste, sumBytes, whiteOf } from './samples'
import { openScratch } from './temp-files'

/** What a modal scope works with. */
export interface Work {
  modules: HostModules
  context: ModalContext
}

/** A layer's pixels, or without one the document's as it is seen. */
export interface PixelPlace {
  document: Document
  layer: Layer | undefined
}

export interface HeldPixels extends Pixels {
  close(): Promise<void>
}

type Image = Awaited<ReturnType<Imaging['getPixels']>>['imageData']

/** Its values, interleaved; the image itself is let go of. */
export async function takeData(image: Image): Promise<HostSamples> {
  try {
    return await image.getData({ chunky: true, fullRange: false })
  } finally {
    await image.dispose()
  }
}

const placeOptions = ({ document, layer }: PixelPlace): { documentID: number; layerID?: number } =>
  ({ documentID: document.id, ...(layer ? { layerID: layer.id } : {}) })

/** A region band by band into a scratch, so that no more than a band is in memory. The region must have pixels. */
export async function readPixels(
  work: Work, place: PixelPlace, want: { region: Bounds; format: PixelFormat },
): Promise<HeldPixels & { sum: number }> {
  const { region, format } = want
  const header = headerOf(format, region)
  const rowBytes = rowBytesOf(format, region)
  const scratch = await openScratch(work.modules.fs, rowBytes * heightOf(region))
  try {
    const sum = await sumPixels(work, place, {
      ...want, keep: (bytes, band) => scratch.write(bytes, (band.top - region.top) * rowBytes),
    })
    return { header, sum, read: scratch.read, close: scratch.close }
  } catch (thrown) {
    await scratch.close()
    throw thrown
  }
}

/** Reads a region band by band. @returns a number that another one has if any of its pixels differs */
export async function sumPixels(
  work: Work, place: PixelPlace, { region, format, keep }: {
    region: Bounds; format: PixelFormat; keep?: (bytes: Uint8Array<ArrayBuffer>, band: Bounds) => Promise<void>
  },
): Promise<number> {
  let sum = heightOf(region)
  for (const band of bandsOf(region, rowBytesOf(format, region))) {
    checkCancelled(work.context)
    const bytes = bytesOf(await readBand(work, place, { band, format }))
    sum = sumBytes(bytes, sum)
    await keep?.(bytes, band)
    work.context.reportProgress({ value: (band.bottom - region.top) / heightOf(region) })
  }
  return sum
}

/** Photoshop gives only where pixels are; the rest of the band is transparent. */
async function readBand(
  { modules }: Work, place: PixelPlace, { band, format }: { band: Bounds; format: PixelFormat },
): Promise<HostSamples> {
  const { imageData, sourceBounds } = await modules.photoshop.imaging.getPixels({
    ...placeOptions(place), sourceBounds: band, colorSpace: format.colorSpace,
    ...(format.colorProfile === undefined ? {} : { colorProfile: format.colorProfile }),
  })
  const { components } = imageData
  const channels = channelCount(format.channels)
  const from = whiteOf(sampleNameOf(imageData.componentSize))
  const given = convertChannels(await takeData(imageData), components, channels)
  const samples = convertSamples(given, from, { sample: format.sample, max: whiteOf(format.sample) })
  const bounds = pick(sourceBounds)
  if (isSame(bounds, band)) return samples
  const whole = makeSamples(format.sample, widthOf(band) * heightOf(band) * channels)
  paste({ samples, bounds }, { samples: whole, bounds: band }, channels)
  return whole
}

export const sampleNameOf = (size: number): 'u8' | 'u16' | 'f32' => (size === 8 ? 'u8' : size === 16 ? 'u16' : 'f32')

const pick = ({ left, top, right, bottom }: Bounds): Bounds => ({ left, top, right, bottom })

/**
 * A region small, in sRGB u8, over exactly the region. Read at the document's own depth, since Photoshop refuses 8 bits of
 * 16 in some versions.
 */
export async function readSmall(
  { modules }: Work, place: PixelPlace, want: { region: Bounds; longestPx: number; hasAlpha: boolean },
): Promise<Pixels> {
  const { region, longestPx, hasAlpha } = want
  const scale = Math.min(1, longestPx / Math.max(widthOf(region), heightOf(region)))
  const targetSize = { width: shrink(widthOf(region), scale), height: shrink(heightOf(region), scale) }
  const { imageData, sourceBounds, level } = await modules.photoshop.imaging.getPixels({
    ...placeOptions(place), sourceBounds: region, targetSize, colorSpace: 'RGB', colorProfile: SRGB,
  })
  const { components, width, height, componentSize } = imageData
  const channels = hasAlpha ? 4 : 3
  const given = encode(convertChannels(await takeData(imageData), components, channels), sampleNameOf(componentSize))
  // At a smaller level the bounds come in that level's pixels.
  const full = { left: sourceBounds.left * 2 ** level, top: sourceBounds.top * 2 ** level,
    right: sourceBounds.right * 2 ** level, bottom: sourceBounds.bottom * 2 ** level }
  const plain = plainHeader(targetSize, hasAlpha ? 'rgb-alpha' : 'rgb', 'u8')
  const header = { ...plain, origin: { left: region.left, top: region.top } }
  const bytes = fit({ samples: given, width, height, full }, { region, header, scale, channels })
  return { header, read: (offset, length) => bytes.slice(offset, offset + length) }
}

const shrink = (side: number, scale: number): number => Math.max(1, Math.round(side * scale))

/** 8 bits; 32-bit values are linear light. */
function encode(samples: HostSamples, sample: 'u8' | 'u16' | 'f32'): HostSamples {
  const encoded = sample === 'f32' ? samples.map((value) => encodeLight(Math.min(1, Math.max(0, value)))) : samples
  return convertSamples(encoded, whiteOf(sample), { sample: 'u8', max: 255 })
}

/** sRGB's curve, IEC 61966-2-1. */
const encodeLight = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055)

interface Given { samples: HostSamples; width: number; height: number; full: Bounds }
interface Frame { region: Bounds; header: PictureHeader; scale: number; channels: number }

/** Puts what came where it belongs in the small picture of the region; the rest is transparent. */
function fit({ samples, width, height, full }: Given, { region, header, scale, channels }: Frame): Uint8Array<ArrayBuffer> {
  if (width === header.width && height === header.height) return bytesOf(samples)
  const made = new Uint8Array(header.width * header.height * channels)
  const left = Math.max(0, Math.round((full.left - region.left) * scale))
  const top = Math.max(0, Math.round((full.top - region.top) * scale))
  const from = { left, top, right: left + width, bottom: top + height }
  const frame = { left: 0, top: 0, right: header.width, bottom: header.height }
  paste({ samples, bounds: from }, { samples: made, bounds: frame }, channels)
  return made
}

/** The depth in which a document's masks are handled: 8 bits, else 16. */
export const maskSampleOf = (document: Document): 'u8' | 'u16' => (depthOf(document) === 'u8' ? 'u8' : 'u16')
