import { serveJobs } from '#helper/engine/serve-jobs'
import { copyPicture } from './copy-picture'

/** `denoise` blocks its thread for ever, as a driver may: neither messages nor the control byte reach it. */
serveJobs({
  tasks: {
    denoise: async (context) => {
      context.progress('tiles', 0, 2)
      await new Promise((resolve) => setTimeout(resolve, 20))
      for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
    },
    upscale: copyPicture,
  },
  prepare: async () => ({ provider: 'cpu', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
