import { gauss, type Random } from './composite-random'
import type { Backdrop, Composite } from './composites'

// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { ceil, cos, floor, hypot, imul, max, min, round, sin } = Math

export type Rgb = readonly number[]
interface Point { x: number; y: number }

/** A transparent sheet to draw a subject on; straight colour beside its alpha. */
export interface Layer {
  readonly width: number
  readonly height: number
  readonly alpha: Float32Array
  /** Interleaved straight RGB, 0..255. */
  readonly colour: Float32Array
  /** Draws over what is there; the callback sees pixel centres. */
  each(paint: (x: number, y: number) => { alpha: number; colour: Rgb } | undefined): void
  ellipse(shape: { centre: Point; radius: Point; softPx: number; colour: (x: number, y: number) => Rgb }): void
  /** One tapering hair; `turn` is the total change of direction in radians. */
  strand(hair: { start: Point; angle: number; turn: number; length: number; widthPx: number; colour: Rgb; opacity: number }): void
  /** Linear motion blur of the premultiplied sheet. */
  smear(path: { dx: number; dy: number; steps: number }): void
  paste(cutOut: Backdrop & { alpha: Uint8Array }): void
}

const hash = (x: number, y: number, seed: number): number => {
  let h = imul(x, 374_761_393) + imul(y, 668_265_263) + imul(seed, 1_274_126_177)
  h = imul(h ^ (h >>> 13), 1_274_126_177)
  return ((h ^ (h >>> 16)) >>> 0) / 4_294_967_296
}

/** Smooth value noise, 0..1. */
export function pave(x: number, y: number, seed: number): number {
  const left = floor(x)
  const top = floor(y)
  const fx = (x - left) ** 2 * (3 - 2 * (x - left))
  const fy = (y - top) ** 2 * (3 - 2 * (y - top))
  const upper = hash(left, top, seed) * (1 - fx) + hash(left + 1, top, seed) * fx
  const lower = hash(left, top + 1, seed) * (1 - fx) + hash(left + 1, top + 1, seed) * fx
  return upper * (1 - fy) + lower * fy
}

export function layer(width: number, height: number): Layer {
  const alpha = new Float32Array(width * height)
  const colour = new Float32Array(width * height * 3)
  const scratch = new Float32Array(width * height)

  const put = (index: number, cover: number, rgb: Rgb): void => {
    const below = alpha[index]! * (1 - cover)
    const total = cover + below
    if (total <= 0) return
    for (let c = 0; c < 3; c++) colour[index * 3 + c] = (rgb[c]! * cover + colour[index * 3 + c]! * below) / total
    alpha[index] = total
  }

  const sheet: Layer = {
    width, height, alpha, colour,
    each(paint) {
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          const drop = paint(x, y)
          if (drop) put(y * width + x, drop.alpha, drop.colour)
        }
      }
    },
    ellipse({ centre, radius, softPx, colour: paint }) {
      sheet.each((x, y) => {
        const distance = hypot((x - centre.x) / radius.x, (y - centre.y) / radius.y)
        const cover = min(1, max(0, ((1 - distance) * min(radius.x, radius.y)) / softPx + 0.5))
        return cover > 0 ? { alpha: cover, colour: paint(x, y) } : undefined
      })
    },
    strand(hair) {
      const touched: number[] = []
      const steps = ceil(hair.length / 4)
      let { x, y } = hair.start
      for (let step = 0; step < steps; step++) {
        const angle = hair.angle + (hair.turn * step) / steps
        const next = { x: x + (cos(angle) * hair.length) / steps, y: y + (sin(angle) * hair.length) / steps }
        const widthPx = hair.widthPx * (1 - 0.8 * (step / steps))
        stroke({ from: { x, y }, to: next, widthPx }, { width, height, scratch, touched })
        x = next.x
        y = next.y
      }
      for (const index of touched) {
        put(index, scratch[index]! * hair.opacity, hair.colour)
        scratch[index] = 0
      }
    },
    smear({ dx, dy, steps }) {
      const sums = new Float32Array(width * height * 4)
      for (let step = 0; step < steps; step++) {
        const t = step / (steps - 1) - 0.5
        addShifted(sums, sheet, round(dx * t), round(dy * t))
      }
      for (let i = 0; i < alpha.length; i++) {
        const total = sums[i * 4 + 3]!
        alpha[i] = total / steps
        for (let c = 0; c < 3; c++) colour[i * 3 + c] = total > 0 ? sums[i * 4 + c]! / total : 0
      }
    },
    paste(cutOut) {
      const scale = min((height * 0.7) / cutOut.height, (width * 0.8) / cutOut.width)
      const left = (width - cutOut.width * scale) / 2
      const top = (height - cutOut.height * scale) / 2
      sheet.each((x, y) => sampleCutOut(cutOut, (x - left + 0.5) / scale - 0.5, (y - top + 0.5) / scale - 0.5))
    },
  }
  return sheet
}

