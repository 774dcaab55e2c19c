import type {
  AudioTrack, HostModules, Project, ProjectItem, Sequence, TrackItem, VideoClipTrackItem, VideoTrack,
} from './modules'
import { ticksOf } from './ticks'

/** What the adapter needs besides Premiere. */
export interface Hosting {
  modules: HostModules
  /** Premiere imports in its own time. */
  pause(ms: number): Promise<void>
}

/** A clip of picture on a timeline, as it is now; times in ticks. The handle is good until the next edit. */
export interface Clip {
  handle: VideoClipTrackItem
  /** From 0, the lowest. */
  track: number
  start: bigint
  /** The moment after its last. */
  end: bigint
  /** Of its media, from the first frame; half-open. */
  in: bigint
  out: bigint
}

/** Undefined where none is open. */
export async function openProject({ premierepro }: HostModules): Promise<Project | undefined> {
  try {
    return await premierepro.Project.getActiveProject() ?? undefined
  } catch {
    return undefined
  }
}

export async function activeSequence(project: Project): Promise<Sequence | undefined> {
  try {
    return await project.getActiveSequence() ?? undefined
  } catch {
    return undefined
  }
}

export async function findSequence(project: Project, guid: string): Promise<Sequence | undefined> {
  return (await project.getSequences()).find((sequence) => sequence.guid.toString() === guid)
}

export async function readClip(handle: VideoClipTrackItem, track: number): Promise<Clip> {
  const [start, end, first, last] =
    await Promise.all([handle.getStartTime(), handle.getEndTime(), handle.getInPoint(), handle.getOutPoint()])
  return { handle, track, start: ticksOf(start), end: ticksOf(end), in: ticksOf(first), out: ticksOf(last) }
}

/** The types say that it is at once there; some versions give a promise. */
async function itemsOf<T extends TrackItem>(
  { premierepro }: HostModules, track: { getTrackItems(type: never, includesEmpty: boolean): T[] },
): Promise<T[]> {
  return await track.getTrackItems(premierepro.Constants.TrackItemType.CLIP as never, false)
}

export async function videoHandles(modules: HostModules, sequence: Sequence, track: number): Promise<VideoClipTrackItem[]> {
  const found: VideoTrack = await sequence.getVideoTrack(track)
  return itemsOf(modules, found)
}

async function audioHandles(modules: HostModules, sequence: Sequence, track: number): Promise<TrackItem[]> {
  const found: AudioTrack = await sequence.getAudioTrack(track)
  return itemsOf(modules, found)
}

/** @param on which track; of `item` where only those that play it are meant */
export async function clipsOn(
  modules: HostModules, sequence: Sequence, { track, item }: { track: number; item?: string },
): Promise<Clip[]> {
  const clips: Clip[] = []
  for (const handle of await videoHandles(modules, sequence, track)) {
    if (item === undefined || await itemIdOf(handle) === item) clips.push(await readClip(handle, track))
  }
  return clips
}

export async function allClips(modules: HostModules, sequence: Sequence): Promise<Clip[]> {
  const clips: Clip[] = []
  const count = await sequence.getVideoTrackCount()
  for (let track = 0; track < count; track += 1) clips.push(...await clipsOn(modules, sequence, { track }))
  return clips
}

/** By where it begins, which is all that tells a clip from others. */
export async function findClip(
  modules: HostModules, sequence: Sequence, { track, start }: { track: number; start: bigint },
): Promise<Clip | undefined> {
  if (track >= await sequence.getVideoTrackCount()) return undefined
  for (const handle of await videoHandles(modules, sequence, track)) {
    if (ticksOf(await handle.getStartTime()) === start) return readClip(handle, track)
  }
  return undefined
}

/** What of a timeline plays an item of the project: pictures and sounds. */
export interface Uses {
  pictures: Clip[]
  sounds: TrackItem[]
}

/** In one pass, whatever the number of items: long rows of calls have been seen to end Premiere. */
export async function usesOf(modules: HostModules, sequence: Sequence, items: ReadonlySet<string>): Promise<Map<string, Uses>> {
  const found = new Map([...items].map((item): [string, Uses] => [item, { pictures: [], sounds: [] }]))
  if (items.size === 0) return found
  for (let track = 0, count = await sequence.getVideoTrackCount(); track < count; track += 1) {
    for (const handle of await videoHandles(modules, sequence, track)) {
      const uses = found.get(await itemIdOf(handle) ?? '')
      if (uses) uses.pictures.push(await readClip(handle, track))
    }
  }
  for (let track = 0, count = await sequence.getAudioTrackCount(); track < count; track += 1) {
    for (const handle of await audioHandles(modules, sequence, track)) {
      found.get(await itemIdOf(handle) ?? '')?.sounds.push(handle)
    }
  }
  return found
}

export async function findUses(modules: HostModules, sequence: Sequence, item: string): Promise<Uses> {
  return (await usesOf(modules, sequence, new Set([item]))).get(item) ?? { pictures: [], sounds: [] }
}

/** The same of the highest track that has any; results of ours are mostly all that is there. */
export async function findHighest(modules: HostModules, sequence: Sequence, item: string): Promise<Clip[]> {
  for (let track = await sequence.getVideoTrackCount() - 1; track >= 0; track -= 1) {
    const clips = await clipsOn(modules, sequence, { track, item })
    if (clips.length > 0) return clips
  }
  return []
}

/** A track of sound that has none at all, or none in a range: the last. Undefined where all have. */
export async function findFreeSound(
  modules: HostModules, sequence: Sequence, { from, to }: { from: bigint; to: bigint },
): Promise<number | undefined> {
  const tracks: TrackItem[][] = []
  for (let track = 0, count = await sequence.getAudioTrackCount(); track < count; track += 1) {
    tracks.push(await audioHandles(modules, sequence, track))
  }
  const empty = tracks.findLastIndex(({ length }) => length === 0)
  if (empty >= 0) return empty
  for (const [track, handles] of [...tracks.entries()].reverse()) {
    let isFree = true
    for (const handle of handles) {
      isFree &&= ticksOf(await handle.getEndTime()) <= from || ticksOf(await handle.getStartTime()) >= to
    }
    if (isFree) return track
  }
  return undefined
}

export async function itemOf(handle: TrackItem): Promise<ProjectItem | undefined> {
  return await handle.getProjectItem() ?? undefined
}

export const itemIdOf = async (handle: TrackItem): Promise<string | undefined> => (await itemOf(handle))?.getId()

/** How many clips each track has and where the last one ends: what an edit in the wrong place would change. */
export async function outlineOf(modules: HostModules, sequence: Sequence): Promise<string[]> {
  const outline: string[] = []
  const add = async (items: readonly TrackItem[]): Promise<void> => {
    const last = items.at(-1)
    outline.push(`${items.length} until ${last ? ticksOf(await last.getEndTime()) : 0n}`)
  }
  for (let track = 0, count = await sequence.getVideoTrackCount(); track < count; track += 1) {
    await add(await videoHandles(modules, sequence, track))
  }
  for (let track = 0, count = await sequence.getAudioTrackCount(); track < count; track += 1) {
    await add(await audioHandles(modules, sequence, track))
  }
  return outline
}
