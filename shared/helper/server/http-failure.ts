import { asFailure, type ErrorCode, failure, FirstpassError, MAX_JSON_BYTES } from '#protocol'

const statuses: Partial<Record<ErrorCode, number>> = {
  BLOB_INCOMPLETE: 409, BLOB_MISSING: 404, DISK_FULL: 507, DOOR_FORBIDDEN: 403, DOOR_SILENT: 504, DOOR_WAITING: 409,
  FILE_MISSING: 404, HOST_FORBIDDEN: 403, INTERNAL_ERROR: 500, JOB_ID_REUSED: 409, JOB_MISSING: 404, JOB_STATE_WRONG: 409,
  NOT_PAIRED: 401, ORIGIN_FORBIDDEN: 403, PAIRING_BUSY: 429, PAIRING_GONE: 404, PAIRING_REFUSED: 403, PATH_FORBIDDEN: 403,
  QUEUE_FULL: 429, REQUEST_TOO_LARGE: 413, RESULT_MISSING: 404, ROUTE_MISSING: 404, TOKEN_FORBIDDEN: 403, TOO_MANY_TRIES: 429,
  TYPE_UNSUPPORTED: 415,
}

export const statusOf = ({ code }: FirstpassError): number => statuses[code] ?? 400

/** Whatever was thrown on the way of a request, as ours. */
export function toFailure(thrown: unknown, contentType: string | undefined): FirstpassError {
  if (thrown instanceof FirstpassError) return thrown
  const { code, statusCode, message } = thrown as { code?: string; statusCode?: number; message?: string }
  const type = (contentType ?? 'none').slice(0, 100)
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return failure('TYPE_UNSUPPORTED', { type })
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return failure('REQUEST_TOO_LARGE', { limit: MAX_JSON_BYTES })
  if (code === 'ENOSPC') return failure('DISK_FULL', { path: 'the data folder', needed: MAX_JSON_BYTES }, thrown)
  if (statusCode !== undefined && statusCode < 500) return failure('REQUEST_INVALID', { reason: message ?? 'unknown' }, thrown)
  return asFailure(thrown)
}
