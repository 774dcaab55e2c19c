/** What a runtime lends to the client: UXP, a browser, Electron and Node differ in all of it. */
export interface Surroundings {
  fetch: Fetch
  /** Left out where there is none; the client then polls. */
  openSocket?: (url: string) => Socket
  /** Milliseconds since 1970. */
  nowMs(): number
  /** Calls `act` once after a time. @returns how to call it off */
  setTimer(ms: number, act: () => void): () => void
  /** From the runtime's source of secure random numbers. */
  randomBytes(count: number): Uint8Array
}

/** The part of `fetch` that every runtime has; UXP throws at `signal: undefined`, so there is no signal. */
export type Fetch = (url: string, init: FetchInit) => Promise<FetchAnswer>

export interface FetchInit {
  method: string
  headers: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
}

export interface FetchAnswer {
  status: number
  text(): Promise<string>
  arrayBuffer(): Promise<ArrayBuffer>
}

/** The part of a WebSocket that is used: text frames only. */
export interface Socket {
  onopen: (() => void) | null
  onmessage: ((event: { data: unknown }) => void) | null
  onclose: (() => void) | null
  onerror: (() => void) | null
  send(text: string): void
  close(): void
}

/** Resolves after a time. */
export function pause({ setTimer }: Surroundings, ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimer(ms, resolve)
  })
}

/** What `work` resolves to, or undefined if it fails or takes longer. */
export function within<T>({ setTimer }: Surroundings, limitMs: number, work: Promise<T>): Promise<T | undefined> {
  return new Promise((resolve) => {
    const callOff = setTimer(limitMs, () => resolve(undefined))
    work.then(resolve, () => resolve(undefined)).finally(callOff)
  })
}

/** An id as the helper wants it: 24 characters of 0-9a-f. */
export function newId({ randomBytes }: Surroundings): string {
  return toHex(randomBytes(12))
}

export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
