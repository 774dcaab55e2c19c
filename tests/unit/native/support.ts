import { checked } from '../../../native/lib/checked'
import type { Kernels, Raster, Samples } from '../../../native/lib/kernels'
import { addon } from '../../../native/lib/load'
import { nativeKernels } from '../../../native/lib/native'
import { reference } from '../../../native/lib/reference'

/** The same in every run; FIRSTPASS_TEST_SEED tries another. It stands in every title that depends on it. */
export const seed = Number(process.env['FIRSTPASS_TEST_SEED'] ?? 948_375)

/** Numbers in 0..1 (mulberry32). */
export function randomFrom(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

const found = addon()

/** The TypeScript kernels, and the C++ ones where the addon is built. */
export const truth = checked(reference)
export const native: Kernels | undefined = found === undefined ? undefined : checked(nativeKernels(found))
export const both: readonly Kernels[] = native === undefined ? [truth] : [truth, native]

/** `it` where the addon is built; else pending, or failing under FIRSTPASS_REQUIRE_ALL=1. */
export function itNative(title: string, run: (native: Kernels) => void): void {
  if (native !== undefined) it(title, () => run(native))
  else if (process.env['FIRSTPASS_REQUIRE_ALL'] === '1') it(title, () => { throw new Error('the addon is not built') })
  else it.skip(title, () => undefined)
}

/** 1 x 1, one row, one column, primes, odd, and wide enough for every vector width and its rest. */
export const sizes: readonly (readonly [number, number])[] = [
  [1, 1], [37, 1], [1, 23], [2, 2], [3, 5], [17, 13], [64, 31], [131, 67],
]

export const depths = [['u8', 255], ['u16', 65535], ['u16', 32768], ['f32', 1]] as const

export function makeSamples(depth: 'u8' | 'u16' | 'f32', length: number): Samples {
  if (depth === 'u8') return new Uint8Array(length)
  return depth === 'u16' ? new Uint16Array(length) : new Float32Array(length)
}

export interface Shape {
  width: number
  height: number
  channels: number
  depth: 'u8' | 'u16' | 'f32'
}

export function emptyRaster({ width, height, channels, depth }: Shape): Raster {
  return { data: makeSamples(depth, width * height * channels), width, height, channels, top: 0, fullHeight: height }
}

export function randomRaster(shape: Shape, max: number, random: () => number): Raster {
  const raster = emptyRaster(shape)
  const isFloat = shape.depth === 'f32'
  for (let i = 0; i < raster.data.length; i++) raster.data[i] = isFloat ? random() * max : Math.floor(random() * (max + 1))
  return raster
}

export function randomFloats(length: number, random: () => number): Float32Array {
  return Float32Array.from({ length }, () => random())
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Infinity
  let largest = 0
  for (let i = 0; i < a.length; i++) {
    if (Object.is(a[i], b[i])) continue
    const difference = Math.abs((a[i] as number) - (b[i] as number))
    // NaN on one side only is the largest difference there is.
    largest = Number.isNaN(difference) ? Infinity : Math.max(largest, difference)
  }
  return largest
}
