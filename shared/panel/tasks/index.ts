import type { HostCapabilities } from '#host'
import { denoise, type DenoiseSettings } from './denoise'
import { mask, type MaskSettings } from './mask'
import type { Plan, RunHow, Settings } from './task'
import { upscale, type UpscaleSettings } from './upscale'

export type { DenoiseSettings } from './denoise'
export type { MaskSettings } from './mask'
export type { Made, PanelTaskRules, Plan, RunHow, Settings } from './task'
export type { UpscaleSettings } from './upscale'

export const panelTasks = { mask, denoise, upscale } as const

export type PanelTask = keyof typeof panelTasks

export const isPanelTask = (name: string): name is PanelTask => Object.hasOwn(panelTasks, name)

export interface AllSettings {
  mask: MaskSettings
  denoise: DenoiseSettings
  upscale: UpscaleSettings
}

/** What is to be done, as the user chose it. */
export interface Choice {
  task: PanelTask
  settings: Settings
  how: RunHow
}

/** @throws OPTION_INVALID where the settings are not the task's */
export function planTask({ task, settings, how }: Choice, host: HostCapabilities): Plan {
  if (task === 'mask') return mask.plan(mask.check(settings), how, host)
  if (task === 'denoise') return denoise.plan(denoise.check(settings), how, host)
  return upscale.plan(upscale.check(settings), how, host)
}

/** The part of the settings that are a job's options, complete. @throws OPTION_INVALID */
export function jobOptions(task: PanelTask, settings: object): Record<string, unknown> {
  if (task === 'mask') return mask.options(mask.check(settings))
  if (task === 'denoise') return denoise.options(denoise.check(settings))
  return upscale.options(upscale.check(settings))
}
