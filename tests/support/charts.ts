import { seededNumbers } from './run-task'
import type { Photograph } from './sensor-noise'

/** Overlapping discs are drawn this many times as fine as the chart, then averaged. */
const OVERSAMPLING = 3

/** Standard deviation, in pixels, of what a good lens spreads a point to. */
const LENS_PX = 0.6

/**
 * Dead leaves (Matheron 1968; Cao, Guichard, Hornung 2009): discs that hide one another, their number falling with the
 * cube of the radius, which gives the spectrum and the edges of natural texture at any scale. Of muted colours. `seen` is
 * the chart behind a lens, which is what a sensor gets.
 */
export function deadLeaves(side: number, seed: number): { chart: Photograph; seen: Photograph } {
  const chart = drawLeaves(side, seed)
  return { chart, seen: blur(chart) }
}

function blur({ width, height, data }: Photograph): Photograph {
  const weight = (at: number): number => Math.exp(-(at ** 2) / (2 * LENS_PX ** 2))
  const kernel = [-2, -1, 0, 1, 2].map((at) => weight(at) / (1 + 2 * weight(1) + 2 * weight(2)))
  const along = (from: Float32Array, length: number, step: number): Float32Array => from.map((_, i) => {
    const at = Math.floor(i / step) % length
    return kernel.reduce((sum, share, tap) => {
      const other = Math.min(length - 1, Math.max(0, at + tap - 2))
      return sum + share * (from[i + (other - at) * step] as number)
    }, 0)
  })
  return { width, height, data: along(along(data, width, 3), height, 3 * width) }
}

function drawLeaves(side: number, seed: number): Photograph {
  const next = seededNumbers(seed)
  const fine = side * OVERSAMPLING
  const leaf = new Int32Array(fine * fine).fill(-1)
  const colours: number[] = []
  const [least, largest] = [0.7 * OVERSAMPLING, (side / 6) * OVERSAMPLING]
  for (let open = leaf.length; open > 0;) {
    const radius = 1 / Math.sqrt(1 / least ** 2 - next() * (1 / least ** 2 - 1 / largest ** 2))
    const [x, y] = [next() * (fine + 2 * radius) - radius, next() * (fine + 2 * radius) - radius]
    const light = 0.2 + 0.55 * next()
    const number = colours.length / 3
    colours.push(...[0, 1, 2].map(() => light + 0.16 * (next() - 0.5)))
    for (let row = Math.max(0, Math.ceil(y - radius)); row < Math.min(fine, y + radius); row++) {
      const half = Math.sqrt(radius ** 2 - (row - y) ** 2)
      for (let at = Math.max(0, Math.ceil(x - half)); at < Math.min(fine, x + half); at++) {
        if (leaf[row * fine + at] !== -1) continue
        leaf[row * fine + at] = number
        open--
      }
    }
  }
  const data = new Float32Array(side * side * 3)
  leaf.forEach((number, i) => {
    const at = Math.floor(Math.floor(i / fine) / OVERSAMPLING) * side + Math.floor((i % fine) / OVERSAMPLING)
    for (let c = 0; c < 3; c++) {
      data[at * 3 + c] = (data[at * 3 + c] as number) + (colours[number * 3 + c] as number) / OVERSAMPLING ** 2
    }
  })
  return { width: side, height: side, data }
}

/** Encoded sRGB: grays from shadow to light, then skin, sky, leaves, dusk. */
const FLAT_COLOURS = [
  [0.12, 0.12, 0.12], [0.25, 0.25, 0.25], [0.45, 0.45, 0.45], [0.75, 0.75, 0.75],
  [0.78, 0.6, 0.52], [0.48, 0.6, 0.76], [0.3, 0.38, 0.2], [0.16, 0.16, 0.26],
] as const

/** Side of a flat field, and of the square in its middle that is measured. */
export const FIELD_PX = 192
export const MEASURED_PX = 128

export interface FlatChart extends Photograph {
  /** Top left corners of the squares that are measured. */
  fields: readonly { left: number; top: number }[]
}

/** Eight fields without any detail, four in a row. */
export function flatChart(): FlatChart {
  const across = 4
  const [width, height] = [across * FIELD_PX, (FLAT_COLOURS.length / across) * FIELD_PX]
  const data = Float32Array.from({ length: width * height * 3 }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    const field = Math.floor(y / FIELD_PX) * across + Math.floor(x / FIELD_PX)
    return (FLAT_COLOURS[field] as readonly number[])[i % 3] as number
  })
  const border = (FIELD_PX - MEASURED_PX) / 2
  const fields = FLAT_COLOURS.map((_, i) => ({
    left: (i % across) * FIELD_PX + border, top: Math.floor(i / across) * FIELD_PX + border,
  }))
  return { width, height, data, fields }
}
