import path from 'node:path'
import { type ErrorCode, failure, FirstpassError } from '#protocol'

/** A file that was sent lies somewhere that means nothing to the user: messages call it by its own name. */
export function withName(thrown: unknown, { path: real, name }: { path: string; name?: string | undefined }): unknown {
  if (name === undefined || !(thrown instanceof FirstpassError)) return thrown
  const data = Object.fromEntries(Object.entries(thrown.data).map(([key, value]) => [key, value === real ? name : value]))
  return failure(thrown.code as ErrorCode, data as never, thrown)
}

/** Where a job works means nothing to who ordered it, and is nobody's business: files in it are called by their names. */
export function withoutFolder(error: FirstpassError, folder: string): FirstpassError {
  const hide = (value: unknown): unknown =>
    (typeof value === 'string' ? value.replaceAll(folder + path.sep, '').replaceAll(folder, 'the data folder') : value)
  const data = Object.fromEntries(Object.entries(error.data).map(([key, value]) => [key, hide(value)]))
  return failure(error.code, data as never, error)
}
