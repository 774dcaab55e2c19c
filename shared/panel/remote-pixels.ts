import type { Client } from '#client'
import { type Pixels, WINDOW_BYTES } from '#host'
import { failure, type JobResult } from '#protocol'

export interface FinishedJob {
  id: string
  result: JobResult
}

/**
 * A result's pixels, which stay in the helper until they are asked for.
 * @param icc of the picture it was made from @throws RESULT_MISSING
 */
export function remotePixels(client: Client, { job, name }: { job: FinishedJob; name: string }, icc?: Pixels['icc']): Pixels {
  const entry = job.result.results[name]
  if (entry?.kind !== 'picture') throw failure('RESULT_MISSING', { id: job.id, name })
  const held = { job: job.id, result: name }
  const isOwnColour = entry.header.colour.icc !== undefined && icc !== undefined
  const read = (offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> => client.window(held, offset, length)
  const colour = isOwnColour ? { icc } : {}
  return { header: entry.header, held, ...colour, read: (offset, length) => readWindows(read, offset, length) }
}

type Read = (offset: number, length: number) => Promise<Uint8Array<ArrayBuffer>>

/** The helper gives at most one window at once. */
async function readWindows(read: Read, offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
  if (length <= WINDOW_BYTES) return read(offset, length)
  const all = new Uint8Array(length)
  for (let at = 0; at < length; at += WINDOW_BYTES) {
    all.set(await read(offset + at, Math.min(WINDOW_BYTES, length - at)), at)
  }
  return all
}
