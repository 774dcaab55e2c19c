import { layer, over, pave, type Layer } from './composite-layer'
import { random, type Random } from './composite-random'

// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { PI, atan2, cos, exp, floor, hypot, max, min, sin, sqrt } = Math

/** A picture whose matte is known: picture = truth * foreground + (1 - truth) * background, plus sensor noise. */
export interface Composite {
  name: string
  width: number
  height: number
  /** Interleaved RGB, 0..255. */
  picture: Uint8Array
  /** 0..1. */
  truth: Float32Array
  /** Interleaved straight RGB, 0..255; meaningful where truth > 0. */
  foreground: Float32Array
}

export interface Backdrop {
  width: number
  height: number
  /** Interleaved RGB, 0..255. */
  data: Uint8Array
}

export interface CompositeOptions {
  width: number
  height: number
  seed: number
  backdrop: Backdrop
}

type Painter = (canvas: Layer, rng: Random) => void

/** A head with long, thin, curved strands that leave it in all directions. */
const paintHair: Painter = (canvas, rng) => {
  const { width, height } = canvas
  const unit = height / 640
  const centre = { x: width * 0.5, y: height * 0.56 }
  const radius = { x: height * 0.2, y: height * 0.26 }
  const tone = [70 + 90 * rng(), 40 + 50 * rng(), 25 + 30 * rng()] as const
  const strands = (count: number, reach: number): void => {
    for (let i = 0; i < count; i++) {
      const angle = rng() * 2 * PI
      const inner = 0.7 + 0.25 * rng()
      const start = { x: centre.x + cos(angle) * radius.x * inner, y: centre.y + sin(angle) * radius.y * inner }
      const length = height * reach * (0.3 + 0.9 * rng())
      const turn = (rng() - 0.5) * 2.4
      const shine = 0.55 + 0.9 * rng()
      canvas.strand({
        start, angle: angle + (rng() - 0.5) * 0.7, turn, length, widthPx: unit * (0.6 + 1.3 * rng()),
        colour: [tone[0] * shine, tone[1] * shine, tone[2] * shine], opacity: 0.95,
      })
    }
  }
  strands(600, 0.2)
  canvas.ellipse({ centre, radius, softPx: 2, colour: (x, y) => {
    const grain = 0.75 + 0.5 * pave(x / (9 * unit), y / (40 * unit), 5)
    return [tone[0] * grain, tone[1] * grain, tone[2] * grain]
  } })
  strands(500, 0.16)
  const face = { centre: { x: centre.x, y: centre.y + radius.y * 0.25 }, radius: { x: radius.x * 0.72, y: radius.y * 0.72 } }
  canvas.ellipse({ ...face, softPx: 2,
    colour: (x, y) => [205 + 20 * pave(x / 60, y / 60, 3), 158 + 14 * pave(x / 50, y / 70, 4), 132] })
}

/** A round animal with a coat of short dense hair. */
const paintFur: Painter = (canvas, rng) => {
  const { width, height } = canvas
  const unit = height / 640
  const centre = { x: width * 0.48, y: height * 0.55 }
  const radius = { x: height * 0.34, y: height * 0.29 }
  const shade = (x: number, y: number): [number, number, number] => {
    const light = 0.7 + 0.6 * pave(x / (70 * unit), y / (70 * unit), 8)
    return [196 * light, 160 * light, 118 * light]
  }
  canvas.ellipse({ centre, radius, softPx: 6 * unit, colour: shade })
  for (let i = 0; i < 5200; i++) {
    const angle = rng() * 2 * PI
    const inner = 0.55 + 0.45 * sqrt(rng())
    const start = { x: centre.x + cos(angle) * radius.x * inner, y: centre.y + sin(angle) * radius.y * inner }
    const colour = shade(start.x, start.y).map((value) => value * (0.75 + 0.4 * rng())) as [number, number, number]
    canvas.strand({ start, angle: angle + (rng() - 0.5) * 1.1, turn: (rng() - 0.5) * 1.5, length: unit * (22 + 34 * rng()),
      widthPx: unit * (0.7 + 1.1 * rng()), colour, opacity: 0.9 })
  }
}

