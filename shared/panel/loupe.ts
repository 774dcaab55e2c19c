import type { Target } from '#host'
import { asFailure, type Bounds, failure, failureFromJson, type PictureHeader, pixelBytes } from '#protocol'
import { Cancelling } from './cancelling'
import { MaskLoupe } from './mask-loupe'
import { pngUrl } from './png'
import { asScreenRgb } from './preview'
import { type FinishedJob, remotePixels } from './remote-pixels'
import { abandon, type Surface } from './run-job'
import { asProblem, type Loupe } from './state'
import { type Store, withFields } from './store'
import { jobOptions } from './tasks'
import type { PanelTask, Settings } from './tasks/task'

/** Longest side of what is shown, in pixels of the result. */
const SIDE_PX = 512

/** A setting that is still being moved is not looked at. */
const SETTLED_MS = 250

interface Look {
  at: { x: number; y: number }
  target: Target
  task: PanelTask
  settings: Settings
}

/** A small part at 100 %, before anything is committed: only this part is read and worked on. */
export class LoupeDesk {
  private last: { look: Look; cancelling: Cancelling } | undefined
  private callOff: () => void = () => undefined
  private readonly masks: MaskLoupe

  constructor(private readonly surface: Surface, private readonly store: Store) {
    this.masks = new MaskLoupe(surface)
  }

  close(): void {
    this.last?.cancelling.cancel()
    this.last = undefined
    this.callOff()
    this.masks.close()
    if (this.store.state.loupe) this.store.set({ loupe: undefined })
  }

  /** The same part with other settings, once they have stayed as they are for a moment. */
  lookAgainSoon(task: PanelTask, settings: Settings): void {
    const { last } = this
    if (last?.look.task !== task) return
    this.callOff()
    this.callOff = this.surface.setTimer(SETTLED_MS, () => void this.look({ ...last.look, settings }))
  }

  /** A later look ends an earlier one. */
  async look(look: Look): Promise<void> {
    this.callOff()
    this.last?.cancelling.cancel()
    const cancelling = new Cancelling()
    this.last = { look, cancelling }
    const { at } = look
    const { before, after, removed } = this.store.state.loupe ?? {}
    this.store.set({ loupe: withFields<Loupe>({ at, state: 'working' }, { before, after, removed }) })
    try {
      const seen = await (look.task === 'mask' ? this.seeMask(look, cancelling) : this.see(look, cancelling))
      cancelling.check()
      this.store.set({ loupe: { at, state: 'ready', ...seen } })
    } catch (thrown) {
      if (cancelling.isCancelled) return
      this.store.set({ loupe: { at, state: 'failed', problem: asProblem(asFailure(thrown).toJSON()) } })
    }
  }

  private async seeMask({ at, target, settings }: Look, cancelling: Cancelling): Promise<Pick<Loupe, Shown>> {
    const region = around(at, target.bounds, SIDE_PX)
    const { size, before, cutOut, overlay } = await this.masks.see({ target, settings, region }, cancelling)
    return { before: pngUrl(before, size), after: pngUrl(cutOut, size), removed: pngUrl(overlay, size) }
  }

  /** @throws Cancelled, and what reading and the task throw */
  private async see({ at, target, task, settings }: Look, cancelling: Cancelling): Promise<Pick<Loupe, Shown>> {
    const { host, client } = this.surface
    const options = jobOptions(task, settings)
    const sidePx = task === 'upscale' ? Math.floor(SIDE_PX / Number(options.scale)) : SIDE_PX
    const reading = await host.read(target, { region: around(at, target.bounds, sidePx) })
    try {
      const { picture } = reading
      cancelling.check()
      const wanted = task === 'denoise' ? { ...options, removed: true } : options
      const { latest: { job } } = await client.submit({ task, options: wanted, inputs: { picture } })
      try {
        const following = client.follow(job)
        following.catch(() => undefined)
        // While the helper works.
        const before = urlOf(picture.header, await picture.read(0, pixelBytes(picture.header)))
        const { error, result } = await cancelling.race(following)
        if (error) throw failureFromJson(error)
        if (!result) throw failure('RESULT_MISSING', { id: job, name: 'picture' })
        const show = (name: string): Promise<string> => cancelling.race(this.show({ id: job, result }, name))
        return { before, after: await show('picture'), ...(task === 'denoise' ? { removed: await show('removed') } : {}) }
      } finally {
        void abandon(client, job)
      }
    } finally {
      await reading.close()
    }
  }

  private async show(job: FinishedJob, name: string): Promise<string> {
    const { header, read } = remotePixels(this.surface.client, { job, name })
    return urlOf(header, await read(0, pixelBytes(header)))
  }
}

type Shown = 'before' | 'after' | 'removed'

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
