import { Check } from './check'
import { checkedClips } from './checked-clips'
import { checkedFrames } from './checked-frames'
import { checkedForeground, checkedLines } from './checked-lines'
import { checkedMotion } from './checked-motion'
import { checkedSteady } from './checked-steady'
import type { Kernels, Region } from './kernels'
import { reflect } from './reference/geometry'
import { resizeRows } from './reference/resize'

function contains(outer: Region, inner: Region): boolean {
  return inner.left >= outer.left && inner.top >= outer.top &&
    inner.left + inner.width <= outer.left + outer.width && inner.top + inner.height <= outer.top + outer.height
}

/** The rows of a picture that `region` sees, mirrored at the edges. */
export function reflectedRows(top: number, height: number, fullHeight: number): { top: number; height: number } {
  const end = top + height - 1
  const turnsAtTop = top < 0 || height >= fullHeight
  const turnsAtEnd = end >= fullHeight || height >= fullHeight
  if (!turnsAtTop && !turnsAtEnd) return { top, height }
  let first = fullHeight
  let last = 0
  for (let row = top; row <= Math.min(end, top + 2 * fullHeight); row++) {
    first = Math.min(first, reflect(row, fullHeight))
    last = Math.max(last, reflect(row, fullHeight))
  }
  return { top: first, height: last - first + 1 }
}

/** The same kernels behind checks of every size, so that neither implementation has to. @throws KERNEL_MISUSED */
export function checked(inner: Kernels): Kernels {
  const pictures = { ...checkedTransfers(inner), ...checkedFilters(inner) }
  const mattes = { ...checkedLines(inner), ...checkedForeground(inner), ...checkedSteady(inner) }
  return { ...pictures, ...mattes, ...checkedMotion(inner), ...checkedFrames(inner), ...checkedClips(inner), kind: inner.kind }
}

type Transfers = Pick<Kernels, 'pack' | 'unpack' | 'accumulateTile' | 'normaliseTiles' | 'resize'>

function checkedTransfers(inner: Kernels): Transfers {
  return {
    pack(source, region, target, options) {
      const check = new Check('pack')
      check.raster(source, 'source')
      check.region(region, 'region')
      check.planeMap(options.planes, source.channels)
      check.length(options.mean, options.planes.length, 'mean')
      check.length(options.std, options.planes.length, 'std')
      check.that(options.std.every((value) => value !== 0), 'std is 0')
      check.length(target, options.planes.length * region.width * region.height, 'target')
      check.rows(source, reflectedRows(region.top, region.height, source.fullHeight))
      inner.pack(source, region, target, options)
    },
    unpack(source, region, crop, target, options) {
      const check = new Check('unpack')
      check.raster(target, 'target')
      check.region(region, 'region')
      check.region(crop, 'crop')
      check.planeMap(options.planes, target.channels)
      check.length(source, options.planes.length * region.width * region.height, 'source')
      check.that(contains(region, crop), 'crop is not inside region')
      check.that(crop.left >= 0 && crop.left + crop.width <= target.width, 'crop is wider than target')
      check.rows(target, crop)
      inner.unpack(source, region, crop, target, options)
    },
    accumulateTile(tile, region, sum, weight, band, options) {
      const check = new Check('accumulateTile')
      check.region(region, 'region')
      check.region(band, 'band')
      check.count(options.planes, 'planes', 1, 16)
      check.count(options.overlapPx, 'overlapPx', 0)
      check.length(tile, options.planes * region.width * region.height, 'tile')
      check.length(sum, options.planes * band.width * band.height, 'sum')
      check.length(weight, band.width * band.height, 'weight')
      inner.accumulateTile(tile, region, sum, weight, band, options)
    },
    normaliseTiles(sum, weight, planes) {
      const check = new Check('normaliseTiles')
      check.count(planes, 'planes', 1, 16)
      check.length(sum, planes * weight.length, 'sum')
      inner.normaliseTiles(sum, weight, planes)
    },
    resize(source, target, options) {
      const check = new Check('resize')
      check.raster(source, 'source')
      check.raster(target, 'target')
      check.that(source.channels === target.channels, `${source.channels} channels become ${target.channels}`)
      check.that(!options.alpha || source.channels > 1, 'alpha is the only channel')
      check.finite(options.scale ?? 1, 'scale', 1e-9, 1e9)
      check.finite(options.max, 'max', 1e-9, 65535)
      check.rows(source, resizeRows(target, source.fullHeight, target.fullHeight, options.filter))
      inner.resize(source, target, options)
    },
  }
}

type Filters = Pick<Kernels, 'gaussianBlur' | 'guidedFilter' | 'estimateNoise' | 'nonLocalMeans'>

function checkedFilters(inner: Kernels): Filters {
  return {
    gaussianBlur(plane, width, height, sigma) {
      const check = new Check('gaussianBlur')
      checkPlane(check, plane, { width, height })
      check.finite(sigma, 'sigma', 0, 5000)
      inner.gaussianBlur(plane, width, height, sigma)
    },
    guidedFilter(guide, plane, width, height, options) {
      const check = new Check('guidedFilter')
      checkPlane(check, guide, { width, height })
      checkPlane(check, plane, { width, height })
      check.count(options.radius, 'radius', 0, 5000)
      check.finite(options.epsilon, 'epsilon', 1e-12, 1)
      return inner.guidedFilter(guide, plane, width, height, options)
    },
    estimateNoise(source, options) {
      const check = new Check('estimateNoise')
      check.raster(source, 'source')
      check.count(source.channels, 'channels', 1, 4)
      check.count(options.bands, 'bands', 1, 64)
      check.finite(options.max, 'max', 1e-9, 65535)
      return inner.estimateNoise(source, options)
    },
    nonLocalMeans(source, width, height, options) {
      const check = new Check('nonLocalMeans')
      check.count(options.planes, 'planes', 1, 16)
      checkPlane(check, source, { width, height: height * options.planes })
      check.length(options.sigma, options.planes, 'sigma')
      for (const sigma of options.sigma) check.finite(sigma, 'sigma', 0, 1000)
      check.count(options.patchRadius, 'patchRadius', 1, 8)
      check.count(options.searchRadius, 'searchRadius', 1, 32)
      check.finite(options.h ?? 1, 'h', 1e-3, 1e3)
      return inner.nonLocalMeans(source, width, height, options)
    },
  }
}

function checkPlane(check: Check, plane: Float32Array, size: { width: number; height: number }): void {
  check.count(size.width, 'width')
  check.count(size.height, 'height')
  check.length(plane, size.width * size.height, 'plane')
}