function stroke(segment: { from: Point; to: Point; widthPx: number },
  grid: { width: number; height: number; scratch: Float32Array; touched: number[] }): void {
  const { from, to } = segment
  const half = max(segment.widthPx, 0.25) / 2
  const dx = to.x - from.x
  const dy = to.y - from.y
  const squared = dx * dx + dy * dy || 1e-9
  const right = min(grid.width - 1, ceil(max(from.x, to.x) + half + 1))
  const bottom = min(grid.height - 1, ceil(max(from.y, to.y) + half + 1))
  for (let y = max(0, floor(min(from.y, to.y) - half - 1)); y <= bottom; y++) {
    for (let x = max(0, floor(min(from.x, to.x) - half - 1)); x <= right; x++) {
      const t = min(1, max(0, ((x - from.x) * dx + (y - from.y) * dy) / squared))
      const distance = hypot(x - from.x - t * dx, y - from.y - t * dy)
      const cover = min(1, 2 * half) * min(1, max(0, max(half, 0.5) + 0.5 - distance))
      const index = y * grid.width + x
      if (cover <= grid.scratch[index]!) continue
      if (grid.scratch[index] === 0) grid.touched.push(index)
      grid.scratch[index] = cover
    }
  }
}

function addShifted(sums: Float32Array, sheet: Layer, dx: number, dy: number): void {
  const { width, height } = sheet
  for (let y = max(0, dy); y < min(height, height + dy); y++) {
    for (let x = max(0, dx); x < min(width, width + dx); x++) {
      const from = (y - dy) * width + x - dx
      const a = sheet.alpha[from]!
      if (a === 0) continue
      const to = (y * width + x) * 4
      for (let c = 0; c < 3; c++) sums[to + c] = sums[to + c]! + sheet.colour[from * 3 + c]! * a
      sums[to + 3] = sums[to + 3]! + a
    }
  }
}

type CutOut = Backdrop & { alpha: Uint8Array }

function sampleCutOut(cutOut: CutOut, x: number, y: number): { alpha: number; colour: Rgb } | undefined {
  const left = floor(x)
  const top = floor(y)
  let alpha = 0
  const rgb = [0, 0, 0]
  for (let dy = 0; dy < 2; dy++) {
    for (let dx = 0; dx < 2; dx++) {
      const u = left + dx
      const v = top + dy
      if (u < 0 || v < 0 || u >= cutOut.width || v >= cutOut.height) continue
      const share = (dx ? x - left : 1 - x + left) * (dy ? y - top : 1 - y + top)
      const weight = share * (cutOut.alpha[v * cutOut.width + u]! / 255)
      alpha += weight
      for (let c = 0; c < 3; c++) rgb[c] = rgb[c]! + weight * cutOut.data[(v * cutOut.width + u) * 3 + c]!
    }
  }
  return alpha > 0 ? { alpha, colour: rgb.map((value) => value / alpha) } : undefined
}

/** The sheet over a backdrop that is stretched to its size, with sensor noise of sigma 1.5 of 255. */
export function over(sheet: Layer, backdrop: Backdrop, rng: Random): Pick<Composite, 'picture' | 'truth' | 'foreground'> {
  const { width, height, alpha, colour } = sheet
  const picture = new Uint8Array(width * height * 3)
  const opaque = { ...backdrop, alpha: new Uint8Array(backdrop.width * backdrop.height).fill(255) }
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const index = y * width + x
      const u = ((x + 0.5) * backdrop.width) / width - 0.5
      const v = ((y + 0.5) * backdrop.height) / height - 0.5
      const behind = sampleCutOut(opaque, u, v)!.colour
      const a = alpha[index]!
      for (let c = 0; c < 3; c++) {
        const value = a * colour[index * 3 + c]! + (1 - a) * behind[c]! + 1.5 * gauss(rng)
        picture[index * 3 + c] = min(255, max(0, round(value)))
      }
    }
  }
  return { picture, truth: alpha, foreground: colour }
}
