import type { RecordedStep } from '#host'
import { failure, z } from '#protocol'
import type { Wish } from './runs'
import { isPictureTask, pictureRules } from './tasks'
import type { PictureTask } from './tasks/task'
import { names } from './text/en'

const forms = {
  mask: ['layer-mask', 'selection', 'masked-layer'], denoise: ['layer'], upscale: ['document', 'smart-object'],
} as const
const combines = ['replace', 'add', 'subtract', 'intersect'] as const

const stepSchema = z.strictObject({
  firstpassStep: z.literal(1),
  task: z.enum(['mask', 'denoise', 'upscale']),
  settings: z.record(z.string(), z.unknown()),
  how: z.strictObject({ form: z.optional(z.enum(Object.values(forms).flat())), combine: z.optional(z.enum(combines)) }),
})

const stepNames: Record<PictureTask, string> = {
  mask: names.subjectStep, denoise: names.denoiseStep, upscale: names.upscaleStep,
}

/** A run as a step of a host's action, with all its settings. */
export function writeStep({ task, settings, how }: Wish): RecordedStep {
  return { name: isPictureTask(task) ? stepNames[task] : task, text: JSON.stringify({ firstpassStep: 1, task, settings, how }) }
}

/** @throws OPTION_INVALID where it is none, or of another Firstpass */
export function readStep(text: string): Wish {
  try {
    const { task, settings, how: { form, combine } } = stepSchema.parse(JSON.parse(text))
    if (form && !forms[task].some((known) => known === form)) throw new Error(`${task} has no form ${form}`)
    const how = { ...(form ? { form } : {}), ...(combine ? { combine } : {}) }
    return { task, settings: pictureRules[task].check(settings), how }
  } catch (cause) {
    throw failure('OPTION_INVALID', { option: 'step', reason: 'it was not recorded by this version of Firstpass' }, cause)
  }
}
