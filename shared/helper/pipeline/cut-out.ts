import type { Raster, Samples } from '#native'
import { channelCount } from '#protocol'
import { coloursApart } from './matte-foreground'
import { wholeOf } from './matte-plane'
import { openBand, type PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'

/** Fore- and background colours are looked for at a size of about this many pixels; at full size they follow the picture. */
const COLOUR_PIXELS = 100_000

/** Planes [6, height, width] of fore- and background colour, 0..1. */
interface Colours {
  planes: Float32Array
  width: number
  height: number
}

/**
 * The picture with its matte as straight alpha (rgb-alpha, the picture's depth): its edge colours cleared of the background
 * unless `keepsColours`, black where nothing of it is seen, so that an encoder spends nothing there.
 */
export function cutOut(picture: PictureFile, matte: PictureFile, target: PictureFile, keepsColours: boolean): void {
  const { width, height } = picture.header
  const colours = keepsColours ? undefined : coloursOf(picture, matte)
  const rowsAtOnce = Math.max(1, Math.floor(16_000_000 / width))
  for (let top = 0; top < height; top += rowsAtOnce) {
    const rows = { top, height: Math.min(rowsAtOnce, height - top) }
    const [from, alpha, to] = [openBand(picture, rows), openBand(matte, rows), openBand(target, rows, true)]
    const work = { from: from.raster, alpha: alpha.raster.data, to: to.raster.data, max: picture.header.max }
    cutRows(work, matte.header.max, colours)
    for (const band of [from, alpha, to]) band.close()
  }
}

function coloursOf(picture: PictureFile, matte: PictureFile): Colours {
  const { header } = picture
  const scale = Math.min(1, Math.sqrt(COLOUR_PIXELS / (header.width * header.height)))
  const size = { width: Math.ceil(header.width * scale), height: Math.ceil(header.height * scale) }
  const seen = shrinkPart(picture, wholeOf(header), size, 'box')
  const alpha = shrinkPart(matte, wholeOf(header), size, 'box').values
  const planes = new Float32Array(3 * alpha.length)
  for (let i = 0; i < alpha.length; i++) {
    for (let c = 0; c < 3; c++) planes[c * alpha.length + i] = seen.values[i * seen.channels + c] as number
  }
  return { planes: coloursApart({ ...size, picture: planes, alpha }), ...size }
}

interface CutRows {
  from: Raster
  alpha: Samples
  to: Samples
  max: number
}

function cutRows({ from, alpha, to, max }: CutRows, matteMax: number, colours: Colours | undefined): void {
  const { data, width, height, channels, top, fullHeight } = from
  const hasAlpha = channels === channelCount('rgb-alpha')
  const scale = max / matteMax
  const frame = { width, height: fullHeight, max }
  const fours = foursOf(alpha)
  to.fill(0)
  for (let y = 0; y < height; y++) {
    for (let i = y * width, end = i + width; i < end; i++) {
      if (fours !== undefined && i % 4 === 0 && fours[i / 4] === 0 && i + 4 <= end) {
        i += 3
        continue
      }
      const seen = alpha[i] as number
      if (seen === 0) continue
      const at = i * channels
      const put = 4 * i
      to[put] = data[at] as number
      to[put + 1] = data[at + 1] as number
      to[put + 2] = data[at + 2] as number
      to[put + 3] = hasAlpha ? Math.round((seen * (data[at + 3] as number)) / matteMax) : Math.round(seen * scale)
      if (colours === undefined || seen === matteMax) continue
      clear(to, { put, x: i - y * width, y: top + y, alpha: seen / matteMax }, colours, frame)
    }
  }
}

/** Four bytes at a time: most of a matte is nothing. */
function foursOf(alpha: Samples): Uint32Array | undefined {
  if (!(alpha instanceof Uint8Array) || alpha.byteOffset % 4 !== 0) return undefined
  return new Uint32Array(alpha.buffer, alpha.byteOffset, Math.floor(alpha.length / 4))
}

interface Mixed {
  /** Where its first sample is in the target. */
  put: number
  x: number
  y: number
  alpha: number
}

/**
 * Takes the background out of a mixed pixel: the coarse colours there, moved by what they leave unexplained (Forte, Pitie 2021,
 * Approximate Fast Foreground Colour Estimation, eq. 6).
 */
function clear(to: Samples, { put, x, y, alpha }: Mixed, colours: Colours, frame: Frame): void {
  const { planes, width, height } = colours
  const area = width * height
  const u = Math.min(width - 1, Math.max(0, ((x + 0.5) * width) / frame.width - 0.5))
  const v = Math.min(height - 1, Math.max(0, ((y + 0.5) * height) / frame.height - 0.5))
  const left = Math.min(Math.max(0, width - 2), Math.floor(u))
  const upper = Math.min(Math.max(0, height - 2), Math.floor(v))
  const fx = u - left
  const fy = v - upper
  const next = width > 1 ? 1 : 0
  const below = height > 1 ? width : 0
  const [a, b, c, d] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy]
  const share = alpha / (alpha * alpha + (1 - alpha) * (1 - alpha))
  for (let channel = 0, i = upper * width + left; channel < 3; channel++, i += area) {
    const j = i + 3 * area
    const front = a * (planes[i] as number) + b * (planes[i + next] as number) +
      c * (planes[i + below] as number) + d * (planes[i + below + next] as number)
    const back = a * (planes[j] as number) + b * (planes[j + next] as number) +
      c * (planes[j + below] as number) + d * (planes[j + below + next] as number)
    const unexplained = (to[put + channel] as number) / frame.max - alpha * front - (1 - alpha) * back
    to[put + channel] = Math.round(Math.min(1, Math.max(0, front + share * unexplained)) * frame.max)
  }
}

interface Frame {
  width: number
  height: number
  max: number
}
