import { reference } from '../../native/lib/reference'
import type { CoarseMatte } from './run-mask'

interface Plane {
  width: number
  height: number
  values: Float32Array
}

const raster = ({ width, height, values }: Plane): Parameters<typeof reference.resize>[0] =>
  ({ data: values, width, height, channels: 1, top: 0, fullHeight: height })

/** The truth as a network of `side` x `side` shows it: reduced, blurred, too sure of itself, in 256 steps. */
export function degrade(truth: Plane, how: { side: number; sigma: number; contrast: number }): CoarseMatte {
  const { side, sigma, contrast } = how
  const small = { width: side, height: side, values: new Float32Array(side * side) }
  reference.resize(raster(truth), raster(small), { filter: 'box', max: 1, alpha: false })
  reference.gaussianBlur(small.values, side, side, sigma)
  const values = small.values.map((value) => Math.round(Math.min(1, Math.max(0, (value - 0.5) * contrast + 0.5)) * 255) / 255)
  return { ...small, values }
}
