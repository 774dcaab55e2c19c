import { failure, type PairAsk, type PairAsked, type PairCollected, type WaitingPanel } from '#protocol'
import { plainName } from './plain-name'
import { FailureLimit } from './rate-limit'
import { hashToken, isSame, newDigits, newToken } from './secrets'
import { checkPanelName, type TokenKeeper } from './token-keeper'

/** How long a request may be answered, and a token be collected. */
export const ASK_LIFE_MS = 120_000

/** A panel that waits asks every second or two; one that is silent for so long was closed. */
export const ASK_SILENCE_MS = 15_000

/** Panels that may wait at once: no more than a person can tell apart. */
export const MOST_WAITING = 4

const MOST_ASKED = 12
const ASKED_WITHIN_MS = 60_000

interface Request extends WaitingPanel {
  panel: string
  /** Of the secret by which the token is collected. */
  secretSha256: string
  heardAt: number
  state: 'waiting' | 'allowed' | 'refused'
}

/**
 * Panels that ask to be let in, and wait for the user's answer. Anyone on this machine may ask, in any name: what tells a panel
 * from one that only calls itself so is its digits, which the helper chooses and no two of those that wait share. No request
 * displaces another, and only the one that the user pointed at gets a token, made at the moment when it is collected.
 */
export class AskDesk {
  private requests: Request[] = []
  private readonly limit: FailureLimit

  constructor(private readonly tokens: TokenKeeper, private readonly nowMs: () => number) {
    this.limit = new FailureLimit(MOST_ASKED, ASKED_WITHIN_MS, nowMs)
  }

  /** @throws PAIRING_REFUSED, PAIRING_BUSY, TOO_MANY_TRIES */
  ask({ panel, name, host }: PairAsk): PairAsked {
    checkPanelName(panel)
    if (host === 'command-line' || host === 'browser' || host === 'home') {
      throw failure('PAIRING_REFUSED', { reason: `a panel of ${host} can't ask for it` })
    }
    const waitMs = this.limit.note()
    if (waitMs > 0) throw failure('TOO_MANY_TRIES', { waitMs })
    const waiting = this.living().filter(({ state }) => state === 'waiting')
    const isAsked = waiting.some((one) => one.panel === panel)
    if (isAsked) throw failure('PAIRING_BUSY', { reason: 'somebody asks in its name already' })
    if (waiting.length >= MOST_WAITING) throw failure('PAIRING_BUSY', { reason: `${MOST_WAITING} others wait for an answer` })
    const [secret, now] = [newToken(), this.nowMs()]
    const request: Request = {
      id: newToken().slice(0, 24), panel, name: plainName(name), host,
      digits: newDigits((digits) => waiting.some((one) => one.digits === digits)), secretSha256: hashToken(secret),
      state: 'waiting', expiresAt: now + ASK_LIFE_MS, heardAt: now,
    }
    // An answer that was not collected ends with the panel's next question.
    this.requests = [...this.requests.filter((one) => one.panel !== panel || one.state === 'allowed'), request]
    return { request: secret, digits: request.digits, expiresAt: request.expiresAt }
  }

  /** What became of a request; its token, once. A secret that is of none is like one that is too old. */
  collect(secret: string, panel: string | undefined): PairCollected {
    const hash = hashToken(secret)
    const request = this.living().find(({ secretSha256 }) => isSame(hash, secretSha256))
    if (!request || request.panel !== panel) return { state: 'expired' }
    request.heardAt = this.nowMs()
    const { state, name, host } = request
    if (state === 'waiting') return { state }
    const token = state === 'allowed' ? this.tokens.pair({ panel, name, host, pairedAt: this.nowMs() }) : undefined
    this.requests = this.requests.filter((one) => one !== request)
    return { state, ...(token === undefined ? {} : { token }) }
  }

  /** Who waits, the first to ask first. */
  list(): WaitingPanel[] {
    return this.living().filter(({ state }) => state === 'waiting')
      .map(({ id, name, host, digits, expiresAt }) => ({ id, name, host, digits, expiresAt }))
  }

  /** @throws PAIRING_GONE for one that waits no longer */
  answer(id: string, state: 'allowed' | 'refused'): void {
    const request = this.living().find((one) => one.id === id)
    if (request?.state !== 'waiting') throw failure('PAIRING_GONE', {})
    request.state = state
  }

  private living(): Request[] {
    const now = this.nowMs()
    this.requests = this.requests.filter(({ expiresAt, heardAt }) => now <= expiresAt && now - heardAt <= ASK_SILENCE_MS)
    return this.requests
  }
}
