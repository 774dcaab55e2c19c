import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import type { Socket, Surroundings } from '#client'

const timers = new Set<NodeJS.Timeout>()
const ending = new AbortController()

/** What Node lends to the client; Node 20 has no WebSocket of its own. */
export const nodeRuntime: Surroundings = {
  fetch: (url, init) => fetch(url, { ...init, signal: ending.signal }),
  openSocket: (url) => new WebSocket(url, { perMessageDeflate: false }) as unknown as Socket,
  nowMs: Date.now,
  setTimer(ms, act) {
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, ms)
    timers.add(timer)
    return () => {
      timers.delete(timer)
      clearTimeout(timer)
    }
  },
  randomBytes,
}

/** Limits of answers that came long ago, and answers that nobody awaits any more, must not keep a program from ending. */
export function dropTimers(): void {
  ending.abort()
  for (const timer of timers) clearTimeout(timer)
  timers.clear()
}
