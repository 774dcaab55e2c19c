import { denoiseClipOptionsSchema } from './tasks/denoise-clip'
import { maskClipOptionsSchema } from './tasks/mask-clip'
import { slowOptionsSchema } from './tasks/slow'
import { upscaleClipOptionsSchema } from './tasks/upscale-clip'
import { z } from './schema'

/** What belongs to one run of a task, and to no preset. */
const ofOneRun = {
  path: true, name: true, output: true, overwrite: true, range: true, estimate: true, sound: true,
} as const

/** What a person chooses of each task on clips: its options without the places and the range of one run. */
export const clipOptionSchemas = {
  'mask-clip': z.omit(maskClipOptionsSchema, { ...ofOneRun, subject: true }),
  'denoise-clip': z.omit(denoiseClipOptionsSchema, ofOneRun),
  'upscale-clip': z.omit(upscaleClipOptionsSchema, ofOneRun),
  slow: z.omit(slowOptionsSchema, ofOneRun),
}
export type ClipTask = keyof typeof clipOptionSchemas

export const isClipTask = (task: string): task is ClipTask => Object.hasOwn(clipOptionSchemas, task)
