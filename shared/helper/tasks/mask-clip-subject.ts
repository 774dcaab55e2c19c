import type { Region } from '#native'
import { failure, type MaskClipOptions } from '#protocol'
import { CloseLook } from '#helper/pipeline/close-look'
import { motionOf } from '#helper/pipeline/frame-sight'
import { boxInPicture } from '#helper/pipeline/matte-box'
import type { Size } from '#helper/pipeline/matte-steady'
import { type FollowState, SubjectFollower } from '#helper/pipeline/subject-follow'
import { isCut } from '#helper/pipeline/cut'
import type { ClipSource } from './clip-work'
import type { Viewer } from './mask-clip-model'
import type { TaskContext } from './task'

/** Frames before the one where the subject is shown, through which it is followed back: each is decoded on its own. */
const MOST_BACK = 48

/** Who is followed, and from where. */
export interface Followee {
  /** Frame of the range on which the box lies, and the box in samples of the network. */
  frame: number
  box: Region
  /** What is known of it before the first frame; undefined where that is the frame of the box. */
  start: FollowState | undefined
  note: string | undefined
}

/** @throws OPTION_INVALID for a subject on no frame of the range, BOX_OUTSIDE */
export async function findFollowee(
  context: TaskContext, options: MaskClipOptions, { source, viewer }: { source: ClipSource; viewer: Viewer },
): Promise<Followee | undefined> {
  const { subject } = options
  if (subject === undefined) return undefined
  const frame = subject.frame - source.first
  if (frame < 0 || frame >= source.frames) {
    const reason = `frame ${subject.frame} is not among those to be masked`
    throw failure('OPTION_INVALID', { option: 'subject', reason })
  }
  const box = scaleBox(boxInPicture(subject.box, source.header), source.header, viewer.shape)
  if (frame === 0) return { frame, box, start: undefined, note: undefined }
  const [start, reached] = await followBack({ context, source, viewer }, frame, box)
  const note = reached === 0 ? undefined
    : `The subject is shown on frame ${subject.frame}; before, it is looked for by its colours alone.`
  return { frame, box, start, note }
}

interface Lookback {
  context: TaskContext
  source: ClipSource
  viewer: Viewer
}

/** From the frame of the box to the first, or as far as it can be followed; what is known there, and which frame that is. */
async function followBack({ context, source, viewer }: Lookback, from: number, box: Region): Promise<[FollowState, number]> {
  const { shape } = viewer
  const follower = new SubjectFollower(shape)
  const closer = new CloseLook(viewer)
  closer.aim(box, source.header)
  let later = await closer.look(await source.peek(from))
  closer.follow(follower.choose({ ...later, toBefore: undefined }, box).plane, source.header)
  let frame = from
  for (; frame > Math.max(0, from - MOST_BACK); frame--) {
    context.progress('look', from - frame, from)
    const seen = await closer.look(await source.peek(frame - 1), later.glance)
    if (isCut(seen.glance, later.glance)) break
    const sightOf = ({ plane, gray }: typeof seen): { plane: Float32Array; gray: Float32Array; startsShot: false } =>
      ({ plane, gray, startsShot: false })
    const toBefore = motionOf(sightOf(seen), sightOf(later), shape)
    closer.follow(follower.next({ ...seen, toBefore }).plane, source.header)
    later = seen
  }
  return [frame === 0 ? follower.turn() : follower.forget(), frame]
}

function scaleBox({ left, top, width, height }: Region, from: Size, to: Size): Region {
  const [across, down] = [to.width / from.width, to.height / from.height]
  return { left: left * across, top: top * down, width: width * across, height: height * down }
}
