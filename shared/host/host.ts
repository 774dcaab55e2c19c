import type { Bounds } from '#protocol'
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
  /** It has `chooseFiles`. */
  opensFiles?: boolean
  /** One run is one step of its history. */
  undoesInOneStep: boolean
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
 * An application (or plain files) whose pictures are read and given results. Every adapter passes
 * tests/contract/host.contract.ts.
 *
 * No call ever waits for the helper while the host is locked: `read` returns after its lock is released, and `place` has
 * pulled all pixels before it takes one. All errors are FirstpassErrors.
 */
export interface Host {
  readonly id: 'photoshop' | 'premiere' | 'resolve' | 'files'
  capabilities(): HostCapabilities
  /** @returns how to stop watching */
  watch(act: (change: HostChange) => void): () => void
  /** The active layers (or clips), or those of all open documents; none if nothing is open. */
  targets(scope: Scope): Promise<readonly Target[]>
  /** @throws TARGET_GONE, TARGET_UNREADABLE, SELECTION_EMPTY, HOST_BUSY, and what `Target.obstacle` says */
  read(target: Target, needs: Needs): Promise<Reading>
  check(stamp: Stamp): Promise<StampState>
  /**
   * Puts a result into the document, in one step of its history where the host can, and reads back what landed.
   * The pixels of the target itself never change. On an error or cancel the document is as before.
   * @returns undefined if it was cancelled @throws TARGET_GONE, TARGET_CHANGED, TARGET_LOCKED, SELECTION_EMPTY,
   * HOST_BUSY, HOST_REFUSED
   */
  place(placement: Placement, result: Result, how: PlaceHow): Promise<Landed | undefined>
  /** Takes a placed result out again; harmless if it is gone. @throws HOST_BUSY */
  remove(landed: Landed): Promise<void>
  /** Shows or hides a placed result: before and after. @throws TARGET_GONE, HOST_BUSY */
  show(landed: Landed, isVisible: boolean): Promise<void>
  /** Selects a region as one step of the history, and brings it into view where the host can. @throws TARGET_GONE, HOST_BUSY */
  reveal(placement: Placement, bounds: Bounds): Promise<void>
  /**
   * Asks the user for pictures, and for a folder that takes the results; left out by a host that opens no files itself.
   * @returns undefined if the user declines @throws HOST_REFUSED
   */
  chooseFiles?(what: FileChoice): Promise<FileBatch | undefined>
  /** Adds a run to the action that the user records; nothing where none is recorded. Left out by a host without actions. */
  record?(step: RecordedStep): Promise<void>
  /** Results that are in the open document from earlier, oldest first, with the recipe each was made by. */
  earlier(target: Target): Promise<readonly { landed: Landed; job: { id: string; recipe: string } }[]>
}
