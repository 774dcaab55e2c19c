import type { Readable } from 'node:stream'
import type { z } from '#protocol'
import type { Owner } from '#helper/queue/job-record'

type Schema = z.core.$ZodType
type Value<S extends Schema | undefined> = S extends Schema ? z.infer<S> : undefined

/** A request that passed every check. */
export interface Call<P, Q, B> {
  owner: Owner
  params: P
  query: Q
  body: B
  /** The panel's own name in the pairing header. */
  panelHeader: string | undefined
  /** A browser's page asks, which can only be one of the helper's own. */
  isPage: boolean
  /** Unread bytes and their announced length, for a route that takes bytes. */
  bytes: { stream: Readable; length: number } | undefined
}

interface Shape<P extends Schema | undefined, Q extends Schema | undefined, B extends Schema | undefined> {
  method: 'GET' | 'POST' | 'PUT'
  /** With `:name` for parameters. */
  path: string
  /** Who may call: anyone, anyone who comes to pair, a paired panel, the helper's window, or the command line alone. */
  access: 'open' | 'pairing' | 'paired' | 'window' | 'command-line'
  summary: string
  params?: P
  query?: Q
  /** `bytes`: application/octet-stream, unread. */
  body?: B | 'bytes'
  /** `bytes`: application/octet-stream; left out: `{}`. */
  answer?: Schema | 'bytes'
  handle(call: Call<Value<P>, Value<Q>, Value<B>>): unknown
}

/** One line of the wire: both the server and the OpenAPI document are made from these. */
export interface Route extends Omit<Shape<Schema, Schema, Schema>, 'handle'> {
  handle(call: Call<never, never, never>): unknown
}

/** Ties the types of a route's handler to its schemas. */
export function route<
  P extends Schema | undefined = undefined, Q extends Schema | undefined = undefined, B extends Schema | undefined = undefined,
>(shape: Shape<P, Q, B>): Route {
  return shape as unknown as Route
}