/** Woven thread with holes of two sizes and a scalloped border. */
const paintLace: Painter = (canvas) => {
  const { width, height } = canvas
  const unit = height / 640
  const hole = (x: number, y: number, cell: number, radius: number): number => {
    const dx = x - (floor(x / cell) + 0.5) * cell
    const dy = y - (floor(y / cell) + 0.5) * cell
    return min(1, max(0, hypot(dx, dy) - radius + 0.5))
  }
  canvas.each((x, y) => {
    const u = x - width * 0.5
    const v = y - height * 0.5
    const border = height * (0.32 + 0.02 * cos(atan2(v, u) * 26))
    const inside = min(1, max(0, border - hypot(u, v) + 0.5))
    if (inside === 0) return undefined
    const solid = hypot(u, v) < height * 0.13 ? 1 : 0
    const mesh = min(hole(u + 0.3 * v, v - 0.3 * u, 26 * unit, 9.5 * unit), hole(u - v, u + v, 44 * unit, 6 * unit))
    const light = 0.86 + 0.14 * pave(x / (5 * unit), y / (5 * unit), 6)
    return { alpha: inside * max(solid, mesh), colour: [238 * light, 231 * light, 214 * light] }
  })
}

/** A sharp thing that moved by a tenth of the picture while the shutter was open. */
const paintMotion: Painter = (canvas, rng) => {
  const { width, height } = canvas
  canvas.ellipse({ centre: { x: width * 0.5, y: height * 0.45 }, radius: { x: height * 0.22, y: height * 0.18 }, softPx: 1,
    colour: (x, y) => [188 + 30 * pave(x / 90, y / 90, 2), 52, 44 + 40 * pave(x / 60, y / 60, 9)] })
  canvas.ellipse({ centre: { x: width * 0.5, y: height * 0.68 }, radius: { x: height * 0.3, y: height * 0.1 }, softPx: 1,
    colour: () => [150, 40, 36] })
  canvas.smear({ dx: height * (0.08 + 0.03 * rng()), dy: height * 0.015, steps: 96 })
}

/** A vessel: an opaque foot and rim, walls that tint, highlights. */
const paintGlass: Painter = (canvas) => {
  const { width, height } = canvas
  canvas.each((x, y) => {
    const u = (x - width * 0.5) / (height * 0.2)
    const v = (y - height * 0.48) / (height * 0.34)
    const distance = hypot(u, v)
    const edge = height * 0.2
    const inside = min(1, max(0, (1 - distance) * edge + 0.5))
    if (inside === 0) return undefined
    const wall = min(1, max(0, (distance - 0.86) / 0.14))
    const shine = exp(-(((u + 0.45) / 0.09) ** 2) - ((v + 0.1) / 0.4) ** 2)
    return {
      alpha: inside * min(1, 0.32 + 0.6 * wall * wall + 0.6 * shine),
      colour: [96 + 155 * shine, 150 + 100 * shine, 140 + 110 * shine],
    }
  })
  canvas.ellipse({ centre: { x: width * 0.5, y: height * 0.85 }, radius: { x: height * 0.15, y: height * 0.05 }, softPx: 1,
    colour: () => [60, 104, 98] })
  canvas.ellipse({ centre: { x: width * 0.5, y: height * 0.16 }, radius: { x: height * 0.09, y: height * 0.05 }, softPx: 1,
    colour: () => [74, 120, 112] })
}

export const renderedKinds = { hair: paintHair, fur: paintFur, lace: paintLace, motion: paintMotion, glass: paintGlass } as const
export type RenderedKind = keyof typeof renderedKinds

/** The subject drawn over a backdrop; the same options give the same bytes. */
export function renderComposite(kind: RenderedKind, options: CompositeOptions): Composite {
  const canvas = layer(options.width, options.height)
  renderedKinds[kind](canvas, random(options.seed))
  return compose(kind, canvas, options)
}

/** An RGBA cut-out, enlarged smoothly to 70 % of the picture's height, over a backdrop. */
export function pasteCutOut(name: string, cutOut: Backdrop & { alpha: Uint8Array }, options: CompositeOptions): Composite {
  const canvas = layer(options.width, options.height)
  canvas.paste(cutOut)
  return compose(name, canvas, options)
}

function compose(name: string, canvas: Layer, options: CompositeOptions): Composite {
  return { name, width: options.width, height: options.height, ...over(canvas, options.backdrop, random(options.seed + 1)) }
}
