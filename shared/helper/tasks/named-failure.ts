import { type ErrorCode, failure, FirstpassError } from '#protocol'

/** A file that was sent lies somewhere that means nothing to the user: messages call it by its own name. */
export function withName(thrown: unknown, { path: real, name }: { path: string; name?: string | undefined }): unknown {
  if (name === undefined || !(thrown instanceof FirstpassError)) return thrown
  const data = Object.fromEntries(Object.entries(thrown.data).map(([key, value]) => [key, value === real ? name : value]))
  return failure(thrown.code as ErrorCode, data as never, thrown)
}
