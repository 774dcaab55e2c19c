import { type ChildProcess, fork } from 'node:child_process'
import type { FailureJson } from '#protocol'
import type { FromWorker, ToWorker, WorkDone, WorkOrder } from '#helper/engine/messages'
import { WORKER_FLAGS } from '#helper/media/worker-flags'
import type { Step } from './job'
import type { Log } from './log'
import { readWorkerMessage } from './worker-messages'

export type Ready = Extract<FromWorker, { type: 'ready' }>

export type Outcome =
  | { kind: 'done'; work: WorkDone }
  | { kind: 'cancelled' }
  | { kind: 'failed'; error: FailureJson }
  /** The process is gone; `provider` is what it ran on, where it got that far. */
  | { kind: 'crashed'; provider: string | undefined }

export interface WorkerSettings {
  /** engine or codec; for the log. */
  name: string
  /** The program to fork. */
  program: string
  env: Record<string, string | undefined>
  /** A worker that is silent this long at its start is killed. */
  startLimitMs: number
  /** A job that shows no sign of life this long is given up. */
  silenceLimitMs: number
  log: Log
}

interface Running {
  id: string
  onStep(step: Step): void
  settle(outcome: Outcome): void
}

/** A worker that does not leave by itself within this time is killed. */
const END_LIMIT_MS = 2000

/** One forked process, started when needed and again after its end; runs one job at a time. */
export class WorkerProcess {
  private child: ChildProcess | undefined
  private starting: Promise<Ready | undefined> | undefined
  private running: Running | undefined
  private watchdog: NodeJS.Timeout | undefined
  private ended = false

  constructor(private readonly settings: WorkerSettings) {}

  get alive(): boolean {
    return this.child !== undefined
  }

  /** Starts the process if it doesn't run. Undefined: it ended before it was ready. */
  prepare(): Promise<Ready | undefined> {
    this.starting ??= this.start().catch((thrown: unknown) => this.giveUp(thrown))
    return this.starting
  }

  async run(order: WorkOrder, onStep: (step: Step) => void): Promise<Outcome> {
    const ready = await this.prepare()
    const child = this.child
    if (!ready || !child) return { kind: 'crashed', provider: undefined }
    return new Promise<Outcome>((resolve) => {
      this.running = {
        id: order.id,
        onStep,
        settle: (outcome) => {
          this.running = undefined
          this.stopWatching()
          resolve(outcome.kind === 'crashed' ? { kind: 'crashed', provider: ready.provider } : outcome)
        },
      }
      this.watch(this.settings.silenceLimitMs)
      this.send(child, { type: 'run', order })
    })
  }

  /** Asks an idle process to give its memory back. */
  unload(): void {
    if (this.child) this.send(this.child, { type: 'unload' })
  }

  /** Ends the process at once; a job that runs in it ends as crashed. */
  kill(): void {
    this.child?.kill('SIGKILL')
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.ended = true
    const child = this.child
    if (!child) return
    await new Promise<void>((resolve) => {
      const killer = setTimeout(() => child.kill('SIGKILL'), END_LIMIT_MS)
      child.once('exit', () => {
        clearTimeout(killer)
        resolve()
      })
      this.send(child, { type: 'stop' })
    })
  }

  private async start(): Promise<Ready | undefined> {
    if (this.ended) return undefined
    const { program, env, name, log } = this.settings
    const child = fork(program, [], {
      env, execArgv: [...process.execArgv, ...WORKER_FLAGS], stdio: ['ignore', 'pipe', 'pipe', 'ipc'], serialization: 'json',
    })
    this.child = child
    this.watch(this.settings.startLimitMs)
    child.stderr?.on('data', (text: Buffer) => log.warn({ worker: name, text: text.toString('utf8', 0, 4000) }, 'worker wrote'))
    child.stdout?.resume()
    return new Promise((resolve, reject) => {
      child.on('message', (said) => {
        const message = readWorkerMessage(said)
        if (message?.type === 'ready') {
          this.stopWatching()
          log.info({ worker: name, pid: child.pid, provider: message.provider }, 'worker ready')
          resolve(message)
        } else {
          this.take(child, message)
        }
      })
      child.on('error', (thrown) => {
        log.warn({ worker: name, reason: thrown.message }, 'worker failed')
        // A process that never was has no exit.
        if (child.pid === undefined) reject(thrown)
      })
      child.once('exit', (code, signal) => {
        log.info({ worker: name, pid: child.pid, code, signal }, 'worker ended')
        this.forget()
        resolve(undefined)
      })
    })
  }

  /** Not even forked: too many processes, no memory, or Node itself was replaced meanwhile. The next job tries again. */
  private giveUp(thrown: unknown): undefined {
    this.settings.log.warn({ worker: this.settings.name, reason: String(thrown) }, 'worker not started')
    this.forget()
  }

  private take(child: ChildProcess, message: FromWorker | undefined): void {
    const running = this.running
    if (!message || !running || message.type === 'ready' || message.id !== running.id) {
      this.settings.log.warn({ worker: this.settings.name, pid: child.pid }, 'worker talks nonsense and is ended')
      child.kill('SIGKILL')
      return
    }
    if (message.type === 'progress') {
      this.watch(this.settings.silenceLimitMs)
      running.onStep(message)
    } else if (message.type === 'done') {
      running.settle({ kind: 'done', work: message.work })
    } else if (message.type === 'failed') {
      running.settle({ kind: 'failed', error: message.error })
    } else {
      running.settle({ kind: 'cancelled' })
    }
  }

  private forget(): void {
    this.child = undefined
    this.starting = undefined
    this.stopWatching()
    this.running?.settle({ kind: 'crashed', provider: undefined })
  }

  private send(child: ChildProcess, message: ToWorker): void {
    // A failed send is followed by the exit event, which settles everything.
    child.send(message, () => undefined)
  }

  private watch(limitMs: number): void {
    this.stopWatching()
    this.watchdog = setTimeout(() => this.kill(), limitMs)
    this.watchdog.unref()
  }

  private stopWatching(): void {
    clearTimeout(this.watchdog)
  }
}
