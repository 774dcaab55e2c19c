import type { Landed } from '#host'
import type { ResolveApi } from './batch'
import type { FoundClip } from './clip-place'
import { copyTimeline, planCopy, refuseCopy, takeBack } from './copy-timeline'
import type { Placing } from './notes-of'
import { onTimeline } from './on-timeline'
import { placeClip } from './place-clip'
import { allItems, readTimeline, type Timeline } from './timeline'
import { fingerprintOf } from './timeline-copy'
import { twice } from './twice'

/**
 * As a clip above the target, on a copy of its timeline; the timeline itself is not touched, and stays open.
 * @returns undefined if it was cancelled @throws HOST_REFUSED; no copy is left then
 */
export async function placeOnCopy(api: ResolveApi, found: FoundClip, placing: Placing): Promise<Landed | undefined> {
  const copying = await planCopy(api, found.timeline, 'Firstpass')
  try {
    const copy = await copyTimeline(api, found.timeline, copying)
    const landed = await placeIn(api, { found, placing, copy })
    if (landed) return landed
  } catch (thrown) {
    await twice(() => takeBack(api, found.timeline, copying))
    throw thrown
  }
  await twice(() => takeBack(api, found.timeline, copying))
  return undefined
}

const STAYS = 'Resolve does not tell when it was worked on last: “Remove” leaves the copy of the timeline, without the result.'

async function placeIn(
  api: ResolveApi, { found: { timeline, item, key }, placing, copy }: { found: FoundClip; placing: Placing; copy: Timeline },
): Promise<Landed | undefined> {
  const there = allItems(copy).find(({ track, start }) => track === item.track && start === item.start)
  if (!there) throw refuseCopy('the clip is not in the copy')
  const { placement, how } = placing
  const own: Placing = {
    ...placing, how: { ...how, form: 'clip' }, placement: { ...placement, place: { ...placement.place, timeline: copy.id } },
  }
  const target = { timeline: copy, item: there, key: { ...key, timeline: copy.id, item: there.id } }
  const landed = await onTimeline(api, copy, () => placeClip(api, target, own))
  if (!landed) return undefined
  const now = await readTimeline(api, copy.id)
  if (!now) throw refuseCopy('it went away')
  const fingerprint = await fingerprintOf(api, now)
  return {
    ...landed, form: 'timeline-copy', where: `“${copy.name}”, ${landed.where}`,
    place: { ...landed.place, original: timeline.id, fingerprint },
    differs: [...landed.differs, ...(fingerprint === '' ? [STAYS] : [])],
  }
}
