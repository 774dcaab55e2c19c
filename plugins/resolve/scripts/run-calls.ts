import { objectOf } from './handles'
import { MAX_VALUE_BYTES, textToJson, toJson } from './json'
import type { Call, Reference } from './requests'

/** Longest answer to a whole batch, in bytes. */
const MAX_BATCH_BYTES = 4 * 1024 * 1024

type Method = (this: void, target: unknown, ...args: unknown[]) => unknown
type Table = LuaTable<string | number, unknown>

export interface Roots {
  resolve: object
  fusion: object
}

/** One batch under way. */
interface Batch {
  roots: Roots
  /** What calls gave, from 1. */
  values: LuaTable<number, unknown>
  /** How long the lists are that calls on each of a list gave: where something is nil in them Lua can't tell. */
  counts: LuaTable<object, number>
  isEnded: boolean
  bytes: number
}

/** Raised and caught here only. */
interface Refusal {
  code: string
  message: string
}

/** Makes the calls of a batch in order. @returns JSON, `{"answers": [...]}` */
export function runCalls(calls: Call[], roots: Roots): string {
  const batch: Batch = { roots, values: new LuaTable(), counts: new LuaTable(), isEnded: false, bytes: 0 }
  const answers: string[] = []
  for (const call of calls) answers.push(answer(call, answers.length + 1, batch))
  return `{"answers":[${table.concat(answers, ',')}]}`
}

function answer(call: Call, index: number, batch: Batch): string {
  if (batch.isEnded) return refusalToJson({ code: 'CALL_SKIPPED', message: 'an earlier call gave nothing' })
  const [isDone, outcome] = pcall(() => (call.each === true ? callEach(call, batch) : callOnce(call, batch)))
  if (!isDone) {
    batch.isEnded = call.must === true
    return refusalToJson(refusalOf(outcome))
  }
  const { value, json, isNothing } = outcome as Outcome
  batch.values.set(index, value)
  batch.isEnded = call.must === true && isNothing
  batch.bytes += json.length
  if (json.length <= MAX_VALUE_BYTES && batch.bytes <= MAX_BATCH_BYTES) return `{"value":${json}}`
  batch.bytes -= json.length
  return refusalToJson({ code: 'ANSWER_TOO_LARGE', message: `it has ${json.length} bytes` })
}

interface Outcome {
  value: unknown
  json: string
  isNothing: boolean
}

function callOnce(call: Call, batch: Batch): Outcome {
  const value = callOn(targetOf(call, batch), call, batch)
  return { value, json: toJson(value, call.as), isNothing: isNothing(value) }
}

/** One that fails is nil: what it should have given is then found missing by whoever reads it back. */
function callEach(call: Call, batch: Batch): Outcome {
  const targets = targetOf(call, batch)
  if (type(targets) !== 'table') return refuse('TARGET_MISSING', `${call.call} needs a list`)
  const values: Table = new LuaTable()
  const parts: string[] = []
  let isAnyNothing = false
  const count = (batch.counts.get(targets as Table) as number | undefined) ?? (targets as Table).length()
  batch.counts.set(values, count)
  for (const index of $range(1, count)) {
    const [isDone, value] = pcall(() => callOn((targets as Table).get(index), call, batch))
    if (isDone) values.set(index, value)
    isAnyNothing = isAnyNothing || !isDone || isNothing(value)
    parts.push(toJson(isDone ? value : undefined, call.as))
  }
  return { value: values, json: `[${table.concat(parts, ',')}]`, isNothing: isAnyNothing || parts.length === 0 }
}

function callOn(target: unknown, call: Call, batch: Batch): unknown {
  if (target === undefined) return refuse('TARGET_MISSING', `${call.call} has nothing to be called on`)
  const method = (target as Table).get(call.call) as Method | undefined
  if (method === undefined) return refuse('METHOD_MISSING', `this version has no ${call.call}`)
  const count = call.args.n
  const args: Table = new LuaTable()
  for (const index of $range(1, count)) args.set(index, argumentOf(call.args.get(index), batch))
  return method(target, ...unpack(args as unknown as unknown[], 1, count))
}

function targetOf({ on }: Call, batch: Batch): unknown {
  return on.__handle === undefined ? pick(on, batch) : held(on.__handle, batch)
}

function held(name: string, { roots }: Batch): object {
  if (name === 'resolve') return roots.resolve
  if (name === 'fusion') return roots.fusion
  return objectOf(name) ?? refuse('HANDLE_GONE', `${name} is of an earlier script, or long unused`)
}

/** An earlier answer, or one thing in it. */
function pick({ __answer, at }: Reference, { values }: Batch): unknown {
  const value = values.get(__answer ?? 0)
  if (at === undefined) return value
  return type(value) === 'table' ? (value as Table).get(at) : undefined
}

/** The argument that is meant; tables are written anew. */
function argumentOf(value: unknown, batch: Batch): unknown {
  if (type(value) !== 'table') return value
  const reference = value as Reference
  if (reference.__handle !== undefined) return held(reference.__handle, batch)
  if (reference.__answer !== undefined) {
    return pick(reference, batch) ?? refuse('ARGUMENT_MISSING', 'an earlier call gave nothing')
  }
  if (reference.__constant !== undefined) {
    const constant = (batch.roots.resolve as unknown as Table).get(reference.__constant)
    // What is missing may be a function that answers nothing.
    return type(constant) === 'number' ? constant : refuse('ARGUMENT_MISSING', `this version has no ${reference.__constant}`)
  }
  const filled: Table = new LuaTable()
  for (const [key, inner] of pairs(value as Table)) filled.set(key, argumentOf(inner, batch))
  return filled
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === false || value === '') return true
  if (type(value) !== 'table') return false
  for (const [key] of pairs(value as Table)) if (key !== '__flags') return false
  return true
}

function refuse(code: string, message: string): never {
  const refusal: Refusal = { code, message }
  return error(refusal as unknown as string)
}

function refusalOf(thrown: unknown): Refusal {
  const isOurs = type(thrown) === 'table' && (thrown as Partial<Refusal>).code !== undefined
  return isOurs ? thrown as Refusal : { code: 'CALL_FAILED', message: string.sub(tostring(thrown), 1, 500) }
}

function refusalToJson({ code, message }: Refusal): string {
  return `{"error":{"code":${textToJson(code)},"message":${textToJson(message)}}}`
}
