import type { Socket, Surroundings } from '#client'
import type { Keep, Vault } from '#panel'
import type { Session } from './session'

/** What a browser lends to the client. */
export const browserSurroundings: Surroundings = {
  fetch: (url, init) => fetch(url, { ...init, credentials: 'omit', cache: 'no-store', redirect: 'error' }),
  openSocket: (url) => new WebSocket(url) as unknown as Socket,
  nowMs: Date.now,
  setTimer(ms, act) {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
  randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
}

/** Settings outlive the tab; the panel's name is the session's. @param prefix the pages of one helper share a storage */
export function settingsKeep(session: Session, prefix: string): Keep {
  return {
    get: (key) => key === 'panel' ? session.read()?.panel : localStorage.getItem(prefix + key) ?? undefined,
    set: (key, value) => {
      if (key !== 'panel') localStorage.setItem(prefix + key, value)
    },
  }
}

/** The session's token; it can only be forgotten. */
export const vaultOf = (session: Session): Vault => ({
  get: async () => session.read()?.token,
  set: async (token) => {
    if (token === undefined) session.forget()
  },
})
