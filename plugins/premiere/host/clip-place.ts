import type { Placement } from '#host'
import { failure } from '#protocol'
import type { Project, Sequence } from './modules'
import { type Clip, findClip, findSequence, type Hosting, openProject } from './timeline'

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

/** @throws TARGET_GONE */
export async function needTarget(hosting: Hosting, { target, place }: Pick<Placement, 'target' | 'place'>): Promise<FoundClip> {
  const found = await findTarget(hosting, target)
  if (!found) throw failure('TARGET_GONE', { name: place.name === undefined ? 'The clip' : `“${place.name}”` })
  return found
}
