import type { Bounds, Ratio } from '#protocol'
import type { ClipNeeds, ClipReading, MadeClip, PlaceClipHow } from './clip'
import type { FileBatch, FileChoice } from './files'
import type { Needs, Placement, Reading } from './reading'
import type { Form, Landed, PlaceHow, Result } from './result'
import type { Scope, Stamp, StampState, Target } from './target'

/** What this host can do at all, so that panels offer nothing that it can't. */
export interface HostCapabilities {
  /** "Photoshop 27.2", "Browser". */
  name: string
  forms: readonly Form[]
  canCombine: boolean
  /** Feather stays adjustable after placing. */
  hasLiveFeather: boolean
  hasSelection: boolean
  /** It has its own idea of the subject (`Needs.mask: 'host-subject'`). */
  findsSubject: boolean
  /** It renders clips as it shows them (`ClipNeeds.look`). */
  readsGraded?: boolean
  /** It has `chooseFiles`. */
  opensFiles?: boolean
  /** One run is one step of its history. */
  undoesInOneStep: boolean
  /** Where it is not: as many steps at most, by form; said before the run. 0: only `remove` takes it back. */
  undoSteps?: Readonly<Partial<Record<Form, number>>>
  /** What a run may go over, the usual first. */
  scopes: readonly Scope[]
  /** Sentences on what it can't do, for the panel's help. */
  limits: readonly string[]
}

/** A run as a step of an action (a macro) of the host's. */
export interface RecordedStep {
  /** As the host shows it. */
  name: string
  /** All that playing it needs; the panel's own. */
  text: string
}

/** What the user did in the host meanwhile. */
export type HostChange = 'targets' | 'selection'

/**
 * An application (or plain files) whose pictures or clips are read and given results. Every adapter passes
 * tests/contract/host.contract.ts.
 *
 * No call ever waits for the helper while the host is locked: `read` returns after its lock is released, and `place` has
 * pulled all pixels before it takes one. All errors are FirstpassErrors.
 */
export type Host = PictureHost | ClipHost

interface AnyHost {
  readonly id: 'photoshop' | 'premiere' | 'resolve' | 'files'
  capabilities(): HostCapabilities
  /** @returns how to stop watching */
  watch(act: (change: HostChange) => void): () => void
  /** The active layers (or clips), or those of all open documents; none if nothing is open. */
  targets(scope: Scope): Promise<readonly Target[]>
  check(stamp: Stamp): Promise<StampState>
  /** Takes a placed result out again; harmless if it is gone. @throws HOST_BUSY */
  remove(landed: Landed): Promise<void>
  /** Shows or hides a placed result: before and after. @throws TARGET_GONE, HOST_BUSY */
  show(landed: Landed, isVisible: boolean): Promise<void>
  /**
   * Results that are in the open document from earlier, oldest first, with the recipe each was made by.
   * @param waiting where a result goes that was kept: the target may have moved since
   */
  earlier(
    target: Pick<Target, 'id' | 'name'>, waiting?: Placement,
  ): Promise<readonly { landed: Landed; job: { id: string; recipe: string } }[]>
}

/** A host whose pixels are read and written. */
export interface PictureHost extends AnyHost {
  readonly kind: 'picture'
  /** @throws TARGET_GONE, TARGET_UNREADABLE, SELECTION_EMPTY, HOST_BUSY, and what `Target.obstacle` says */
  read(target: Target, needs: Needs): Promise<Reading>
  /**
   * Puts a result into the document, in one step of its history where the host can, and reads back what landed.
   * The pixels of the target itself never change. On an error or cancel the document is as before.
   * @returns undefined if it was cancelled @throws TARGET_GONE, TARGET_CHANGED, TARGET_LOCKED, SELECTION_EMPTY,
   * HOST_BUSY, HOST_REFUSED
   */
  place(placement: Placement, result: Result, how: PlaceHow): Promise<Landed | undefined>
  /** Selects a region as one step of the history, and brings it into view where the host can. @throws TARGET_GONE, HOST_BUSY */
  reveal(placement: Placement, bounds: Bounds): Promise<void>
  /**
   * Asks the user for pictures, and for a folder that takes the results; left out by a host that opens no files itself.
   * @returns undefined if the user declines @throws HOST_REFUSED
   */
  chooseFiles?(what: FileChoice): Promise<FileBatch | undefined>
  /** Adds a run to the action that the user records; nothing where none is recorded. Left out by a host without actions. */
  record?(step: RecordedStep): Promise<void>
}

/** A host that plays media on a timeline. */
export interface ClipHost extends AnyHost {
  readonly kind: 'clip'
  /** @throws TARGET_GONE, TARGET_UNREADABLE, HOST_BUSY, and what `Target.obstacle` says */
  read(target: Target, needs: ClipNeeds): Promise<ClipReading>
  /**
   * Puts a clip onto the target's timeline frame-exactly, with its markers and the target's framing, sound untouched, and reads
   * back what landed. Each of its edits is a labelled step of the host's history. On an error or cancel the timeline is as
   * before; the file stays, and is in the host's bin where the host imported it.
   * @returns undefined if it was cancelled @throws TARGET_GONE, TARGET_CHANGED, TARGET_LOCKED, HOST_BUSY, HOST_REFUSED
   */
  place(placement: Placement, clip: MadeClip, how: PlaceClipHow): Promise<Landed | undefined>
  /** Moves the playhead to a moment of the target: seconds from the source's first frame. @throws TARGET_GONE, HOST_BUSY */
  reveal(placement: Placement, at: Ratio): Promise<void>
  /**
   * Writes a still of what the host shows at the playhead, all tracks and effects together. Hosts may say that it is there
   * before it is: whoever reads it waits for it. Left out by a host that can't.
   * @returns the file's path @throws HOST_BUSY, HOST_REFUSED
   */
  still?(): Promise<string>
  /**
   * Takes everything of ours out of the target's timeline.
   * @returns sentences on what the host could not take out (an empty track) @throws HOST_BUSY, HOST_REFUSED
   */
  removeAll(target: Target): Promise<readonly string[]>
}
