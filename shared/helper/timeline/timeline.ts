import fs from 'node:fs'
import path from 'node:path'
import { failure, type TimelineOptions } from '#protocol'
import { writeAtomically } from '#helper/document/atomic-file'
import type { Task, TaskContext, WorkDone } from '#helper/tasks/task'
import { formatOf, readTimeline, writeTimeline } from './formats'

/** Larger than any timeline that people made. */
const MAX_FILE_BYTES = 64 * 1024 * 1024

/** Task `timeline`: see protocol/tasks/timeline.ts. */
export const timelineTask: Task<TimelineOptions> = async (context, options) => {
  const started = performance.now()
  context.progress(options.read === undefined ? 'write' : 'read', 0, 1)
  const done = options.read === undefined ? await write(context, options) : readFile(options.read, options)
  return { ...done, timings: { totalMs: performance.now() - started, inferMs: 0 } }
}

type Done = Omit<WorkDone, 'timings'>

/** One that nobody named a path for has been given one in the job folder, and goes by its bare name. */
async function write({ order }: TaskContext, { timeline, path: file, format, overwrite }: TimelineOptions): Promise<Done> {
  if (timeline === undefined || file === undefined) throw failure('OPTION_INVALID', { option: 'timeline', reason: 'is missing' })
  const kind = formatOf(file)
  const { text, notes } = writeTimeline(timeline, kind)
  const request = { path: file, overwrite, id: order.id, expectedBytes: Buffer.byteLength(text) }
  const written = await writeAtomically(request, (temporary) => fs.promises.writeFile(temporary, text))
  const isKept = format !== undefined
  const entry = { kind: 'file' as const, path: isKept ? path.basename(file) : file, ...written }
  return { results: { file: { entry, ...(isKept ? { file } : {}) } }, notes, facts: { format: kind } }
}

function readFile(file: string, { rate }: TimelineOptions): Done {
  const format = formatOf(file)
  const { size } = fs.statSync(file)
  if (size > MAX_FILE_BYTES) throw failure('TIMELINE_UNREADABLE', { path: file, reason: `it has ${size} bytes` })
  const { timeline, notes } = readTimeline(fs.readFileSync(file, 'utf8'), format, { file, rate })
  return { results: {}, notes, facts: { timeline, format } }
}
