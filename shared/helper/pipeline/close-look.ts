import type { Region } from '#native'
import { type FrameGlance, isCut } from './cut'
import { type FrameSeen, type FrameViewer, type PartSeen, viewFrame, viewPart } from './frame-sight'
import { settle } from './matte-plane'
import type { Size } from './matte-steady'
import type { PictureFile } from './picture-file'
import { sampleAt } from './plane-motion'

/** Room around the subject on each side, as a share of its longer one: what it stands before, and where it may go. */
const MARGIN = 0.22

/** The shorter side of a part, as a share of the longer: networks know no narrow strips. */
const LEAST_SIDE = 0.7

/** Parts larger than this share of the frame gain nothing; one that is looked at may grow to the second. */
const LARGEST = 0.25
const LARGEST_HELD = 0.32

/** No side is smaller than this share of the network's: there is no more to be seen. */
const LEAST_SHARE = 0.5

/** A part stays as large as it is until the subject needs all of it, or this many times less; then it has this much room. */
const SLACK = 1.35
const ROOM = 1.15

/** How much of the way to the subject's centre it goes with a frame. */
const PULL = 0.5

/** Towards its sides, over this share of the shorter one, what was seen from near gives way to what was seen of the whole. */
const RAMP = 0.1

/** Samples of a matte above this are the subject's, for its extent. */
const EXTENT = 0.3

/** A box whose sides are below this share of the frame's longer one is a point: it does not say how large the subject is. */
const POINT_SHARE = 0.02

/** A part of the frame, in its pixels; its centre may lie between them. */
export interface ClosePart {
  x: number
  y: number
  width: number
  height: number
}

/** Looks at frames, and once more from near at the part where a small subject is. */
export class CloseLook {
  /** Where that is on the frame that comes; undefined where the subject is large or nowhere. */
  part: ClosePart | undefined

  constructor(private readonly viewer: FrameViewer) {}

  /** The subject is in this box on the frame that comes; in samples of the network. */
  aim({ left, top, width, height }: Region, frame: Size): void {
    const { shape } = this.viewer
    const [across, down] = [frame.width / shape.width, frame.height / shape.height]
    const extent = { left: left * across, top: top * down, width: width * across, height: height * down }
    const isPoint = Math.max(extent.width, extent.height) < POINT_SHARE * Math.max(frame.width, frame.height)
    this.part = isPoint ? undefined : nextPart(undefined, extent, frame, shape)
  }

  /** This is the subject's matte on the frame that was looked at. */
  follow(plane: Float32Array, frame: Size): void {
    this.part = nextPart(this.part, extentOf(plane, this.viewer.shape, frame), frame, this.viewer.shape)
  }

  /** `before`: what the frame beside it looked like, where the part comes from there; beyond a cut it says nothing. */
  async look(picture: PictureFile, before?: FrameGlance, isMirrored = false): Promise<FrameSeen> {
    const seen = await viewFrame(this.viewer, picture, isMirrored)
    if (before !== undefined && isCut(before, seen.glance)) this.part = undefined
    if (this.part === undefined) return seen
    const region = regionOf(this.part, picture.header)
    const { plane, share } = await viewPart(this.viewer, picture, { region, isMirrored })
    const near = { plane: settle({ ...this.viewer.shape, values: plane }).values, share }
    return { ...seen, plane: blend(seen.plane, near, { region, frame: picture.header, size: this.viewer.shape }) }
  }
}

function nextPart(before: ClosePart | undefined, extent: Region | undefined, frame: Size, shape: Size): ClosePart | undefined {
  if (extent === undefined) return undefined
  const margin = MARGIN * Math.max(extent.width, extent.height)
  const [across, down] = [extent.width + 2 * margin, extent.height + 2 * margin]
  const least = LEAST_SIDE * Math.max(across, down)
  const width = sideOf(before?.width, Math.max(across, least, LEAST_SHARE * shape.width), frame.width)
  const height = sideOf(before?.height, Math.max(down, least, LEAST_SHARE * shape.height), frame.height)
  if (width * height > (before === undefined ? LARGEST : LARGEST_HELD) * frame.width * frame.height) return undefined
  const [x, y] = [extent.left + extent.width / 2, extent.top + extent.height / 2]
  if (before === undefined) return { x, y, width, height }
  return { x: before.x + PULL * (x - before.x), y: before.y + PULL * (y - before.y), width, height }
}

