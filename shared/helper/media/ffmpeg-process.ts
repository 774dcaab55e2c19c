import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { failure, type FirstpassError } from '#protocol'
import type { FromMedia, MediaStep } from './media-messages'
import { childEnvironment } from './run-program'

export interface Launch {
  program: string
  args: readonly string[]
  step: MediaStep
  /** The file of the user's that a message names. */
  path: string
  /** A pipe into it. */
  takesFrames: boolean
  /** A file that takes its standard output, instead of a pipe. */
  output?: number
  /** Where it runs; the helper's own folder otherwise. */
  folder?: string | undefined
}

/** What every ffmpeg of a media process shares. */
export interface Around {
  program: string
  /** One that gives no sign of life for this long, while it is not made to wait, is ended. */
  stallMs: number
  say(message: FromMedia): void
}

const KEPT_WORDS = 4000

/** One ffmpeg, watched: it ends well, or with a reason. */
export class FfmpegProcess {
  private readonly child: ChildProcess
  private words = ''
  private stalled: NodeJS.Timeout | undefined
  private isStalled = false

  /** Settled when it is gone and its pipes are read: nothing, or why it failed. */
  readonly ended: Promise<FirstpassError | undefined>

  constructor(private readonly launch: Launch, private readonly around: Around) {
    const stdio = [launch.takesFrames ? 'pipe' : 'ignore', launch.output ?? 'pipe', 'pipe'] as const
    const { program, args, folder: cwd } = launch
    this.child = spawn(program, args, { stdio: [...stdio], cwd, env: childEnvironment(), windowsHide: true })
    const { pid } = this.child
    if (pid !== undefined) around.say({ type: 'started', pid })
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => { this.words = (this.words + text).slice(-KEPT_WORDS) })
    // Whoever writes hears of a broken pipe by the end of the process.
    this.child.stdin?.on('error', () => undefined)
    this.ended = new Promise((resolve) => {
      this.child.on('error', (thrown) => {
        // One that never was has no end.
        if (pid === undefined) resolve(this.describe(thrown.message))
      })
      this.child.once('close', (code, signal) => {
        this.rest()
        if (pid !== undefined) around.say({ type: 'ended', pid })
        resolve(this.judge(code, signal))
      })
    })
    this.live()
  }

  get stdout(): Readable {
    return this.child.stdout as Readable
  }

  get stdin(): Writable {
    return this.child.stdin as Writable
  }

  /** It has work to do, and gave a sign of life. */
  live(): void {
    this.rest()
    this.stalled = setTimeout(() => {
      this.isStalled = true
      this.kill()
    }, this.around.stallMs)
  }

  /** It waits for us; its silence means nothing. */
  rest(): void {
    clearTimeout(this.stalled)
  }

  kill(): void {
    this.child.kill('SIGKILL')
  }

  /** As a failure of this run. */
  describe(reason: string): FirstpassError {
    const { step, path: file } = this.launch
    return step === 'decode' || step === 'filter'
      ? failure('MEDIA_UNREADABLE', { path: file, reason })
      : failure('MEDIA_UNWRITABLE', { path: file, reason })
  }

  private judge(code: number | null, signal: NodeJS.Signals | null): FirstpassError | undefined {
    if (this.isStalled) return this.describe(`ffmpeg did nothing for ${Math.round(this.around.stallMs / 1000)} s`)
    const isFull = signal === 'SIGXFSZ' || /No space left on device|Disk quota exceeded|File too large/i.test(this.words)
    if (isFull) return failure('DISK_FULL', { path: this.launch.path, needed: 0 })
    if (code === 0) return undefined
    const end = signal === null ? `ffmpeg ended with ${code}` : `ffmpeg was ended by ${signal}`
    return this.describe(lastLine(this.words) ?? end)
  }
}

/** A source of which something could be read: `frames` from where it was asked to begin. */
export function asTruncated(failed: FirstpassError, { path, frames }: { path: string; frames: number }): FirstpassError {
  if (failed.code !== 'MEDIA_UNREADABLE') return failed
  return failure('MEDIA_TRUNCATED', { path, frames, reason: String(failed.data.reason) }, failed)
}

/** What ffmpeg said last, without addresses, folders and control characters. */
export function lastLine(words: string): string | undefined {
  const lines = words.split(/[\r\n]+/).map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, ' ').trim())
  const last = lines.filter((line) => line !== '').at(-1)
  return last?.replace(/\[[^\]@]* @ 0x[0-9a-f]+\] /g, '').replace(/(^|[\s'"])(?:file:)?(?:[A-Za-z]:)?[/\\].*[/\\]/g, '$1').slice(0, 300)
}
