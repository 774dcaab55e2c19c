import { type DoorCallName, doorCalls, doorConstants } from './door-calls'
import { refuseRendering } from './door-rendering'
import { z } from './schema'

/** Calls in one batch; a placement needs about thirty. */
export const MAX_DOOR_CALLS = 256
/** Values in all arguments of one call together; a chunk of Lua holds at most 65,536 constants. */
export const MAX_DOOR_VALUES = 2000
/** Characters of one string; a path has at most 32,767. */
export const MAX_DOOR_TEXT = 32_768
const MAX_DOOR_DEPTH = 8

/**
 * An argument: JSON, in which a record with one of these keys stands for something that only Resolve has. Records hold no
 * other key that begins with `$`.
 */
export type DoorArgument = null | boolean | number | string | DoorReference | DoorArgument[] | { [key: string]: DoorArgument }

/**
 * `$handle`: an object that an earlier answer named, or the root `resolve` or `fusion`. `$answer`: what call N of the same
 * batch gave (from 0), or one thing in it: `at` is an index from 0 of a list or a key of a record. `$constant`: a number
 * that `resolve` holds under this name.
 */
export type DoorReference =
  { $handle: string } | { $answer: number; at?: number | string | undefined } | { $constant: (typeof doorConstants)[number] }

const handleSchema = z.string().check(z.regex(/^(resolve|fusion|[0-9a-z]{8,16}-[1-9][0-9]{0,8})$/, 'is no handle'))
/** What begins with two underscores is a reference to the script, or something that Lua looks for. */
const keySchema = z.string().check(z.regex(/^(?!__)[A-Za-z0-9_][A-Za-z0-9_ ./:-]{0,79}$/, 'is no name of a field'))
const answerSchema = z.strictObject({
  $answer: z.number().check(z.int(), z.minimum(0), z.maximum(MAX_DOOR_CALLS - 1)),
  at: z.optional(z.union([z.number().check(z.int(), z.minimum(0), z.maximum(1e6)), keySchema])),
})
const targetSchema = z.union([z.strictObject({ $handle: handleSchema }), answerSchema], 'is neither a handle nor an answer')
const referenceSchema = z.union([
  z.strictObject({ $handle: handleSchema }), answerSchema, z.strictObject({ $constant: z.enum(doorConstants) }),
])

/** Looked at below, all at once. */
const argumentSchema = z.unknown() as z.ZodMiniType<DoorArgument, DoorArgument>

const argumentsSchema = z.array(argumentSchema).check(z.maxLength(12), z.superRefine((values, context) => {
  const reason = refuseArguments(values)
  if (reason !== undefined) context.addIssue(reason)
}))

export const doorCallSchema = z.strictObject({
  on: targetSchema,
  call: z.enum(Object.keys(doorCalls) as [DoorCallName, ...DoorCallName[]], 'is no call that goes through the door'),
  args: z._default(argumentsSchema, []),
  /** `on` is a list: the call is made on each of its objects, the value is the list of what they gave (null for nothing). */
  each: z.optional(z.boolean()),
  /** What gives nothing (no answer, false, an empty list or text, an error) ends the batch: later calls are not made. */
  must: z.optional(z.boolean()),
})
export type DoorCall = z.infer<typeof doorCallSchema>

/** `POST /v1/door`. Calls are made in order; nothing of another batch comes between them. */
export const doorBatchSchema = z.strictObject({
  calls: z.array(doorCallSchema).check(z.minLength(1), z.maxLength(MAX_DOOR_CALLS)),
  /** How long Resolve may take for all of them. */
  timeoutMs: z._default(z.number().check(z.int(), z.minimum(1000), z.maximum(300_000)), 15_000),
}).check(z.superRefine(({ calls }, context) => {
  const reason = refuseOrder(calls) ?? refuseRendering(calls)
  if (reason !== undefined) context.addIssue(reason)
}))
export type DoorBatch = z.infer<typeof doorBatchSchema>
/** As a panel writes it, defaults left out. */
export type DoorBatchInput = z.input<typeof doorBatchSchema>

/** What a call gave. An object of Resolve's is `{$handle}`, good while the same script runs; nil is null. */
export type DoorValue = null | boolean | number | string | { $handle: string } | DoorValue[] | { [key: string]: DoorValue }

