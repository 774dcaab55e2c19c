import type { Placement, Stamp } from '#host'
import {
  type FrameRange, frameRangeSchema, type LicencePolicy, licencePolicySchema, type PictureHeader, pictureHeaderSchema, type Rate,
  rateSchema, type StartTimecode, startTimecodeSchema, z,
} from '#protocol'
import type { Keep } from './settings'
import type { PanelTask, RunHow, Settings } from './tasks/task'

/** All that is needed to place a job's result later, after the panel was closed. */
export interface KeptRun {
  job: string
  task: PanelTask
  settings: Settings
  how: RunHow
  /** Of one that lies beside its rival: another name than the plan's. It takes no earlier one's place. */
  name?: string
  target: { id: string; name: string; document: string }
  placement: Placement
  stamp: Stamp
  isLimited: boolean
  /** The selection's soft edge that limits it, kept by the helper for a day. */
  limit?: { blob: string; header: PictureHeader }
  /** Of a clip: what of which source was taken. */
  clip?: KeptClip
  /** Which models were allowed, as the user had set it; left out: permissive ones. */
  licence?: LicencePolicy
  /** Milliseconds since 1970. */
  at: number
}

/** What of a source a job works on, so that its result can be placed later. */
export interface KeptClip {
  path: string
  rate: Rate
  range: FrameRange
  start?: StartTimecode | undefined
}

const KEY = 'runs'

/** What a panel can keep is small; results older than these are no longer offered. */
const MOST = 40

const place = z.record(z.string(), z.union([z.string(), z.number()]))
const bounds = z.strictObject({ left: z.number(), top: z.number(), right: z.number(), bottom: z.number() })
const keptSchema = z.array(z.strictObject({
  job: z.string(),
  task: z.string(),
  settings: z.record(z.string(), z.unknown()),
  how: z.record(z.string(), z.unknown()),
  name: z.optional(z.string()),
  target: z.strictObject({ id: z.string(), name: z.string(), document: z.string() }),
  placement: z.strictObject({ host: z.string(), target: z.string(), bounds, place }),
  stamp: z.strictObject({ target: z.string(), state: place }),
  isLimited: z.boolean(),
  limit: z.optional(z.strictObject({ blob: z.string(), header: pictureHeaderSchema })),
  clip: z.optional(z.strictObject({
    path: z.string(), rate: rateSchema, range: frameRangeSchema, start: z.optional(startTimecodeSchema),
  })),
  licence: z.optional(licencePolicySchema),
  at: z.number(),
}))

/** Runs that were sent to the helper and are not placed yet. */
export class KeptRuns {
  /** The job that a run of this session waits for. */
  current: string | undefined

  constructor(private readonly keep: Keep, private readonly isOwn: (run: KeptRun) => boolean) {}

  /** Of this panel's tasks, with settings that they still have. */
  list(): KeptRun[] {
    try {
      const runs = keptSchema.parse(JSON.parse(this.keep.get(KEY) ?? '[]')) as KeptRun[]
      return runs.filter((run) => this.isOwn(run))
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
