import type { Landed } from '#host'
import { Batch, type ResolveApi } from './batch'
import type { FoundClip } from './clip-place'
import type { Placing } from './notes-of'
import { onTimeline } from './on-timeline'
import { placeClip } from './place-clip'
import { refused } from './refuse'
import { allTimelines, deleteTimeline, fingerprintOf } from './timeline-copy'
import { allItems, type ListedTimeline, readTimeline, type Timeline } from './timeline'

const refuse = (reason: string): Error => refused('copy the timeline', reason)

/**
 * As a clip above the target, on a copy of its timeline; the timeline itself is not touched, and stays open.
 * @returns undefined if it was cancelled @throws HOST_REFUSED; no copy is left then
 */
export async function placeOnCopy(api: ResolveApi, found: FoundClip, placing: Placing): Promise<Landed | undefined> {
  const before = await allTimelines(api)
  const taken = new Set(before.map(({ name }) => name))
  const { name: original } = found.timeline
  let name = `${original} (Firstpass)`
  for (let count = 2; taken.has(name); count += 1) name = `${original} (Firstpass ${count})`
  const copying: Copying = { before: new Set(before.map(({ id }) => id)), name }
  try {
    const copy = await copyTimeline(api, found.timeline, copying)
    const landed = await placeIn(api, { found, placing, copy })
    if (landed) return landed
  } catch (thrown) {
    await takeBack(api, found.timeline, copying)
    throw thrown
  }
  await takeBack(api, found.timeline, copying)
  return undefined
}

interface Copying {
  /** Of the timelines that were there. */
  before: ReadonlySet<string>
  name: string
}

const newOnes = async (api: ResolveApi, { before }: Copying): Promise<ListedTimeline[]> =>
  (await allTimelines(api)).filter(({ id }) => !before.has(id))

/** @returns it as it was read back @throws HOST_REFUSED */
async function copyTimeline(api: ResolveApi, original: Timeline, copying: Copying): Promise<Timeline> {
  const batch = new Batch()
  const open = batch.make(original.project.thing, 'GetCurrentTimeline')
  batch.make(original.thing, 'DuplicateTimeline', copying.name)
  batch.make(original.project.thing, 'SetCurrentTimeline', open)
  await batch.run(api)
  const [made, ...more] = (await newOnes(api, copying)).filter(({ name }) => name === copying.name)
  if (!made || more.length > 0) throw refuse(`no “${copying.name}” came up in the project`)
  const copy = await readTimeline(api, made.id)
  if (!copy || outlineOf(copy) !== outlineOf(original)) throw refuse('the copy was not the same')
  return copy
}

/** What has another name than was asked for may be the user's. */
async function takeBack(api: ResolveApi, { project }: Timeline, copying: Copying): Promise<void> {
  for (const { id, thing, name } of await newOnes(api, copying)) {
    if (name === copying.name) await deleteTimeline(api, { id, thing, project })
  }
}

/** Of items by their places: in a copy they have other names. */
const outlineOf = ({ startFrame, tracks }: Timeline): string => JSON.stringify([
  startFrame,
  tracks.map(({ name, items }) => [name, items.map(({ start, duration, from, mediaId }) => [start, duration, from, mediaId])]),
])

async function placeIn(
  api: ResolveApi, { found: { timeline, item, key }, placing, copy }: { found: FoundClip; placing: Placing; copy: Timeline },
): Promise<Landed | undefined> {
  const there = allItems(copy).find(({ track, start }) => track === item.track && start === item.start)
  if (!there) throw refuse('the clip is not in the copy')
  const { placement, how } = placing
  const own: Placing = {
    ...placing, how: { ...how, form: 'clip' }, placement: { ...placement, place: { ...placement.place, timeline: copy.id } },
  }
  const target = { timeline: copy, item: there, key: { ...key, timeline: copy.id, item: there.id } }
  const landed = await onTimeline(api, copy, () => placeClip(api, target, own))
  const now = landed && await readTimeline(api, copy.id)
  if (!landed || !now) return undefined
  return {
    ...landed, form: 'timeline-copy', where: `“${copy.name}”, ${landed.where}`,
    place: { ...landed.place, original: timeline.id, fingerprint: await fingerprintOf(api, now) },
  }
}
