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
  to.fill(0)
  const clear = colours === undefined ? undefined : clearerOf(colours, { width, height: fullHeight, max })
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const seen = alpha[i] as number
      if (seen === 0) continue
      const at = i * channels
      const put = 4 * i
      to[put] = data[at] as number
      to[put + 1] = data[at + 1] as number
      to[put + 2] = data[at + 2] as number
      if (clear !== undefined && seen < matteMax) clear(to, put, { x, y: top + y, alpha: seen / matteMax })
      to[put + 3] = hasAlpha ? Math.round((seen * (data[at + 3] as number)) / matteMax) : Math.round(seen * scale)
    }
  }
}

interface Mixed {
  x: number
  y: number
  alpha: number
}

/**
 * Takes the background out of a mixed pixel: the coarse colours there, moved by what they leave unexplained (Forte, Pitie 2021,
 * Approximate Fast Foreground Colour Estimation, eq. 6).
 */
function clearerOf(colours: Colours, frame: { width: number; height: number; max: number }) {
  const { planes, width, height } = colours
  const area = width * height
  const [across, down] = [width / frame.width, height / frame.height]
  return (to: Samples, put: number, { x, y, alpha }: Mixed): void => {
    const u = Math.min(width - 1, Math.max(0, (x + 0.5) * across - 0.5))
    const v = Math.min(height - 1, Math.max(0, (y + 0.5) * down - 0.5))
    const left = Math.min(Math.max(0, width - 2), Math.floor(u))
    const upper = Math.min(Math.max(0, height - 2), Math.floor(v))
    const [fx, fy] = [u - left, v - upper]
    const next = width > 1 ? 1 : 0
    const below = height > 1 ? width : 0
    const i = upper * width + left
    const sample = (c: number): number => {
      const at = c * area + i
      const row = (planes[at] as number) * (1 - fx) + (planes[at + next] as number) * fx
      return row * (1 - fy) + ((planes[at + below] as number) * (1 - fx) + (planes[at + below + next] as number) * fx) * fy
    }
    const share = alpha / (alpha * alpha + (1 - alpha) * (1 - alpha))
    for (let c = 0; c < 3; c++) {
      const [front, back] = [sample(c), sample(c + 3)]
      const left = (to[put + c] as number) / frame.max - alpha * front - (1 - alpha) * back
      to[put + c] = Math.round(Math.min(1, Math.max(0, front + share * left)) * frame.max)
    }
  }
}
