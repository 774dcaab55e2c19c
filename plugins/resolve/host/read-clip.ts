import type { ClipNeeds, ClipReading, Target } from '#host'
import { addRatios, failure, failureFromJson, secondsOf } from '#protocol'
import type { ResolveApi } from './batch'
import { factsOf } from './clip-facts'
import { needTarget, playedAt, playedFrames, ratioText, targetId } from './clip-place'
import { stampOf } from './stamp'
import { originalOf } from './takes'
import { boundsOf } from './targets'

/** @throws TARGET_GONE, TARGET_UNREADABLE, HOST_BUSY */
export async function readClipTarget(api: ResolveApi, target: Target, { region }: ClipNeeds): Promise<ClipReading> {
  const found = await needTarget(api, { target: target.id, place: { name: target.name } })
  const { timeline, key } = found
  const item = await originalOf(api, found.item)
  const facts = await factsOf(api, timeline, item)
  if (facts.obstacle) throw failureFromJson(facts.obstacle)
  const { start, end } = playedFrames(item, key.part)
  if (end <= start) throw failure('TARGET_GONE', { name: `“${item.name}” between in and out` })
  const first = playedAt(start, { item, timeline, mediaIn: secondsOf(item.from, facts.rate) })
  const bounds = boundsOf(timeline)
  const isTake = item.mediaId !== found.item.mediaId
  return {
    target: { ...target, name: item.name, document: timeline.name, bounds, notes: facts.notes },
    stamp: await stampOf(api, target.id, found),
    placement: {
      host: 'resolve', target: targetId(key), bounds,
      place: { name: item.name, timeline: timeline.id, path: facts.path, start, end, in: ratioText(first) },
    },
    media: {
      path: facts.path, rate: timeline.rate,
      ...(region === 'played'
        ? { source: { in: first, out: addRatios(first, secondsOf(end - start, timeline.rate)) } } : {}),
    },
    notes: [...facts.notes, ...(isTake ? ['A take of Firstpass is chosen there: the original is read.'] : [])],
  }
}
