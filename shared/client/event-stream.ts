import { EVENTS_PATH, helperFrameSchema, type JobEvent } from '#protocol'
import type { Link } from './link'
import { readAnswer } from './read-answer'
import type { Socket } from './surroundings'

interface Follower {
  job: string
  since(): number
  onEvent(event: JobEvent): void
  /** Nothing more will come, from nowhere. */
  onClose(): void
}

/** A helper that doesn't welcome a socket within this time is polled. */
const WELCOME_LIMIT_MS = 3000

/**
 * One WebSocket for all jobs that are followed. It is a convenience: whoever follows polls as well, seldom while the stream
 * is alive, and often when it is not.
 */
export class EventStream {
  private readonly followers = new Set<Follower>()
  private socket: Socket | undefined
  private isWelcome = false

  constructor(private readonly link: Link) {}

  get isAlive(): boolean {
    return this.isWelcome
  }

  /** @returns how to stop following */
  follow(follower: Follower): () => void {
    this.followers.add(follower)
    if (this.isWelcome) this.ask(follower)
    else void this.open()
    return () => {
      this.followers.delete(follower)
    }
  }

  close(): void {
    this.socket?.close()
    this.drop()
    for (const { onClose } of this.followers) onClose()
  }

  private async open(): Promise<void> {
    const { openSocket, setTimer } = this.link.settings.surroundings
    if (!openSocket || this.socket) return
    const address = await this.link.connect().catch(() => undefined)
    if (!address || this.socket) return
    const socket = openSocket(address.base.replace('http:', 'ws:') + EVENTS_PATH)
    this.socket = socket
    const callOff = setTimer(WELCOME_LIMIT_MS, () => this.giveUp(socket))
    socket.onopen = () => socket.send(JSON.stringify({ type: 'token', token: address.token }))
    socket.onmessage = ({ data }) => {
      callOff()
      // What was given up may be welcomed late, while its successor is not even open.
      if (this.socket === socket) this.take(data)
    }
    socket.onclose = socket.onerror = () => {
      callOff()
      if (this.socket === socket) this.drop()
    }
  }

  private giveUp(socket: Socket): void {
    socket.close()
    if (this.socket === socket) this.drop()
  }

  private drop(): void {
    this.socket = undefined
    this.isWelcome = false
  }

  private take(data: unknown): void {
    if (typeof data !== 'string') return
    const frame = readAnswer(helperFrameSchema, parseJson(data))
    if (!frame || frame.type === 'missing') return
    if (frame.type === 'event') return this.tell(frame.event)
    this.isWelcome = true
    for (const follower of this.followers) this.ask(follower)
  }

  private tell(event: JobEvent): void {
    for (const follower of [...this.followers]) if (follower.job === event.job) follower.onEvent(event)
  }

  private ask({ job, since }: Follower): void {
    this.socket?.send(JSON.stringify({ type: 'follow', job, since: since() }))
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
