/** What the helper writes, as its chunks give it (shared/helper/door/lua-chunk.ts). Lists are Lua's, from 1. */

export type Shape = 'value' | 'list' | 'record'

/** Stands for something that only Resolve has. */
export interface Reference {
  __handle?: string
  /** Of which call of this batch, from 1. */
  __answer?: number
  at?: string | number
  __constant?: string
}

export interface Call {
  on: Reference
  call: string
  as: Shape
  /** `n` of them, some may be nil. */
  args: LuaTable<number, unknown> & { n: number }
  each?: boolean
  must?: boolean
}

/** The next thing to do. `more`: send part `part` of the last answer. */
export interface Request {
  kind: 'calls' | 'more' | 'stop'
  calls?: Call[]
  part?: number
}

/** Says which helper lives, and what it knows. */
export interface Ticket {
  protocol: number
  /** Of this run of the helper. */
  session: string
  /** The script that the helper speaks with, and the how manieth it is. */
  agent: string
  seats: number
  /** Raised when the helper wants to know who is there. */
  roll: number
}
