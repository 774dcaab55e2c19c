import type { JobOrder } from '#client'
import type { Combine, Form, HostCapabilities, Needs, PlaceHow, Reading, Result, Target } from '#host'
import type { JobResult } from '#protocol'

/** What the user chose for a task: the job's options, and how its result is placed. Plain JSON. */
export type Settings = Record<string, unknown>

/** How a run differs from what the settings say: the modifiers held at the click. */
export interface RunHow {
  form?: Form
  combine?: Combine
}

/** What a task's job gave, before it is placed. */
export interface Made {
  result: JobResult
  /** A result's pixels, pulled from the helper by windows. @throws RESULT_MISSING */
  pixels(name: string): Extract<Result, { kind: 'picture' }>['picture']
}

/** How a run goes, planned from the settings once. */
export interface Plan {
  /** What of the target is read. */
  needs(target: Target): Needs
  /** The job to be sent. @throws SELECTION_EMPTY and the like where the reading lacks what it needs */
  order(reading: Reading): Promise<JobOrder>
  /** What is placed. */
  result(made: Made): Result
  place: Pick<PlaceHow, 'form' | 'combine' | 'name' | 'step' | 'featherPx' | 'opacity'>
  /** The result shows only within the selection that was read. */
  isLimited: boolean
  /** An earlier result of the same task on the same target goes. */
  replaces: boolean
}

/** A task as a panel knows it. */
export interface PanelTaskRules<S> {
  defaults: S
  /** What a stored or given setting has to be. @throws OPTION_INVALID */
  check(settings: object): S
  /** The part of the settings that are the job's options, complete. */
  options(settings: S): Record<string, unknown>
  plan(settings: S, how: RunHow, host: HostCapabilities): Plan
}
