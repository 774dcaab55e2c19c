import type { HostCapabilities } from '#host'
import { type ClipTask, isClipTask } from '#protocol'
import type { ClipPlan, ClipRules } from './clip-task'
import { denoiseClip } from './denoise-clip'
import { maskClip } from './mask-clip'
import { slow } from './slow'
import type { Choice, Settings } from './task'
import { upscaleClip } from './upscale-clip'

export const clipRules: { readonly [T in ClipTask]: ClipRules<Settings> } = {
  'mask-clip': maskClip, 'denoise-clip': denoiseClip, 'upscale-clip': upscaleClip, slow,
}

const rulesOf = (task: string): ClipRules<Settings> => {
  if (!isClipTask(task)) throw new Error(`${task} is no task on clips`)
  return clipRules[task]
}

/** @throws OPTION_INVALID where the settings are not the task's */
export function planClip({ task, settings, how }: Choice, host: HostCapabilities): ClipPlan {
  const rules = rulesOf(task)
  return rules.plan(rules.check(settings), how, host)
}

/** The part of the settings that are a job's options. @throws OPTION_INVALID */
export function clipOptions(task: string, settings: object): Record<string, unknown> {
  const rules = rulesOf(task)
  return rules.options(rules.check(settings))
}
