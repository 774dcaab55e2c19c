import type { JobOrder } from '#client'
import { failure, type JobEvent, type JobResult, type LicencePolicy, type PictureHeader, plainHeader } from '#protocol'
import type { EndedJob, JobRunner, JobWatch } from '#standalone/cli/job-runner'
import type { Terminal } from '#standalone/cli/print'

export type Asked = JobOrder

/** A helper of a few lines: every picture is 40 x 30, every model is "tiny", and nothing is written. */
export class ArithmeticRunner implements JobRunner {
  readonly asked: (Asked & { id: string })[] = []
  readonly released: string[] = []
  source: PictureHeader = plainHeader({ width: 40, height: 30 }, 'rgb', 'u8')
  checkList: JobResult['checkList'] = []
  /** Paths whose `open` fails, and with what. */
  failing = new Map<string, 'FILE_UNREADABLE' | 'HELPER_LOST'>()
  /** Runs before each job; may abort. */
  before: (request: Asked) => void = () => {}
  /** As the user set it. */
  licence: LicencePolicy = 'permissive'

  async run(request: Asked, { onEvent, signal }: JobWatch): Promise<EndedJob | undefined> {
    this.before(request)
    if (signal.aborted) return undefined
    const id = `job${String(this.asked.length).padStart(20, '0')}`
    this.asked.push({ id, ...request })
    const event: JobEvent = { job: id, task: request.task, seq: 1, at: 0, state: 'running', stage: 'half', done: 1, total: 2 }
    onEvent(event)
    onEvent({ ...event, seq: 2, state: 'succeeded', done: 2 })
    return Promise.resolve({ id, result: this.resultOf(request), licence: request.licence ?? this.licence })
  }

  release(id: string): Promise<void> {
    this.released.push(id)
    return Promise.resolve()
  }

  private resultOf({ task, options }: Asked): JobResult {
    const picture = (header: PictureHeader): JobResult['results'][string] => ({ kind: 'picture', header, bytes: 1 })
    const base = { timings: { totalMs: 30, inferMs: 20 }, notes: [], facts: {} }
    const ran = { method: 'model' as const, model: { id: 'tiny', sha256: 'ab', licence: 'MIT' }, provider: 'cpu' }
    if (task === 'open') return { ...base, results: this.openResults(String(options.path)) }
    if (task === 'save') {
      return { ...base, results: { file: { kind: 'file', path: String(options.path), bytes: 3, sha256: 'f00d' } } }
    }
    if (task === 'mask') {
      const foreground = options.decontaminate === true ? { foreground: picture(this.source) } : {}
      const matte = picture({ ...this.source, channels: 'gray', alpha: 'none' })
      return { ...base, ...ran, results: { matte, ...foreground }, checkList: this.checkList ?? [] }
    }
    const scale = typeof options.scale === 'number' ? options.scale : 1
    const scaled = { ...this.source, width: this.source.width * scale, height: this.source.height * scale }
    const removed = options.removed === true ? { removed: picture(this.source) } : {}
    return { ...base, ...ran, results: { picture: picture(scaled), ...removed } }
  }

  private openResults(path: string): JobResult['results'] {
    const code = this.failing.get(path)
    if (code === 'HELPER_LOST') throw failure(code, { reason: 'it was killed' })
    if (code !== undefined) throw failure(code, { path, reason: 'it is broken' })
    const entry = { kind: 'picture', header: this.source, bytes: 1 } as const
    return { picture: entry, proxy: entry }
  }
}

/** Keeps what is said, on a stream that is no terminal. */
export class DeafTerminal implements Terminal {
  readonly said: string[] = []
  readonly complained: string[] = []
  readonly stream = { isTTY: false } as NodeJS.WriteStream
  out = (line: string): void => void this.said.push(line)
  err = (line: string): void => void this.complained.push(line)
}
