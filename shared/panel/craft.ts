import type { FileBatch, FileChoice, Host, Landed, Target } from '#host'
import type { ClipPreset, ClipRecipe, Recipe, z } from '#protocol'
import type { PanelPreset } from './panel-preset'
import type { PanelCommand } from './panel-model'
import type { MadeRun, Order, Outcome, Surface, Watch } from './run-job'
import type { RunDesk } from './run-desk'
import type { Runs, Wish } from './runs'
import type { CheckPlace, MarkedPlace, RunReport } from './state'
import type { Store } from './store'
import type { Aim, Choice, PanelTask, Settings, TaskRules } from './tasks/task'
import type { TaskViews } from './views/task-views'

/** How the tasks of one kind of host are done. What is not there, that kind of host has no use for. */
export interface Craft {
  /** @throws OPTION_INVALID where the settings are not the task's */
  plan(choice: Choice): Aim
  /**
   * Reads a target, has the helper work on it, places the result.
   * @throws Cancelled, and every failure before there was a result; the document is then as before
   */
  run(order: Order, watch: Watch): Promise<Outcome>
  /**
   * Puts a finished job's result where its run was read, although the target may have changed.
   * @param instead goes in the same step
   * @returns undefined if nothing was placed @throws what the host says, RESULT_MISSING, HELPER_LOST
   */
  place(made: MadeRun, instead?: Landed): Promise<{ landed: Landed; notes: readonly string[] } | undefined>
  /** What of a result deserves a look. */
  describe(made: MadeRun): Partial<Pick<RunReport, 'checks' | 'markers' | 'file'>>
  /** Shows the user where that is. */
  reveal(report: RunReport, place: CheckPlace | MarkedPlace): Promise<void>
  /** The places to check as a hidden layer. */
  placeChecks?(report: RunReport): Promise<void>
  loupe?: Loupe
  files?(runs: Runs): Files
  steps?: Steps
}

/** What is asked beside runs; what goes wrong is in the state. */
export interface Extras {
  givesStills: boolean
  /** What runs on all targets would take together. */
  estimate(): Promise<void>
  /** What the host shows now. */
  still(): Promise<void>
  /** Takes all of ours out of the first target's timeline. */
  removeAll(): Promise<void>
}

export interface ExtrasParts<H extends Host = Host> {
  surface: Surface<H>
  store: Store
  runs: Runs
  runDesk: RunDesk
}

/** A part at 100 %, before anything is committed. */
export interface Loupe {
  look(look: { at: { x: number; y: number }; target: Target; task: PanelTask; settings: Settings }): Promise<void>
  lookAgainSoon(task: PanelTask, settings: Settings): void
  close(): void
}

/** Files that the host opens, saves and closes. */
export interface Files {
  choose(what: FileChoice): Promise<FileBatch | undefined>
  run(wish: Wish, batch: FileBatch): Promise<void>
}

/** Runs as steps of an action of the host's. */
export interface Steps {
  /** Nothing where none is recorded. */
  record(wish: Wish): Promise<void>
  /** @throws OPTION_INVALID where it is none, or of another Firstpass */
  read(text: string): Wish
}

/** A preset of whatever task a panel has; the very format of preset.ts in the protocol. */
export type TaskPreset = PanelPreset | ClipPreset

/** The tasks that a panel has, all of one kind of host. */
export interface PanelTasks<K extends PanelTask = PanelTask, H extends Host = Host> {
  kind: H['kind']
  /** In the order shown; the first is chosen first. */
  names: readonly K[]
  /** Undefined for what is no task of this panel. */
  rules(task: string): TaskRules<Settings> | undefined
  /** What the host's commands run. */
  commands: Readonly<Partial<Record<PanelCommand, K>>>
  presets: z.ZodMiniType<TaskPreset>
  recipes: z.ZodMiniType<Recipe | ClipRecipe>
  open(parts: { surface: Surface<H>; store: Store }): Craft
  extras?(parts: ExtrasParts<H>): Extras
  views: TaskViews
}
