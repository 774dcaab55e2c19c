import type { Bounds } from '#protocol'
import type { Pixels } from './pixels'
import type { Stamp, Target } from './target'

/** What of a target is to be read. */
export interface Needs {
  /** Everything the target has, the selection's bounds (whole layer where there is none), or a part, for the loupe. */
  region: 'all' | 'selection' | Bounds
  /** The target small and in sRGB, u8, for what only looks: the longest side at most this many px. */
  proxyPx?: number
  /** The picture is only looked at too: where a host gives no pixels of a mode (CMYK), a conversion will do. */
  mayBeConverted?: boolean
  /** A matte to start from: the layer's mask, the selection, or what the host itself takes for the subject. */
  mask?: 'layer-mask' | 'selection' | 'host-subject'
}

/** What was read, outside of every lock of the host's. */
export interface Reading {
  target: Target
  stamp: Stamp
  placement: Placement
  /** The target's own encoded values at its own depth. `header.origin` is where it lies in the document. */
  picture: Pixels
  proxy?: Pixels
  /** Gray u8 or u16, the size and place of `picture`. */
  mask?: Pixels
  /** The selection's soft edge, gray u8, the size and place of `picture`; absent where nothing is selected. */
  selection?: Pixels
  /** Sentences for the user: what was converted to be read (Lab as RGB, a smart object's pixels). */
  notes: readonly string[]
  /** Lets go of temporary files. Harmless twice. */
  close(): Promise<void>
}

/** Where a result goes back: plain JSON, so that it can be kept until the user places a result by hand. */
export interface Placement {
  host: string
  target: string
  /** Where the read pixels lie in the document; of a clip, its timeline's frame. */
  bounds: Bounds
  /** The host's own: document, layer, track. */
  place: Readonly<Record<string, string | number>>
}
