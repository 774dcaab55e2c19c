import type { Client, FileSource } from '#client'
import { type ClipInfo, clipInfoSchema, failure, MAX_FILE_BYTES } from '#protocol'
import { type DoneJob, runJob } from '../run-job'
import type { OpenClip } from './clip'

export interface PickedClip extends FileSource {
  name: string
}

/** Names in messages are the user's own, but no longer than a line, and without what would break one. */
const tidyName = (name: string): string => name.replace(/[\u0000-\u001f\u007f]/g, ' ').trim().slice(0, 200) || 'Untitled'

/**
 * Sends a clip to the helper, which says what it is; the page never decodes one itself.
 * @throws FILE_TOO_LARGE, FILE_EMPTY, MEDIA_UNREADABLE, MEDIA_RAW, FFMPEG_MISSING, DISK_FULL, whatever `read` throws
 */
export async function openClip(
  client: Client, file: PickedClip, { id, onUpload }: { id: string; onUpload?(done: number, total: number): void },
): Promise<OpenClip> {
  const name = tidyName(file.name)
  if (file.bytes > MAX_FILE_BYTES) throw failure('FILE_TOO_LARGE', { path: name, bytes: file.bytes, limit: MAX_FILE_BYTES })
  if (file.bytes === 0) throw failure('FILE_EMPTY', { path: name })
  const inputs = { file: { bytes: file.bytes, read: file.read } }
  const job = await runJob(client, { task: 'probe', options: { name }, inputs }, onUpload)
  return {
    id, name, bytes: file.bytes, sent: job.id, info: infoOf(job), notes: job.result.notes, proxy: { kind: 'making' }, results: [],
  }
}

/** What a file is that a job made. @throws MEDIA_UNREADABLE, JOB_MISSING */
export async function probeResult(client: Client, made: string): Promise<ClipInfo> {
  const job = await runJob(client, { task: 'probe', options: {}, inputs: { file: { job: made, result: 'file' } } })
  void client.discard(job.id).catch(() => undefined)
  return infoOf(job)
}

/** @throws RESULT_MISSING */
function infoOf({ id, result }: DoneJob): ClipInfo {
  const info = clipInfoSchema.safeParse(result.facts.clip)
  if (!info.success) throw failure('RESULT_MISSING', { id, name: 'clip' })
  return info.data
}
