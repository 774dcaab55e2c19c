import { createHash } from 'node:crypto'
import type { ProjectState, TrackState } from './state'

/** Texts of what a user sees of a track; handles and how often it was edited are none of it. */
const trackText = ({ name, isMuted, isLocked, clips }: TrackState): unknown => ({
  name, isMuted, isLocked, clips: clips.map(({ id: _id, link: _link, revision: _revision, components, ...clip }) =>
    ({ ...clip, components: components.map(({ id: _own, ...component }) => component) })),
})

/**
 * Of all that undo brings back: timelines, markers, what is kept with them, and what their media are. Not of the bins: an
 * import is no step of the history.
 */
export function hashState(state: ProjectState): string {
  const sequences = state.sequences.map(({ video, audio, ...sequence }) =>
    ({ ...sequence, video: video.map(trackText), audio: audio.map(trackText) }))
  const played = new Set(state.sequences.flatMap(({ video, audio }) => [...video, ...audio])
    .flatMap(({ clips }) => clips.map(({ item }) => item)))
  const items = state.items.filter(({ id }) => played.has(id)).map(({ label: _label, parent: _parent, ...item }) => item)
  const text = JSON.stringify({ sequences, items, properties: state.properties },
    (_key, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value))
  return createHash('sha1').update(text).digest('hex')
}
