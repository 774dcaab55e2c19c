import * as fs from 'node:fs'
import * as path from 'node:path'
import { failure } from '#protocol'
import { serveJobs } from '#helper/engine/serve-jobs'
import type { Task } from '#helper/tasks/task'

interface Facts {
  frames: number
  rate: { num: number; den: number }
}

/**
 * Gives every clip back as it came (`slow` gives `slow.webm` from beside the jobs), as a file of the user's where one is
 * named, with the options it was asked with as a note, and two markers. Waits as long as a file `hold` stands beside the
 * jobs, and fails where a file `fail` does, or `full` for where it would write.
 */
const work: Task<{ path: string; output?: string; estimate: boolean }> = async (context, options) => {
  const { order, progress } = context
  const beside = (name: string): string => path.join(order.folder, '..', '..', name)
  progress('frames', 0, 40)
  for (let frame = 1; fs.existsSync(beside('hold')); frame++) {
    progress('frames', Math.min(39, frame), 40)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const { output = order.folder } = options
  if (fs.existsSync(beside('fail'))) throw failure('OUT_OF_MEMORY', { needed: 5e9 })
  if (fs.existsSync(beside('full'))) throw failure('OUTPUT_UNWRITABLE', { path: output, reason: 'the disk is read-only' })
  const { frames, rate } = JSON.parse(fs.readFileSync(beside(order.task === 'slow' ? 'slow.json' : 'clip.json'), 'utf8')) as Facts
  const facts = { frames, rate, clip: {} }
  const credits = { method: 'model', model: { id: 'tiny', sha256: 'ab'.repeat(32), licence: 'MIT' }, provider: 'cpu' } as const
  const plain = { ...credits, timings: { totalMs: 1400, inferMs: 1 }, notes: [] }
  if (options.estimate) return { ...plain, results: {}, facts: { ...facts, seconds: 150, bytes: 3e8, freeBytes: 8.1e9 } }
  const isOwn = path.dirname(output) !== order.folder && output !== order.folder
  const file = isOwn ? output : path.join(order.folder, 'result.mov')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.copyFileSync(order.task === 'slow' ? beside('slow.webm') : options.path, file)
  const asked = { ...options, path: undefined, name: undefined }
  return {
    results: { file: {
      entry: { kind: 'file', path: isOwn ? file : 'result.mov', bytes: fs.statSync(file).size, sha256: '00' },
      ...(isOwn ? {} : { file }),
    } },
    ...plain,
    markers: [{ frame: 30, score: 0.9, reason: 'The subject left' }, { frame: 12, score: 0.4, reason: 'A soft edge' }],
    notes: [JSON.stringify(asked)], facts: { ...facts, fps: 25 },
  }
}

serveJobs({
  tasks: { 'mask-clip': work, 'denoise-clip': work, 'upscale-clip': work, 'slow': work },
  prepare: async () => ({ provider: 'cpu', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
