import { denoiseOptionsSchema } from './denoise'
import { denoiseClipOptionsSchema } from './denoise-clip'
import { maskOptionsSchema } from './mask'
import { maskClipOptionsSchema } from './mask-clip'
import { openOptionsSchema } from './open'
import { probeOptionsSchema } from './probe'
import { proxyOptionsSchema } from './proxy'
import { saveOptionsSchema } from './save'
import { slowOptionsSchema } from './slow'
import { timelineOptionsSchema } from './timeline'
import { upscaleOptionsSchema } from './upscale'
import { upscaleClipOptionsSchema } from './upscale-clip'
import { viewOptionsSchema } from './view'

/** Of every task that makes a clip. It goes on from its last whole chunk after a crash, a restart or a failure. */
const clip = { process: 'engine', inputs: [], optionalInputs: ['file'], makesClip: true } as const

/** What each task takes, and which process does it. */
export const tasks = {
  denoise: { options: denoiseOptionsSchema, process: 'engine', inputs: ['picture'], optionalInputs: [] },
  'denoise-clip': { options: denoiseClipOptionsSchema, ...clip },
  mask: { options: maskOptionsSchema, process: 'engine', inputs: ['picture'], optionalInputs: ['proxy', 'mask'] },
  'mask-clip': { options: maskClipOptionsSchema, ...clip },
  open: { options: openOptionsSchema, process: 'codec', inputs: [], optionalInputs: ['file'] },
  probe: { options: probeOptionsSchema, process: 'codec', inputs: [], optionalInputs: ['file'] },
  proxy: { options: proxyOptionsSchema, process: 'codec', inputs: [], optionalInputs: ['file'] },
  /** Its inputs are named by its options. */
  save: { options: saveOptionsSchema, process: 'codec', inputs: [], optionalInputs: '*' },
  slow: { options: slowOptionsSchema, ...clip },
  timeline: { options: timelineOptionsSchema, process: 'codec', inputs: [], optionalInputs: [] },
  upscale: { options: upscaleOptionsSchema, process: 'engine', inputs: ['picture'], optionalInputs: [] },
  'upscale-clip': { options: upscaleClipOptionsSchema, ...clip },
  view: { options: viewOptionsSchema, process: 'codec', inputs: ['picture'], optionalInputs: ['metadata'] },
} as const

export type TaskName = keyof typeof tasks

export const isTaskName = (name: string): name is TaskName => Object.hasOwn(tasks, name)

export const makesClip = (task: string): boolean => isTaskName(task) && 'makesClip' in tasks[task]
