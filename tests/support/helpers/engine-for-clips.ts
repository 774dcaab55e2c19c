import * as fs from 'node:fs'
import * as path from 'node:path'
import { failure } from '#protocol'
import { serveJobs } from '#helper/engine/serve-jobs'
import type { Task } from '#helper/tasks/task'

/**
 * Gives every clip back as it came (`slow` gives `slow.webm` from beside the jobs), with the options it was asked with as a
 * note, and two markers. Waits as long as a file `hold` stands beside the jobs, and fails where a file `fail` does.
 */
const work: Task<{ path: string }> = async (context, options) => {
  const { order, progress } = context
  const beside = (name: string): string => path.join(order.folder, '..', '..', name)
  progress('frames', 0, 40)
  for (let frame = 1; fs.existsSync(beside('hold')); frame++) {
    progress('frames', Math.min(39, frame), 40)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  if (fs.existsSync(beside('fail'))) throw failure('OUT_OF_MEMORY', { needed: 5e9 })
  const file = path.join(order.folder, 'result.mov')
  fs.copyFileSync(order.task === 'slow' ? beside('slow.webm') : options.path, file)
  const asked = { ...options, path: undefined, name: undefined }
  return {
    results: { file: { entry: { kind: 'file', path: 'result.mov', bytes: fs.statSync(file).size, sha256: '00' }, file } },
    method: 'model', model: { id: 'tiny', sha256: 'ab'.repeat(32), licence: 'MIT' }, provider: 'cpu',
    markers: [{ frame: 30, score: 0.9, reason: 'The subject left' }, { frame: 12, score: 0.4, reason: 'A soft edge' }],
    timings: { totalMs: 1400, inferMs: 1 }, notes: [JSON.stringify(asked)], facts: {},
  }
}

serveJobs({
  tasks: { 'mask-clip': work, 'denoise-clip': work, 'upscale-clip': work, 'slow': work },
  prepare: async () => ({ provider: 'cpu', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
