import {
  failure, type PageHost, type Pairing, type PairingCode, type PairRequest, type SessionRequest, type SessionResponse,
} from '#protocol'
import { plainName } from './plain-name'
import { isSame, newPairingCode, newToken } from './secrets'
import type { TokenKeeper } from './token-keeper'

/** How long a code is good for. */
export const CODE_LIFE_MS = 120_000

/** Wrong tries before a code is void. */
export const CODE_TRIES = 5

interface Shown {
  code: string
  expiresAt: number
  triesLeft: number
  pairing?: Pairing
}

/** Hands out codes that a person carries from the helper to a panel, and takes them in. */
export class PairingDesk {
  private shown: Shown | undefined
  private readonly sessionCodes = new Map<string, { host: PageHost; expiresAt: number }>()

  constructor(private readonly tokens: TokenKeeper, private readonly nowMs: () => number) {}

  /** A new code; an older one ends. */
  showCode(): PairingCode {
    this.shown = { code: newPairingCode(), expiresAt: this.nowMs() + CODE_LIFE_MS, triesLeft: CODE_TRIES }
    return this.status()
  }

  /** What became of the code that was shown last. */
  status(): PairingCode {
    if (!this.shown) return { state: 'none' }
    const { code, expiresAt, triesLeft, pairing } = this.shown
    if (pairing) return { state: 'used', pairing }
    if (triesLeft === 0) return { state: 'spent' }
    return this.nowMs() > expiresAt ? { state: 'expired' } : { state: 'waiting', code, expiresAt }
  }

  /** @returns the panel's token @throws PAIRING_REFUSED */
  pair({ code, panel, name, host }: PairRequest): string {
    const { state } = this.status()
    const shown = this.shown
    if (state !== 'waiting' || !shown) throw failure('PAIRING_REFUSED', { reason: reasons[state] })
    if (!isSame(code, shown.code)) {
      shown.triesLeft -= 1
      throw failure('PAIRING_REFUSED', { reason: shown.triesLeft === 0 ? reasons.spent : 'the code is wrong' })
    }
    const pairing = { panel, name: plainName(name), host, pairedAt: this.nowMs() }
    const token = this.tokens.pair(pairing)
    shown.pairing = pairing
    return token
  }

  /** A one-time code for the fragment of a URL that the helper's user opens; good for a page of this kind alone. */
  newSessionCode(host: PageHost): string {
    for (const [old, { expiresAt }] of this.sessionCodes) if (this.nowMs() > expiresAt) this.sessionCodes.delete(old)
    const code = newToken()
    this.sessionCodes.set(code, { host, expiresAt: this.nowMs() + CODE_LIFE_MS })
    return code
  }

  /** @throws PAIRING_REFUSED */
  exchange({ code, host, panel }: SessionRequest): SessionResponse {
    const made = this.sessionCodes.get(code)
    this.sessionCodes.delete(code)
    if (made === undefined || this.nowMs() > made.expiresAt) {
      throw failure('PAIRING_REFUSED', { reason: 'this address was used already or is too old' })
    }
    if (made.host !== host) throw failure('PAIRING_REFUSED', { reason: 'this address is for another page' })
    return this.tokens.openSession(host, panel)
  }
}

const reasons = {
  none: 'no code is shown at the moment',
  used: 'the code was used already',
  spent: 'the code was tried too often',
  expired: 'the code is older than two minutes',
  waiting: 'the code is wrong',
} as const
