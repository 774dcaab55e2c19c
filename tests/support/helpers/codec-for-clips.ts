import * as fs from 'node:fs'
import * as path from 'node:path'
import { failure, type ProbeOptions } from '#protocol'
import { serveJobs } from '#helper/engine/serve-jobs'
import type { Task, TaskContext, WorkDone } from '#helper/tasks/task'

/**
 * Clips without ffmpeg: what a clip is stands in `clip.json` beside the jobs (`made.json` for files in a folder `Firstpass`),
 * and what is played of a file is the file itself. Results that are called slow have as many frames as `slow.json` says.
 * Nothing is said of a file while one called `hold-probe` stands there too.
 */
const beside = ({ order }: TaskContext, name: string): string => path.join(order.folder, '..', '..', name)
const read = (file: string): Record<string, unknown> => JSON.parse(fs.readFileSync(file, 'utf8')) as Record<string, unknown>

const done = (more: Partial<WorkDone>): WorkDone =>
  ({ results: {}, timings: { totalMs: 1, inferMs: 0 }, notes: [], facts: {}, ...more })

const probe: Task<ProbeOptions> = async (context, { path: source = '' }) => {
  if (!fs.existsSync(source)) throw failure('FILE_MISSING', { path: source })
  while (fs.existsSync(beside(context, 'hold-probe'))) await new Promise((resolve) => setTimeout(resolve, 20))
  const isMade = path.basename(path.dirname(source)) === 'Firstpass'
  return done({ facts: { clip: read(beside(context, isMade ? 'made.json' : 'clip.json')) } })
}

const proxy: Task<{ path: string }> = async (context, { path: source }) => {
  const bytes = fs.readFileSync(source)
  const name = bytes.toString('latin1', 4, 8) === 'ftyp' ? 'result.mp4' : 'result.webm'
  const file = path.join(context.order.folder, name)
  fs.writeFileSync(file, bytes)
  const isSlow = fs.existsSync(beside(context, 'slow.webm')) && bytes.equals(fs.readFileSync(beside(context, 'slow.webm')))
  const { frames, rate } = read(beside(context, isSlow ? 'slow.json' : 'clip.json'))
  return done({
    results: { file: { entry: { kind: 'file', path: name, bytes: bytes.length, sha256: '00' }, file } },
    facts: { frames, rate },
  })
}

serveJobs({
  tasks: { probe, proxy },
  prepare: async () => ({ provider: 'none', providers: [], native: false }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
