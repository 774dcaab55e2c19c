import sharp, { type OverlayOptions } from 'sharp'
import type { FileReport } from '../cli/run-file'
import { checkerboard, type Frame, label, sheetBackground, sheetTitle } from './sheet-art'

export interface OverviewFiles {
  photograph: string
  noisy: string
  matte: string
  /** The pixels of the layer "Subject", without its mask. */
  foreground: string
  denoised: string
  upscaled: string
  overview: string
  reports: readonly FileReport[]
}

interface Crop {
  left: number
  top: number
  width: number
  height: number
}

const MARGIN_PX = 52
const GAP_PX = 16
const WIDTH_PX = 1600
const TITLE_PX = 84
const LABEL_PX = 76
/** Three tall pictures above, four squares below. */
const TALL = { width: Math.floor((WIDTH_PX - 2 * MARGIN_PX - 2 * GAP_PX) / 3), height: 636 }
const SQUARE_PX = Math.floor((WIDTH_PX - 2 * MARGIN_PX - 3 * GAP_PX) / 4)

/** Where the sheet looks closely, in pixels of the photographs. */
const grainCrop = { left: 395, top: 128, width: SQUARE_PX, height: SQUARE_PX }
const veinCrop = { left: 300, top: 330, width: SQUARE_PX / 2, height: SQUARE_PX / 2 }

/**
 * The before and after sheet: every pixel of a result at its own size (100 %), nothing sharpened or brightened; only the
 * three whole pictures are reduced. A program for development draws it, so it may use sharp itself.
 */
export async function drawOverview(files: OverviewFiles): Promise<void> {
  const topPx = MARGIN_PX + TITLE_PX
  const lowerPx = topPx + TALL.height + LABEL_PX
  const heightPx = lowerPx + SQUARE_PX + LABEL_PX + MARGIN_PX - 28
  const tall = (index: number): Frame => ({ ...TALL, left: MARGIN_PX + index * (TALL.width + GAP_PX), top: topPx })
  const square = (index: number): Frame =>
    ({ width: SQUARE_PX, height: SQUARE_PX, left: MARGIN_PX + index * (SQUARE_PX + GAP_PX), top: lowerPx })
  const [mask, denoise, upscale] = files.reports
  const panels: [Frame, Buffer, string, string][] = [
    [tall(0), await fit(files.photograph), 'Photograph', 'Karl Blossfeldt, Acanthus mollis, 1928'],
    [tall(1), await fit(files.matte), 'Layer mask', describe(mask)],
    [tall(2), await cutOut(files), 'The layer "Subject"', 'the photograph lies below it, untouched'],
    [square(0), await cut(files.noisy, grainCrop), 'Photogravure grain', 'Peter Henry Emerson, March Pastoral, 1888'],
    [square(1), await cut(files.denoised, grainCrop), 'Denoised', describe(denoise)],
    [square(2), await enlargePixels(files.photograph, veinCrop), 'Photograph', 'every pixel doubled'],
    [square(3), await cut(files.upscaled, double(veinCrop)), 'Upscaled 2x', describe(upscale)],
  ]
  const overlays = panels.flatMap(([frame, input, title, text]): OverlayOptions[] => [
    { input, left: frame.left, top: frame.top },
    { input: label(title, text, frame.width), left: frame.left, top: frame.top + frame.height },
  ])
  await sharp(sheetBackground(WIDTH_PX, heightPx))
    .composite([{ input: sheetTitle(WIDTH_PX - 2 * MARGIN_PX, TITLE_PX), left: MARGIN_PX, top: MARGIN_PX - 16 }, ...overlays])
    .removeAlpha().png({ compressionLevel: 9, palette: false }).toFile(files.overview)
}

function describe(report: FileReport | undefined): string {
  if (report === undefined) return ''
  const { sigma } = report.job.options
  const level = sigma === undefined ? '' : `, sigma ${String(sigma)}`
  return report.model === null ? `the traditional method${level}` : `${report.model.id} on ${report.provider ?? 'cpu'}${level}`
}

const double = ({ left, top, width, height }: Crop): Crop =>
  ({ left: left * 2, top: top * 2, width: width * 2, height: height * 2 })

const fit = (file: string): Promise<Buffer> =>
  sharp(file).flatten().toColourspace('srgb').resize(TALL.width, TALL.height, { fit: 'cover' }).png().toBuffer()

const cut = (file: string, crop: Crop): Promise<Buffer> => sharp(file).toColourspace('srgb').extract(crop).png().toBuffer()

const enlargePixels = (file: string, crop: Crop): Promise<Buffer> =>
  sharp(file).toColourspace('srgb').extract(crop).resize(crop.width * 2, crop.height * 2, { kernel: 'nearest' }).png().toBuffer()

/** The layer "Subject" through its mask, over the checkerboard that means "transparent". */
async function cutOut({ foreground, matte }: OverviewFiles): Promise<Buffer> {
  const alpha = await sharp(matte).toColourspace('b-w').resize(TALL.width, TALL.height, { fit: 'cover' }).raw().toBuffer()
  const subject = await sharp(await fit(foreground))
    .joinChannel(alpha, { raw: { width: TALL.width, height: TALL.height, channels: 1 } }).png().toBuffer()
  return sharp(checkerboard(TALL.width, TALL.height)).composite([{ input: subject }]).png().toBuffer()
}
