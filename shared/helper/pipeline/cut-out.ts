import { type ColoursApart, kernels } from '#native'
import { coloursApart } from './matte-foreground'
import { wholeOf } from './matte-plane'
import { openBand, type PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'

/** Fore- and background colours are looked for at a size of about this many pixels; at full size they follow the picture. */
const COLOUR_PIXELS = 100_000

/** Bands begin at whole blocks of the kernel's. */
const BLOCK_PX = 8

/**
 * The picture with its matte as straight alpha (rgb-alpha, the picture's depth): its edge colours cleared of the background
 * unless `keepsColours`. Where nothing of it is seen it is black, or near an edge as what is seen there, so that an encoder
 * spends nothing on it.
 */
export function cutOut(picture: PictureFile, matte: PictureFile, target: PictureFile, keepsColours: boolean): void {
  const { width, height } = picture.header
  const colours = keepsColours ? undefined : coloursOf(picture, matte)
  const rowsAtOnce = Math.max(1, Math.floor(16_000_000 / width / BLOCK_PX)) * BLOCK_PX
  const options = { max: picture.header.max, matteMax: matte.header.max, ...(colours ? { colours } : {}) }
  for (let top = 0; top < height; top += rowsAtOnce) {
    const rows = { top, height: Math.min(rowsAtOnce, height - top) }
    const [from, alpha, to] = [openBand(picture, rows), openBand(matte, rows), openBand(target, rows, true)]
    kernels().cutOut(from.raster, alpha.raster, to.raster, options)
    for (const band of [from, alpha, to]) band.close()
  }
}

function coloursOf(picture: PictureFile, matte: PictureFile): ColoursApart {
  const { header } = picture
  const scale = Math.min(1, Math.sqrt(COLOUR_PIXELS / (header.width * header.height)))
  const size = { width: Math.ceil(header.width * scale), height: Math.ceil(header.height * scale) }
  const whole = { left: 0, top: 0, ...size }
  const { values, channels } = shrinkPart(picture, wholeOf(header), size, 'box')
  const seen = { data: values, ...size, channels, top: 0, fullHeight: size.height }
  const colours = new Float32Array(3 * size.width * size.height)
  kernels().pack(seen, whole, colours, { planes: [0, 1, 2], scale: 1, mean: [0, 0, 0], std: [1, 1, 1] })
  const alpha = shrinkPart(matte, wholeOf(header), size, 'box').values
  return { planes: coloursApart({ ...size, picture: colours, alpha }), ...size }
}
