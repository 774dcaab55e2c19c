import * as fs from 'node:fs/promises'
import { failure, type JobRequest, pixelBytes } from '#protocol'
import type { JobRecord } from './job-record'

/** Left free on the disk whatever happens: journals, logs, and the rest of the machine. */
const RESERVE_BYTES = 64 * 1024 * 1024

/** What a full disk is told by: panels hear of it, whom the helper's folders don't concern. */
export const DATA_FOLDER = 'the data folder'

/** Bytes that this user may still write where `folder` lies. */
export async function freeBytes(folder: string): Promise<number> {
  const { bavail, bsize } = await fs.statfs(folder)
  return bavail * bsize
}

/** @throws DISK_FULL unless `needed` bytes and the reserve fit. */
export async function checkRoom(folder: string, needed: number, free = freeBytes): Promise<void> {
  const wanted = needed + RESERVE_BYTES
  if (await free(folder) < wanted) throw failure('DISK_FULL', { path: DATA_FOLDER, needed: wanted })
}

/**
 * Bytes a job may write into its folder: with its inputs at most three times the raw input, more only where
 * the result itself is larger (upscale). `open` is judged by the codec, which knows the size once it has the header.
 */
export function scratchBytes(record: Pick<JobRecord, 'inputs' | 'options'> & { request: Pick<JobRequest, 'task'> }): number {
  const raw = Object.values(record.inputs).reduce((sum, input) => sum + pixelBytes(input.header), 0)
  const scale = typeof record.options.scale === 'number' ? record.options.scale : 1
  if (record.request.task === 'upscale') return raw * Math.max(2, scale * scale + 1)
  // Everything of `save` lies beside its target.
  return record.request.task === 'save' ? 0 : raw * 2
}
