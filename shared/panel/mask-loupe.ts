import type { Bounds, PictureHeader } from '#protocol'
import { failure, failureFromJson, pixelBytes } from '#protocol'
import type { Placement, Stamp, Target } from '#host'
import type { Cancelling } from './cancelling'
import { asScreenRgb } from './preview'
import { type FinishedJob, remotePixels } from './remote-pixels'
import { abandon, type Surface } from './run-job'
import { planTask } from './tasks'
import type { Settings } from './tasks/task'

interface Made {
  key: string
  job: FinishedJob
  placement: Placement
  stamp: Stamp
}

/** 8-bit RGB of one part of the target, of one size. */
export interface MaskView {
  size: { width: number; height: number }
  before: Uint8Array
  /** What the mask leaves, on a checkerboard. */
  cutOut: Uint8Array
  /** Red over what the mask hides. */
  overlay: Uint8Array
}

/**
 * A mask is of the whole picture, so one job is made of it while the loupe is open; then any part is seen without another one,
 * until the settings or the picture change.
 */
export class MaskLoupe {
  private made: Made | undefined

  constructor(private readonly surface: Surface) {}

  close(): void {
    if (this.made) void abandon(this.surface.client, this.made.job.id)
    this.made = undefined
  }

  /** @throws Cancelled, and what reading and the task throw */
  async see(
    { target, settings, region }: { target: Target; settings: Settings; region: Bounds }, cancelling: Cancelling,
  ): Promise<MaskView> {
    const { host } = this.surface
    const made = await this.make(target, settings, cancelling)
    const reading = await host.read(target, { region, mayBeConverted: true })
    try {
      const { header, read } = reading.picture
      const before = asScreenRgb(header, await read(0, pixelBytes(header)))
      const matte = await this.readMatte(made, header)
      cancelling.check()
      return { size: header, before, ...mix(before, matte, header) }
    } finally {
      await reading.close()
    }
  }

  private async make(target: Target, settings: Settings, cancelling: Cancelling): Promise<Made> {
    const { host, client } = this.surface
    const key = `${target.id} ${JSON.stringify(settings)}`
    if (this.made?.key === key && await host.check(this.made.stamp) === 'same') return this.made
    this.close()
    // All of the edge is in the matte: a preview has no live properties, and no colours of its own.
    const can = { ...host.capabilities(), hasLiveFeather: false }
    const plan = planTask({ task: 'mask', settings: { ...settings, decontaminate: false }, how: {} }, can)
    const reading = await host.read(target, plan.needs(target))
    try {
      cancelling.check()
      const { latest: { job } } = await client.submit(await plan.order(reading))
      try {
        const { error, result } = await cancelling.race(client.follow(job))
        if (error) throw failureFromJson(error)
        if (!result) throw failure('RESULT_MISSING', { id: job, name: 'matte' })
        // Nobody waits for it: it is only looked at, and goes by itself where the panel ends without a word.
        await client.markPlaced(job)
        this.made = { key, job: { id: job, result }, placement: reading.placement, stamp: reading.stamp }
        return this.made
      } catch (thrown) {
        void abandon(client, job)
        throw thrown
      }
    } finally {
      await reading.close()
    }
  }

  /** 0..1, as many as the part has pixels. */
  private async readMatte({ job, placement: { bounds } }: Made, { origin, width, height }: PictureHeader): Promise<Float32Array> {
    const { header, read } = remotePixels(this.surface.client, { job, name: 'matte' })
    const wide = header.sample === 'u8' ? 1 : 2
    const rowBytes = header.width * wide
    const rows = await read((origin.top - bounds.top) * rowBytes, height * rowBytes)
    const samples = wide === 1 ? rows : new Uint16Array(rows.buffer, rows.byteOffset, rows.length / 2)
    const left = origin.left - bounds.left
    return Float32Array.from({ length: width * height }, (_, at) =>
      (samples[Math.floor(at / width) * header.width + left + at % width] as number) / header.max)
  }
}

/** Side of a square of the checkerboard, its two grays, and how much of the red is seen. */
const SQUARE_PX = 8
const GRAYS = [204, 255] as const
const RED = [230, 30, 30] as const
const SHARE = 0.6

function mix(rgb: Uint8Array, matte: Float32Array, { width }: { width: number }): Pick<MaskView, 'cutOut' | 'overlay'> {
  const cutOut = new Uint8Array(rgb.length)
  const overlay = new Uint8Array(rgb.length)
  for (let pixel = 0; pixel < matte.length; pixel++) {
    const shown = matte[pixel] as number
    const square = Math.floor(pixel % width / SQUARE_PX) + Math.floor(pixel / width / SQUARE_PX)
    const ground = GRAYS[square % 2 === 0 ? 0 : 1]
    for (let channel = 0; channel < 3; channel++) {
      const value = rgb[pixel * 3 + channel] as number
      cutOut[pixel * 3 + channel] = Math.round(value * shown + ground * (1 - shown))
      const red = SHARE * (1 - shown)
      overlay[pixel * 3 + channel] = Math.round(value * (1 - red) + (RED[channel] as number) * red)
    }
  }
  return { cutOut, overlay }
}
