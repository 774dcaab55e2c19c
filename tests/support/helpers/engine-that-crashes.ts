import { serveJobs } from '#helper/engine/serve-jobs'
import { copyPicture } from './copy-picture'

/** Dies in the middle of a job unless the processor is asked for; `TEST_PROVIDER` is what it claims to run on. */
serveJobs({
  tasks: {
    denoise: async (context) => {
      context.progress('tiles', 1, 2)
      if (context.order.provider !== 'cpu') process.abort()
      return copyPicture(context)
    },
  },
  prepare: async () => ({ provider: process.env.TEST_PROVIDER ?? 'cpu', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
