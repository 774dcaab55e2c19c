import type { ClipNeeds, ClipReading, Target } from '#host'
import { failure, framesOfDay, ratio, secondsOf } from '#protocol'
import { Batch, type ResolveApi } from './batch'
import { factsOf } from './clip-facts'
import { type FoundClip, needTarget, playedFrames, ratioText } from './clip-place'
import { readClipTarget } from './read-clip'
import { refuseRender } from './deliver'
import { renderGraded, type Rendering } from './render-graded'
import { isOurTake } from './takes'

/** Where a render has black, a clip shows what lies below it. */
const HOLLOW =
  'Its framing leaves parts of the frame empty: a result that is not cut out is black there, and hides what is below.'

/** As a clip lies that fills the frame, alone. */
const FULL: Readonly<Record<string, number>> = {
  Pan: 0, Tilt: 0, RotationAngle: 0, CropLeft: 0, CropRight: 0, CropTop: 0, CropBottom: 0, Pitch: 0, Yaw: 0, Opacity: 100,
  CompositeMode: 0,
}

async function isHollow(api: ResolveApi, { timeline, item }: FoundClip): Promise<boolean> {
  const batch = new Batch()
  const asked = batch.make(item.thing, 'GetProperty')
  const set = (await batch.run(api)).record(asked)
  const { resolution } = await factsOf(api, timeline, item)
  const [width = 0, height = 0] = resolution.split('x').map(Number)
  const isSmaller = (['ZoomX', 'ZoomY'] as const).some((name) => typeof set[name] === 'number' && set[name] < 1)
  const isOtherShape = width * timeline.height !== height * timeline.width
  const isMoved = Object.entries(FULL).some(([name, full]) => typeof set[name] === 'number' && set[name] !== full)
  return isSmaller || isOtherShape || isMoved
}

/** What a result of it must not get once more. */
const SEEN = 'Grade, framing and effects are in the frames that are worked on; the result has them, and gets none again.'

/**
 * What of a clip is played as Resolve shows it, rendered to a file that lasts as long as it is read.
 * @throws TARGET_GONE, TARGET_UNREADABLE, HOST_BUSY, HOST_REFUSED
 */
export async function readGraded(
  api: ResolveApi, target: Target, { watch, rendering }: { watch: ClipNeeds['watch']; rendering: Rendering },
): Promise<ClipReading> {
  const plain = await readClipTarget(api, target, { region: 'played' })
  const found = await needTarget(api, { target: target.id, place: { name: target.name } })
  const { timeline, item, key } = found
  if (isOurTake(item)) throw refuseRender('a take of Firstpass is chosen there: choose the clip\'s own first')
  const { start: from, end: to } = playedFrames(item, key.part)
  const of = plain.media.path
  const place = await rendering.place(of)
  try {
    const { path, notes } = await renderGraded(api, { found, from, to, place, watch, wait: rendering.wait })
    const hollow = await isHollow(api, found)
    const length = secondsOf(to - from, timeline.rate)
    return {
      ...plain,
      placement: { ...plain.placement, place: { ...plain.placement.place, in: ratioText(ratio(0n)), graded: 1 } },
      media: {
        path, rate: timeline.rate, source: { in: ratio(0n), out: length }, projectFolder: folderOf(of),
        rendered: { of, frames: to - from, start: from % framesOfDay(timeline.rate, timeline.isDropFrame) },
      },
      notes: [...plain.notes.filter((note) => !note.includes('proxy')), SEEN, ...(hollow ? [HOLLOW] : []), ...notes],
      close: () => rendering.remove(place),
    }
  } catch (thrown) {
    // Why there is none matters more than what is left of it.
    await rendering.remove(place).catch(() => undefined)
    throw thrown
  }
}

function folderOf(path: string): string {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'))
  if (cut < 0) throw failure('TARGET_UNREADABLE', { name: path, reason: 'its folder is not told' })
  return path.slice(0, cut)
}
