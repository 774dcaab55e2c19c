import { denoiseOptionsSchema } from './denoise'
import { maskOptionsSchema } from './mask'
import { openOptionsSchema } from './open'
import { saveOptionsSchema } from './save'
import { upscaleOptionsSchema } from './upscale'
import { viewOptionsSchema } from './view'

/** What each task takes, and which process does it. */
export const tasks = {
  denoise: { options: denoiseOptionsSchema, process: 'engine', inputs: ['picture'], optionalInputs: [] },
  mask: { options: maskOptionsSchema, process: 'engine', inputs: ['picture'], optionalInputs: ['proxy', 'mask'] },
  open: { options: openOptionsSchema, process: 'codec', inputs: [], optionalInputs: ['file'] },
  /** Its inputs are named by its options. */
  save: { options: saveOptionsSchema, process: 'codec', inputs: [], optionalInputs: '*' },
  upscale: { options: upscaleOptionsSchema, process: 'engine', inputs: ['picture'], optionalInputs: [] },
  view: { options: viewOptionsSchema, process: 'codec', inputs: ['picture'], optionalInputs: ['metadata'] },
} as const

export type TaskName = keyof typeof tasks

export const isTaskName = (name: string): name is TaskName => Object.hasOwn(tasks, name)
