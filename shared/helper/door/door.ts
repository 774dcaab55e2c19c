import { randomBytes } from 'node:crypto'
import { describeIssues, type DoorAnswers, doorAnswersSchema, type DoorBatch, type DoorState, failure } from '#protocol'
import { Attendance, type Seat } from './attendance'
import { type Frame, readFrames } from './frames'
import { writeCalls, writeChunk } from './lua-chunk'
import { Mailbox } from './mailbox'
import { readPreferences } from './profiles'

export interface DoorSettings {
  /** The mailbox's folder. */
  folder: string
  /** See profileFolders. */
  profiles: readonly string[]
  nowMs(): number
  /** Settles after this time. */
  wait(ms: number): Promise<void>
  /** Whether a process of this id lives. */
  isAlive(pid: number): boolean
}

const POLL_MS = 20
/** A script that was given up is given this long to come back before a batch fails. */
const RETURN_MS = 3000
const PART_LIMIT_MS = 15_000
const MOST_WAITING = 16

/**
 * The way to the script in DaVinci Resolve: a request is a chunk of Lua that it loads, its answer comes back by a file or by
 * Resolve's preferences. One batch at a time.
 */
export class Door {
  private readonly mailbox: Mailbox
  private readonly attendance: Attendance
  private last: Promise<unknown> = Promise.resolve()
  private waiting = 0
  private isClosed = false

  constructor(private readonly settings: DoorSettings) {
    this.mailbox = new Mailbox(settings.folder, settings.profiles)
    const session = randomBytes(16).toString('hex')
    this.attendance = new Attendance({ ...settings, mailbox: this.mailbox, session })
  }

  open(): void {
    this.mailbox.open()
    this.attendance.open()
  }

  /** Scripts go on and attach to the next helper. */
  close(): void {
    this.isClosed = true
    this.attendance.close()
    this.mailbox.empty()
  }

  state(): DoorState {
    return this.attendance.state()
  }

  /** @throws DOOR_WAITING, DOOR_SILENT, DOOR_ANSWER_INVALID, HOST_BUSY */
  async call(batch: DoorBatch): Promise<DoorAnswers> {
    if (this.waiting >= MOST_WAITING) {
      throw failure('HOST_BUSY', { host: 'DaVinci Resolve', reason: `${this.waiting} requests wait for it` })
    }
    this.waiting++
    const turn = this.last.catch(() => undefined).then(() => this.send(batch))
    this.last = turn
    try {
      return await turn
    } finally {
      this.waiting--
    }
  }

  /** Asks the script to end. */
  stop(): void {
    const seat = this.attendance.look()
    if (!seat) return
    this.mailbox.write(requestName(seat, seat.nextSeq++), writeChunk({ kind: 'stop' }))
    this.attendance.dismiss()
  }

  private async send(batch: DoorBatch): Promise<DoorAnswers> {
    const seat = await this.attend()
    const first = await this.request(seat, writeCalls(batch), batch.timeoutMs)
    const parts = [first.bytes]
    for (let part = 2; part <= first.parts; part++) {
      const next = await this.request(seat, writeChunk({ kind: 'more', part }), PART_LIMIT_MS)
      const isNext = next.part === part && next.parts === first.parts
      if (!isNext) throw failure('DOOR_ANSWER_INVALID', { reason: `part ${part} is missing` })
      parts.push(next.bytes)
    }
    return parseAnswers(Buffer.concat(parts).toString('utf8'), batch)
  }

  private async attend(): Promise<Seat> {
    const deadline = this.settings.nowMs() + RETURN_MS
    for (;;) {
      if (this.isClosed) throw failure('HELPER_LOST', { reason: 'it is ending' })
      const seat = this.attendance.look()
      if (seat) return seat
      const why = this.attendance.reason()
      if (why !== 'silent' || this.settings.nowMs() >= deadline) throw failure('DOOR_WAITING', { why: words[why] ?? why })
      await this.settings.wait(POLL_MS)
    }
  }

  /** Lays a request down and waits for the first answer to it. */
  private async request(seat: Seat, chunk: string, limitMs: number): Promise<Frame> {
    const seq = seat.nextSeq++
    const name = requestName(seat, seq)
    const deadline = this.settings.nowMs() + limitMs
    this.mailbox.write(name, chunk)
    try {
      for (;;) {
        const frame = this.find(seat, seq)
        if (frame) {
          this.attendance.heard()
          return frame
        }
        if (this.isClosed) throw failure('HELPER_LOST', { reason: 'it is ending' })
        if (!this.attendance.lives(seat)) {
          this.attendance.look()
          throw failure('DOOR_WAITING', { why: words['resolve-ended'] ?? '' })
        }
        if (this.settings.nowMs() >= deadline) break
        await this.settings.wait(POLL_MS)
      }
    } finally {
      this.mailbox.remove(name)
      this.mailbox.remove(answerName(seat, seq))
    }
    this.attendance.suspect()
    throw failure('DOOR_SILENT', { timeoutMs: limitMs })
  }

  private find(seat: Seat, seq: number): Frame | undefined {
    const text = seat.preferences === undefined ? this.mailbox.read(answerName(seat, seq)) : readPreferences(seat.preferences)
    return readFrames(text).find((frame) => frame.who === seat.hello.agent && frame.seq === seq)
  }
}

const requestName = ({ hello }: Seat, seq: number): string => `request-${hello.agent}-${seq}.lua`
const answerName = ({ hello }: Seat, seq: number): string => `answer-${hello.agent}-${seq}`

const words: Record<string, string> = {
  'not-started': 'it was not started yet', 'resolve-ended': 'Resolve was closed', silent: 'it no longer answers',
  stopped: 'it was stopped', 'other-version': 'the one that runs is of another version',
}

/** @throws DOOR_ANSWER_INVALID */
function parseAnswers(text: string, { calls }: DoorBatch): DoorAnswers {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (thrown) {
    throw failure('DOOR_ANSWER_INVALID', { reason: 'it is not JSON' }, thrown)
  }
  const parsed = doorAnswersSchema.safeParse(json)
  if (!parsed.success) throw failure('DOOR_ANSWER_INVALID', { reason: describeIssues(parsed.error) })
  const { answers } = parsed.data
  if (answers.length !== calls.length) {
    throw failure('DOOR_ANSWER_INVALID', { reason: `${answers.length} answers to ${calls.length} calls` })
  }
  return parsed.data
}
