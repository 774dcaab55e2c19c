import type { HostCapabilities } from '#host'
import { denoise } from './denoise'
import { mask } from './mask'
import type { Choice, PictureRules, PictureTask, Plan, Settings } from './task'
import { upscale } from './upscale'

export const pictureRules: { readonly [T in PictureTask]: PictureRules<Settings> } = { mask, denoise, upscale }

export const isPictureTask = (name: string): name is PictureTask => Object.hasOwn(pictureRules, name)

const rulesOf = (task: string): PictureRules<Settings> => {
  if (!isPictureTask(task)) throw new Error(`${task} is no task on pictures`)
  return pictureRules[task]
}

/** @throws OPTION_INVALID where the settings are not the task's */
export function planTask({ task, settings, how }: Choice, host: HostCapabilities): Plan {
  const rules = rulesOf(task)
  return rules.plan(rules.check(settings), how, host)
}

/** The part of the settings that are a job's options, complete. @throws OPTION_INVALID */
export function jobOptions(task: string, settings: object): Record<string, unknown> {
  const rules = rulesOf(task)
  return rules.options(rules.check(settings))
}
