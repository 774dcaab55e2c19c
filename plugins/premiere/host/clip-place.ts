import type { Placement } from '#host'
import { failure } from '#protocol'
import type { Project, Sequence } from './modules'
import { type Clip, findClip, findSequence, findUses, type Hosting, openProject } from './timeline'

/** Which clip, and which part of it where not all is meant; times in ticks of the sequence. */
export interface ClipKey {
  sequence: string
  track: number
  start: bigint
  part?: { from: bigint; to: bigint }
}

export const targetId = ({ sequence, track, start, part }: ClipKey): string =>
  [sequence, track, start, ...(part ? [part.from, part.to] : [])].join('|')

/** Undefined for what is no id of ours. */
export function parseTargetId(id: string): ClipKey | undefined {
  const [, sequence = '', track = '', start = '', from, to] = /^([^|]+)\|(\d+)\|(\d+)(?:\|(\d+)\|(\d+))?$/.exec(id) ?? []
  if (sequence === '') return undefined
  const part = from !== undefined && to !== undefined ? { part: { from: BigInt(from), to: BigInt(to) } } : {}
  return { sequence, track: Number(track), start: BigInt(start), ...part }
}

/** What of a timeline a result is for, as it is kept in a placement; times in ticks. */
export interface PlayedRange {
  start: bigint
  end: bigint
  /** The moment of the media that is played at `start`. */
  in: bigint
}

/** The clip's, or of its part. */
export function playedRange(clip: Clip, part: ClipKey['part']): PlayedRange {
  const start = part && part.from > clip.start ? part.from : clip.start
  const end = part && part.to < clip.end ? part.to : clip.end
  return { start, end, in: clip.in + start - clip.start }
}

export interface FoundClip {
  project: Project
  sequence: Sequence
  clip: Clip
  key: ClipKey
}

/** Undefined where it is not there any more. */
export async function findTarget(hosting: Hosting, id: string): Promise<FoundClip | undefined> {
  const key = parseTargetId(id)
  const project = key && await openProject(hosting.modules)
  const sequence = key && project && await findSequence(project, key.sequence)
  const clip = key && sequence && await findClip(hosting.modules, sequence, key)
  return key && project && sequence && clip ? { project, sequence, clip, key } : undefined
}

/**
 * Where a result goes that is placed later by hand: over the one clip that plays the same moment of the same media now, if its
 * own is not where it was.
 * @throws TARGET_GONE
 */
export async function findPlacement(hosting: Hosting, placement: Placement): Promise<{ found: FoundClip; placement: Placement }> {
  const found = await findTarget(hosting, placement.target)
  const moved = found ? undefined : await findMoved(hosting, placement)
  if (!moved) return { found: await needTarget(hosting, placement), placement }
  const { place } = placement
  const [start, end, first] = [place.start, place.end, place.in].map((ticks) => BigInt(ticks ?? 0)) as [bigint, bigint, bigint]
  const from = moved.clip.start + first - moved.clip.in
  const there = { start: String(from), end: String(from + end - start) }
  return { found: moved, placement: { ...placement, target: targetId(moved.key), place: { ...place, ...there } } }
}

async function findMoved(hosting: Hosting, { target, place }: Placement): Promise<FoundClip | undefined> {
  const { modules } = hosting
  const key = parseTargetId(target)
  const project = key && await openProject(modules)
  const sequence = key && project && await findSequence(project, key.sequence)
  if (!key || !project || !sequence) return undefined
  const first = BigInt(place.in ?? 0)
  const out = first + BigInt(place.end ?? 0) - BigInt(place.start ?? 0)
  const { pictures } = await findUses(modules, sequence, String(place.item))
  const [clip, ...more] = pictures.filter((each) => each.in <= first && each.out >= out && each.start + first >= each.in)
  if (!clip || more.length > 0) return undefined
  return { project, sequence, clip, key: { sequence: key.sequence, track: clip.track, start: clip.start } }
}

/** @throws TARGET_GONE */
export async function needTarget(hosting: Hosting, { target, place }: Pick<Placement, 'target' | 'place'>): Promise<FoundClip> {
  const found = await findTarget(hosting, target)
  if (!found) throw failure('TARGET_GONE', { name: place.name === undefined ? 'The clip' : `“${place.name}”` })
  return found
}