function sideOf(before: number | undefined, wish: number, most: number): number {
  const isHeld = before !== undefined && before >= wish && before <= SLACK * wish
  return isHeld ? before : Math.min(most, Math.ceil(ROOM * wish))
}

/** Whole pixels, inside of the frame. */
function regionOf({ x, y, width, height }: ClosePart, frame: Size): Region {
  const place = (centre: number, side: number, most: number): number =>
    Math.min(most - side, Math.max(0, Math.round(centre - side / 2)))
  return { left: place(x, width, frame.width), top: place(y, height, frame.height), width, height }
}

/** The box around what a matte shows, in the frame's pixels; undefined where it shows nothing. */
function extentOf(plane: Float32Array, size: Size, frame: Size): Region | undefined {
  let [left, top, right, bottom] = [size.width, size.height, 0, 0]
  for (let y = 0, i = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, i++) {
      if ((plane[i] as number) <= EXTENT) continue
      left = Math.min(left, x)
      right = Math.max(right, x + 1)
      top = Math.min(top, y)
      bottom = y + 1
    }
  }
  if (right <= left) return undefined
  const [across, down] = [frame.width / size.width, frame.height / size.height]
  return { left: left * across, top: top * down, width: (right - left) * across, height: (bottom - top) * down }
}

interface Place {
  region: Region
  frame: Size
  size: Size
}

/** The matte of the whole, with that of a part in it. */
function blend(whole: Float32Array, near: Pick<PartSeen, 'plane' | 'share'>, { region, frame, size }: Place): Float32Array {
  const made = whole.slice()
  const [across, down] = [frame.width / size.width, frame.height / size.height]
  const ramp = RAMP * Math.min(region.width, region.height)
  const [right, bottom] = [region.left + region.width, region.top + region.height]
  for (let y = 0, i = 0; y < size.height; y++) {
    for (let x = 0; x < size.width; x++, i++) {
      const [px, py] = [(x + 0.5) * across, (y + 0.5) * down]
      const inside = Math.min(
        region.left > 0 ? px - region.left : ramp, right < frame.width ? right - px : ramp,
        region.top > 0 ? py - region.top : ramp, bottom < frame.height ? bottom - py : ramp,
      )
      if (inside <= 0) continue
      const weight = near.share * Math.min(1, inside / ramp)
      const value = meanAround(near.plane, { x: px, y: py, across, down }, { region, size })
      made[i] = (1 - weight) * (whole[i] as number) + weight * value
    }
  }
  return made
}

/** Of what was seen from near, over one sample of the whole frame: its place and sides in the frame's pixels. */
function meanAround(
  plane: Float32Array, at: Record<'x' | 'y' | 'across' | 'down', number>, { region, size }: Omit<Place, 'frame'>,
): number {
  const [gainX, gainY] = [size.width / region.width, size.height / region.height]
  const [columns, rows] = [Math.ceil(at.across * gainX), Math.ceil(at.down * gainY)]
  let sum = 0
  for (let row = 0; row < rows; row++) {
    const v = (at.y + ((row + 0.5) / rows - 0.5) * at.down - region.top) * gainY - 0.5
    for (let column = 0; column < columns; column++) {
      const u = (at.x + ((column + 0.5) / columns - 0.5) * at.across - region.left) * gainX - 0.5
      sum += sampleAt(plane, Math.min(size.width - 1, Math.max(0, u)), Math.min(size.height - 1, Math.max(0, v)), size)
    }
  }
  return sum / (rows * columns)
}
