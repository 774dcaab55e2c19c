import type { Landed } from '#host'
import { Batch, type ResolveApi, type Thing } from './batch'
import { importFile } from './bin'
import type { FoundClip } from './clip-place'
import type { Chosen } from './job-notes'
import { changeNotes, type Placing } from './notes-of'
import { STEPS, watchSteps } from './place-clip'
import { planClip } from './plan-clip'
import { prepareItem } from './prepare-item'
import { refused } from './refuse'
import { markClip } from './settle-clip'
import { chosenOf, isOurTake, NO_TAKES, originalOf, readTakes, takeBefore, type Takes } from './takes'
import { allItems, type Item, readTimeline } from './timeline'

/**
 * As another take of the target's own place: grade, framing, transitions and effects stay, and the user may go back to the first
 * take at any time. Only for all of a clip, at its speed.
 * @returns undefined if it was cancelled @throws HOST_REFUSED
 */
export async function addTake(api: ResolveApi, found: FoundClip, placing: Placing): Promise<Landed | undefined> {
  const { placement, clip } = placing
  const { timeline, item, key } = found
  const isEnded = watchSteps(placing)
  if (isEnded(0)) return undefined
  const plan = planClip(placement, clip, timeline.rate)
  if (key.part) throw refused('add a take', 'only a part of the clip was worked on')
  if (plan.length !== item.duration) throw refused('add a take', 'the result is not as long as the clip: place it as a clip')
  const media = await importFile(api, timeline.project, clip.path)
  if (isEnded(1)) return undefined
  const takes = await readTakes(api, item.thing)
  const before = chosenOf(item, takes)
  // One of ours that is chosen now may go sooner than this one.
  const original = isOurTake(item) ? chosenOf(await originalOf(api, item), NO_TAKES) : before
  const differs = await prepareItem(api, media.thing, { ...placing, before: original })
  try {
    if (!isEnded(2)) {
      await add(api, { found, media, from: plan.from, to: plan.to })
      if (!isEnded(3)) {
        differs.push(...await markClip(api, item, { placing, timeline }))
        if (!isEnded(STEPS)) {
          return {
            host: 'resolve', form: 'take', where: `Take of “${String(placement.place.name)}” on V${item.track}`,
            place: {
              project: timeline.project.id, timeline: timeline.id, item: item.id, media: media.id, path: clip.path,
              job: placing.how.job.id, before: before.media, beforeFrom: before.from,
            },
            differs, undoSteps: 0,
          }
        }
      }
    }
  } catch (thrown) {
    await takeBack(api, { found, media, placing, before })
    throw thrown
  }
  await takeBack(api, { found, media, placing, before })
  return undefined
}

interface Adding {
  found: FoundClip
  media: { thing: Thing; id: string }
  from: number
  to: number
}

async function add(api: ResolveApi, { found: { timeline, item }, media, from, to }: Adding): Promise<void> {
  const before = (await readTakes(api, item.thing)).all.length
  const tryTo = async (end: number): Promise<Takes> => {
    const batch = new Batch()
    batch.make(item.thing, 'AddTake', media.thing, from, end)
    await batch.run(api)
    return readTakes(api, item.thing)
  }
  const first = await tryTo(to)
  // Where the last frame counts in, there is none beyond the media's last.
  const { all, selected } = first.all.length > before ? first : await tryTo(to - 1)
  const made = all.find(({ index }) => index === selected)
  if (made?.mediaId !== media.id || all.length <= before) throw refused('add a take', 'it is not among the takes afterwards')
  const now = await readTimeline(api, timeline.id)
  const there = now && allItems(now).find(({ id }) => id === item.id)
  const isInPlace = there?.start === item.start && there.duration === item.duration
  if (!isInPlace) throw refused('add a take', 'the clip changed its length by it')
}

/** Chooses another one first, since the chosen one can't go: the one that was chosen `before` it, else the user's own. */
export async function dropTake(
  api: ResolveApi, item: Pick<Item, 'thing'>, { mediaId, before }: { mediaId: string; before?: Chosen },
): Promise<void> {
  const { all, selected } = await readTakes(api, item.thing)
  const own = all.find((take) => take.mediaId === mediaId)
  if (!own) return
  const others = all.filter((take) => take.mediaId !== mediaId)
  const other = takeBefore(others, own, before) ?? others[0]
  const batch = new Batch()
  if (selected === own.index && other) batch.make(item.thing, 'SelectTakeByIndex', other.index)
  batch.make(item.thing, 'DeleteTakeByIndex', own.index)
  await batch.run(api)
  const left = await readTakes(api, item.thing)
  if (left.all.some((take) => take.mediaId === mediaId)) throw refused('take the result out', 'the take stays')
  // One take is no choice any more.
  if (left.all.length === 1) {
    const last = new Batch()
    last.make(item.thing, 'FinalizeTake')
    await last.run(api)
  }
}

export async function dropMarks(api: ResolveApi, item: Pick<Item, 'thing'>, mark: string): Promise<void> {
  const reading = new Batch()
  const read = reading.make(item.thing, 'GetMarkers')
  const marks = Object.values((await reading.run(api)).record(read))
    .map((each) => String((each as { customData?: unknown } | null)?.customData ?? '')).filter((data) => data.startsWith(mark))
  if (marks.length === 0) return
  const batch = new Batch()
  for (const data of marks) batch.make(item.thing, 'DeleteMarkerByCustomData', data)
  await batch.run(api)
}

async function takeBack(
  api: ResolveApi,
  { found, media, placing, before }: { found: FoundClip; media: Adding['media']; placing: Placing; before: Chosen },
): Promise<void> {
  const { job } = placing.how
  await dropTake(api, found.item, { mediaId: media.id, before })
  await dropMarks(api, found.item, `firstpass:${job.id}`)
  await changeNotes(api, media.thing, (notes) => notes.filter((note) => note.job !== job.id))
}
