import { Check } from './check'
import type { FrameKernels, JoinFields } from './frame-kernels'
import type { Raster } from './kernels'

/** Rows that the cubic needs beside the one a place lies in. */
const CUBIC_ROWS = 2

/** The rows of the frames before and after that `joinFrames` needs for rows `[top, top + height)`. */
export function joinRows(
  fields: JoinFields, rows: { top: number; height: number; fullHeight: number },
): { top: number; height: number } {
  const area = fields.width * fields.height
  let [up, down] = [0, 0]
  for (const plane of [1, 3]) {
    for (let i = plane * area; i < (plane + 1) * area; i++) {
      const value = fields.data[i] as number
      if (value < up) up = value
      else if (value > down) down = value
    }
  }
  const top = Math.max(0, Math.floor(rows.top + up) - CUBIC_ROWS)
  const end = Math.min(rows.fullHeight, Math.ceil(rows.top + rows.height + down) + CUBIC_ROWS)
  // What lies wholly beyond the picture is its edge.
  const first = Math.min(top, rows.fullHeight - 1)
  return { top: first, height: Math.max(end, first + 1) - first }
}

/** The kernels of frames between frames behind checks of every size. @throws KERNEL_MISUSED */
export function checkedFrames(inner: FrameKernels): FrameKernels {
  return {
    splat(source, flow, size, options) {
      const check = new Check('splat')
      check.count(size.width, 'size.width')
      check.count(size.height, 'size.height')
      check.count(options.planes, 'planes', 1, 16)
      check.finite(options.scale, 'scale', -1e6, 1e6)
      const area = size.width * size.height
      check.length(source, area * options.planes, 'source')
      check.length(flow, area * 2, 'flow')
      if (options.weights) check.length(options.weights, area, 'weights')
      return inner.splat(source, flow, size, options)
    },
    joinFrames(before, after, target, fields, options) {
      const check = new Check('joinFrames')
      check.raster(target, 'target')
      check.count(target.channels, 'channels', 1, 4)
      check.count(fields.width, 'fields.width')
      check.count(fields.height, 'fields.height')
      check.length(fields.data, fields.width * fields.height * 6, 'fields')
      check.finite(options.max, 'max', 1e-9, 65535)
      const rows = joinRows(fields, target)
      for (const [frame, what] of [[before, 'before'], [after, 'after']] as const) {
        check.raster(frame, what)
        check.that(isLike(frame, target), `${what} is not of the size and kind of target`)
        check.rows(frame, rows)
      }
      inner.joinFrames(before, after, target, fields, options)
    },
  }
}

const isLike = (a: Raster, b: Raster): boolean => a.width === b.width && a.fullHeight === b.fullHeight &&
  a.channels === b.channels && a.data.constructor === b.data.constructor
