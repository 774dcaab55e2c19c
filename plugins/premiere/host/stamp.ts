import type { Stamp, StampState } from '#host'
import { failure } from '#protocol'
import { findTarget, type FoundClip } from './clip-place'
import { castClip, pathOf } from './clip-facts'
import { type Hosting, itemOf } from './timeline'

/** What a result depends on: which part of which media is played where. Framing and effects may change meanwhile. */
async function stateOf({ modules }: Hosting, { clip }: FoundClip): Promise<Record<string, string>> {
  const item = await itemOf(clip.handle)
  const media = item && castClip(modules, item)
  return {
    end: String(clip.end), in: String(clip.in), out: String(clip.out),
    item: item?.getId() ?? '', path: media ? await pathOf(media) : '', speed: String(await clip.handle.getSpeed()),
  }
}

export async function stampOf(hosting: Hosting, target: string, found: FoundClip): Promise<Stamp> {
  return { target, state: await stateOf(hosting, found) }
}

export async function checkStamp(hosting: Hosting, stamp: Stamp): Promise<StampState> {
  const found = await findTarget(hosting, stamp.target)
  if (!found) return 'gone'
  const now = await stateOf(hosting, found)
  return Object.entries(now).every(([name, value]) => stamp.state[name] === value) ? 'same' : 'changed'
}

/** @throws TARGET_GONE, TARGET_CHANGED */
export async function needSame(hosting: Hosting, stamp: Stamp | undefined): Promise<void> {
  const state = stamp ? await checkStamp(hosting, stamp) : 'same'
  if (state === 'gone') throw failure('TARGET_GONE', { name: 'The clip' })
  if (state === 'changed') throw failure('TARGET_CHANGED', { name: 'The clip' })
}
