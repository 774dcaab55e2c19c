import { failure, type JobResult, type LicencePolicy } from '#protocol'
import type { EndedJob, JobRunner, JobWatch } from '#standalone/cli/job-runner'
import type { Asked } from './arithmetic-runner'

/** 100 frames of 25 a second from 01:00:00:00, with stereo sound. */
export const info = {
  container: 'mov', codec: 'h264', width: 320, height: 180, pixelAspect: { num: 1, den: 1 }, rate: { num: 25, den: 1 },
  frames: 100, isVariableRate: false, start: { frame: 90_000, isDropFrame: false }, rotation: 0, scan: 'progressive',
  colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' }, depth: 8, hasAlpha: false,
  audio: [{ codec: 'aac', channels: 2, sampleRate: 48_000 }],
}

/** A helper of a few lines that knows clips: nothing is written, every result is what was asked for. */
export class ClipRunner implements JobRunner {
  readonly asked: Asked[] = []
  readonly released: string[] = []
  source = info
  markers: JobResult['markers'] = [{ frame: 12, score: 0.7, reason: 'the edge is in doubt' }]
  /** Runs before each job; may abort. */
  before: (request: Asked) => void = () => {}
  /** As the user set it. */
  licence: LicencePolicy = 'permissive'

  async run(request: Asked, { signal }: JobWatch): Promise<EndedJob | undefined> {
    this.before(request)
    if (signal.aborted) return undefined
    this.asked.push(request)
    const licence = request.licence ?? this.licence
    return Promise.resolve({ id: `job${this.asked.length}`, result: this.resultOf(request), licence })
  }

  release(id: string): Promise<void> {
    this.released.push(id)
    return Promise.resolve()
  }

  private resultOf({ task, options }: Asked): JobResult {
    const base = { timings: { totalMs: 30, inferMs: 20 }, notes: [], facts: {}, results: {} }
    const file = (path: string): JobResult['results'] => ({ file: { kind: 'file', path, bytes: 3, sha256: 'f00d' } })
    const range = (options.range as { in: number; out: number } | undefined) ?? { in: 0, out: this.source.frames }
    const frames = range.out - range.in
    if (task === 'probe') {
      const made = this.asked.find(({ options: each }) => each.output === options.path)
      const clip = made === undefined ? this.source : { ...info, frames: 30, hasAlpha: true, audio: [] }
      return { ...base, facts: { clip } }
    }
    if (task === 'timeline') {
      if (String(options.format ?? options.path).endsWith('edl') && this.source.rate.num / this.source.rate.den > 99) {
        throw failure('TIMELINE_UNSUPPORTED', { format: 'edl', reason: 'too many frames' })
      }
      return { ...base, results: file(String(options.path ?? 'result')) }
    }
    const facts = { frames, rate: info.rate, fps: 12.5, bytes: 2e9, freeBytes: 5e9, seconds: 240 }
    if (options.estimate === true) return { ...base, facts }
    const ran = { method: 'model' as const, model: { id: 'tiny', sha256: 'ab', licence: 'MIT' }, provider: 'cpu' }
    return { ...base, ...ran, facts, markers: this.markers ?? [], results: file(String(options.output)) }
  }
}
