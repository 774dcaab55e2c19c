import { nameHandle } from './handles'
import type { Shape } from './requests'

/** Longest answer to one call, in bytes: the marker list of a feature film has 200 kB. */
export const MAX_VALUE_BYTES = 256 * 1024
const MAX_DEPTH = 12

/** An API list carries this key beside its numbers. */
const LIST_FLAG = '__flags'

/** A value of Resolve's as JSON. Its objects get a handle; functions and what lies too deep are null. */
export function toJson(value: unknown, shape: Shape, depth = 0): string {
  const kind = type(value)
  if (kind === 'boolean') return value === true ? 'true' : 'false'
  if (kind === 'number') return numberToJson(value as number)
  if (kind === 'string') return textToJson(value as string)
  if (kind === 'userdata') return `{"$handle":${textToJson(nameHandle(value as object))}}`
  if (kind !== 'table' || depth > MAX_DEPTH) return 'null'
  const fields = value as LuaTable<string | number, unknown>
  const count = countOfList(fields)
  if (shape === 'record' || (count === undefined && shape !== 'list')) return recordToJson(fields, depth)
  return listToJson(fields, count ?? fields.length(), depth)
}

function listToJson(list: LuaTable<string | number, unknown>, count: number, depth: number): string {
  const parts: string[] = []
  for (const index of $range(1, count)) parts.push(toJson(list.get(index), 'value', depth + 1))
  return `[${table.concat(parts, ',')}]`
}

/** How many things it holds if its keys are 1, 2 and so on, otherwise undefined. */
function countOfList(fields: LuaTable<string | number, unknown>): number | undefined {
  let count = 0
  for (const [key] of pairs(fields)) {
    if (key !== LIST_FLAG) {
      if (type(key) !== 'number') return undefined
      count++
    }
  }
  return count === fields.length() ? count : undefined
}

function recordToJson(fields: LuaTable<string | number, unknown>, depth: number): string {
  const parts: string[] = []
  for (const [key, value] of pairs(fields)) {
    if (key !== LIST_FLAG) {
      const name = type(key) === 'number' ? numberToJson(key as number) : tostring(key)
      parts.push(`${textToJson(name)}:${toJson(value, 'value', depth + 1)}`)
    }
  }
  return `{${table.concat(parts, ',')}}`
}

function numberToJson(value: number): string {
  // Neither is a number of JSON.
  if (value !== value || value === math.huge || value === -math.huge) return 'null'
  return string.format('%.17g', value)
}

/** Bytes that are no UTF-8 pass as they are: the helper replaces them. */
export function textToJson(text: string): string {
  const [escaped] = string.gsub(text, '[%c"\\]', (sign: string) => string.format('\\u%04x', string.byte(sign)))
  return `"${escaped}"`
}
