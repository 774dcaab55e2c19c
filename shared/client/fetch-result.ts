import { failure, type JobResult, MAX_PART_BYTES, type PictureHeader } from '#protocol'
import type { Link } from './link'

export interface ResultSink {
  /** Windows come in order, without gaps. */
  write(bytes: Uint8Array<ArrayBuffer>, offset: number): void | Promise<void>
  /** Bytes per window; at most 16 MiB. */
  windowBytes?: number
}

/**
 * Brings a result's pixels over, window by window.
 * @returns what they mean @throws RESULT_MISSING, HELPER_LOST, whatever the sink throws
 */
export async function fetchResult(
  link: Link, { job, result, name }: { job: string; result: JobResult; name: string }, sink: ResultSink,
): Promise<PictureHeader> {
  const entry = result.results[name]
  if (entry?.kind !== 'picture') throw failure('RESULT_MISSING', { id: job, name })
  const { windowBytes = MAX_PART_BYTES } = sink
  for (let offset = 0; offset < entry.bytes; offset += windowBytes) {
    const length = Math.min(windowBytes, entry.bytes - offset)
    const bytes = await link.bytes({ method: 'GET', path: `/v1/jobs/${job}/results/${name}?offset=${offset}&length=${length}` })
    if (bytes.length !== length) throw failure('HELPER_LOST', { reason: `${bytes.length} of ${length} bytes came` })
    await sink.write(bytes, offset)
  }
  return entry.header
}
