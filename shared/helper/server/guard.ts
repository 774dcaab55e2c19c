import type { IncomingHttpHeaders } from 'node:http'
import { failure } from '#protocol'

const NAMES = ['localhost', '127.0.0.1', '[::1]'] as const

/** @throws HOST_FORBIDDEN unless the request is addressed to this very helper: names that merely lead here are refused */
export function checkHost({ host }: IncomingHttpHeaders, port: number): void {
  if (NAMES.some((name) => host === `${name}:${port}`)) return
  throw failure('HOST_FORBIDDEN', { host: String(host ?? 'none').slice(0, 200) })
}

/**
 * `plain`: a program, a host's panel, or the helper's own page. `null`: a sandboxed page or a panel that says nothing
 * about itself; good only with a valid token.
 * @throws ORIGIN_FORBIDDEN for any other page
 */
export function classifyOrigin({ origin }: IncomingHttpHeaders, port: number): 'plain' | 'null' {
  if (origin === undefined || origin === 'file://') return 'plain'
  if (origin === 'null') return 'null'
  if (NAMES.some((name) => origin === `http://${name}:${port}`)) return 'plain'
  throw failure('ORIGIN_FORBIDDEN', { origin: origin.slice(0, 200) })
}

/** The token of `Authorization: Bearer`, if it is there. */
export function bearer({ authorization }: IncomingHttpHeaders): string | undefined {
  return /^Bearer ([\x21-\x7e]{1,200})$/.exec(authorization ?? '')?.[1]
}
