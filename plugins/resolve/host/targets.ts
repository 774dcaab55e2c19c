import type { Scope, Target } from '#host'
import type { ResolveApi } from './batch'
import { factsOfAll } from './clip-facts'
import { targetId } from './clip-place'
import { frameOf } from './timecode'
import { allItems, isOurs, type Item, readTimeline, type Timeline } from './timeline'

/**
 * The clips that are selected, where this version tells of them and any are; else what is seen at the playhead, looking
 * through results of ours. Or all between the timeline's in and out points that are not ours.
 */
export async function findTargets(api: ResolveApi, scope: Scope): Promise<Target[]> {
  const timeline = await readTimeline(api)
  if (!timeline) return []
  const part = scope === 'in-out' ? timeline.marked : undefined
  const items = scope === 'in-out' ? itemsBetween(timeline) : activeItems(timeline)
  const facts = await factsOfAll(api, timeline, items)
  return items.map((item, at): Target => {
    const isCut = part !== undefined && (item.start < part.from || item.start + item.duration > part.to)
    const { notes = [], obstacle } = facts[at] ?? {}
    return {
      id: targetId({ timeline: timeline.id, item: item.id, ...(isCut ? { part } : {}) }),
      kind: 'clip', name: item.name, document: timeline.name, bounds: boundsOf(timeline),
      hasMask: false, hasSelection: false, notes, ...(obstacle ? { obstacle } : {}),
    }
  })
}

export const boundsOf = ({ width, height }: Timeline): Target['bounds'] => ({ left: 0, top: 0, right: width, bottom: height })

const byPlace = (a: Item, b: Item): number => a.start - b.start || a.track - b.track

function activeItems(timeline: Timeline): Item[] {
  const chosen = new Set(timeline.selectedIds ?? [])
  const selected = allItems(timeline).filter(({ id }) => chosen.has(id)).sort(byPlace)
  if (selected.length > 0) return selected
  const at = frameOf(timeline.timecode, timeline)
  if (at === undefined) return []
  const there = allItems(timeline)
    .filter((item) => item.isShown && !isOurs(item) && item.start <= at && at < item.start + item.duration)
  return there.slice(-1)
}

function itemsBetween(timeline: Timeline): Item[] {
  const { marked } = timeline
  const all = allItems(timeline).filter((item) => !isOurs(item)).sort(byPlace)
  return marked ? all.filter(({ start, duration }) => start < marked.to && start + duration > marked.from) : all
}
