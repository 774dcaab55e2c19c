import { denoise } from './denoise'
import { denoiseClip } from './denoise-clip'
import { mask } from './mask'
import { maskClip } from './mask-clip'
import { slow } from './slow'
import type { Task } from './task'
import { upscale } from './upscale'
import { upscaleClip } from './upscale-clip'

/** The tasks of the engine process. `Task<never>` stands for a task of any options. */
export const tasks: Readonly<Record<string, Task<never>>> = {
  denoise, 'denoise-clip': denoiseClip, mask, 'mask-clip': maskClip, slow, upscale, 'upscale-clip': upscaleClip,
}
