import * as fs from 'node:fs'
import * as path from 'node:path'
import { serveJobs } from '#helper/engine/serve-jobs'
import { pixelBytes } from '#protocol'
import type { TaskContext } from '#helper/tasks/task'
import { copyPicture } from './copy-picture'

/** Works on tiles until a file `go` stands beside the jobs. */
async function waitForGo({ order, progress }: TaskContext): Promise<void> {
  const gate = path.join(order.folder, '..', '..', 'go')
  for (let tile = 0; !fs.existsSync(gate); tile++) {
    progress('tiles', tile % 1000, 1000)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

/** A well-behaved engine without models: all its tasks are the identity; `mask` tells of many stages. */
serveJobs({
  tasks: {
    denoise: copyPicture,
    upscale: async (context) => {
      await waitForGo(context)
      return copyPicture(context)
    },
    mask: async (context) => {
      await waitForGo(context)
      const total = Math.min(600, pixelBytes(context.order.inputs.picture!.header))
      for (let tile = 0; tile < total; tile++) context.progress(`tile ${tile}`, tile, total)
      return copyPicture(context)
    },
  },
  prepare: async () => ({ provider: process.env.TEST_PROVIDER ?? 'cpu', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
