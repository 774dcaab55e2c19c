import { ActionRefused } from './host-error'
import type { Machine } from './machine'
import type { ClipState, TrackState } from './state'

/** How far the source goes while the timeline goes `ticks`: more than that where the clip is faster. */
export const sourceTicks = (clip: ClipState, ticks: bigint): bigint => ticks * (clip.out - clip.in) / (clip.end - clip.start)

/** The clip's picture from here on. */
export function trimStart(clip: ClipState, start: bigint): void {
  clip.in += sourceTicks(clip, start - clip.start)
  clip.start = start
  clip.revision++
}

export function trimEnd(clip: ClipState, end: bigint): void {
  clip.out += sourceTicks(clip, end - clip.end)
  clip.end = end
  clip.revision++
}

const inOrder = (track: TrackState): void => { track.clips.sort((a, b) => (a.start < b.start ? -1 : 1)) }

/** R6: what lies in the way is trimmed, cut in two, or gone. `spared` stays whatever happens. */
export function clearRange(machine: Machine, track: TrackState, range: { start: bigint; end: bigint; spared?: ClipState }): void {
  const { start, end, spared } = range
  const kept: ClipState[] = []
  for (const clip of track.clips) {
    const isClear = clip === spared || clip.end <= start || clip.start >= end
    if (isClear) {
      kept.push(clip)
      continue
    }
    if (clip.end > end) {
      const rest = machine.copyClip(clip)
      trimStart(rest, end)
      kept.push(rest)
    }
    if (clip.start < start) {
      trimEnd(clip, start)
      kept.push(clip)
    }
  }
  track.clips = kept
}

/** R6: everything from here on goes later; a clip across it is cut in two. */
export function makeRoom(machine: Machine, track: TrackState, { at, length }: { at: bigint; length: bigint }): void {
  for (const clip of [...track.clips]) {
    if (clip.start < at && clip.end > at) {
      const rest = machine.copyClip(clip)
      trimStart(rest, at)
      trimEnd(clip, at)
      track.clips.push(rest)
    }
  }
  for (const clip of track.clips) {
    if (clip.start < at) continue
    clip.start += length
    clip.end += length
    clip.revision++
  }
}

export function addClip(machine: Machine, track: TrackState, clip: ClipState): void {
  clearRange(machine, track, { start: clip.start, end: clip.end, spared: clip })
  track.clips.push(clip)
  inOrder(track)
}

/** R8: relative; what lies where it goes is overwritten. */
export function moveClip(machine: Machine, track: TrackState, { clip, by }: { clip: ClipState; by: bigint }): void {
  if (clip.start + by < 0n) throw new ActionRefused('before the beginning')
  clip.start += by
  clip.end += by
  clip.revision++
  clearRange(machine, track, { start: clip.start, end: clip.end, spared: clip })
  inOrder(track)
}

export function takeOut(track: TrackState, { clips, doesRipple }: { clips: readonly ClipState[]; doesRipple: boolean }): void {
  const gone = new Set(clips)
  const found = track.clips.filter((clip) => gone.has(clip))
  track.clips = track.clips.filter((clip) => !gone.has(clip))
  if (!doesRipple) return
  for (const clip of track.clips) {
    const before = found.filter((each) => each.end <= clip.start)
    const by = before.reduce((sum, each) => sum + each.end - each.start, 0n)
    if (by === 0n) continue
    clip.start -= by
    clip.end -= by
    clip.revision++
  }
}

/** R6: a locked track takes no edit. @returns whether there is nothing to do @throws ActionRefused */
export function isShut(machine: Machine, track: TrackState): boolean {
  if (!track.isLocked) return false
  if (machine.knobs.lockedTrack === 'fails') throw new ActionRefused('a locked track')
  return true
}
