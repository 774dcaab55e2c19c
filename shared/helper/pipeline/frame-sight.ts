import { kernels, type Region } from '#native'
import { type FrameGlance, seeFrame } from './cut'
import { askNetwork, type MatteShape, visibleColours } from './matte-network'
import { settle, wholeOf } from './matte-plane'
import type { Sight } from './matte-steady'
import type { ModelSession } from './model-session'
import type { PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'
import { type LogCurve, viewLog } from './viewing-curve'

/** A network that finds subjects, and how it is shown frames. */
export interface FrameViewer {
  session: ModelSession
  shape: MatteShape
  log: LogCurve | undefined
}

/** What a network sees of a frame, and what it makes of it; all planes of its size. */
export interface FrameSeen extends Pick<Sight, 'plane' | 'gray'> {
  /** [3, height, width] as a display shows them. */
  colours: Float32Array
  glance: FrameGlance
  /** How sure the network is that there is any subject, 0..1. */
  peak: number
}

/** Networks whose range is stretched always find something; below this peak it counts for less. */
const SURE_PEAK = 0.7

/** Motion is told better without the finest noise. */
const GRAY_SIGMA = 0.8

/** Looks at a frame. */
export async function viewFrame(viewer: FrameViewer, picture: PictureFile, isMirrored = false): Promise<FrameSeen> {
  const { plane, share, peak, colours } = await viewPart(viewer, picture, { region: wholeOf(picture.header), isMirrored })
  if (share < 1) for (let i = 0; i < plane.length; i++) plane[i] = (plane[i] as number) * share
  const settled = settle({ ...viewer.shape, values: plane }).values
  return { plane: settled, gray: grayOf(colours, viewer.shape), colours, glance: seeFrame(picture), peak }
}

/** What the network makes of a part of a frame, at its own size; `share`: how much that counts for, 0..1. */
export interface PartSeen extends Pick<FrameSeen, 'plane' | 'colours' | 'peak'> {
  share: number
}

/** Looks at a part of a frame; the network sees it with left and right changed where it is to be mirrored. */
export async function viewPart(
  { session, shape, log }: FrameViewer, picture: PictureFile, { region, isMirrored }: { region: Region; isMirrored: boolean },
): Promise<PartSeen> {
  const colours = visibleColours(shrinkPart(picture, region, shape, 'box'), picture.header)
  if (log !== undefined) viewLog(colours, log)
  const { plane, peak } = await askNetwork(session, shape, isMirrored ? mirrored(colours, shape) : colours)
  const share = shape.output.range === 'min-max' ? Math.min(1, peak / SURE_PEAK) : 1
  return { plane: isMirrored ? mirrored(plane.values, shape) : plane.values, colours, peak, share }
}

/** Planes of one width with left and right changed. */
function mirrored(planes: Float32Array, { width }: { width: number }): Float32Array {
  const made = planes.slice()
  for (let start = 0; start < made.length; start += width) made.subarray(start, start + width).reverse()
  return made
}

function grayOf(colours: Float32Array, { width, height }: { width: number; height: number }): Float32Array {
  const size = width * height
  const gray = new Float32Array(size)
  for (let i = 0; i < size; i++) {
    gray[i] = 0.299 * (colours[i] as number) + 0.587 * (colours[size + i] as number) + 0.114 * (colours[2 * size + i] as number)
  }
  kernels().gaussianBlur(gray, width, height, GRAY_SIGMA)
  return gray
}

/** At the network's own size: half of it leaves mattes half a sample beside one another, and their mean is haze. */
const SEARCH = { finest: 0, steps: 6, rounds: 12 }

/** Motion from what one frame shows to where that is in another: [2, height, width] in samples. */
export const motionOf = (from: Sight, to: Sight, { width, height }: { width: number; height: number }): Float32Array =>
  kernels().flow(from.gray, to.gray, width, height, SEARCH)
