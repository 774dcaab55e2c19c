import { execFileSync } from 'node:child_process'
import sharp from 'sharp'
import { type Rgb } from './bicubic'
import { gaussianNumbers } from './sensor-noise'

export interface Bytes extends Rgb {
  data: Uint8Array
}

/** What a picture from the net has gone through; blur and noise as standard deviations, in px and of 255. */
export interface Damage {
  blurPx?: number
  noise?: number
  jpegQuality?: number
}

export const DAMAGES: Readonly<Record<'none' | 'blur' | 'noise' | 'JPEG' | 'all', Damage>> = {
  none: {}, blur: { blurPx: 0.7 }, noise: { noise: 3 }, JPEG: { jpegQuality: 75 },
  all: { blurPx: 0.5, noise: 2, jpegQuality: 75 },
}

const raw = ({ width, height }: Pick<Rgb, 'width' | 'height'>): { raw: sharp.CreateRaw } =>
  ({ raw: { width, height, channels: 3 } })

export async function damage({ width, height, data }: Bytes, { blurPx, noise, jpegQuality }: Damage): Promise<Bytes> {
  const size = { width, height }
  let now = data
  if (blurPx !== undefined) now = new Uint8Array(await sharp(now, raw(size)).blur(blurPx).raw().toBuffer())
  if (noise !== undefined) {
    const next = gaussianNumbers(5)
    now = Uint8Array.from(now, (value) => Math.min(255, Math.max(0, Math.round(value + noise * next()))))
  }
  if (jpegQuality === undefined) return { ...size, data: now }
  const file = await sharp(now, raw(size)).jpeg({ quality: jpegQuality }).toBuffer()
  return { ...size, data: new Uint8Array(await sharp(file).raw().toBuffer()) }
}

/** A step from dark to bright, tilted by 5 degrees; each pixel is the mean of its area. */
const EDGE = { side: 96, dark: 64, bright: 192, slope: Math.tan((5 * Math.PI) / 180), fine: 8 }

export function slantedEdge(): Bytes {
  const { side, dark, bright, slope, fine } = EDGE
  const data = new Uint8Array(side * side * 3)
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      let lit = 0
      for (let i = 0; i < fine * fine; i++) {
        const [atX, atY] = [x + ((i % fine) + 0.5) / fine, y + (Math.floor(i / fine) + 0.5) / fine]
        if (atX - side / 2 > (atY - side / 2) * slope) lit++
      }
      data.fill(Math.round(dark + (bright - dark) * (lit / fine ** 2)), (y * side + x) * 3, (y * side + x) * 3 + 3)
    }
  }
  return { width: side, height: side, data }
}

/**
 * How far an enlarged edge runs beyond its plateaus, as a share of its step: the edge spread function over quarters of a
 * pixel (ISO 12233's method), its extremes against the means far from the edge.
 */
export function overshoot({ width, height, data }: Rgb): number {
  const scale = width / EDGE.side
  const bins = new Map<number, { sum: number; count: number }>()
  const borderPx = 8 * scale
  for (let y = borderPx; y < height - borderPx; y++) {
    for (let x = borderPx; x < width - borderPx; x++) {
      const distance = (x + 0.5 - width / 2 - (y + 0.5 - height / 2) * EDGE.slope) * Math.cos(Math.atan(EDGE.slope))
      if (Math.abs(distance) > 24 * scale) continue
      const bin = Math.round(distance * 4)
      const found = bins.get(bin) ?? { sum: 0, count: 0 }
      const at = (y * width + x) * 3
      const luma = 0.299 * data[at]! + 0.587 * data[at + 1]! + 0.114 * data[at + 2]!
      bins.set(bin, { sum: found.sum + luma, count: found.count + 1 })
    }
  }
  const points = [...bins].map(([bin, { sum, count }]) => ({ px: bin / 4 / scale, value: sum / count }))
  const plateau = (isOn: (px: number) => boolean): number => {
    const values = points.filter(({ px }) => isOn(px)).map(({ value }) => value)
    return values.reduce((sum, value) => sum + value, 0) / values.length
  }
  const [dark, bright] = [plateau((px) => px < -12), plateau((px) => px > 12)]
  const near = points.filter(({ px }) => Math.abs(px) < 8).map(({ value }) => value)
  return Math.max(Math.max(...near) - bright, dark - Math.min(...near)) / (bright - dark)
}

export const SMALL_TEXT = [
  'Every first pass is made by a machine, and the artist finishes it.',
  'Masks follow hair; noise goes, texture stays; edges do not ring.',
  'Invoice 20473, due 16 March: 1,385.90 for paper, ink and glue.',
  'Quick foxes jump over 9 lazy dogs while judges vex my sphinx.',
] as const

/** Dark text on light paper, `sizePx` high, in the system's sans serif. */
export async function renderText(sizePx: number): Promise<Bytes> {
  const font = `DejaVu Sans ${sizePx}`
  const drawn = sharp({ text: { text: SMALL_TEXT.join('\n'), font, dpi: 72, rgba: true, spacing: Math.round(sizePx / 2) } })
  const background = '#f0ece4'
  const page = drawn.flatten({ background }).extend({ top: 16, bottom: 16, left: 16, right: 16, background }).removeAlpha()
  const { data, info } = await page.raw().toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

/** What tesseract reads, with the number of letters that are wrong: insertions, deletions and exchanges. */
export async function readingErrors(picture: Bytes, tesseract: string): Promise<number> {
  const file = await sharp(picture.data, raw(picture)).withMetadata({ density: 150 }).png().toBuffer()
  const read = execFileSync(tesseract, ['-', '-', '--psm', '6', '-l', 'eng'], {
    input: file, env: { ...process.env, OMP_THREAD_LIMIT: '1' }, stdio: ['pipe', 'pipe', 'ignore'],
  })
  return editDistance(words(read.toString('utf8')), words(SMALL_TEXT.join(' ')))
}

const words = (text: string): string => text.trim().split(/\s+/).join(' ')

/** Levenshtein's. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const exchange = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(exchange, (row[j] as number) + 1, (next[j - 1] as number) + 1))
    }
    row = next
  }
  return row[b.length] as number
}
