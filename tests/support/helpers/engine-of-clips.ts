import * as fs from 'node:fs'
import * as path from 'node:path'
import type { UpscaleClipOptions } from '#protocol'
import { serveJobs } from '#helper/engine/serve-jobs'
import { openBand, type PictureFile } from '#helper/pipeline/picture-file'
import { type ClipSource, type FrameStep, type FrameWork, ownFrame } from '#helper/tasks/clip-work'
import { runClip } from '#helper/tasks/run-clip'
import type { Task, TaskContext } from '#helper/tasks/task'

/**
 * `upscale-clip` at scale 1, whose frames depend on all before them: each is blended with its neighbours and with a sum that
 * is carried on. Every tenth frame is marked. Waits at the frame that a file `stop` beside the jobs names, as long as it does.
 */
const upscaleClip: Task<UpscaleClipOptions> = (context, options) =>
  runClip(context, options, async (source) => carryOn(context, source))

function carryOn(context: TaskContext, source: ClipSource): FrameWork {
  let sum = 0
  return {
    before: 2, after: 1, frames: source.frames, rate: source.info.rate, header: source.header,
    sourceOf: (index) => index,
    render: async (step) => {
      await waitAt(context, step.index, source.frames)
      const pictures = [-2, -1, 0, 1].map((offset) => step.at(offset)).filter((picture) => picture !== undefined)
      sum = (sum * 31 + pictures.reduce((total, picture) => total + firstSample(picture), 0)) % 1009
      blend(step, sum)
      if (step.index % 10 === 0) step.mark(0.5, `sum ${sum}`)
    },
    save: () => Buffer.from(JSON.stringify({ sum })),
    load: (state) => { sum = (JSON.parse(state.toString()) as { sum: number }).sum },
    finish: () => ({ method: 'traditional', notes: [], facts: {}, inferMs: 0 }),
  }
}

async function waitAt({ order, progress }: TaskContext, index: number, total: number): Promise<void> {
  const stop = path.join(order.folder, '..', '..', 'stop')
  while (fs.existsSync(stop) && fs.readFileSync(stop, 'utf8') === String(index)) {
    progress('stopped', index, total)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

function firstSample(picture: PictureFile): number {
  const band = openBand(picture, { top: 0, height: 1 })
  const value = band.raster.data[0]! % 997
  band.close()
  return value
}

function blend(step: FrameStep, sum: number): void {
  const rows = { top: 0, height: step.target.header.height }
  const from = openBand(ownFrame(step), rows)
  const to = openBand(step.target, rows, true)
  const { max } = step.target.header
  for (let i = 0; i < to.raster.data.length; i++) to.raster.data[i] = Math.min(max, from.raster.data[i]! + (sum % 64))
  from.close()
  to.close()
}

serveJobs({
  tasks: { 'upscale-clip': upscaleClip },
  prepare: async () => ({ provider: 'cpu', providers: [], native: true }),
  model: async () => { throw new Error('there are no models here') },
  unload: async () => undefined,
})
