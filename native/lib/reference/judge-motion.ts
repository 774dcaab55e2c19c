import type { MatteWitness, SeenPlanes } from '../steady-kernels'
import { gaussianBlur } from './blur'
import { layersOf, type LayerMotion } from './layer-motion'
import { planeAt, type Size } from './steady'

/** Squared differences of luminance are compared as means over about so many samples. */
const SIGMA = 2

/** No squared difference counts for more; one that would lie beyond the frame's sides counts as much as the second. */
const MOST = 0.04
const UNSEEN = 0.01

/** What noise and sampling leave of a difference though the motion is right; and how many of it are no motion at all. */
const NOISE = 0.012 ** 2
const UNTOLD = 3

/** In samples, squared: motions less apart tell nothing. */
const LEAST_APART = 0.1

/** In logits: what motion says against what the network says; the network is as sure as this at most. */
const WEIGHT = 9
const SURE = 0.97

/** How sure both together must be to be certain. */
const HAZE = 0.05

/** What motion says near an edge is too coarse for it: only changes count that are wider than twice this and one, in samples. */
const EDGE = 3

export function judgeByMotion(
  { plane, gray }: SeenPlanes, witnesses: readonly MatteWitness[], size: Size,
): Float32Array | undefined {
  const claims = witnesses.map((witness) => claimsOf(plane, gray, { witness, size })).filter((claim) => claim !== undefined)
  if (claims.length === 0) return undefined
  const changes = plane.map((alpha, i) => judge(alpha, leaningAt(claims, i)) - judge(alpha, 0))
  const more = keepWide(changes.map((change) => Math.max(0, change)), size)
  const less = keepWide(changes.map((change) => Math.max(0, -change)), size)
  return plane.map((value, i) => Math.min(1, Math.max(0, value + (more[i] as number) - (less[i] as number))))
}

/** How badly each of both motions explains a frame by another; and how far apart they are, squared, where there is support. */
interface Claims {
  backdrop: Float32Array
  subject: Float32Array
  apart: Float32Array
  support: Float32Array
}

function claimsOf(
  plane: Float32Array, gray: Float32Array, { witness, size }: { witness: MatteWitness; size: Size },
): Claims | undefined {
  const layers = layersOf(witness.way, plane, size)
  if (layers === undefined) return undefined
  const apart = apartOf(layers)
  if (!apart.some((value) => value > LEAST_APART)) return undefined
  return {
    backdrop: missOf(gray, witness.gray, { motion: layers.backdrop, size }),
    subject: missOf(gray, witness.gray, { motion: layers.subject, size }), apart, support: layers.support,
  }
}

function apartOf({ backdrop, subject, support }: LayerMotion): Float32Array {
  const area = support.length
  return support.map((_, i) => ((subject[i] as number) - (backdrop[i] as number)) ** 2 +
    ((subject[area + i] as number) - (backdrop[area + i] as number)) ** 2)
}

function missOf(
  from: Float32Array, to: Float32Array, { motion, size }: { motion: Float32Array; size: Size },
): Float32Array {
  const { width, height } = size
  const miss = from.map((own, i) => {
    const [u, v] = [(i % width) + (motion[i] as number), Math.floor(i / width) + (motion[width * height + i] as number)]
    const isSeen = u >= 0 && v >= 0 && u <= width - 1 && v <= height - 1
    return isSeen ? Math.min(MOST, (planeAt(to, u, v, size) - own) ** 2) : UNSEEN
  })
  gaussianBlur(miss, width, height, SIGMA)
  return miss
}

/** From -1, surely the backdrop's, to 1, surely the subject's: what is covered before may be seen after. */
function leaningAt(claims: readonly Claims[], i: number): number {
  const of = (plane: keyof Claims): number[] => claims.map((claim) => claim[plane][i] as number)
  const [backdrop, subject] = [Math.min(1, ...of('backdrop')), Math.min(1, ...of('subject'))]
  const [apart, support] = [Math.max(0, ...of('apart')), Math.max(0, ...of('support'))]
  const told = (backdrop - subject) / (backdrop + subject + 2 * NOISE)
  const best = Math.min(backdrop, subject) / (UNTOLD * NOISE)
  return (told * (told > 0 ? support : 1) * apart) / ((apart + 1) * (1 + best * best))
}

function judge(alpha: number, leaning: number): number {
  const sure = Math.min(SURE, Math.max(1 - SURE, alpha))
  const both = 1 / (1 + ((1 - sure) / sure) * Math.exp(-WEIGHT * leaning))
  return Math.min(1, Math.max(0, (both - HAZE) / (1 - 2 * HAZE)))
}

/** What is narrower goes (an opening by a square). */
const keepWide = (plane: Float32Array, size: Size): Float32Array =>
  filterSquare(filterSquare(plane, size, Math.min), size, Math.max)

/** The least or largest of `EDGE` samples on every side, within the frame: first across, then down. */
function filterSquare(plane: Float32Array, { width, height }: Size, choose: (...values: number[]) => number): Float32Array {
  const around = (of: Float32Array, { start, step, count, at }: Record<'start' | 'step' | 'count' | 'at', number>): number => {
    let found = of[start + at * step] as number
    for (let k = Math.max(0, at - EDGE); k <= Math.min(count - 1, at + EDGE); k++) {
      found = choose(found, of[start + k * step] as number)
    }
    return found
  }
  const rows = plane.map((_, i) => around(plane, { start: i - (i % width), step: 1, count: width, at: i % width }))
  return rows.map((_, i) => around(rows, { start: i % width, step: width, count: height, at: Math.floor(i / width) }))
}
