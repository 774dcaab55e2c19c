import type { IncomingHttpHeaders } from 'node:http'
import { COMMAND_LINE_PANEL, failure } from '#protocol'
import type { Owner } from '#helper/queue/job-record'
import { bearer, checkHost, classifyOrigin } from './guard'
import { FailureLimit } from './rate-limit'
import type { Route } from './route'
import type { TokenKeeper } from './token-keeper'

const MOST_WRONG_TOKENS = 10
const WRONG_TOKENS_WITHIN_MS = 60_000

/** Decides for every request, before anything of it is read, whether it is heard and as whose. */
export class Gate {
  private readonly limit: FailureLimit

  /** @param port where the helper listens, once it does */
  constructor(private readonly tokens: TokenKeeper, private readonly port: () => number, nowMs: () => number) {
    this.limit = new FailureLimit(MOST_WRONG_TOKENS, WRONG_TOKENS_WITHIN_MS, nowMs)
  }

  /**
   * The rules of names and pages, and the token if one is sent. A page without an origin needs a valid token even where
   * others need none.
   * @throws HOST_FORBIDDEN, ORIGIN_FORBIDDEN, NOT_PAIRED, TOO_MANY_TRIES
   */
  identify(headers: IncomingHttpHeaders): { owner: Owner | undefined; origin: 'plain' | 'null' } {
    checkHost(headers, this.port())
    const origin = classifyOrigin(headers, this.port())
    const token = bearer(headers)
    return { owner: token === undefined ? undefined : this.ownerOf(token), origin }
  }

  /** The owner of a token. @throws NOT_PAIRED, TOO_MANY_TRIES */
  ownerOf(token: string): Owner {
    const owner = this.tokens.find(token)
    if (owner) return owner
    const waitMs = this.limit.note()
    throw waitMs > 0 ? failure('TOO_MANY_TRIES', { waitMs }) : failure('NOT_PAIRED', {})
  }

  /** @throws also TOKEN_FORBIDDEN. @returns undefined for an open route that was called without a token */
  admit(headers: IncomingHttpHeaders, { method, path, access }: Route): Owner | undefined {
    const { owner, origin } = this.identify(headers)
    if (origin === 'null' && (!owner || access === 'pairing')) throw failure('ORIGIN_FORBIDDEN', { origin: 'null' })
    if (access === 'open' || access === 'pairing') return owner
    if (!owner) throw failure('NOT_PAIRED', {})
    const isOwn = owner.panel === COMMAND_LINE_PANEL
    const isNarrow = access === 'command-line' || access === 'window'
    const isAdmitted = isOwn || (access === 'window' && owner.host === 'home')
    if (isNarrow && !isAdmitted) throw failure('TOKEN_FORBIDDEN', { route: `${method} ${path}` })
    return owner
  }
}
