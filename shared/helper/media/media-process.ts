import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { failureFromJson } from '#protocol'
import type { Measured } from './measure-file'
import type { Chunk, FromMedia, Ring, Run, ToMedia } from './media-messages'
import { WORKER_FLAGS } from './worker-flags'

export interface MediaSettings {
  ffmpeg: string
  /** The program to fork; another one for tests that run from source. */
  program?: string
  stallMs?: number
  /** The process itself is given up after this time without any sign of life. */
  silenceMs?: number
}

/** Longer than any frame takes, shorter than anyone's patience with a frozen disk. */
const STALL_MS = 60_000

/** Until a process that was just forked says something, on a machine that is busy. */
const START_MS = 30_000

/** The media process ended by itself or was killed: what is whole stays, and the job may go on with another one. */
export class MediaLost extends Error {}

interface Wait {
  isOver(): boolean
  settle(): void
  refuse(reason: unknown): void
}

/** The engine's side of the process that owns ffmpeg for the length of one clip job. */
export class MediaProcess {
  private readonly child: ChildProcess
  private readonly waits = new Set<Wait>()
  private readonly pids = new Set<number>()
  private readonly ran = new Map<number, Measured>()
  private readonly whole = new Map<number, Measured>()
  private failed: { reason: unknown } | undefined
  private decoded = 0
  private written = 0
  private runs = 0
  private onProgress: (frames: number) => void = () => undefined

  /** Settled when the process is gone. */
  readonly ended: Promise<void>

  private readonly silenceMs: number
  private silence: NodeJS.Timeout | undefined

  constructor(settings: MediaSettings) {
    const { ffmpeg, program = join(__dirname, 'media-main.js'), stallMs = STALL_MS, silenceMs = stallMs + START_MS } = settings
    this.silenceMs = silenceMs
    this.child = fork(program, [ffmpeg, String(stallMs)], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [...WORKER_FLAGS],
    })
    this.child.on('message', (message: FromMedia) => this.take(message))
    this.child.on('error', (thrown) => this.interrupt(thrown))
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => {
        this.endPrograms()
        this.interrupt(new MediaLost(`the media process ended (${signal ?? code})`))
        resolve()
      })
    })
  }

  get pid(): number | undefined {
    return this.child.pid
  }

  /** Frames begin to lie in `ring`, the first one at 0. */
  decode(order: { path: string; args: string[]; frames: number; ring: Ring }): void {
    this.send({ type: 'decode', ...order })
  }

  /** Waits until source frames below this one are there. */
  decodedBelow(frame: number): Promise<void> {
    return this.wait(() => this.decoded >= frame)
  }

  freeBelow(frame: number): void {
    this.send({ type: 'free', below: frame })
  }

  openTarget(ring: Ring): void {
    this.send({ type: 'target', ring })
  }

  openChunk(chunk: Chunk): void {
    this.send({ type: 'chunk', chunk })
  }

  madeBelow(frame: number): void {
    this.send({ type: 'made', below: frame })
  }

  /** Waits until frames of the output below this one have left the ring. */
  writtenBelow(frame: number): Promise<void> {
    return this.wait(() => this.written >= frame)
  }

  /** What is known of a chunk by now. */
  chunk(index: number): Measured | undefined {
    return this.whole.get(index)
  }

  /** Waits until the chunk is whole and on the disk. */
  async wholeChunk(index: number): Promise<Measured> {
    await this.wait(() => this.whole.has(index))
    return this.whole.get(index) as Measured
  }

  /** Runs one ffmpeg to its end. */
  async run(run: Omit<Run, 'id'>, onProgress: (frames: number) => void = () => undefined): Promise<Measured> {
    const id = this.runs++
    this.onProgress = onProgress
    this.send({ type: 'run', run: { ...run, id } })
    await this.wait(() => this.ran.has(id))
    return this.ran.get(id) as Measured
  }

  /** Whatever waits, and will wait, fails with this. The first reason stays. */
  interrupt(reason: unknown): void {
    this.failed ??= { reason }
    for (const wait of this.waits) wait.refuse(this.failed.reason)
    this.waits.clear()
  }

  /** @throws what went wrong meanwhile */
  check(): void {
    if (this.failed) throw this.failed.reason
  }

  /** Ends it and its programs at once. */
  async end(): Promise<void> {
    this.interrupt(new MediaLost('the media process was ended'))
    this.endPrograms()
    this.child.kill('SIGKILL')
    await this.ended
  }

  private take(message: FromMedia): void {
    if (message.type === 'decoded') this.decoded = message.below
    else if (message.type === 'written') this.written = message.below
    else if (message.type === 'chunk') this.whole.set(message.index, message)
    else if (message.type === 'ran') this.ran.set(message.id, message)
    else if (message.type === 'progress') this.onProgress(message.frames)
    else if (message.type === 'started') this.pids.add(message.pid)
    else if (message.type === 'ended') this.pids.delete(message.pid)
    else if (message.type === 'failed') this.interrupt(failureFromJson(message.error))
    if (this.waits.size > 0) this.listen()
    for (const wait of this.waits) {
      if (!wait.isOver()) continue
      this.waits.delete(wait)
      wait.settle()
    }
  }

  private async wait(isOver: () => boolean): Promise<void> {
    this.check()
    if (isOver()) return
    this.listen()
    try {
      await new Promise<void>((settle, refuse) => this.waits.add({ isOver, settle, refuse }))
    } finally {
      if (this.waits.size === 0) clearTimeout(this.silence)
    }
  }

  /** A process that does not even say that it lives, while it is waited for, is lost. */
  private listen(): void {
    clearTimeout(this.silence)
    this.silence = setTimeout(() => this.interrupt(new MediaLost('the media process stands still')), this.silenceMs)
  }

  private endPrograms(): void {
    for (const pid of this.pids) {
      try {
        process.kill(pid, 'SIGKILL')
      } catch {
        // It ended by itself, unheard.
      }
    }
    this.pids.clear()
  }

  private send(message: ToMedia): void {
    // A failed send is followed by the exit event, which interrupts everything.
    this.child.send(message, () => undefined)
  }
}
