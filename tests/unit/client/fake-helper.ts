import { createHash, createHmac } from 'node:crypto'
import type { FetchAnswer, FetchInit, Socket, Surroundings } from '#client'
import { type JobEvent, PROTOCOL } from '#protocol'

export const TOKEN = 'a'.repeat(64)
export const JOB = 'j'.repeat(24)

/** Time that passes when all else is done: the earliest timer fires, and nobody waits. */
export class FakeClock {
  now = 0
  private timers: { at: number; act: () => void }[] = []

  setTimer = (ms: number, act: () => void): (() => void) => {
    const timer = { at: this.now + ms, act }
    this.timers.push(timer)
    return () => {
      this.timers = this.timers.filter((one) => one !== timer)
    }
  }

  /** Lets time pass until `work` is settled. */
  async run<T>(work: Promise<T>): Promise<T> {
    let isSettled = false
    const settled = work.finally(() => { isSettled = true })
    settled.catch(() => undefined)
    while (!isSettled) {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve))
      const next = this.timers.sort((a, b) => a.at - b.at).shift()
      if (isSettled || !next) continue
      this.now = Math.max(this.now, next.at)
      next.act()
    }
    return settled
  }
}

type Route = (path: string, init: FetchInit) => unknown

/** A helper as a client sees it, reachable or not. */
export class FakeHelper {
  readonly clock = new FakeClock()
  /** What was asked, in order. */
  readonly asked: string[] = []
  readonly tokensSeen: string[] = []
  isUp = true
  port = 2
  protocol: { major: number; minor: number } = PROTOCOL
  token = TOKEN
  socket: FakeSocket | undefined

  constructor(private readonly answer: Route = () => ({})) {}

  surroundings(withSocket = false): Surroundings {
    let count = 0
    return {
      fetch: (url, init) => this.fetch(url, init),
      ...(withSocket ? { openSocket: (url: string) => (this.socket = new FakeSocket(url)) } : {}),
      nowMs: () => this.clock.now,
      setTimer: this.clock.setTimer,
      randomBytes: (length) => Uint8Array.from({ length }, () => ++count % 256),
    }
  }

  private async fetch(url: string, init: FetchInit): Promise<FetchAnswer> {
    const { port, pathname, search, searchParams } = new URL(url)
    if (!this.isUp || Number(port) !== this.port) throw new TypeError('fetch failed')
    this.asked.push(`${init.method} ${pathname}${pathname === '/v1/hello' ? '' : search}`)
    if (init.headers.authorization) this.tokensSeen.push(init.headers.authorization)
    if (pathname === '/v1/hello') return json(200, this.hello(searchParams.get('nonce')))
    if (pathname !== '/v1/pair' && init.headers.authorization !== `Bearer ${this.token}`) {
      return json(401, { code: 'NOT_PAIRED', message: 'no', hint: '', data: {} })
    }
    const body = this.answer(pathname + search, init)
    return body instanceof Error ? json(409, { code: body.message, message: 'no', hint: '', data: {} }) : json(200, body)
  }

  private hello(nonce: string | null): unknown {
    const hash = createHash('sha256').update(this.token).digest()
    const proof = nonce === null ? {} : { proof: createHmac('sha256', hash).update(nonce).digest('hex') }
    return { product: 'firstpass', version: '0.1.0', protocol: this.protocol, ...proof }
  }
}

function json(status: number, body: unknown): FetchAnswer {
  const text = JSON.stringify(body)
  return { status, text: async () => text, arrayBuffer: async () => new TextEncoder().encode(text).buffer as ArrayBuffer }
}

export class FakeSocket implements Socket {
  onopen: (() => void) | null = null
  onmessage: ((event: { data: unknown }) => void) | null = null
  onclose: (() => void) | null = null
  onerror: (() => void) | null = null
  readonly sent: unknown[] = []

  constructor(readonly url: string) {}

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  close(): void {
    this.onclose?.()
  }

  tell(frame: object): void {
    this.onmessage?.({ data: JSON.stringify(frame) })
  }
}

export const event = (seq: number, state: JobEvent['state'] = 'running'): JobEvent =>
  ({ job: JOB, task: 'denoise', seq, at: seq, state, stage: 'tiles', done: seq, total: 10 })

export const view = (events: JobEvent[], latest = events.at(-1)!): unknown => ({
  latest, events, placed: false,
  request: { id: JOB, task: 'denoise', options: {}, inputs: {}, provider: 'auto', licence: 'permissive' },
})
