import {
  type DoorAnswer, type DoorAnswers, type DoorArgument, type DoorBatch, type DoorCall, doorCalls, failure,
} from '#protocol'
import type { AwaitableResolve } from '../api'
import { Handles, isResolves } from './handles'

/** As the other door carries them (plugins/resolve/scripts/json.ts). */
const MAX_VALUE_CHARACTERS = 256 * 1024

export interface BatchSettings {
  resolve: AwaitableResolve
  /** 8 to 16 characters of 0-9a-z, new for each run. */
  prefix: string
  /** @returns what calls it off */
  setTimer(ms: number, act: () => void): () => void
}

/** Runs batches one after the other. @throws DOOR_SILENT */
export type RunBatch = (batch: DoorBatch) => Promise<DoorAnswers>

/**
 * Studio's door: the same batches as the script's of the free edition (plugins/resolve/scripts/run-calls.ts), with the same
 * answers. Every call may answer at once or by a promise, and may never answer at all.
 */
export async function openBatches({ resolve, prefix, setTimer }: BatchSettings): Promise<RunBatch> {
  const fusion = await resolve.Fusion() ?? {}
  const handles = new Handles(prefix, { resolve, fusion })
  let last: Promise<unknown> = Promise.resolve()
  return (batch) => {
    const turn = last.catch(() => undefined).then(() => new Promise<DoorAnswers>((settle, refuse) => {
      const progress: Progress = { batch, handles, values: [], isEnded: false }
      const callOff = setTimer(batch.timeoutMs, () => {
        progress.isEnded = true
        refuse(failure('DOOR_SILENT', { timeoutMs: batch.timeoutMs }))
      })
      runCalls(progress).then(settle, refuse).finally(callOff)
    }))
    last = turn
    return turn
  }
}

interface Progress {
  batch: DoorBatch
  handles: Handles
  values: unknown[]
  isEnded: boolean
}

/** What a call gave, wrapped: a promise of Resolve's object itself would be looked at for `then`. */
interface Given {
  value: unknown
}

type Code = Extract<DoorAnswer, { error: unknown }>['error']['code']

/** Thrown and caught here only. */
class Refusal {
  constructor(readonly code: Code, readonly message: string) {}
}

async function runCalls(progress: Progress): Promise<DoorAnswers> {
  const answers: DoorAnswer[] = []
  for (const call of progress.batch.calls) {
    answers.push(progress.isEnded ? refused('CALL_SKIPPED', 'an earlier call gave nothing') : await answer(call, progress))
  }
  return { answers }
}

async function answer(call: DoorCall, progress: Progress): Promise<DoorAnswer> {
  try {
    const { value } = call.each === true ? await callEach(call, progress) : await callOn(targetOf(call, progress), call, progress)
    const hasNothing = call.each === true ? isNothing(value) || (value as unknown[]).some(isNothing) : isNothing(value)
    progress.isEnded ||= call.must === true && hasNothing
    progress.values.push(value)
    return tell(call, value, progress)
  } catch (thrown) {
    progress.isEnded ||= call.must === true
    progress.values.push(undefined)
    if (thrown instanceof Refusal) return refused(thrown.code, thrown.message)
    return refused('CALL_FAILED', (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 500))
  }
}

function tell(call: DoorCall, value: unknown, { handles }: Progress): DoorAnswer {
  const shape = doorCalls[call.call]
  const told = call.each === true ? (value as unknown[]).map((one) => handles.tell(one, shape)) : handles.tell(value, shape)
  const { length } = JSON.stringify(told)
  return length > MAX_VALUE_CHARACTERS ? refused('ANSWER_TOO_LARGE', `it has ${length} characters`) : { value: told }
}

/** One that fails gives undefined: what it should have given is then found missing by whoever reads it back. */
async function callEach(call: DoorCall, progress: Progress): Promise<Given> {
  const targets = targetOf(call, progress)
  if (!Array.isArray(targets)) throw new Refusal('TARGET_MISSING', `${call.call} needs a list`)
  const values: unknown[] = []
  for (const target of targets) {
    const { value } = await callOn(target, call, progress).catch((): Given => ({ value: undefined }))
    values.push(value)
  }
  return { value: values }
}

async function callOn(target: unknown, call: DoorCall, progress: Progress): Promise<Given> {
  if (target === undefined || target === null) throw new Refusal('TARGET_MISSING', `${call.call} has nothing to be called on`)
  const methods = target as Record<string, ((...args: unknown[]) => unknown) | undefined>
  if (typeof methods[call.call] !== 'function') throw new Refusal('METHOD_MISSING', `this version has no ${call.call}`)
  const args = call.args.map((arg) => argumentOf(arg, progress))
  // The time may have run out while the call before this one was made.
  if (progress.isEnded) throw new Refusal('CALL_SKIPPED', 'the time is over')
  return { value: await methods[call.call]?.(...args) }
}

const targetOf = ({ on }: DoorCall, progress: Progress): unknown =>
  ('$handle' in on ? held(on.$handle, progress) : pick(on, progress))

function held(name: string, { handles }: Progress): object {
  const object = handles.find(name)
  if (object) return object
  throw new Refusal('HANDLE_GONE', `${name} is of an earlier run, or long unused`)
}

/** An earlier answer, or one thing in it. */
function pick({ $answer, at }: { $answer: number; at?: number | string | undefined }, { values }: Progress): unknown {
  const value = values[$answer]
  if (at === undefined) return value
  const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, at)
  return isThere ? (value as Record<string, unknown>)[at] : undefined
}

function argumentOf(value: DoorArgument, progress: Progress): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => argumentOf(one, progress))
  if ('$handle' in value) return held(value.$handle as string, progress)
  if ('$answer' in value) return pick(value as { $answer: number }, progress) ?? missing('an earlier call gave nothing')
  if ('$constant' in value) {
    const constants = progress.handles.find('resolve') as Record<string, unknown>
    const name = value.$constant as string
    // What is missing may be a function that answers nothing.
    return typeof constants[name] === 'number' ? constants[name] : missing(`this version has no ${name}`)
  }
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, argumentOf(one as DoorArgument, progress)]))
}

function missing(message: string): never {
  throw new Refusal('ARGUMENT_MISSING', message)
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return true
  return typeof value === 'object' && !isResolves(value) && Object.keys(value).length === 0
}

const refused = (code: Code, message: string): DoorAnswer => ({ error: { code, message } })
