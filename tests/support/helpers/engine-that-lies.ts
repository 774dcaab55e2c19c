import { pixelBytes } from '#protocol'
import { serveJobs } from '#helper/engine/serve-jobs'
import type { TaskContext, WorkDone } from '#helper/tasks/task'

/** Says it wrote results that are not there (`denoise`) or lie outside the job (`upscale`). */
const lie = (file: string) => async ({ order }: TaskContext): Promise<WorkDone> => {
  const { header } = order.inputs.picture!
  return {
    results: { picture: { entry: { kind: 'picture', header, bytes: pixelBytes(header) }, file, offset: 0 } },
    timings: { totalMs: 1, inferMs: 0 }, notes: [], facts: {},
  }
}

serveJobs({
  tasks: { denoise: lie('picture.raw'), upscale: lie('/etc/passwd') },
  prepare: async () => ({ provider: 'cpu', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
