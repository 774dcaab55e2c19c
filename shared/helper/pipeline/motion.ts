import { kernels, type MotionField } from '#native'
import type { PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'

export type { MotionField } from '#native'

/** Motion is looked for at half size in a frame of 1920 px: fine enough for whole frames, and noise is halved there. */
const SIDE_PX = 960

/** Six steps find what twelve do; twelve rounds carry motion across 50 px of sky. */
const SEARCH = { finest: 0, steps: 6, rounds: 12 }

/** A frame as motion is looked for in it: each is made once and compared with several. */
export interface MotionGlance {
  /** Luminance, 0..1. */
  light: Float32Array
  width: number
  height: number
  pictureWidth: number
  pictureHeight: number
}

/** Reads a frame; alpha weighs its colours. `sidePx` is the longer side that motion is looked for at, at most. */
export function glanceAt(picture: PictureFile, sidePx = SIDE_PX): MotionGlance {
  const { width, height } = picture.header
  const scale = Math.min(1, sidePx / Math.max(width, height))
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
  const { values, channels } = shrinkPart(picture, { left: 0, top: 0, width, height }, size, 'box')
  const light = new Float32Array(size.width * size.height)
  for (let i = 0, at = 0; i < light.length; i++, at += channels) {
    const [red, green, blue] = [values[at] as number, values[at + 1] as number, values[at + 2] as number]
    light[i] = channels < 3 ? red : 0.299 * red + 0.587 * green + 0.114 * blue
  }
  return { light, ...size, pictureWidth: width, pictureHeight: height }
}

/**
 * Where the pixels of `from` are in `to`, two frames of one size: what `warpPlanes(planesOfTo, motion)` brings onto `from`. Up
 * to about half the frame's height; across a cut it means nothing.
 */
export function motionBetween(from: MotionGlance, to: MotionGlance): MotionField {
  const { width, height, pictureWidth, pictureHeight } = from
  return { data: kernels().flow(from.light, to.light, width, height, SEARCH), width, height, pictureWidth, pictureHeight }
}

/**
 * Planes [planes, height, width] of the frame that `motion` leads to, brought onto the frame that it is of. They may have any
 * size that shows the same as the frames: a matte at its network's size does.
 */
export function warpPlanes(
  planes: Float32Array, size: { width: number; height: number }, motion: MotionField, filter: 'bilinear' | 'bicubic' = 'bilinear',
): Float32Array {
  const { width, height } = size
  const whole = { left: 0, top: 0, width, height }
  const scaled = { ...motion, pictureWidth: width, pictureHeight: height }
  return kernels().warp(planes, whole, scaled, whole, { planes: planes.length / (width * height), filter })
}

/**
 * How far a pixel's way there and back may end from where it began, px of the field: squares of a share of the way, and this
 * much (Sundaram, Brox, Keutzer 2010, eq. 5).
 */
const SHARE_OF_WAY = 0.01
const LEAST_WAY = 0.5

/**
 * Which pixels of a frame are seen in the other too, by its motion there and the other's back: 1, falling to 0 where the two
 * contradict each other (what is covered there, and what left the frame). [height, width] of the field.
 */
export function seenInBoth(there: MotionField, back: MotionField): Float32Array {
  const { width, height } = there
  const size = width * height
  const returned = warpPlanes(back.data, { width, height }, there)
  return Float32Array.from({ length: size }, (_, i) => {
    const [u, v] = [there.data[i] as number, there.data[size + i] as number]
    const [backU, backV] = [returned[i] as number, returned[size + i] as number]
    const [x, y] = [(i % width) + u, Math.floor(i / width) + v]
    if (x < -0.5 || y < -0.5 || x > width - 0.5 || y > height - 0.5) return 0
    const limit = SHARE_OF_WAY * (u * u + v * v + backU * backU + backV * backV) + LEAST_WAY
    return 1 / (1 + (((u + backU) ** 2 + (v + backV) ** 2) / limit) ** 2)
  })
}
