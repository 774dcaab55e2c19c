import type { Target } from '#host'
import { asFailure, type Bounds, failure, failureFromJson, type JobResult, type PictureHeader, pixelBytes } from '#protocol'
import { pngUrl } from './png'
import { asScreenRgb } from './preview'
import { remotePixels } from './remote-pixels'
import type { Surface } from './run-task'
import { asProblem, type Loupe } from './state'
import type { Store } from './store'
import { jobOptions, type PanelTask } from './tasks'

/** Longest side of what is shown, in pixels of the result. */
const SIDE_PX = 512

interface Look {
  at: { x: number; y: number }
  target: Target
  task: Exclude<PanelTask, 'mask'>
  settings: object
}

/** A small part at 100 %, before anything is committed: only this part is read and worked on. */
export class LoupeDesk {
  private turn = 0

  constructor(private readonly surface: Surface, private readonly store: Store) {}

  close(): void {
    this.turn += 1
    this.store.set({ loupe: undefined })
  }

  /** A later look ends an earlier one. */
  async look({ at, target, task, settings }: Look): Promise<void> {
    const turn = ++this.turn
    const tell = (loupe: Omit<Loupe, 'at'>): void => {
      if (turn === this.turn) this.store.set({ loupe: { at, ...loupe } })
    }
    const { loupe: old } = this.store.state
    tell({ ...old, state: 'working' })
    try {
      const options = jobOptions(task, settings)
      const sidePx = task === 'upscale' ? Math.floor(SIDE_PX / Number(options.scale)) : SIDE_PX
      const { before, result, job } = await this.work({ target, task, options, bounds: around(at, target.bounds, sidePx) })
      if (turn !== this.turn) return
      const show = (name: string): Promise<string> => this.show({ id: job, result }, name)
      const removed = task === 'denoise' ? { removed: await show('removed') } : {}
      tell({ state: 'ready', before, after: await show('picture'), ...removed })
      await this.surface.client.discard(job).catch(() => undefined)
    } catch (thrown) {
      tell({ state: 'failed', problem: asProblem(asFailure(thrown).toJSON()) })
    }
  }

  private async work({ target, task, options, bounds }: {
    target: Target; task: Look['task']; options: Record<string, unknown>; bounds: Bounds
  }): Promise<{ before: string; job: string; result: JobResult }> {
    const { host, client } = this.surface
    const reading = await host.read(target, { region: bounds })
    try {
      const { picture } = reading
      const wanted = task === 'denoise' ? { ...options, removed: true } : options
      const bytes = await picture.read(0, pixelBytes(picture.header))
      const { latest } = await client.submit({ task, options: wanted, inputs: { picture } })
      const { state, error, result } = await client.follow(latest.job)
      if (error) throw failureFromJson(error)
      if (state !== 'succeeded' || !result) throw failure('RESULT_MISSING', { id: latest.job, name: 'picture' })
      return { before: urlOf(picture.header, bytes), job: latest.job, result }
    } finally {
      await reading.close()
    }
  }

  private async show(job: { id: string; result: JobResult }, name: string): Promise<string> {
    const { header, read } = remotePixels(this.surface.client, { job, name })
    return urlOf(header, await read(0, pixelBytes(header)))
  }
}

const urlOf = (header: PictureHeader, bytes: Uint8Array<ArrayBuffer>): string => pngUrl(asScreenRgb(header, bytes), header)

/** A square around a point, moved inside of the target where it would stick out. */
export function around({ x, y }: { x: number; y: number }, inside: Bounds, sidePx: number): Bounds {
  const fit = (middle: number, low: number, high: number): [number, number] => {
    const length = Math.min(sidePx, high - low)
    const start = Math.min(high - length, Math.max(low, Math.round(middle - length / 2)))
    return [start, start + length]
  }
  const [left, right] = fit(x, inside.left, inside.right)
  const [top, bottom] = fit(y, inside.top, inside.bottom)
  return { left, top, right, bottom }
}
