import type { ApiObject } from './api-object'

/** What goes in and out of the API; each projection shows it as its language does. */
export type Value = undefined | null | boolean | number | string | ApiObject | FrameMap | Value[] | { [name: string]: Value }

/** By frame: a table of floats in Lua, an object of strings in JavaScript. */
export class FrameMap {
  constructor(readonly entries: { frame: number; value: Value }[]) {}
}

export const isText = (value: unknown): value is string => typeof value === 'string'
export const isWhole = (value: unknown): value is number =>
  typeof value === 'number' && value === Math.floor(value) && value > -9e15 && value < 9e15

/** Where a character is last; -1 where it is not. */
export function lastPlace(text: string, character: string): number {
  let at = text.length - 1
  while (at >= 0 && text.charAt(at) !== character) at -= 1
  return at
}
