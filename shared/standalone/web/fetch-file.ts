import type { Client } from '#client'
import { WINDOW_BYTES } from '#host'
import { failure } from '#protocol'
import type { DoneJob } from './run-job'

interface Fetching {
  type?: string
  /** Called before every window; it throws to end the work. */
  progress?(done: number, total: number): void
}

/** The file that a job made and that waits in the helper: what it is called there, and its size. @throws RESULT_MISSING */
export function fileOf({ id, result }: DoneJob): { extension: string; bytes: number } {
  const entry = result.results.file
  if (entry?.kind !== 'file') throw failure('RESULT_MISSING', { id, name: 'file' })
  return { extension: entry.path.slice(entry.path.lastIndexOf('.')), bytes: entry.bytes }
}

/**
 * Brings such a file over. A browser moves large blobs to disk; arrays would be gigabytes of the page's memory.
 * @throws RESULT_MISSING, HELPER_LOST, whatever `progress` throws
 */
export async function fetchFile(
  client: Client, { job, bytes }: { job: string; bytes: number }, { type = 'application/octet-stream', progress }: Fetching = {},
): Promise<Blob> {
  const parts: Blob[] = []
  for (let offset = 0; offset < bytes; offset += WINDOW_BYTES) {
    progress?.(offset, bytes)
    parts.push(new Blob([await client.window({ job, result: 'file' }, offset, Math.min(WINDOW_BYTES, bytes - offset))]))
  }
  return new Blob(parts, { type })
}
