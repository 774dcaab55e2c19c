import { type ErrorCode, type ErrorData, errorTable } from './error-table'
import { z } from './schema'

export interface FailureJson {
  code: ErrorCode
  message: string
  hint: string
  data: Record<string, unknown>
}

/** The one error class. `message` says what happened with the value, `hint` what to do. */
export class FirstpassError extends Error {
  override readonly name = 'FirstpassError'

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint: string,
    readonly data: Record<string, unknown>,
    cause?: unknown,
  ) {
    super(message, cause === undefined ? undefined : { cause })
  }

  /** What crosses the wire: no stack, no cause. */
  toJSON(): FailureJson {
    return { code: this.code, message: this.message, hint: this.hint, data: this.data }
  }
}

/** Makes the error of one row of the table; `data` is typed by that row. */
export function failure<C extends ErrorCode>(code: C, data: ErrorData<C>, cause?: unknown): FirstpassError {
  const row = errorTable[code] as { message(data: ErrorData<C>): string; hint: string }
  return new FirstpassError(code, row.message(data), row.hint, data as Record<string, unknown>, cause)
}

/** Any thrown thing as ours; what is not ours is a bug and says so. */
export function asFailure(thrown: unknown): FirstpassError {
  if (thrown instanceof FirstpassError) return thrown
  const reason = thrown instanceof Error ? thrown.message : String(thrown)
  return failure('INTERNAL_ERROR', { reason }, thrown)
}

export const failureSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  hint: z.string(),
  data: z.record(z.string(), z.unknown()),
})

/** The other side of the wire: an unknown code (of a newer helper) keeps its text. */
export function failureFromJson(json: z.infer<typeof failureSchema>): FirstpassError {
  return new FirstpassError(json.code as ErrorCode, json.message, json.hint, json.data)
}
