import { type ApiObject, isApiObject } from '../model/api-object'
import { callApi, hasMethod } from '../model/call'
import { NeverAnswers } from '../model/machine'
import type { ResolveObject } from '../model/resolve'
import { FrameMap, type Value } from '../model/values'

/** D3.1: what lists of the API carry besides what is in them. */
const FLAGS = 4194304

type Handle = object
type Method = (this: void, self: unknown, ...given: unknown[]) => unknown

const behind = new LuaTable<Handle, ApiObject>()
let waitForEver = (): never => error('It never answers.')

/** What becomes of a call that has no end (V11). */
export function whenItNeverAnswers(wait: () => never): void {
  waitForEver = wait
}

/** V9: as a script has it: userdata for objects, tables with `__flags` for lists, floats as names of frames. */
export function show(value: Value): unknown {
  if (value === undefined || typeof value !== 'object') return value
  if (isApiObject(value)) return handleOf(value)
  const table = new LuaTable<string | number, unknown>()
  if (value instanceof FrameMap) {
    for (const { frame, value: each } of value.entries) table.set(frame, show(each))
    return table
  }
  for (const [name, each] of pairs(value as unknown as LuaTable<string | number, Value>)) table.set(name, show(each))
  if (Array.isArray(value)) table.set('__flags', FLAGS)
  return table
}

/** The other way. Lists and records are tables in the model too. */
function hide(value: unknown): Value {
  if (type(value) === 'userdata') return behind.get(value as Handle)
  if (type(value) !== 'table') return value as Value
  const table = new LuaTable<string | number, Value>()
  for (const [name, each] of pairs(value as LuaTable<string | number, unknown>)) {
    if (name !== '__flags') table.set(name, hide(each))
  }
  return table as unknown as Value
}

function handleOf(target: ApiObject): Handle {
  const handle = newproxy(true)
  const metatable = getmetatable(handle) as unknown as Record<string, unknown>
  metatable.__index = function(this: void, _self: Handle, name: unknown): unknown {
    return type(name) === 'string' ? memberOf(target, name as string) : undefined
  }
  metatable.__tostring = function(this: void): string {
    return `${target.kind} (0x${target.id})`
  }
  metatable.__newindex = function(this: void): void {
    error('attempt to index a userdata value')
  }
  behind.set(handle, target)
  return handle
}

function memberOf(target: ApiObject, name: string): unknown {
  if (target.kind === 'Resolve') {
    const constant = (target as ResolveObject).constants()[name]
    if (constant !== undefined) return constant
  }
  if (!hasMethod(target, name) && target.machine.knobs.missingMethods === 'absent') return undefined
  const method: Method = (self, ...given) => {
    if (behind.get(self as Handle) !== target) error(`${name} is called by colon, on what it belongs to`)
    try {
      return show(callApi(target, name, given.map((each) => hide(each))))
    } catch (caught) {
      if (caught instanceof NeverAnswers) return waitForEver()
      throw caught
    }
  }
  return method
}
