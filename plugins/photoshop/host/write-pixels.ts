import { type Bounds, channelCount, type PictureHeader } from '#protocol'
import { bandsOf, heightOf, intersect, isEmpty, widthOf } from './geometry'
import { checkCancelled } from './modal'
import type { Document, Imaging, Layer } from './modules'
import { modeOf, profileOf, rowBytesOf } from './pixel-format'
import { type HeldPixels, takeData, sampleNameOf, type Work } from './read-pixels'
import { convertChannels, convertSamples, type HostSamples, viewSamples, whiteOf } from './samples'

export const boundsOfHeader = ({ origin, width, height }: PictureHeader): Bounds =>
  ({ left: origin.left, top: origin.top, right: origin.left + width, bottom: origin.top + height })

type Image = Awaited<ReturnType<Imaging['createImageDataFromBuffer']>>

interface Buffer {
  samples: HostSamples
  bounds: Bounds
  components: number
  colorSpace: string
  colorProfile?: string
}

/** Hands an image to `act` and lets go of it, whatever happens. */
export async function withImage(
  { modules }: Work, { samples, bounds, ...rest }: Buffer, act: (image: Image) => Promise<void>,
): Promise<void> {
  const image = await modules.photoshop.imaging.createImageDataFromBuffer(samples, {
    width: widthOf(bounds), height: heightOf(bounds), chunky: true, fullRange: false, ...rest,
  })
  try {
    await act(image)
  } finally {
    await image.dispose()
  }
}

/** Rows of pixels that were pulled, as Photoshop's samples. */
export async function readRows({ header, read }: HeldPixels, band: Bounds): Promise<HostSamples> {
  const whole = boundsOfHeader(header)
  const rowBytes = rowBytesOf(header, whole)
  const bytes = await read((band.top - whole.top) * rowBytes, heightOf(band) * rowBytes)
  return convertSamples(viewSamples(bytes, header.sample), header.max, { sample: header.sample, max: whiteOf(header.sample) })
}

/** All of a picture onto a pixel layer, band by band; what was on it goes. */
export async function putPixels(work: Work, to: { document: Document; layer: Layer }, picture: HeldPixels): Promise<void> {
  const { header } = picture
  const bounds = boundsOfHeader(header)
  let isFirst = true
  for (const band of bandsOf(bounds, rowBytesOf(header, bounds))) {
    checkCancelled(work.context)
    const samples = await readRows(picture, band)
    const form = { samples, bounds: band, components: channelCount(header.channels), ...colourOf(header, to.document) }
    await withImage(work, form, async (imageData) => {
      await work.modules.photoshop.imaging.putPixels({
        documentID: to.document.id, layerID: to.layer.id, imageData, replace: isFirst, targetBounds: band,
      })
    })
    isFirst = false
    work.context.reportProgress({ value: (band.bottom - bounds.top) / heightOf(bounds) })
  }
}

/** A profile is named only where it is not the document's own. */
function colourOf({ channels, colour }: PictureHeader, document: Document): { colorSpace: string; colorProfile?: string } {
  const isGray = channels === 'gray' || channels === 'gray-alpha'
  const colorSpace = isGray ? 'Grayscale' : 'RGB'
  const isOwn = modeOf(document) === (isGray ? 'gray' : 'rgb') && colour.profileName === profileOf(document)
  return isOwn || colour.profileName === '' ? { colorSpace } : { colorSpace, colorProfile: colour.profileName }
}

/** A few blocks of what was placed are read again; this far apart on 0..1 they may be. */
const TOLERANCE = 0.02
const BLOCK_PX = 24

/** @returns a sentence for what is otherwise than it was put, in a document of the picture's own colours */
export async function comparePixels(
  work: Work, at: { document: Document; layer: Layer }, picture: HeldPixels,
): Promise<string[]> {
  const { header } = picture
  if (modeOf(at.document) === 'lab') return []
  const channels = channelCount(header.channels)
  for (const block of blocksOf(boundsOfHeader(header))) {
    const put = await readBlock(picture, block)
    const { imageData, sourceBounds } = await readBack(work, at, block) ?? {}
    // Nothing to be read is right where nothing but transparency was put.
    if (!imageData || !sourceBounds) {
      if (isClear(put, header)) continue
      return ['A part of the new layer came out empty.']
    }
    const isWhole = widthOf(sourceBounds) === widthOf(block) && heightOf(sourceBounds) === heightOf(block)
    const { components, componentSize } = imageData
    const white = whiteOf(sampleNameOf(componentSize))
    const given = convertChannels(await takeData(imageData), components, channels)
    if (isWhole && isApart({ given, white }, put, header)) {
      return ['Some pixels of the new layer came out otherwise than they were made.']
    }
  }
  return []
}

/** At the corners and in the middle. */
function blocksOf(bounds: Bounds): Bounds[] {
  const [right, bottom] = [Math.max(bounds.left, bounds.right - BLOCK_PX), Math.max(bounds.top, bounds.bottom - BLOCK_PX)]
  const middle = { left: Math.floor((bounds.left + right) / 2), top: Math.floor((bounds.top + bottom) / 2) }
  return [{ left: bounds.left, top: bounds.top }, middle, { left: right, top: bottom }]
    .map(({ left, top }) => intersect({ left, top, right: left + BLOCK_PX, bottom: top + BLOCK_PX }, bounds))
}

/** A part of pixels that were pulled, as Photoshop's samples. */
export async function readBlock(picture: HeldPixels, block: Bounds): Promise<HostSamples> {
  const whole = boundsOfHeader(picture.header)
  const rows = await readRows(picture, { ...whole, top: block.top, bottom: block.bottom })
  const channels = channelCount(picture.header.channels)
  const stride = widthOf(whole) * channels
  const length = widthOf(block) * channels
  const made = rows.slice(0, length * heightOf(block))
  for (let y = 0; y < heightOf(block); y += 1) {
    const start = y * stride + (block.left - whole.left) * channels
    made.set(rows.subarray(start, start + length), y * length)
  }
  return made
}

async function readBack({ modules, context }: Work, { document, layer }: { document: Document; layer: Layer }, block: Bounds) {
  const { left, top, right, bottom } = layer.boundsNoEffects
  const region = intersect({ left, top, right, bottom }, block)
  if (isEmpty(region)) return undefined
  try {
    return await modules.photoshop.imaging.getPixels({ documentID: document.id, layerID: layer.id, sourceBounds: region })
  } catch {
    checkCancelled(context)
    return undefined
  }
}

const isClear = (put: HostSamples, { channels, alpha }: PictureHeader): boolean =>
  alpha === 'straight' && put.every((value, at) => at % channelCount(channels) !== channelCount(channels) - 1 || value === 0)

/** Colours count by how much of them is seen. */
function isApart({ given, white }: { given: HostSamples; white: number }, put: HostSamples, header: PictureHeader): boolean {
  const channels = channelCount(header.channels)
  const putWhite = whiteOf(header.sample)
  for (let at = 0; at < put.length; at += 1) {
    const lastOf = at - at % channels + channels - 1
    const seen = header.alpha === 'straight' && at !== lastOf ? (put[lastOf] as number) / putWhite : 1
    if (Math.abs((given[at] as number) / white - (put[at] as number) / putWhite) * seen > TOLERANCE) return true
  }
  return false
}
