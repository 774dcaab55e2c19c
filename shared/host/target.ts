import type { Bounds, FailureJson } from '#protocol'

/** Something in the host that can be worked on: a layer, an opened file, a clip on a timeline. */
export interface Target {
  /** The host's own handle, good as long as the document is open. */
  id: string
  kind: 'picture' | 'clip'
  /** As the user sees it: the layer's or the clip's name. */
  name: string
  /** The document, file or sequence it is in, as the user sees it. */
  document: string
  /** Of its pixels, in the document; may be negative or reach outside. Of a clip, its timeline's frame. */
  bounds: Bounds
  hasMask: boolean
  hasSelection: boolean
  /** Sentences about what will happen that the user may not expect: "The Background becomes a layer named Layer 0." */
  notes: readonly string[]
  /** Why nothing can be done with it (an empty layer, a mode that can't be read); such a target is never read. */
  obstacle?: FailureJson
}

/** What the user points at, and how much of it: `in-out` is all clips between the timeline's in and out points. */
export type Scope = 'active' | 'all-documents' | 'in-out'

/**
 * The state of a target when it was read; compared before anything is written. Opaque to all but the host, and plain
 * JSON, so that it survives a reload of the panel.
 */
export interface Stamp {
  target: string
  state: Readonly<Record<string, string | number>>
}

/** `changed`: it is still there, but a result for the old state would no longer fit it. */
export type StampState = 'same' | 'changed' | 'gone'
