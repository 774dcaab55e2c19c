import { kernels } from '#native'
import type { Size } from './matte-steady'

/** Bilinear between pixel centres, which lie on whole numbers; beyond the sides their value. */
export function sampleAt(plane: Float32Array, x: number, y: number, { width, height }: Size): number {
  const u = x > 0 ? (x < width - 1 ? x : width - 1) : 0
  const v = y > 0 ? (y < height - 1 ? y : height - 1) : 0
  const left = Math.min(width - 2, Math.floor(u))
  const top = Math.min(height - 2, Math.floor(v))
  const i = top * width + left
  const fx = u - left
  const upper = (plane[i] as number) * (1 - fx) + (plane[i + 1] as number) * fx
  const lower = (plane[i + width] as number) * (1 - fx) + (plane[i + width + 1] as number) * fx
  return upper + (v - top) * (lower - upper)
}

/** By both motions, as long as they are known: a clip's frames ask for the same ways again and again. */
const followed = new WeakMap<Float32Array, WeakMap<Float32Array, Float32Array>>()

/** Where a second motion takes what a first has brought; both [2, height, width] in pixels, and not changed any more. */
export function followMotion(first: Float32Array, second: Float32Array, size: Size): Float32Array {
  const ways = followed.get(first) ?? new WeakMap<Float32Array, Float32Array>()
  followed.set(first, ways)
  const way = ways.get(second) ?? kernels().followMotion(first, second, size)
  ways.set(second, way)
  return way
}

/** What lies where motion points to; nothing beyond the sides. */
export const carryPlane = (plane: Float32Array, motion: Float32Array, size: Size): Float32Array =>
  kernels().carryPlane(plane, motion, size)

/** A plane moved as a whole by whole pixels; nothing where it came from beyond the sides. */
export function shiftPlane(plane: Float32Array, by: { dx: number; dy: number }, { width, height }: Size): Float32Array {
  const [dx, dy] = [Math.round(by.dx), Math.round(by.dy)]
  const shifted = new Float32Array(plane.length)
  for (let y = Math.max(0, dy); y < Math.min(height, height + dy); y++) {
    for (let x = Math.max(0, dx); x < Math.min(width, width + dx); x++) {
      shifted[y * width + x] = plane[(y - dy) * width + x - dx] as number
    }
  }
  return shifted
}
