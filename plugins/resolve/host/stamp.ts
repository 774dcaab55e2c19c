import type { Stamp, StampState } from '#host'
import { failure } from '#protocol'
import type { ResolveApi } from './batch'
import { findTarget, type FoundClip } from './clip-place'
import { originalOf } from './takes'

/** What a result depends on: which part of which media is played where. Grade, framing and effects may change meanwhile. */
async function stateOf(api: ResolveApi, { item }: FoundClip): Promise<Record<string, string | number>> {
  const { start, duration, from, mediaId } = await originalOf(api, item)
  return { start, duration, from, media: mediaId }
}

export async function stampOf(api: ResolveApi, target: string, found: FoundClip): Promise<Stamp> {
  return { target, state: await stateOf(api, found) }
}

export async function checkStamp(api: ResolveApi, stamp: Stamp): Promise<StampState> {
  const found = await findTarget(api, stamp.target)
  return found ? compare(api, stamp, found) : 'gone'
}

async function compare(api: ResolveApi, stamp: Stamp, found: FoundClip): Promise<StampState> {
  const now = await stateOf(api, found)
  return Object.entries(now).every(([name, value]) => stamp.state[name] === value) ? 'same' : 'changed'
}

/** @throws TARGET_CHANGED */
export async function needSame(api: ResolveApi, stamp: Stamp | undefined, found: FoundClip): Promise<void> {
  const state = stamp ? await compare(api, stamp, found) : 'same'
  if (state === 'changed') throw failure('TARGET_CHANGED', { name: 'The clip' })
}
