import { failure, FirstpassError, type z } from '#protocol'
import { discover } from './discover'
import { readAnswer } from './read-answer'
import { readFailure } from './read-failure'
import { type FetchAnswer, type FetchInit, pause, type Surroundings, within } from './surroundings'

export interface LinkSettings {
  surroundings: Surroundings
  ports: readonly number[]
  /** This client's name for itself. */
  panel: string
  /** Asked at every (re)connection: the command line's own token is another after a restart of the helper. */
  token(): string | Promise<string>
  /** How long a lost helper is searched before everything that waits fails. */
  graceMs?: number
  /** An answer that takes longer counts as lost. */
  answerLimitMs?: number
}

export interface Request {
  method: 'GET' | 'POST' | 'PUT'
  path: string
  /** JSON, or bytes as they are. */
  body?: unknown
  bytes?: Uint8Array<ArrayBuffer>
}

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 2000

/** A helper that comes back and is lost again over one and the same request is not asked for ever. */
const TRIES = 4

/** Where the helper is now. */
interface Address {
  base: string
  token: string
}

/**
 * The supervised way to the helper. All requests are safe to repeat, so a request that meets a lost helper searches it
 * (one search for all of them) and is sent again; if the search ends without one, each fails once, with one code.
 */
export class Link {
  private address: Promise<Address> | undefined
  private ended: FirstpassError | undefined
  private wasConnected = false

  constructor(readonly settings: LinkSettings) {}

  /** @throws HELPER_UNREACHABLE, NOT_PAIRED, PROTOCOL_MISMATCH */
  connect(): Promise<Address> {
    if (this.ended) return Promise.reject(this.ended)
    this.address ??= this.search()
    return this.address
  }

  /** Nothing is sent any more; what waits fails. */
  end(): void {
    this.ended = failure('HELPER_LOST', { reason: 'the connection was ended' })
  }

  /** @throws what the helper answered, HELPER_LOST */
  async json<T>(request: Request, schema: z.ZodMiniType<T>): Promise<T> {
    const text = await this.send(request, (answer) => answer.text())
    const answer = readAnswer(schema, JSON.parse(text))
    if (answer !== undefined) return answer
    throw failure('HELPER_LOST', { reason: `its answer to ${request.path} is not understood` })
  }

  /** @throws what the helper answered, HELPER_LOST */
  async bytes(request: Request): Promise<Uint8Array<ArrayBuffer>> {
    return this.send(request, async (answer) => new Uint8Array(await answer.arrayBuffer()))
  }

  private async send<T>(request: Request, read: (answer: FetchAnswer) => Promise<T>): Promise<T> {
    for (let tries = 0; tries < TRIES; tries++) {
      const connecting = this.connect()
      const address = await connecting
      const { surroundings, answerLimitMs = 60_000 } = this.settings
      const received = await within(surroundings, answerLimitMs, this.sendOnce(address, request, read))
      if (received && 'value' in received) return received.value
      // After a restart the command line's token is another one.
      const isStale = received?.refusal.code === 'NOT_PAIRED' && await this.settings.token() !== address.token
      if (received && !isStale) throw received.refusal
      // Whoever notices first forgets the address; the others then wait for the same search.
      if (this.address === connecting) this.address = undefined
    }
    throw failure('HELPER_LOST', { reason: `it does not answer ${request.path}` })
  }

  private async sendOnce<T>(
    { base, token }: Address, { method, path, body, bytes }: Request, read: (answer: FetchAnswer) => Promise<T>,
  ): Promise<{ value: T } | { refusal: FirstpassError }> {
    const init: FetchInit = { method, headers: { authorization: `Bearer ${token}` } }
    if (bytes) {
      init.headers['content-type'] = 'application/octet-stream'
      init.body = bytes
    } else if (body !== undefined) {
      init.headers['content-type'] = 'application/json'
      init.body = JSON.stringify(body)
    }
    const answer = await this.settings.surroundings.fetch(`${base}${path}`, init)
    if (answer.status !== 200) return { refusal: readFailure(await answer.text(), answer.status) }
    return { value: await read(answer) }
  }

  private async search(): Promise<Address> {
    const { surroundings, ports, panel, graceMs = 10_000 } = this.settings
    const startedMs = surroundings.nowMs()
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      try {
        const token = await this.settings.token()
        const base = await discover({ surroundings, ports }, { panel, token })
        this.wasConnected = true
        return { base, token }
      } catch (thrown) {
        const isOver = surroundings.nowMs() - startedMs + pauseMs > graceMs
        if (isOver || this.ended || !(thrown instanceof FirstpassError) || thrown.code !== 'HELPER_UNREACHABLE') {
          this.address = undefined
          throw this.ended ?? this.nameLoss(thrown)
        }
      }
      await pause(surroundings, pauseMs)
    }
  }

  /** A helper that was there is lost; one that never was is only unreachable. */
  private nameLoss(thrown: unknown): unknown {
    const isGone = thrown instanceof FirstpassError && thrown.code === 'HELPER_UNREACHABLE'
    return isGone && this.wasConnected ? failure('HELPER_LOST', { reason: 'it stopped answering' }, thrown) : thrown
  }
}
