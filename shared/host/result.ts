import type { Bounds } from '#protocol'
import type { Pixels } from './pixels'
import type { Stamp } from './target'

/** What a task made. Pixels are pulled by windows while they are placed. */
export type Result =
  | { kind: 'matte'; matte: Pixels; foreground?: Pixels }
  | { kind: 'picture'; picture: Pixels; scale: number }
  | { kind: 'checks'; checks: readonly Bounds[] }

/**
 * The native thing that a result becomes. Of clips: `clip` on a track of its own above the target; `media`, the target's media
 * file exchanged, so that its effects and keyframes stay; `proxy`, the same by the host's slot for a second file; `take`, an
 * alternative of the target's own place, so that its grade and transitions stay; `external-matte`, a matte that the target's
 * source carries, for the nodes of its grade; `fusion`, a composition on the target itself that cuts it by a matte, a folder of
 * numbered pictures; `timeline-copy`, as `clip`, on a copy of the target's timeline.
 */
export type Form =
  | 'layer-mask' | 'selection' | 'masked-layer' | 'layer' | 'document' | 'smart-object' | 'check-layer'
  | 'clip' | 'media' | 'proxy' | 'take' | 'external-matte' | 'fusion' | 'timeline-copy'

/** With what is there already. */
export type Combine = 'replace' | 'add' | 'subtract' | 'intersect'

export interface PlaceHow {
  form: Form
  /** For `layer-mask` and `selection`. */
  combine: Combine
  /** Of the new layer or group: "Subject (Firstpass)", "Denoised 35 (Firstpass)". */
  name: string
  /** Of the one step in the host's history. */
  step: string
  /** Where the host has them as live properties of a mask, else they are in the matte already. */
  featherPx?: number
  /** 0..100, of a new layer. */
  opacity?: number
  /** A new layer shows only here (the selection that was read, with its soft edge). */
  limit?: Pixels
  /** An earlier result that this one takes the place of; removed in the same step. */
  instead?: Landed
  /** Compared once more inside the lock, since pulling the pixels took a while; left out, nothing is compared. */
  stamp?: Stamp
  /** The job's id and recipe, kept in the document's metadata so that "Run again" works after reopening it. */
  job: { id: string; recipe: string }
  progress(done: number, total: number): void
  /** Asked between windows; true ends it and leaves the document as it was. */
  isCancelled(): boolean
}

/** What really is in the document now, as read back from it; plain JSON. */
export interface Landed {
  host: string
  /** The host's own handle of what was placed, for `remove`. */
  place: Readonly<Record<string, string | number>>
  form: Form
  /** One sentence: "Layer mask on “Portrait”". */
  where: string
  /** Sentences on what came out otherwise than asked; empty if all is as asked. */
  differs: readonly string[]
  /** How often the user must undo to have the document as it was; 0: the host can't undo it, only `remove` does. */
  undoSteps: number
}
