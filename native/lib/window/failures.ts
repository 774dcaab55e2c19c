import { asFailure, failure, FirstpassError } from '#protocol'

interface Attempt {
  path: string
  needed: number
  writable: boolean
}

/** Errors that mean "no room": a full disk, a quota, a file size limit. */
const noRoom = new Set(['ENOSPC', 'EDQUOT', 'EFBIG'])

/** The file ends before the window does. */
export function shortFile(size: number, end: number): Error {
  return Object.assign(new Error(`it is ${size} bytes long, ${end} were expected`), { code: 'SHORT' })
}

/** An errno of the system, from Node or from the addon, as one of our failures. */
export function asWindowFailure(error: unknown, attempt: Attempt): FirstpassError {
  if (error instanceof FirstpassError) return error
  const { code, message } = error as { code?: unknown; message?: string }
  if (typeof code !== 'string') return asFailure(error)
  const { path, needed } = attempt
  if (noRoom.has(code)) return failure('DISK_FULL', { path, needed }, error)
  if (code === 'ENOENT' && !attempt.writable) return failure('FILE_MISSING', { path }, error)
  const reason = code === 'SHORT' ? String(message) : code
  return attempt.writable && code !== 'SHORT'
    ? failure('OUTPUT_UNWRITABLE', { path, reason }, error)
    : failure('FILE_UNREADABLE', { path, reason }, error)
}
