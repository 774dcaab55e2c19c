import type { Placement } from '#host'
import { addRatios, failure, ratio, type Ratio, secondsOf } from '#protocol'
import type { ResolveApi } from './batch'
import { allItems, type Item, readTimeline, type Timeline } from './timeline'

/** Which clip, and which part of it where not all is meant; frames of the timeline, half-open. */
export interface ClipKey {
  timeline: string
  item: string
  part?: { from: number; to: number }
}

export const targetId = ({ timeline, item, part }: ClipKey): string =>
  [timeline, item, ...(part ? [part.from, part.to] : [])].join('|')

/** Undefined for what is no id of ours. */
export function parseTargetId(id: string): ClipKey | undefined {
  const [, timeline = '', item = '', from, to] = /^([^|]+)\|([^|]+)(?:\|(\d+)\|(\d+))?$/.exec(id) ?? []
  if (timeline === '') return undefined
  return { timeline, item, ...(from !== undefined && to !== undefined ? { part: { from: Number(from), to: Number(to) } } : {}) }
}

export interface FoundClip {
  timeline: Timeline
  item: Item
  key: ClipKey
}

export async function findTarget(api: ResolveApi, id: string): Promise<FoundClip | undefined> {
  const key = parseTargetId(id)
  const timeline = key && await readTimeline(api, key.timeline)
  const item = timeline && allItems(timeline).find((each) => each.id === key.item)
  return key && timeline && item ? { timeline, item, key } : undefined
}

/** @throws TARGET_GONE */
export async function needTarget(api: ResolveApi, { target, place }: Pick<Placement, 'target' | 'place'>): Promise<FoundClip> {
  const found = await findTarget(api, target)
  if (!found) throw failure('TARGET_GONE', { name: place.name === undefined ? 'The clip' : `“${place.name}”` })
  return found
}

/** Frames of the timeline, half-open: the clip's, or of its part. */
export function playedFrames({ start, duration }: Item, part: ClipKey['part']): { start: number; end: number } {
  return {
    start: part ? Math.max(start, part.from) : start, end: part ? Math.min(start + duration, part.to) : start + duration,
  }
}

/** Seconds of a media, as a placement carries them. */
export const ratioText = ({ num, den }: Ratio): string => `${num}/${den}`

export function readRatio(text: string | number | undefined): Ratio {
  const [, num = '0', den = '1'] = /^(-?\d+)\/(\d+)$/.exec(String(text)) ?? []
  return ratio(BigInt(num), BigInt(den))
}

/** The moment of the media that is played at a frame of the timeline. */
export const playedAt = (
  frame: number, { item, timeline, mediaIn }: { item: Item; timeline: Timeline; mediaIn: Ratio },
): Ratio => addRatios(mediaIn, secondsOf(frame - item.start, timeline.rate))
