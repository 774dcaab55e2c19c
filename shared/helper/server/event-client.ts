import type { RawData, WebSocket } from 'ws'
import { type ClientFrame, clientFrameSchema, FirstpassError, type HelperFrame, type JobEvent, SOCKET_AUTH_MS } from '#protocol'
import type { JobQueue } from '#helper/queue/queue'
import type { Gate } from './gate'

/** A client that doesn't read is let go; it comes back and asks for what it missed. */
const MAX_BUFFERED_BYTES = 4 * 1024 * 1024

/** Application codes of the closing handshake. */
const CLOSED = { noToken: 4001, wrongToken: 4003, badFrame: 4000, tooSlow: 4008 } as const

/** One client after the upgrade: its token first, then the jobs it follows. */
export function serveClient(client: WebSocket, { gate, queue }: { gate: Gate; queue: JobQueue }): void {
  const impatience = setTimeout(() => client.close(CLOSED.noToken), SOCKET_AUTH_MS)
  let follower: Follower | undefined
  client.on('message', (data, isBinary) => {
    const frame = isBinary ? undefined : readFrame(data)
    if (!frame) return client.close(CLOSED.badFrame)
    if (frame.type === 'follow') return follower ? follower.follow(frame.job, frame.since) : client.close(CLOSED.noToken)
    clearTimeout(impatience)
    try {
      follower ??= new Follower(client, queue, gate.ownerOf(frame.token).panel)
    } catch {
      client.close(CLOSED.wrongToken)
    }
  })
  client.on('close', () => {
    clearTimeout(impatience)
    follower?.stop()
  })
  // A broken connection is followed by `close`.
  client.on('error', () => undefined)
}

function readFrame(data: RawData): ClientFrame | undefined {
  try {
    return clientFrameSchema.parse(JSON.parse(String(data)))
  } catch {
    return undefined
  }
}

/** Sends the events of the followed jobs, each once, in order. */
class Follower {
  /** The last number sent, per job. */
  private readonly sent = new Map<string, number>()
  readonly stop: () => void

  constructor(private readonly client: WebSocket, private readonly queue: JobQueue, private readonly owner: string) {
    this.stop = queue.listen((panel, event) => {
      if (panel === this.owner && this.sent.has(event.job)) this.sendEvent(event)
    })
    this.send({ type: 'welcome' })
  }

  follow(job: string, since: number): void {
    try {
      const { events } = this.queue.view(this.owner, job, since)
      this.sent.set(job, since)
      for (const event of events) this.sendEvent(event)
    } catch (thrown) {
      if (!(thrown instanceof FirstpassError)) throw thrown
      this.send({ type: 'missing', job })
    }
  }

  private sendEvent(event: JobEvent): void {
    if (event.seq <= (this.sent.get(event.job) ?? 0)) return
    this.sent.set(event.job, event.seq)
    this.send({ type: 'event', event })
  }

  private send(frame: HelperFrame): void {
    if (this.client.bufferedAmount > MAX_BUFFERED_BYTES) return this.client.close(CLOSED.tooSlow)
    this.client.send(JSON.stringify(frame))
  }
}
