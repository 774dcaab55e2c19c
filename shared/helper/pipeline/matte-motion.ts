import { kernels } from '#native'
import { layersOf, type LayerMotion } from './layer-motion'
import type { Neighbour, Sight, Size } from './matte-steady'

/** Frames on either side that what moves with the subject is told by. */
export const JUDGED_BY = 2

/** Squared differences of luminance are compared as means over about so many samples. */
const SIGMA = 2

/** No squared difference counts for more; one that would lie beyond the frame's sides counts as much as the second. */
const MOST = 0.04
const UNSEEN = 0.01

/** What noise and sampling leave of a difference though the motion is right; and how many of it are no motion at all. */
const NOISE = 0.012 ** 2
const UNTOLD = 3

/** In logits: what motion says against what the network says; the network is as sure as this at most. */
const WEIGHT = 9
const SURE = 0.97

/** How sure both together must be to be certain. */
const HAZE = 0.05

/** What motion says near an edge is too coarse for it: only changes count that are wider than twice this and one, in samples. */
const EDGE = 3

/** A neighbour of a frame, and what is seen there. */
export interface Witness extends Pick<Neighbour, 'way'> {
  gray: Float32Array
}

/**
 * The matte of a frame, mended by motion: what moves with the subject and not with the backdrop belongs to it, though the
 * network has overlooked it; and the other way round. Where both move alike or show nothing to tell them by, it stays.
 */
export function judgeByMotion({ plane, gray }: Sight, witnesses: readonly Witness[], size: Size): Float32Array {
  if (!plane.some((value) => value > 0.5)) return plane
  const claims = witnesses.map((witness) => claimsOf(plane, gray, { witness, size })).filter((claim) => claim !== undefined)
  if (claims.length === 0) return plane
  const [more, less] = [new Float32Array(plane.length), new Float32Array(plane.length)]
  for (let i = 0; i < plane.length; i++) {
    const alpha = plane[i] as number
    const change = judge(alpha, leaningAt(claims, i)) - judge(alpha, 0)
    if (change > 0) more[i] = change
    else less[i] = -change
  }
  for (const change of [more, less]) keepWide(change, size)
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
  plane: Float32Array, gray: Float32Array, { witness, size }: { witness: Witness; size: Size },
): Claims | undefined {
  const layers = layersOf(witness.way, plane, size)
  if (layers === undefined) return undefined
  const apart = apartOf(layers)
  if (!apart.some((value) => value > 0.1)) return undefined
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
  from: Float32Array, to: Float32Array, { motion, size: { width, height } }: { motion: Float32Array; size: Size },
): Float32Array {
  const area = width * height
  const whole = { left: 0, top: 0, width, height }
  const field = { data: motion, width, height, pictureWidth: width, pictureHeight: height }
  const miss = kernels().warp(to, whole, field, whole, { planes: 1, filter: 'bilinear' })
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) {
      const u = x + (motion[i] as number)
      const v = y + (motion[area + i] as number)
      const difference = (miss[i] as number) - (from[i] as number)
      const isSeen = u >= 0 && v >= 0 && u <= width - 1 && v <= height - 1
      miss[i] = isSeen ? Math.min(MOST, difference * difference) : UNSEEN
    }
  }
  kernels().gaussianBlur(miss, width, height, SIGMA)
  return miss
}

/** From -1, surely the backdrop's, to 1, surely the subject's: what is covered before may be seen after. */
function leaningAt(claims: readonly Claims[], i: number): number {
  let [backdrop, subject, apart, support] = [1, 1, 0, 0]
  for (const claim of claims) {
    backdrop = Math.min(backdrop, claim.backdrop[i] as number)
    subject = Math.min(subject, claim.subject[i] as number)
    apart = Math.max(apart, claim.apart[i] as number)
    support = Math.max(support, claim.support[i] as number)
  }
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
function keepWide(plane: Float32Array, size: Size): void {
  if (!plane.some((value) => value > 0)) return
  filterSquare(plane, size, false)
  filterSquare(plane, size, true)
}

/** The least or largest of `EDGE` samples on every side, which repeat beyond the frame's: first across, then down. */
function filterSquare(plane: Float32Array, { width, height }: Size, isLargest: boolean): void {
  const rows = new Float32Array(plane.length)
  for (let y = 0; y < height; y++) {
    const start = y * width
    for (let x = 0; x < width; x++) {
      const end = start + Math.min(width - 1, x + EDGE)
      let found = plane[end] as number
      for (let i = start + Math.max(0, x - EDGE); i < end; i++) {
        const value = plane[i] as number
        if (isLargest ? value > found : value < found) found = value
      }
      rows[start + x] = found
    }
  }
  for (let y = 0; y < height; y++) {
    const [first, last] = [Math.max(0, y - EDGE), Math.min(height - 1, y + EDGE)]
    for (let x = 0; x < width; x++) {
      let found = rows[last * width + x] as number
      for (let i = first * width + x; i < last * width; i += width) {
        const value = rows[i] as number
        if (isLargest ? value > found : value < found) found = value
      }
      plane[y * width + x] = found
    }
  }
}
