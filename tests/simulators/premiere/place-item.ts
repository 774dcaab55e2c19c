import { addClip, isShut, makeRoom } from './edits'
import { ActionRefused, HostError } from './host-error'
import type { Machine } from './machine'
import {
  type ClipState, endOf, itemIn, type ItemState, type MediaFacts, type ProjectState, sequenceIn, type SequenceState,
  TICKS_PER_SECOND, type TrackState,
} from './state'
import { frameFloor, frameNearest } from './time'

/** R7: stills begin at one hour of a source that has no end. */
export const STILL_IN = 3600n * TICKS_PER_SECOND

export interface Placing {
  how: 'insert' | 'overwrite'
  item: string
  time: bigint
  video: number
  audio: number
  /** R6: inserting shifts these tracks only, and not all. */
  isShiftLimited: boolean
  /** Of the item when the action was made: what the same transaction sets comes too late (hosts.md C2). */
  range: Pick<ItemState, 'in' | 'out'>
}

/** What a file plays as: that of a nested sequence, a title or lost media included. */
export function playedBy(machine: Machine, state: ProjectState, item: ItemState): MediaFacts | undefined {
  const nested = item.sequence === undefined ? undefined : sequenceIn(state, item.sequence)
  const plain = { hasVideo: true, hasAudio: false, isStill: true, start: 0n, isCaptions: false }
  if (nested !== undefined) {
    const { frameTicks, width, height } = nested
    return { ...plain, duration: endOf(nested), frameTicks, width, height, isStill: false }
  }
  if (item.kind === 'title') return { ...plain, duration: 0n, frameTicks: 10160640000n, width: 1920, height: 1080 }
  return machine.factsOf(item.path)
}

function playedRange(machine: Machine, range: Placing['range'], facts: MediaFacts): { in: bigint; out: bigint } {
  if (facts.isStill) {
    const from = range.in ?? STILL_IN
    return { in: from, out: range.out ?? from + machine.stillTicks }
  }
  return { in: range.in ?? 0n, out: range.out ?? facts.duration }
}

/** R6: near one hour, wherever it was asked for. */
const LOST_AT = 3599n * TICKS_PER_SECOND + TICKS_PER_SECOND * 24n / 25n

function landsAt(machine: Machine, sequence: SequenceState, asked: bigint): bigint {
  const { placement } = machine.knobs
  if (placement === 'throws') throw new HostError('Script Action failed to execute')
  return frameNearest(placement === 'exact' ? asked : LOST_AT, sequence.frameTicks)
}

function newTrack(machine: Machine, tracks: TrackState[], letter: string): TrackState {
  const made = { id: machine.nextId(), name: `${letter} ${tracks.length + 1}`, isMuted: false, isLocked: false, clips: [] }
  tracks.push(made)
  return made
}

function trackFor(
  machine: Machine, tracks: TrackState[], { at, how, letter }: { at: number; how: Placing['how']; letter: string },
): TrackState {
  const found = tracks[at]
  if (found !== undefined) return found
  const last = tracks.at(-1)
  if (how === 'overwrite') {
    if (machine.knobs.overwriteBeyond === 'last-track' && last !== undefined) return last
    throw new ActionRefused('no such track')
  }
  if (machine.knobs.insertAbove === 'last-track' && last !== undefined) return last
  return newTrack(machine, tracks, letter)
}

/** R6: -1 may mean that no sound is wanted. */
function soundTrack(machine: Machine, sequence: SequenceState, placing: Placing): TrackState | undefined {
  if (placing.audio >= 0) return trackFor(machine, sequence.audio, { at: placing.audio, how: placing.how, letter: 'Audio' })
  if (machine.knobs.audioMinusOne === 'no-audio') return undefined
  return sequence.audio[0] ?? newTrack(machine, sequence.audio, 'Audio')
}

function framed(machine: Machine, sequence: SequenceState, facts: MediaFacts): ClipState['components'] {
  const own = machine.ownComponents()
  const scale = own.find(({ displayName }) => displayName === 'Motion')?.params[1]
  if (scale !== undefined && machine.knobs.newClipScale === 'frame') {
    scale.value = 100 * Math.min(sequence.width / facts.width, sequence.height / facts.height)
  }
  return own
}

/** R6, R7: picture and sound of an item, linked, on whole frames of the sequence. */
export function placeItem(machine: Machine, draft: ProjectState, { guid, placing }: { guid: string; placing: Placing }): void {
  const sequence = sequenceIn(draft, guid)
  const item = itemIn(draft, placing.item)
  if (sequence === undefined || item === undefined) throw new ActionRefused('gone')
  const facts = playedBy(machine, draft, item)
  if (facts === undefined) throw new ActionRefused('nothing to play')
  // R14: nothing happens, and nothing says so.
  if (facts.isCaptions) return
  const start = landsAt(machine, sequence, placing.time)
  const source = playedRange(machine, placing.range, facts)
  const length = frameFloor(source.out - source.in, sequence.frameTicks) || sequence.frameTicks
  const tracks: [TrackState, boolean][] = []
  const { how } = placing
  if (facts.hasVideo) tracks.push([trackFor(machine, sequence.video, { at: placing.video, how, letter: 'Video' }), true])
  const sound = facts.hasAudio ? soundTrack(machine, sequence, placing) : undefined
  if (sound !== undefined) tracks.push([sound, false])
  if (tracks.some(([track]) => isShut(machine, track))) return
  if (placing.how === 'insert') {
    const shifted = placing.isShiftLimited ? tracks.map(([track]) => track) : [...sequence.video, ...sequence.audio]
    for (const track of shifted.filter(({ isLocked }) => !isLocked)) makeRoom(machine, track, { at: start, length })
  }
  const link = machine.nextId()
  for (const [track, isPicture] of tracks) {
    addClip(machine, track, {
      id: machine.nextId(), name: item.name, item: item.id, start, end: start + length, in: source.in, out: source.in + length,
      speed: 1, isReversed: false, isAdjustment: false, isDisabled: false, link, revision: 0,
      components: isPicture ? framed(machine, sequence, facts) : [],
    })
  }
}
