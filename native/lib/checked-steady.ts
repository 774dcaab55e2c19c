import { Check } from './check'
import type { Raster } from './kernels'
import type { SteadyKernels } from './steady-kernels'

/** The kernels that steady mattes behind checks of every size. @throws KERNEL_MISUSED */
export const checkedSteady = (inner: SteadyKernels): SteadyKernels => ({ ...checkedMotion(inner), ...checkedMattes(inner) })

type OfMotion = 'followMotion' | 'carryPlane' | 'addNeighbour'

function checkedMotion(inner: SteadyKernels): Pick<SteadyKernels, OfMotion> {
  return {
    followMotion(first, second, size) {
      const check = new Check('followMotion')
      checkSize(check, size)
      const samples = 2 * size.width * size.height
      check.length(first, samples, 'first')
      check.length(second, samples, 'second')
      return inner.followMotion(first, second, size)
    },
    carryPlane(plane, motion, size) {
      const check = new Check('carryPlane')
      checkSize(check, size)
      check.length(plane, size.width * size.height, 'plane')
      check.length(motion, 2 * size.width * size.height, 'motion')
      return inner.carryPlane(plane, motion, size)
    },
    addNeighbour(sums, weights, seen, options) {
      const check = new Check('addNeighbour')
      checkSize(check, options)
      const { own, other } = seen
      const area = options.width * options.height
      const planes = { sums, weights, plane: own.plane, gray: own.gray, otherPlane: other.plane, otherGray: other.gray }
      for (const [what, plane] of Object.entries(planes)) check.length(plane, area, what)
      check.length(other.way, 2 * area, 'way')
      check.length(other.back, 2 * area, 'back')
      check.finite(options.difference, 'difference', 1e-9, 1e9)
      check.finite(options.miss, 'miss', 1e-9, 1e9)
      check.finite(options.missOfWay, 'missOfWay', 0, 1e9)
      inner.addNeighbour(sums, weights, seen, options)
    },
  }
}

function checkedMattes(inner: SteadyKernels): Omit<SteadyKernels, OfMotion> {
  return {
    judgeByMotion(seen, witnesses, size) {
      const check = new Check('judgeByMotion')
      checkSize(check, size)
      const area = size.width * size.height
      for (const [what, plane] of Object.entries({ plane: seen.plane, gray: seen.gray })) check.length(plane, area, what)
      for (const { gray, way } of witnesses) {
        check.length(gray, area, "a witness's gray")
        check.length(way, 2 * area, "a witness's way")
      }
      return inner.judgeByMotion(seen, witnesses, size)
    },
    trimapCells(matte, size, picture, cellPx) {
      const check = new Check('trimapCells')
      checkSize(check, size)
      checkSize(check, picture)
      check.count(cellPx, 'cellPx')
      check.length(matte, size.width * size.height, 'matte')
      return inner.trimapCells(matte, size, picture, cellPx)
    },
    calmMatte(own, target, neighbours, options) {
      const check = new Check('calmMatte')
      const { coarse } = options
      checkSize(check, coarse)
      checkMatte(check, own, own)
      checkMatte(check, target, own)
      for (const { matte, way } of neighbours) {
        checkMatte(check, matte, own)
        check.length(way, 2 * coarse.width * coarse.height, 'way')
      }
      check.count(options.max, 'max', 1, own.data instanceof Uint8Array ? 255 : 65_535)
      check.finite(options.difference, 'difference', 1e-9, 1e9)
      check.finite(options.haze, 'haze', 0, 0.49)
      inner.calmMatte(own, target, neighbours, options)
    },
  }
}

/** Whole, gray, of integers, and like the one that is calmed. */
function checkMatte(check: Check, matte: Raster, own: Raster): void {
  check.raster(matte, 'a matte')
  check.that(matte.channels === 1 && !(matte.data instanceof Float32Array), 'a matte is gray and of integers')
  const isAlike = matte.width === own.width && matte.height === own.height && matte.data.constructor === own.data.constructor
  check.that(isAlike && matte.height === matte.fullHeight, 'the mattes are not whole, or not of one size and kind')
}

function checkSize(check: Check, { width, height }: { width: number; height: number }): void {
  check.count(width, 'width')
  check.count(height, 'height')
  check.count(width * height, 'the area')
}
