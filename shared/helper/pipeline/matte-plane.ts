import { kernels, type Region } from '#native'

/** A matte of any resolution, 0..1, whose samples divide a region of the picture evenly. */
export interface MattePlane {
  width: number
  height: number
  values: Float32Array
}

/** Share of a network's range that counts as settled at either end; what lies between is unknown and costs time. */
const SETTLED = 0.04

/** Networks seldom reach 0 and 1; what is nearly there is taken as being there. */
export function settle(plane: MattePlane): MattePlane {
  const values = plane.values.map((value) => Math.min(1, Math.max(0, (value - SETTLED) / (1 - 2 * SETTLED))))
  return { ...plane, values }
}

/** A sample's doubt about where the edge is, for mattes that show none: selections, and what GrabCut decides. */
export function soften({ width, height, values }: MattePlane): MattePlane {
  const soft = values.slice()
  kernels().gaussianBlur(soft, width, height, 1)
  return { width, height, values: soft }
}

export const wholeOf = ({ width, height }: { width: number; height: number }): Region => ({ left: 0, top: 0, width, height })

/** True where every sample is the same 0 or 1, so that there is no edge to look for. */
export function isUniform({ values }: MattePlane): boolean {
  const first = values[0]
  return (first === 0 || first === 1) && values.every((value) => value === first)
}
