import * as path from 'node:path'
import { failure, MAX_PART_BYTES } from '#protocol'
import type { Job } from './job'
import { readWindow } from './read-window'

export interface ResultWindow {
  name: string
  offset: number
  /** Up to the end, at most 16 MiB, where left out. */
  length: number | undefined
}

/**
 * One window of a result's pixels, or of a file that waits in the job folder. Reading its last byte counts as fetching it.
 * @throws JOB_STATE_WRONG, RESULT_MISSING, REQUEST_INVALID
 */
export async function readResult(job: Job, { name, offset, length }: ResultWindow): Promise<Buffer> {
  if (job.state !== 'succeeded') throw failure('JOB_STATE_WRONG', { id: job.id, state: job.state, wanted: 'succeeded' })
  const results = job.record.result?.results ?? {}
  const entry = Object.hasOwn(results, name) ? results[name] : undefined
  const stored = Object.hasOwn(job.record.files, name) ? job.record.files[name] : undefined
  if (!entry || !stored) throw failure('RESULT_MISSING', { id: job.id, name })
  const left = entry.bytes - offset
  if (left < 0) throw failure('REQUEST_INVALID', { reason: `${offset} lies past the ${entry.bytes} bytes of "${name}"` })
  const wanted = Math.min(length ?? MAX_PART_BYTES, left)
  if (wanted > MAX_PART_BYTES) throw failure('REQUEST_INVALID', { reason: `${wanted} bytes in one window` })
  const bytes = await readWindow(path.resolve(job.folder.path, stored.file), stored.offset + offset, wanted)
  if (offset + wanted === entry.bytes) job.markPlaced()
  return bytes
}
