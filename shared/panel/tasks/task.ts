import type { JobOrder } from '#client'
import type { Combine, Form, HostCapabilities, Needs, PlaceHow, Reading, Result, Target } from '#host'
import type { ClipTask, JobResult } from '#protocol'
import type { DenoiseSettings } from './denoise'
import type { DenoiseClipSettings } from './denoise-clip'
import type { MaskSettings } from './mask'
import type { MaskClipSettings } from './mask-clip'
import type { SlowSettings } from './slow'
import type { UpscaleSettings } from './upscale'
import type { UpscaleClipSettings } from './upscale-clip'

export type PictureTask = 'mask' | 'denoise' | 'upscale'

/** All that any panel knows; one panel has those of its host's kind. */
export type PanelTask = PictureTask | ClipTask

export interface AllSettings {
  'mask': MaskSettings
  'denoise': DenoiseSettings
  'upscale': UpscaleSettings
  'mask-clip': MaskClipSettings
  'denoise-clip': DenoiseClipSettings
  'upscale-clip': UpscaleClipSettings
  'slow': SlowSettings
}

/** What the user chose for a task: the job's options, and how its result is placed. Plain JSON. */
export type Settings = Record<string, unknown>

/** How a run differs from what the settings say: the modifiers held at the click. */
export interface RunHow {
  form?: Form
  combine?: Combine
}

/** What is to be done, as the user chose it. */
export interface Choice {
  task: PanelTask
  settings: Settings
  how: RunHow
}

/** Where a task's result goes, whatever the host. */
export interface Aim {
  place: Pick<PlaceHow, 'form' | 'name' | 'step'>
  /** An earlier result of the same task on the same target goes. */
  replaces: boolean
}

/** What a task's job gave, before it is placed. */
export interface Made {
  result: JobResult
  /** A result's pixels, pulled from the helper by windows. @throws RESULT_MISSING */
  pixels(name: string): Extract<Result, { kind: 'picture' }>['picture']
}

/** How a run on a picture goes, planned from the settings once. */
export interface Plan extends Aim {
  /** What of the target is read. */
  needs(target: Target): Needs
  /** The job to be sent. @throws SELECTION_EMPTY and the like where the reading lacks what it needs */
  order(reading: Reading): Promise<JobOrder>
  /** What is placed. */
  result(made: Made): Result
  place: Pick<PlaceHow, 'form' | 'combine' | 'name' | 'step' | 'featherPx' | 'opacity'>
  /** The result shows only within the selection that was read. */
  isLimited: boolean
}

/** A task as every panel knows it. */
export interface TaskRules<S> {
  /** On its tab and on the button that runs it. */
  words: { task: string; run: string }
  /** Of the helper's list, the models that it can be done by. */
  models: string
  defaults: S
  /** What a stored or given setting has to be. @throws OPTION_INVALID */
  check(settings: object): S
  /** The part of the settings that are the job's options, complete. */
  options(settings: S): Record<string, unknown>
}

/** A task on pictures. */
export interface PictureRules<S> extends TaskRules<S> {
  plan(settings: S, how: RunHow, host: HostCapabilities): Plan
}
