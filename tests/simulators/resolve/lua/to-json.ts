import { FrameMap, type Value } from '../model/values'

function quote(text: string): string {
  const [escaped] = string.gsub(text, '[%c"\\]', (character) => string.format('\\u%04x', string.byte(character)))
  return `"${escaped}"`
}

/** Of plain values, for the test that asks. A table with a first entry, or none at all, is a list. */
export function toJson(value: Value): string {
  if (value === undefined) return 'null'
  if (typeof value === 'string') return quote(value)
  if (typeof value === 'number') return string.format('%.14g', value)
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof FrameMap || typeof value !== 'object') return quote(tostring(value))
  if (Array.isArray(value)) return `[${value.map((each) => toJson(each)).join(',')}]`
  const table = value as Record<string, Value>
  const names = Object.keys(table).filter((name) => name !== '__flags').sort()
  return `{${names.map((name) => `${quote(name)}:${toJson(table[name])}`).join(',')}}`
}

/** Of whatever a script gave back: handles as text, tables as they are. */
export function tellAnything(value: unknown): string {
  if (type(value) === 'function' || type(value) === 'userdata') return quote(tostring(value))
  if (type(value) !== 'table') return toJson(value as Value)
  const table = value as LuaTable<string | number, unknown>
  const parts: string[] = []
  for (const [name, each] of pairs(table)) parts.push(`${quote(tostring(name))}:${tellAnything(each)}`)
  return `{${parts.sort().join(',')}}`
}
