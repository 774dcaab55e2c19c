import WebSocket from 'ws'

/** What the manifest says under `requiredPermissions.network`. */
export interface NetworkPermission {
  domains?: readonly string[] | 'all'
}

export interface NetworkKnobs {
  /** S2: calls are denied until so many milliseconds after the start. */
  coldMs: number
  /** S3: a body without Content-Length, or one that is packed, never arrives. */
  stalls: boolean
  /** S6: how late a socket tells that it is closed. */
  closeDelayMs: number
  /** WebSocket is not there, or never opens. */
  sockets: 'work' | 'absent' | 'fail'
  nowMs(): number
  fetch: typeof fetch
}

export const worstNetwork: NetworkKnobs = {
  coldMs: 0, stalls: true, closeDelayMs: 5000, sockets: 'work', nowMs: () => performance.now(),
  fetch: async (...given) => await fetch(...given),
}

const isAddress = (host: string): boolean => /^[\d.]+$/.test(host) || host.startsWith('[')

/** S1: whether one entry of the manifest lets a URL through. */
function matches(entry: string, url: URL): boolean {
  // S1: `all` is a word of its own; in a list it is an entry that nothing matches.
  if (!entry.includes('://')) return false
  const pattern = new URL(entry)
  if (pattern.protocol !== url.protocol || pattern.hostname !== url.hostname) return false
  // S1: an entry without a port opens every port.
  return pattern.port === '' || pattern.port === url.port
}

/** S1 */
export function isAllowed(permission: NetworkPermission | undefined, given: string): boolean {
  const domains = permission?.domains
  if (domains === 'all') return true
  if (domains === undefined) return false
  const url = new URL(given)
  return !isAddress(url.hostname) && domains.some((entry) => matches(entry, url))
}

export class Network {
  readonly calls: string[] = []
  readonly denied: string[] = []
  private readonly startedMs: number
  private readonly sockets = new Set<WebSocket>()

  constructor(private readonly permission: NetworkPermission | undefined, readonly knobs: NetworkKnobs) {
    this.startedMs = knobs.nowMs()
  }

  private check(url: string): void {
    this.calls.push(url)
    const isCold = this.knobs.nowMs() - this.startedMs < this.knobs.coldMs
    if (!isCold && isAllowed(this.permission, url)) return
    this.denied.push(url)
    throw new Error(`Permission denied to the url ${url}. Manifest entry not found.`)
  }

  readonly fetch = async (url: string, init: RequestInit = {}): Promise<UxpResponse> => {
    await Promise.resolve()
    // S4
    if ('signal' in init && init.signal === undefined) throw new TypeError('Failed to execute fetch: no AbortSignal.')
    this.check(String(url))
    const response = await this.knobs.fetch(url, init)
    const isWhole = response.headers.has('content-length') && !response.headers.has('content-encoding')
    // S3: the whole body or nothing; there is no reading along.
    const bytes = isWhole || !this.knobs.stalls ? response.arrayBuffer() : new Promise<ArrayBuffer>(() => undefined)
    return new UxpResponse(response, bytes)
  }

  /** S6: a socket whose handshake says `Origin: file://`, and whose end is told late. */
  openSocket(url: string): UxpSocket {
    this.check(url)
    if (this.knobs.sockets === 'fail') return new UxpSocket(undefined, this.knobs.closeDelayMs)
    const socket = new WebSocket(url, { headers: { Origin: 'file://' }, perMessageDeflate: false })
    this.sockets.add(socket)
    return new UxpSocket(socket, this.knobs.closeDelayMs)
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate()
  }
}

export class UxpResponse {
  readonly status: number
  readonly ok: boolean
  readonly headers: Headers
  readonly url: string

  constructor(response: Response, private readonly bytes: Promise<ArrayBuffer>) {
    this.status = response.status
    this.ok = response.ok
    this.headers = response.headers
    this.url = response.url
  }

  async arrayBuffer(): Promise<ArrayBuffer> { return await this.bytes }
  async text(): Promise<string> { return new TextDecoder().decode(await this.bytes) }
  async json(): Promise<unknown> { return JSON.parse(await this.text()) as unknown }
}

type SocketEvent = { type: string; data?: unknown; code?: number; reason?: string }
type Listener = ((event: SocketEvent) => void) | null

export class UxpSocket {
  binaryType = 'blob'
  onopen: Listener = null
  onmessage: Listener = null
  onerror: Listener = null
  onclose: Listener = null
  private readonly listeners = new Map<string, Set<NonNullable<Listener>>>()

  constructor(private readonly socket: WebSocket | undefined, private readonly closeDelayMs: number) {
    if (socket === undefined) {
      setImmediate(() => { this.tell({ type: 'error' }) })
      return
    }
    socket.on('open', () => { this.tell({ type: 'open' }) })
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const { buffer, byteOffset, byteLength } = data
      this.tell({ type: 'message', data: isBinary ? buffer.slice(byteOffset, byteOffset + byteLength) : data.toString() })
    })
    socket.on('error', () => { this.tell({ type: 'error' }) })
    socket.on('close', (code: number, reason: Buffer) => {
      setTimeout(() => { this.tell({ type: 'close', code, reason: reason.toString() }) }, this.closeDelayMs).unref()
    })
  }

  get readyState(): number { return this.socket?.readyState ?? WebSocket.CLOSED }
  send(data: string | ArrayBuffer): void { this.socket?.send(data) }
  close(code?: number, reason?: string): void { this.socket?.close(code, reason) }

  addEventListener(type: string, act: NonNullable<Listener>): void {
    this.listeners.set(type, new Set([...this.listeners.get(type) ?? [], act]))
  }

  removeEventListener(type: string, act: NonNullable<Listener>): void {
    this.listeners.get(type)?.delete(act)
  }

  private tell(event: SocketEvent): void {
    const handlers: Readonly<Record<string, Listener>> =
      { open: this.onopen, message: this.onmessage, error: this.onerror, close: this.onclose }
    handlers[event.type]?.(event)
    for (const act of this.listeners.get(event.type) ?? []) act(event)
  }
}
