import type { FileChoice, Form, Scope } from '#host'
import type { PanelTasks } from './craft'
import type { AnyState, CheckPlace, MarkedPlace, PanelState, RunReport } from './state'
import type { Changes } from './store'
import type { AllSettings, PanelTask, PictureTask, RunHow, Settings } from './tasks/task'

/** What commands of the host's menus and keys do. */
export type PanelCommand = 'select-subject' | 'denoise-last' | 'run-again' | 'toggle-before-after' | 'remove-last'

/**
 * All that the panel can do, without anything drawn. No action ever rejects: what goes wrong is in the state, as a
 * sentence. `K`: the tasks that it was opened with.
 */
export interface PanelModel<K extends PanelTask = PictureTask> {
  readonly state: PanelState<Pick<AllSettings, K>>
  readonly tasks: PanelTasks
  /** How often a run of the chosen task has to be undone at most, where it is not one step; 0: only `removeLast` does. */
  readonly undoSteps: number | undefined
  /** What the chosen task's result becomes. */
  readonly form: Form
  /** The host can show what is at its playhead, whatever is selected. */
  readonly givesStills: boolean
  /** @returns how to end it */
  subscribe(act: () => void): () => void

  /** Looks for the helper, and watches over it from then on. */
  connect(): Promise<void>
  /** Asks the helper's user to let this panel in; it does so once by itself. */
  askIn(): Promise<void>
  /** Asks the system for the helper's window, where the user lets panels in. */
  openWindow(): Promise<void>
  /** With the six digits that the helper shows. */
  pair(code: string): Promise<void>
  /** Asks the system to start the helper. */
  startHelper(): Promise<void>

  choose(task: PanelTask): void
  chooseScope(scope: Scope): Promise<void>
  set<T extends K>(task: T, changes: Changes<AllSettings[T]>): void

  /** On all targets of the scope; of one run at a time. @returns what became of each target */
  run(task?: PanelTask, how?: RunHow): Promise<readonly RunReport[]>
  /**
   * Asks for a folder or some files and for another folder, and runs the task with its settings on each file, which is
   * opened, saved as a new PSD and closed; the state's summary says what became of each. Only of a host that opens files.
   */
  runFiles(what: FileChoice): Promise<void>
  /** A step that the host recorded of an earlier run, with the settings that it had; the panel's own stay. */
  play(step: string): Promise<readonly RunReport[]>
  cancel(): void
  /** The last run, or what the open document says of an earlier one, with the settings as they are now or were then. */
  runAgain(): Promise<readonly RunReport[]>
  /** The last that the document has on the first target, with the settings it was made by, whatever was run since. */
  runEarlier(): Promise<readonly RunReport[]>
  removeEarlier(): Promise<void>
  /** The report's result by the other method too; again, and the other one of the two is seen. */
  compare(report?: string): Promise<readonly RunReport[]>
  toggleBeforeAfter(report?: string): Promise<void>
  /** Without a report: the last result, or what the open document has of an earlier session on the target. */
  removeLast(report?: string): Promise<void>
  reveal(place: CheckPlace | MarkedPlace, report?: string): Promise<void>
  /** The places to check as a hidden layer. */
  placeChecks(report?: string): Promise<void>

  /** A crop of 512 px around a point of the document, before, after, and what was removed or is hidden; undefined closes it. */
  loupe(at: { x: number; y: number } | undefined): Promise<void>

  /** What a run of the chosen task on all targets would take; nothing is written. Of clips. */
  estimate(): Promise<void>
  /** What the host shows at its playhead, all tracks together; of a host that can. */
  still(): Promise<void>
  /** Takes all of ours out of the first target's timeline; the state's notice says what stays. Of clips. */
  removeAll(): Promise<void>

  placeWaiting(job: string): Promise<void>
  discardWaiting(job: string): Promise<void>

  /** Presets are changed at once; what is returned waits for the helper, which shares them with the command line. */
  savePreset(name: string): Promise<void>
  /** Takes over what the command line or another panel has made meanwhile. */
  refreshPresets(): Promise<void>
  loadPreset(name: string): void
  removePreset(name: string): Promise<void>
  exportPreset(name: string): string | undefined
  importPreset(text: string): Promise<void>

  runCommand(command: PanelCommand): Promise<void>
  dismissProblem(): void
  dismissSummary(): void
  dismissNotice(): void
  close(): void
}

/** A panel with whatever tasks. */
export interface AnyPanel extends Omit<PanelModel, 'state' | 'set'> {
  readonly state: AnyState
  set(task: PanelTask, changes: Settings): void
}
