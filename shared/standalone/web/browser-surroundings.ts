import type { Socket, Surroundings } from '#client'

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
