import { failure, MAX_PART_BYTES } from '#protocol'
import type { Call } from './route'

/** The bytes of an upload, once their length is known and fits. @throws BLOB_INVALID */
export function readPart(bytes: Call<never, never, never>['bytes']): { length: number; bytes: AsyncIterable<Uint8Array> } {
  if (!bytes || !Number.isSafeInteger(bytes.length)) throw failure('BLOB_INVALID', { reason: 'its Content-Length is missing' })
  if (bytes.length > MAX_PART_BYTES) throw failure('BLOB_INVALID', { reason: `it has ${bytes.length} bytes` })
  return { length: bytes.length, bytes: bytes.stream }
}
