import { cpus } from 'node:os'
import { join } from 'node:path'
import { denoiseOptionsSchema } from '#protocol'
import { denoise } from '#helper/tasks/denoise'
import type { LoadedModel } from '#helper/tasks/task'
import { psnr } from '../support/compare-samples'
import { gaussianNumbers } from '../support/sensor-noise'
import { type EvalPicture, readPictures } from './pictures'
import { defaultModel, runProduct } from './product'
import { type Beside, type Figure, type Section } from './section'

/** Of 255, with the goal in dB and what others reach. */
const LEVELS = [
  { sigma: 15, goal: 33.6, published: { CBM3D: 33.52, FFDNet: 33.87 } },
  { sigma: 25, goal: 30.9, published: { CBM3D: 30.71, FFDNet: 31.21 } },
  { sigma: 50, goal: 27.6, published: { CBM3D: 27.38, FFDNet: 27.96 } },
]

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Seeded Gaussian noise, rounded and clipped to 8 bit. */
function addNoise(picture: EvalPicture, sigma: number, seed: number): EvalPicture {
  const noise = gaussianNumbers(seed)
  const data = Uint8Array.from(picture.data, (value) => Math.min(255, Math.max(0, Math.round(value + sigma * noise()))))
  return { ...picture, data }
}

/** Mean PSNR over RGB of a colour set at a given level of white noise. */
async function figureOf(pictures: readonly EvalPicture[], level: (typeof LEVELS)[number], model: LoadedModel): Promise<Figure> {
  const before: number[] = []
  const after: number[] = []
  for (const [index, clean] of pictures.entries()) {
    const noisy = addNoise(clean, level.sigma, 1000 * level.sigma + index)
    const options = denoiseOptionsSchema.parse({ sigma: level.sigma })
    const { picture } = await runProduct(denoise, options, { picture: noisy, model })
    before.push(psnr(noisy.data, clean.data))
    after.push(psnr(picture.data, clean.data))
  }
  const published = Object.entries(level.published).map(([name, value]): Beside => ({ name, value, isPublished: true }))
  return {
    what: `CBSD68 (${pictures.length} of 68), colour, sigma ${level.sigma}, PSNR over RGB`,
    unit: 'dB', reached: mean(after), goal: { atLeast: level.goal },
    beside: [{ name: 'noisy', value: mean(before) }, ...published],
  }
}

/** Seconds per megapixel of the whole task, warm: by the clock, which other work on the machine slows, and of processor time. */
async function costsOf(model: LoadedModel): Promise<Figure[]> {
  const side = 1536
  const noise = gaussianNumbers(1)
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => 128 + 40 * Math.sin(i / 900) + 8 * noise())
  const picture = { name: 'made', width: side, height: side, data }
  const options = denoiseOptionsSchema.parse({})
  const small = { ...picture, width: 256, height: 256, data: data.slice(0, 256 * 256 * 3) }
  await runProduct(denoise, options, { picture: small, model })
  const before = process.cpuUsage()
  const { done } = await runProduct(denoise, options, { picture, model })
  const { user, system } = process.cpuUsage(before)
  const megapixels = side ** 2 / 1e6
  return [
    {
      what: `cost at the automatic level, by the clock on ${cpus().length} cores`, unit: 's/MP',
      reached: done.timings.totalMs / 1000 / megapixels, goal: { atMost: 1.5 },
      beside: [{ name: 'FFDNet', value: 4.5, isPublished: true }],
    },
    { what: 'the same in processor time of all cores', unit: 's/MP', reached: (user + system) / 1e6 / megapixels },
  ]
}

export const denoiseSection: Section = {
  name: 'denoise',
  async run({ data }) {
    const pictures = await readPictures(join(data, 'cbsd'))
    const model = await defaultModel('denoise')
    const figures: Figure[] = []
    for (const level of LEVELS) figures.push(await figureOf(pictures, level, model))
    return [...figures, ...await costsOf(model)]
  },
}
