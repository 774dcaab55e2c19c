import type { Placement, Stamp } from '#host'
import { type JobEvent, type PictureHeader, pictureHeaderSchema, z } from '#protocol'
import type { Keep } from './settings'
import type { PanelTask, RunHow, Settings } from './tasks'

/** All that is needed to place a job's result later, after the panel was closed. */
export interface KeptRun {
  job: string
  task: PanelTask
  settings: Settings
  how: RunHow
  target: { id: string; name: string; document: string }
  placement: Placement
  stamp: Stamp
  isLimited: boolean
  /** The selection's soft edge that limits it, kept by the helper for a day. */
  limit?: { blob: string; header: PictureHeader }
  /** Milliseconds since 1970. */
  at: number
}

export interface FinishedRun {
  run: KeptRun
  event: JobEvent
}

const KEY = 'runs'

/** What a panel can keep is small; results older than these are no longer offered. */
const MOST = 40

const place = z.record(z.string(), z.union([z.string(), z.number()]))
const bounds = z.strictObject({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
const keptSchema = z.array(z.strictObject({
  job: z.string(),
  task: z.enum(['mask', 'denoise', 'upscale']),
  settings: z.record(z.string(), z.unknown()),
  how: z.record(z.string(), z.unknown()),
  target: z.strictObject({ id: z.string(), name: z.string(), document: z.string() }),
  placement: z.strictObject({ host: z.string(), target: z.string(), bounds, place }),
  stamp: z.strictObject({ target: z.string(), state: place }),
  isLimited: z.boolean(),
  limit: z.optional(z.strictObject({ blob: z.string(), header: pictureHeaderSchema })),
  at: z.number(),
}))

/** Runs that were sent to the helper and are not placed yet. */
export class KeptRuns {
  /** The job that a run of this session waits for. */
  current: string | undefined

  constructor(private readonly keep: Keep) {}

  list(): KeptRun[] {
    try {
      return keptSchema.parse(JSON.parse(this.keep.get(KEY) ?? '[]')) as KeptRun[]
    } catch {
      return []
    }
  }

  add(run: KeptRun): void {
    this.write([...this.list().filter(({ job }) => job !== run.job), run].slice(-MOST))
  }

  /** The same run, with what limits it. */
  limit(job: string, limit: NonNullable<KeptRun['limit']>): void {
    this.write(this.list().map((run) => run.job === job ? { ...run, limit } : run))
  }

  drop(job: string): void {
    this.write(this.list().filter((run) => run.job !== job))
  }

  /** Of a target that is gone for good. */
  dropTarget(id: string): void {
    this.write(this.list().filter(({ target }) => target.id !== id))
  }

  private write(runs: readonly KeptRun[]): void {
    this.keep.set(KEY, JSON.stringify(runs))
  }
}
