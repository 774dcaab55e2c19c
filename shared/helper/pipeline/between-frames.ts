import { joinRows, kernels, type JoinFields, type Splatted } from '#native'
import { hasAlpha, rowBytes, type PictureHeader } from '#protocol'
import { smoothPlanes } from './box-mean'
import type { PairMotion } from './pair-motion'
import { openBand, type PictureFile, type Rows } from './picture-file'

/** Coverage from which on a surface is there, and above which it is all there; below it is a hole or an edge's fray. */
const LEAST_COVERAGE = 0.2
const COVERAGE_RAMP = 0.5
/**
 * A frame that shows a place unsurely still counts so much: where noise or a change of light makes one frame a little less
 * sure than the other, both together are nearer to the truth. One that does not show it at all counts against no other.
 */
const UNSURE = 0.1
const UNSEEN = 1e-6
/** A place whose weights add up to less than this beside `UNSURE` is shown surely by neither frame. */
const LEAST_SURE = 0.1

const BAND_BYTES = 32 * 1024 * 1024
/** Of rows above or below a band that a motion may reach; only frames beyond 8K have longer ones. */
const REACH_BYTES = 100 * 1024 * 1024

/**
 * How the frame at `time` (0..1 between the two) is made: the motion of either frame is splatted to that moment, surest first
 * (softmax splatting), which says for every pixel where it lies in that frame, whether that frame shows it at all (coverage:
 * a hole is what it hides) and how surely. Holes in both take the motion around them.
 */
export function fieldsAt(motion: PairMotion, time: number, picture: PictureHeader): JoinFields {
  const { width, height } = motion
  const area = width * height
  const data = new Float32Array(6 * area)
  const scales = [picture.width / width, picture.height / height] as const
  const reach = [picture.width, Math.floor(REACH_BYTES / rowBytes(picture))] as const
  for (const [index, share] of [time, 1 - time].entries()) {
    const flow = flowUntil(motion, index, share)
    const weights = motion.trust[index] as Float32Array
    const made = smoothed(kernels().splat(flow, flow, motion, { planes: 2, scale: share, weights }), motion)
    const filled = fillHoles(made, motion)
    const seen = smoothPlanes(made.coverage.map((_, i) => seenBy(made, i)), motion)
    for (let i = 0; i < area; i++) {
      const isHole = (made.coverage[i] as number) < LEAST_COVERAGE
      for (const plane of [0, 1] as const) {
        const move = (isHole ? filled : made.values)[plane * area + i] as number
        const way = -share * move * scales[plane]
        data[(2 * index + plane) * area + i] = Math.max(-reach[plane], Math.min(reach[plane], way))
      }
      data[(4 + index) * area + i] = (1 - share) * (seen[i] as number)
    }
  }
  return { data, width, height }
}

/** What times `share` is the way that is gone by then. */
function flowUntil({ flows, curves }: PairMotion, index: number, share: number): Float32Array {
  const [flow, curve] = [flows[index] as Float32Array, curves?.[index]]
  return curve === undefined ? flow : flow.map((way, i) => way + ((curve[i] as number) * (share - 1)) / 2)
}

/** What is stretched falls with gaps: means of 3 x 3 of all that fell close them. */
function smoothed({ values, weight, coverage }: Splatted, size: { width: number; height: number }): Splatted {
  const area = weight.length
  const sums = smoothPlanes(values.map((value, i) => value * (weight[i % area] as number)), size)
  const weights = smoothPlanes(weight, size)
  for (let i = 0; i < sums.length; i++) {
    const whole = weights[i % area] as number
    sums[i] = whole > 0 ? (sums[i] as number) / whole : 0
  }
  return { values: sums, weight: weights, coverage: smoothPlanes(coverage, size) }
}

function seenBy({ weight, coverage }: Splatted, i: number): number {
  const covered = coverage[i] as number
  const solid = Math.min(1, Math.max(0, (covered - LEAST_COVERAGE) / COVERAGE_RAMP))
  return solid * (Math.sqrt((weight[i] as number) / Math.max(covered, 1e-6)) + UNSURE) + UNSEEN
}

/** Share of the picture that neither frame shows surely: 0..1. */
export function doubtOf({ data, width, height }: JoinFields): number {
  const area = width * height
  let unsure = 0
  for (let i = 4 * area; i < 5 * area; i++) if ((data[i] as number) + (data[i + area] as number) < LEAST_SURE + UNSURE) unsure++
  return unsure / area
}

/** The motion, with what is missing taken from coarser and coarser means around it (pull and push). */
function fillHoles({ values, coverage }: Splatted, { width, height }: { width: number; height: number }): Float32Array {
  const area = width * height
  const sums = new Float32Array(3 * area)
  for (let i = 0; i < area; i++) {
    const share = Math.min(1, coverage[i] as number)
    sums[i] = (values[i] as number) * share
    sums[area + i] = (values[area + i] as number) * share
    sums[2 * area + i] = share
  }
  return pull(sums, width, height)
}

function pull(sums: Float32Array, width: number, height: number): Float32Array {
  const area = width * height
  const result = new Float32Array(2 * area)
  const isLast = width <= 2 && height <= 2
  const half = { width: Math.ceil(width / 2), height: Math.ceil(height / 2) }
  const coarse = isLast ? undefined : pull(kernels().halvePlanes(sums, width, height, 3), half.width, half.height)
  for (let row = 0, i = 0; row < 2 * height; row++) {
    const [plane, y] = row < height ? [0, row] : [1, row - height]
    const from = (plane * half.height + (y >> 1)) * half.width
    for (let x = 0; x < width; x++, i++) {
      const share = sums[2 * area + y * width + x] as number
      const known = isLast ? 1 : Math.min(1, share / LEAST_COVERAGE)
      const own = share > 0 ? (sums[i] as number) / share : 0
      const around = coarse === undefined ? own : coarse[from + (x >> 1)] as number
      result[i] = own * known + around * (1 - known)
    }
  }
  return result
}

type Pair = readonly [PictureFile, PictureFile]

/** Makes the frame that `fields` describe, band by band; all three pictures have the same header. */
export function joinPair(pair: Pair, target: PictureFile, { fields, isAlive }: { fields: JoinFields; isAlive(): void }): void {
  const { header } = target
  const step = Math.max(1, Math.floor(BAND_BYTES / rowBytes(header)))
  for (let top = 0; top < header.height; top += step) {
    isAlive()
    joinBand(pair, target, { fields, rows: { top, height: Math.min(step, header.height - top) } })
  }
}

function joinBand(pair: Pair, target: PictureFile, { fields, rows }: { fields: JoinFields; rows: Rows }): void {
  const { header } = target
  const needed = joinRows(fields, { ...rows, fullHeight: header.height })
  const bands = [openBand(pair[0], needed), openBand(pair[1], needed), openBand(target, rows, true)] as const
  const [before, after, to] = bands
  const options = { max: header.max, alpha: hasAlpha(header.channels) }
  kernels().joinFrames(before.raster, after.raster, to.raster, fields, options)
  for (const band of bands) band.close()
}
