import { readFileSync } from 'node:fs'
import { plainHeader, type UpscaleOptions, upscaleOptionsSchema } from '#protocol'
import { LoadedNetwork } from '#helper/engine/session'
import { manifestOf } from '#helper/models/catalogue'
import type { LoadedModel } from '#helper/tasks/task'
import { upscale } from '#helper/tasks/upscale'
import { itWithProgram, program, weights } from '../../support/available'
import { resizeBicubic, toBytes } from '../../support/bicubic'
import { largestDifference, meanShift, psnr } from '../../support/compare-samples'
import { type Bytes, damage, DAMAGES, overshoot, readingErrors, renderText, slantedEdge } from '../../support/degraded'
import { jobFolder, runTask, samplesOf, seededNumbers, toFile } from '../../support/run-task'

const folder = jobFolder()
const damages = Object.keys(DAMAGES) as (keyof typeof DAMAGES)[]

async function modelOf(id: string): Promise<LoadedModel> {
  const manifest = manifestOf(id)
  const network = await LoadedNetwork.load(readFileSync(weights(id) as string), id, 'cpu')
  return { manifest, session: network.handOut() }
}

async function enlarge(picture: Bytes, scale: UpscaleOptions['scale'], model?: LoadedModel): Promise<Bytes> {
  const options = upscaleOptionsSchema.parse({ scale, method: model ? 'model' : 'traditional' })
  const inputs = { picture: toFile(folder, plainHeader(picture, 'rgb', 'u8'), picture.data) }
  const done = await runTask(upscale, options, { folder, inputs, ...(model ? { model } : {}) })
  const data = samplesOf(done.results.picture!) as Uint8Array
  return { width: picture.width * scale, height: picture.height * scale, data }
}

/** Soft shapes, edges, fine grain: on the pixels of the large picture. */
function scene(side: number): Bytes {
  const grain = seededNumbers(7)
  const data = Uint8Array.from({ length: side * side * 3 }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % side, Math.floor(i / 3 / side), i % 3]
    const disc = Math.hypot(x - side / 2, y - side / 3) < side / 4 ? 60 : 0
    const bars = x > y ? 25 * Math.sin((x + 2 * y) / (4 + c)) : 0
    return 90 + disc + bars + 10 * c + 6 * (grain() - 0.5)
  })
  return { width: side, height: side, data }
}

const halved = ({ width, height, data }: Bytes): Bytes => {
  const small = resizeBicubic({ width, height, data }, width / 2, height / 2)
  return { ...small, data: toBytes(small.data) }
}

describe('the default x2 model', () => {
  it.each(damages)('a slanted edge (%s) runs over by a twentieth at most', async (name) => {
    const model = await modelOf('firstpass-upscale-x2')
    const source = await damage(slantedEdge(), DAMAGES[name])
    // Where nothing was lost to blur, noise or JPEG the network is a little bolder.
    expect(overshoot(await enlarge(source, 2, model))).toBeLessThanOrEqual(name === 'none' ? 0.055 : 0.05)
  })

  it.each(damages)('halving (%s) gives the source back at 40 dB', async (name) => {
    const model = await modelOf('firstpass-upscale-x2')
    const source = await damage(halved(scene(256)), DAMAGES[name])
    const large = await enlarge(source, 2, model)
    expect(psnr(resizeBicubic(large, source.width, source.height).data, source.data)).toBeGreaterThanOrEqual(40)
    expect(meanShift(resizeBicubic(large, source.width, source.height).data, source.data)).toBeLessThan(0.2)
  })

  it('is nearer to the truth than Lanczos where the source is damaged', async () => {
    const truth = scene(256)
    const small = resizeBicubic(truth, 128, 128)
    const source = await damage({ ...small, data: toBytes(small.data) }, DAMAGES.all)
    const made = await enlarge(source, 2, await modelOf('firstpass-upscale-x2'))
    expect(psnr(made.data, truth.data)).toBeGreaterThan(psnr((await enlarge(source, 2)).data, truth.data))
  })

  it('tiles do not show', async () => {
    const model = await modelOf('firstpass-upscale-x2')
    const source = halved(scene(400))
    const whole = await enlarge(source, 2, model)
    // So little memory that the picture is cut in nine.
    const manifest = { ...model.manifest, bytesPerPixel: 640 * 1024 * 1024 / 120 ** 2 }
    const tiled = await enlarge(source, 2, { ...model, manifest })
    expect(largestDifference(tiled.data, whole.data)).toBeLessThanOrEqual(1)
  })
})

describe.each([2, 4] as const)('our own x%i models', (scale) => {
  it('for clean sources: nearer to the truth than Lanczos', async () => {
    const truth = scene(256)
    const small = resizeBicubic(truth, 256 / scale, 256 / scale)
    const source = { ...small, data: toBytes(small.data) }
    const clean = await enlarge(source, scale, await modelOf(`firstpass-upscale-x${scale}-clean`))
    expect(psnr(clean.data, truth.data)).toBeGreaterThan(psnr((await enlarge(source, scale)).data, truth.data) + 0.5)
  })

  itWithProgram('tesseract')('the default: small text reads no worse than after Lanczos', async () => {
    const tesseract = program('tesseract') as string
    const model = await modelOf(`firstpass-upscale-x${scale}`)
    const errors = { network: 0, lanczos: 0 }
    for (const name of ['none', 'all'] as const) {
      const source = await damage(await renderText(10), DAMAGES[name])
      errors.network += await readingErrors(await enlarge(source, scale, model), tesseract)
      errors.lanczos += await readingErrors(await enlarge(source, scale), tesseract)
    }
    expect(errors.network).toBeLessThanOrEqual(errors.lanczos)
  })
})
