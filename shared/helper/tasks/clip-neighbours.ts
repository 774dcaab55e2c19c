import { type FrameGlance, isCut, seeFrame } from '#helper/pipeline/cut'
import { glanceAt, type MotionGlance, motionBetween } from '#helper/pipeline/motion'
import type { MovedFrame } from '#helper/pipeline/average-over-time'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { type FrameStep, ownFrame } from './clip-work'

/** Frames on either side that are looked at. */
export const NEIGHBOURS = 2

/** Motion is looked for at half size, but within these: small frames need all they have, and 8K would need too much memory. */
const LEAST_SIDE_PX = 960
const LARGEST_SIDE_PX = 1920

interface Look {
  glance: FrameGlance
  motion?: MotionGlance
}

/** What a step sees around its frame. */
export interface Surroundings {
  glance: FrameGlance
  /** Offsets of the frames of the same shot, its own among them, in order. */
  shot: readonly number[]
  /** A shot begins here, or the clip does. */
  isNewShot: boolean
}

/** Frames beside each other: what is seen of each is kept while it is near. All of it follows from the frames themselves. */
export class ClipNeighbours {
  private readonly looks = new Map<number, Look>()

  survey(step: FrameStep): Surroundings {
    for (const source of this.looks.keys()) if (Math.abs(source - step.source) > NEIGHBOURS) this.looks.delete(source)
    const cuts = new Map<number, boolean>()
    /** Between the frame at `offset` and the one before it; the clip's ends are cuts. */
    const cutAt = (offset: number): boolean => {
      const known = cuts.get(offset) ?? this.isCutAt(step, offset)
      cuts.set(offset, known)
      return known
    }
    let [first, last] = [0, 0]
    while (first > -NEIGHBOURS && !cutAt(first)) first--
    while (last < NEIGHBOURS && !cutAt(last + 1)) last++
    const shot = Array.from({ length: last - first + 1 }, (_, i) => first + i)
    return { glance: this.look(step, 0)?.glance as FrameGlance, shot, isNewShot: cutAt(0) }
  }

  /** The other frames of the shot, with the motion of the step's own to each. */
  moved(step: FrameStep, shot: readonly number[]): MovedFrame[] {
    const own = this.motionGlance(step, 0)
    return shot.filter((offset) => offset !== 0).flatMap((offset) => {
      const [picture, there] = [step.at(offset), this.motionGlance(step, offset)]
      return own && picture && there ? [{ picture, motion: motionBetween(own, there) }] : []
    })
  }

  private isCutAt(step: FrameStep, offset: number): boolean {
    const at = (other: number): FrameGlance[] => {
      const look = Math.abs(other) > NEIGHBOURS ? undefined : this.look(step, other)
      return look ? [look.glance] : []
    }
    const [[before], [after]] = [at(offset - 1), at(offset)]
    if (!before || !after) return true
    return isCut(before, after, {
      earlier: [...at(offset - 2), ...at(offset - 3)], later: [...at(offset + 1), ...at(offset + 2)],
    })
  }

  private look(step: FrameStep, offset: number): Look | undefined {
    const known = this.looks.get(step.source + offset)
    if (known) return known
    const picture = step.at(offset)
    if (!picture) return undefined
    const look: Look = { glance: seeFrame(picture) }
    this.looks.set(step.source + offset, look)
    return look
  }

  private motionGlance(step: FrameStep, offset: number): MotionGlance | undefined {
    const look = this.look(step, offset)
    if (!look) return undefined
    look.motion ??= glanceAt(step.at(offset) as PictureFile, sideOf(ownFrame(step)))
    return look.motion
  }
}

const sideOf = ({ header }: PictureFile): number =>
  Math.min(LARGEST_SIDE_PX, Math.max(LEAST_SIDE_PX, Math.ceil(Math.max(header.width, header.height) / 2)))
