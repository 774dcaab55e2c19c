import { type DoorState, z } from '#protocol'
import { readFrames } from './frames'
import { writeChunk } from './lua-chunk'
import type { Mailbox } from './mailbox'

/** Raised when the words of either side change (plugins/resolve/scripts/agent.ts). */
export const DOOR_PROTOCOL = 1

const QUIET_MS = 5 * 60_000
const ROLL_LIMIT_MS = 10_000
const ROLL_AGAIN_MS = 5_000
const TICKET = 'ticket.lua'

const helloSchema = z.object({
  protocol: z.number(),
  agent: z.string().check(z.regex(/^[0-9a-z]{8,16}$/)),
  session: z.string().check(z.maxLength(64)),
  roll: z.number().check(z.int(), z.nonnegative()),
  next: z.number().check(z.int(), z.positive(), z.maximum(1e9)),
  product: z.string().check(z.maxLength(100)),
  version: z.string().check(z.maxLength(60)),
  channel: z.enum(['files', 'preferences']),
  pid: z.number().check(z.int(), z.nonnegative()),
})
type Hello = z.infer<typeof helloSchema>
type Why = Extract<DoorState, { state: 'waiting' }>['why']

/** The script that the helper speaks with. */
export interface Seat {
  hello: Hello
  /** Where it answers, if not by files. */
  preferences: string | undefined
  nextSeq: number
  /** Its process can be seen from here; not so from outside a container that Resolve runs in. */
  isWatched: boolean
}

export interface AttendanceParts {
  mailbox: Mailbox
  /** Of this run of the helper. */
  session: string
  nowMs(): number
  isAlive(pid: number): boolean
}

const again = 'In DaVinci Resolve choose Workspace > Scripts > firstpass; this window attaches by itself.'
const advices: Record<Why, string> = {
  'not-started': again,
  'resolve-ended': `Resolve was closed. Open it again. ${again}`,
  silent: `Resolve has not answered for a while. Close any window that waits in it, or start the script again. ${again}`,
  stopped: `The script was stopped. ${again}`,
  'other-version': `The script in Resolve is of another version of Firstpass. Install the one of this version. ${again}`,
}

/**
 * Knows which script runs in Resolve. A script says hello once to each helper; afterwards it is believed to live as long as
 * Resolve's process does, so that nobody writes preferences while nothing happens. Looked at only when somebody asks.
 */
export class Attendance {
  private current: (Seat & { heardAt: number }) | undefined
  private why: Why = 'not-started'
  /** Scripts that were given up, with the roll from which they may come back. */
  private readonly gone = new Map<string, number>()
  private seats = 0
  private roll = 0
  private rolledAt: number | undefined
  private lastRollAt = -Infinity

  constructor(private readonly parts: AttendanceParts) {}

  open(): void {
    this.writeTicket()
  }

  close(): void {
    this.current = undefined
  }

  /** Who is there now. */
  look(): Seat | undefined {
    for (const { text, preferences } of this.parts.mailbox.greetings()) {
      for (const { who, bytes } of readFrames(text)) if (who === 'hello') this.hear(bytes, preferences)
    }
    this.doubt()
    return this.current
  }

  state(): DoorState {
    const seat = this.look()
    if (!seat) return { state: 'waiting', why: this.why, advice: advices[this.why] }
    const { product, version, channel, agent } = seat.hello
    const edition = product === 'DaVinci Resolve Studio' ? 'studio' : 'free'
    return { state: 'attached', edition, product: product === '' ? 'DaVinci Resolve' : product, version, channel, agent }
  }

  /** What the table of failures says about it. */
  reason(): string {
    return this.why
  }

  /** False once the process of a watched script is gone. */
  lives({ hello, isWatched }: Seat): boolean {
    return !isWatched || this.isRunning(hello)
  }

  heard(): void {
    if (this.current) this.current.heardAt = this.parts.nowMs()
    this.rolledAt = undefined
  }

  /** It gave no answer in time: it must answer to a new roll before it is asked again, and says then how far it came. */
  suspect(): void {
    if (!this.current) return
    this.callRoll()
    this.giveUp('silent', this.roll)
  }

  /** It was asked to end. */
  dismiss(): void {
    this.giveUp('stopped', Infinity)
  }

  private hear(bytes: Buffer, preferences: string | undefined): void {
    const hello = parseHello(bytes)
    if (!hello || hello.session !== this.parts.session) return
    if (hello.protocol !== DOOR_PROTOCOL) {
      if (!this.current) this.why = 'other-version'
      return
    }
    if (this.current?.hello.agent === hello.agent) {
      if (hello.roll === this.roll && this.current.hello.roll !== this.roll) this.heard()
      this.current.hello = hello
      return
    }
    if (!this.mayTakeSeat(hello)) return
    if (this.current) this.gone.set(this.current.hello.agent, Infinity)
    this.gone.delete(hello.agent)
    this.current = { hello, preferences, nextSeq: hello.next, isWatched: this.isRunning(hello), heardAt: this.parts.nowMs() }
    this.rolledAt = undefined
    this.seats++
    this.writeTicket()
  }

  /** A hello may be an old one: where no such process runs, only the answer to a new roll is believed. */
  private mayTakeSeat(hello: Hello): boolean {
    const from = this.gone.get(hello.agent)
    if (from !== undefined) return hello.roll >= from
    if (this.isRunning(hello)) return true
    this.callRoll()
    this.gone.set(hello.agent, this.roll)
    return false
  }

  /** Gives up a script whose Resolve has ended, or that no longer answers. */
  private doubt(): void {
    const sinceRoll = this.rolledAt === undefined ? undefined : this.parts.nowMs() - this.rolledAt
    if (!this.current) {
      if (this.why === 'silent' && sinceRoll !== undefined && sinceRoll >= ROLL_AGAIN_MS) this.callRoll()
      return
    }
    if (!this.lives(this.current)) this.giveUp('resolve-ended', Infinity)
    else if (sinceRoll !== undefined && sinceRoll >= ROLL_LIMIT_MS) this.giveUp('silent', this.roll)
    else if (sinceRoll === undefined && this.isUnsure(this.current)) this.callRoll()
  }

  private giveUp(why: Why, fromRoll: number): void {
    if (!this.current) return
    this.gone.set(this.current.hello.agent, fromRoll)
    this.current = undefined
    this.why = why
  }

  private callRoll(): void {
    this.roll++
    this.rolledAt = this.parts.nowMs()
    this.lastRollAt = this.rolledAt
    this.writeTicket()
  }

  /** Not heard of for long, or it could not tell the edition, which Resolve keeps to itself while a modal window is open. */
  private isUnsure({ heardAt, hello }: { heardAt: number; hello: Hello }): boolean {
    const now = this.parts.nowMs()
    return now - heardAt >= QUIET_MS || (hello.product === '' && now - this.lastRollAt >= ROLL_AGAIN_MS)
  }

  private isRunning({ pid }: Hello): boolean {
    return pid !== 0 && this.parts.isAlive(pid)
  }

  private writeTicket(): void {
    const { mailbox, session } = this.parts
    const agent = this.current?.hello.agent ?? ''
    mailbox.write(TICKET, writeChunk({ protocol: DOOR_PROTOCOL, session, agent, seats: this.seats, roll: this.roll }))
  }
}

function parseHello(bytes: Buffer): Hello | undefined {
  try {
    return helloSchema.parse(JSON.parse(bytes.toString('utf8')))
  } catch {
    return undefined
  }
}
