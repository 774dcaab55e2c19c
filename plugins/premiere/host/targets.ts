import type { Scope, Target } from '#host'
import type { Bounds } from '#protocol'
import { itemsInBin } from './bin'
import { type ClipFacts, factsOf } from './clip-facts'
import { type ClipKey, targetId } from './clip-place'
import type { Sequence, VideoClipTrackItem } from './modules'
import { activeSequence, allClips, type Clip, type Hosting, itemIdOf, openProject, readClip } from './timeline'
import { ticksOf } from './ticks'

/** The selected clips of picture, or all between the sequence's in and out points that are not ours. */
export async function findTargets(hosting: Hosting, scope: Scope): Promise<Target[]> {
  const { modules } = hosting
  const project = await openProject(modules)
  const sequence = project && await activeSequence(project)
  if (!project || !sequence) return []
  const part = scope === 'in-out' ? await rangeOf(sequence) : undefined
  const ours = new Set(part ? (await itemsInBin(modules, project)).map((item) => item.getId()) : [])
  const clips = part ? (await allClips(modules, sequence)).filter(({ start, end }) => start < part.to && end > part.from)
    : await selectedClips(sequence)
  const targets: Target[] = []
  for (const clip of clips) {
    if (part && ours.has(await itemIdOf(clip.handle) ?? '')) continue
    const cut = part && (clip.start < part.from || clip.end > part.to) ? { part } : {}
    targets.push(await describeClip({ sequence, clip, facts: await factsOf(modules, sequence, clip), ...cut }))
  }
  return targets
}

/** A click on a clip with sound selects both of its halves. */
async function selectedClips(sequence: Sequence): Promise<Clip[]> {
  const selected = await (await sequence.getSelection())?.getTrackItems() ?? []
  const clips: Clip[] = []
  for (const handle of selected) {
    if (isPicture(handle)) clips.push(await readClip(handle, await handle.getTrackIndex()))
  }
  return clips.sort((a, b) => (a.start === b.start ? a.track - b.track : a.start < b.start ? -1 : 1))
}

const isPicture = (handle: object): handle is VideoClipTrackItem =>
  'createAddVideoTransitionAction' in handle && typeof handle.createAddVideoTransitionAction === 'function'

/** All of the sequence where the user set no points: versions then name its ends, or moments far before it. */
async function rangeOf(sequence: Sequence): Promise<{ from: bigint; to: bigint }> {
  const [first, last, end] = await Promise.all([sequence.getInPoint(), sequence.getOutPoint(), sequence.getEndTime()])
  const [from, to] = [ticksOf(first), ticksOf(last)]
  return { from: from > 0n ? from : 0n, to: to > 0n && to > from ? to : ticksOf(end) }
}

export async function frameOf(sequence: Sequence): Promise<Bounds> {
  const { width, height } = await sequence.getFrameSize()
  return { left: 0, top: 0, right: Math.round(width), bottom: Math.round(height) }
}

export async function describeClip(
  { sequence, clip, facts, part }: { sequence: Sequence; clip: Clip; facts: ClipFacts; part?: NonNullable<ClipKey['part']> },
): Promise<Target> {
  return {
    id: targetId({ sequence: sequence.guid.toString(), track: clip.track, start: clip.start, ...(part ? { part } : {}) }),
    kind: 'clip', name: facts.name, document: sequence.name, bounds: await frameOf(sequence),
    hasMask: false, hasSelection: false, notes: facts.notes,
    ...(facts.obstacle ? { obstacle: facts.obstacle } : {}),
  }
}
