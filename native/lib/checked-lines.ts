import { Check } from './check'
import type { Kernels, LineColours, LineGeometry, LineMatte, Raster } from './kernels'
import { LINE_FIELDS, lineSizes, type Size } from './reference/line-geometry'

type Lines = Pick<Kernels, 'shrinkCells' | 'fitColourLines' | 'projectColourLines'>
type Foreground = Pick<Kernels, 'halvePlanes' | 'foregroundLevel'>

const area = ({ width, height }: Size): number => width * height

function checkGeometry(check: Check, geometry: LineGeometry): { level: Size; grid: Size } {
  check.count(geometry.width, 'geometry.width')
  check.count(geometry.height, 'geometry.height')
  check.count(geometry.stepPx, 'geometry.stepPx', 1, 65536)
  check.that([1, 2, 4].includes(geometry.cellPx), `geometry.cellPx is ${geometry.cellPx}, not 1, 2 or 4`)
  return lineSizes(geometry)
}

function checkSource(check: Check, source: Raster, geometry: LineGeometry, colours: LineColours): void {
  check.raster(source, 'source')
  check.that(source.width === geometry.width && source.fullHeight === geometry.height, 'source is of another picture')
  check.planeMap(colours.planes, source.channels)
  check.that(colours.planes.length === 3, 'planes are not three')
  check.finite(colours.scale, 'scale', 1e-9, 1e9)
}

function checkMatte(check: Check, matte: LineMatte, sizes: { level: Size; grid: Size }): void {
  check.length(matte.fields, area(sizes.grid) * LINE_FIELDS, 'fields')
  check.length(matte.alpha, area(sizes.level), 'alpha')
}

/** The kernels of the colour line behind checks of every size. @throws KERNEL_MISUSED */
export function checkedLines(inner: Kernels): Lines {
  return {
    shrinkCells(source, geometry, cells, level, colours) {
      const check = new Check('shrinkCells')
      const sizes = checkGeometry(check, geometry)
      checkSource(check, source, geometry, colours)
      check.length(cells, area(sizes.grid), 'cells')
      check.length(level, area(sizes.level) * 3, 'level')
      const end = source.top + source.height
      const isWhole = source.top % geometry.stepPx === 0 && (end % geometry.stepPx === 0 || end === geometry.height)
      check.that(isWhole, `rows ${source.top}..${end} cut level pixels of ${geometry.stepPx}`)
      inner.shrinkCells(source, geometry, cells, level, colours)
    },
    fitColourLines(level, prior, priorSize, geometry, cells) {
      const check = new Check('fitColourLines')
      const sizes = checkGeometry(check, geometry)
      check.length(level, area(sizes.level) * 3, 'level')
      check.count(priorSize.width, 'priorSize.width')
      check.count(priorSize.height, 'priorSize.height')
      check.length(prior, area(priorSize), 'prior')
      check.length(cells, area(sizes.grid), 'cells')
      return inner.fitColourLines(level, prior, priorSize, geometry, cells)
    },
    projectColourLines(source, geometry, matte, target, options) {
      const check = new Check('projectColourLines')
      checkMatte(check, matte, checkGeometry(check, geometry))
      checkSource(check, source, geometry, options)
      check.raster(target, 'target')
      const fits = target.channels === 1 && target.width === geometry.width && target.fullHeight === geometry.height
      check.that(fits, 'target is of another picture')
      check.that(!(target.data instanceof Float32Array), 'target is of floats')
      check.finite(options.max, 'max', 1, 65535)
      check.rows(source, target)
      inner.projectColourLines(source, geometry, matte, target, options)
    },
  }
}

/** The kernels of the foreground behind checks of every size. @throws KERNEL_MISUSED */
export function checkedForeground(inner: Kernels): Foreground {
  return {
    halvePlanes(source, width, height, planes) {
      const check = new Check('halvePlanes')
      check.count(width, 'width')
      check.count(height, 'height')
      check.count(planes, 'planes', 1, 16)
      check.length(source, width * height * planes, 'source')
      return inner.halvePlanes(source, width, height, planes)
    },
    foregroundLevel(picture, alpha, start, size, options) {
      const check = new Check('foregroundLevel')
      check.count(size.width, 'size.width')
      check.count(size.height, 'size.height')
      check.length(picture, 3 * area(size), 'picture')
      check.length(alpha, area(size), 'alpha')
      check.length(start, 6 * Math.ceil(size.width / 2) * Math.ceil(size.height / 2), 'start')
      check.count(options.rounds, 'rounds', 1, 1000)
      check.finite(options.ceiling, 'ceiling', 1e-9, 1e30)
      return inner.foregroundLevel(picture, alpha, start, size, options)
    },
  }
}