/**
 * `TARGET_MISSING`: what it was to be called on is nil. `HANDLE_GONE`: of an earlier script, or long unused.
 * `METHOD_MISSING`: this version has no such call. `ARGUMENT_MISSING`: a reference or constant led to nil. `CALL_FAILED`: it
 * raised an error. `CALL_SKIPPED`: an earlier call with `must` gave nothing. `ANSWER_TOO_LARGE`: more than the door carries.
 */
export const doorErrorCodeSchema = z.enum([
  'TARGET_MISSING', 'HANDLE_GONE', 'METHOD_MISSING', 'ARGUMENT_MISSING', 'CALL_FAILED', 'CALL_SKIPPED', 'ANSWER_TOO_LARGE',
])

const isThere = z.refine((value: unknown) => value !== undefined, 'is missing')
const valueSchema = z.unknown().check(isThere) as z.ZodMiniType<DoorValue, DoorValue>

/** One per call of the batch, in its order. */
export const doorAnswerSchema = z.union([
  z.strictObject({ value: valueSchema }),
  z.strictObject({ error: z.strictObject({ code: doorErrorCodeSchema, message: z.string() }) }),
])
export type DoorAnswer = z.infer<typeof doorAnswerSchema>

export const doorAnswersSchema = z.strictObject({ answers: z.array(doorAnswerSchema) })
export type DoorAnswers = z.infer<typeof doorAnswersSchema>

export const resolveEditionSchema = z.enum(['free', 'studio'])

/**
 * `GET /v1/door`. `waiting`: no script of ours runs in Resolve; `why` says what became of the last one, `advice` is what
 * the window tells the user, who alone can start it.
 */
export const doorStateSchema = z.union([
  z.strictObject({
    state: z.literal('waiting'),
    why: z.enum(['not-started', 'resolve-ended', 'silent', 'stopped', 'other-version']),
    advice: z.string(),
  }),
  z.strictObject({
    state: z.literal('attached'),
    edition: resolveEditionSchema,
    product: z.string(),
    /** Major, minor and further numbers, as `21.1.0`. */
    version: z.string(),
    /** How answers come back: files where scripts may write them, else Resolve's preferences. */
    channel: z.enum(['files', 'preferences']),
    /** Names this run of the script; handles of another are gone. */
    agent: z.string(),
  }),
])
export type DoorState = z.infer<typeof doorStateSchema>

/** Why arguments can't go through, or undefined. */
function refuseArguments(values: readonly unknown[]): string | undefined {
  let count = 0
  const look = (value: unknown, depth: number): string | undefined => {
    if (++count > MAX_DOOR_VALUES) return `holds more than ${MAX_DOOR_VALUES} values`
    if (depth > MAX_DOOR_DEPTH) return `is deeper than ${MAX_DOOR_DEPTH} levels`
    if (value === null || typeof value === 'boolean') return undefined
    if (typeof value === 'number') return Number.isFinite(value) ? undefined : 'holds a number that is none'
    if (typeof value === 'string') return value.length > MAX_DOOR_TEXT ? `holds a text of ${value.length} characters` : undefined
    if (Array.isArray(value)) return first(value, (one) => look(one, depth + 1))
    if (typeof value !== 'object') return `holds a ${typeof value}`
    if (Object.keys(value).some((key) => key.startsWith('$'))) {
      return referenceSchema.safeParse(value).success ? undefined : 'holds a reference that is none'
    }
    return first(Object.entries(value), ([key, one]) =>
      (keySchema.safeParse(key).success ? look(one, depth + 1) : `holds the field "${key.slice(0, 80)}"`))
  }
  return first(values, (value) => look(value, 1))
}

/** An answer is there only once its call was made. */
function refuseOrder(calls: readonly DoorCall[]): string | undefined {
  const answerOf = (value: unknown): number => (isRecord(value) && typeof value.$answer === 'number' ? value.$answer : -1)
  const latest = (value: unknown): number => {
    const inside = Array.isArray(value) ? value : isRecord(value) ? Object.values(value) : []
    return Math.max(answerOf(value), ...inside.map(latest))
  }
  const at = calls.findIndex((call, index) => latest([call.on, call.args]) >= index)
  return at < 0 ? undefined : `calls.${at} uses an answer that is not there yet`
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function first<T>(values: readonly T[], look: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const reason = look(value)
    if (reason !== undefined) return reason
  }
  return undefined
}
