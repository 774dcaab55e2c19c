import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type PictureHeader, type UpscaleOptions, upscaleOptionsSchema } from '#protocol'
import { LoadedNetwork } from '#helper/engine/session'
import type { LoadedModel } from '#helper/tasks/task'
import { Cancelled } from '#helper/tasks/task'
import { upscale } from '#helper/tasks/upscale'
import type { Samples } from '#native'
import { itWithWeights, weights } from '../../support/available'
import { resizeBicubic } from '../../support/bicubic'
import { largestDifference, psnr } from '../../support/compare-samples'
import {
  headerOf, jobFolder, paint, runTask, samplesOf, seededNumbers, tinyManifest, tinyNetwork, toFile,
} from '../../support/run-task'

const folder = jobFolder()
const cancelled = jobFolder()
const doubling = tinyManifest('upscale', { scale: 2 })
const options = (more: Partial<UpscaleOptions>): UpscaleOptions => upscaleOptionsSchema.parse({ scale: 2, ...more })

interface Picture {
  header: PictureHeader
  data: Samples
}

async function enlarge({ header, data }: Picture, more: Partial<UpscaleOptions>, model?: LoadedModel): Promise<Samples> {
  const inputs = { picture: toFile(folder, header, data) }
  const done = await runTask(upscale, options(more), { folder, inputs, ...(model ? { model } : {}) })
  const { entry } = done.results.picture!
  const scale = more.scale ?? 2
  const { width, height, channels, sample } = header
  expect(entry).toMatchObject({ header: { width: width * scale, height: height * scale, channels, sample } })
  return samplesOf(done.results.picture!)
}

/** The sample that nearest-neighbour enlargement puts at x, y. */
const nearest = (data: Samples, header: PictureHeader, at: { x: number; y: number; scale: number }): number =>
  data[(Math.floor(at.y / at.scale) * header.width + Math.floor(at.x / at.scale)) * 3] as number

describe('upscale', () => {
  it.each(['u8', 'u16', 'f32'] as const)('scale 1 gives %s back bit for bit, hidden colours too', async (sample) => {
    const next = seededNumbers(3)
    const header = headerOf(31, 17, { channels: 'rgb-alpha', sample })
    const data = paint(header, (x, _, channel) => (channel === 3 && x % 3 === 0 ? 0 : next()))
    expect(await enlarge({ header, data }, { scale: 1 })).toEqual(data)
  })

  it.each([2, 4] as const)('x%i of a doubling network is each pixel as a block', async (scale) => {
    const next = seededNumbers(4)
    const header = headerOf(45, 27)
    const data = paint(header, next)
    const result = await enlarge({ header, data }, { scale }, await tinyNetwork('double', doubling))
    for (let y = 0; y < 27 * scale; y++) {
      for (let x = 0; x < 45 * scale; x++) expect(result[(y * 45 * scale + x) * 3]).toBe(nearest(data, header, { x, y, scale }))
    }
  })

  it('x3 is reduced from x4, without a shift', async () => {
    const header = headerOf(30, 20)
    const data = paint(header, (x, y) => (x + 2 * y) / 80)
    const result = await enlarge({ header, data }, { scale: 3 }, await tinyNetwork('double', doubling))
    for (const [x, y] of [[10, 5], [11, 10], [20, 14]] as const) {
      // The middle of a block of three has the value of its pixel; of four, the mean around it has.
      const middle = result[((3 * y + 1) * 90 + 3 * x + 1) * 3] as number
      expect(Math.abs(middle - (data[(y * 30 + x) * 3] as number))).toBeLessThanOrEqual(1)
    }
  })

  it('gray is shown as three and averaged back; alpha is interpolated', async () => {
    const header = headerOf(20, 12, { channels: 'gray-alpha' })
    const data = paint(header, (x, _, channel) => (channel === 1 ? (x < 10 ? 1 : 0) : 0.4))
    const result = await enlarge({ header, data }, {}, await tinyNetwork('double', doubling))
    const row = Array.from({ length: 40 }, (_, x) => [result[(8 * 40 + x) * 2], result[(8 * 40 + x) * 2 + 1]])
    expect(row.every(([gray]) => gray === 102)).toBe(true)
    expect(row[5]?.[1]).toBe(255)
    expect(row[35]?.[1]).toBe(0)
    const middle = row.slice(18, 22).map(([, alpha]) => alpha as number)
    expect(middle).toEqual([...middle].sort((a, b) => b - a))
  })

  it('hidden colour does not bleed into what shows', async () => {
    const header = headerOf(40, 10, { channels: 'rgb-alpha' })
    const data = paint(header, (x, _, channel) => (x < 20 ? (channel === 3 ? 1 : 0.2) : channel === 3 ? 0 : 1))
    const shift = { ...doubling, scale: 2 as const }
    const result = await enlarge({ header, data }, {}, await tinyNetwork('double', shift))
    for (let x = 0; x < 44; x++) expect(result[(10 * 80 + x) * 4]).toBe(51)
  })

  it('16 bit stays 16 bit: a ramp keeps its levels', async () => {
    const header = headerOf(4096, 2, { channels: 'gray', sample: 'u16' })
    const data = paint(header, (x) => x / 4095)
    const result = await enlarge({ header, data }, {}, await tinyNetwork('double', { ...doubling, bytesPerPixel: 100 }))
    expect(new Set(result).size).toBe(4096)
  })

  it('linear light passes the network and comes back, lamps and negatives too', async () => {
    const header: PictureHeader = { ...headerOf(24, 8, { sample: 'f32' }), colour: { profileName: 'linear', transfer: 'linear' } }
    const data = paint(header, (x, y) => (x === 12 && y === 4 ? 300 : x === 2 ? -0.05 : 0.18 * (1 + x)))
    const result = await enlarge({ header, data }, {}, await tinyNetwork('double', doubling))
    for (const x of [6, 12, 20]) expect(result[(2 * 48 + 2 * x) * 3]).toBeCloseTo(data[(1 * 24 + x) * 3] as number, 4)
    expect(Math.max(...result)).toBeGreaterThan(100)
    expect(Math.min(...result)).toBeLessThan(-0.01)
  })

  it('the traditional method enlarges about the centre of a pixel', async () => {
    for (const scale of [2, 3, 4] as const) {
      const header = headerOf(21, 21, { channels: 'gray', sample: 'f32' })
      const data = paint(header, (x, y) => (x === 10 && y === 10 ? 1 : 0))
      const result = await enlarge({ header, data }, { scale, method: 'traditional' })
      let [sum, atX] = [0, 0]
      result.forEach((value, i) => { sum += value; atX += value * (i % (21 * scale) + 0.5) })
      expect(Math.abs(atX / sum - 10.5 * scale)).toBeLessThan(0.01)
    }
  })

  it('can be cancelled between tiles, and leaves nothing', async () => {
    const header = headerOf(400, 60)
    const run = runTask(upscale, options({}), {
      folder: cancelled, cancelAfter: 3, model: await tinyNetwork('double', doubling),
      inputs: { picture: toFile(folder, header, paint(header, () => 0.5)) },
    })
    await expect(run).rejects.toBeInstanceOf(Cancelled)
    expect(existsSync(join(cancelled, 'picture.v'))).toBe(false)
  })

  it('says what it can\'t hold', async () => {
    const header = headerOf(200_000, 1, { channels: 'gray' })
    const inputs = { picture: toFile(folder, header, new Uint8Array(200_000)) }
    await expect(runTask(upscale, options({}), { folder, inputs })).rejects.toMatchObject({ code: 'PICTURE_TOO_LARGE' })
    await expect(runTask(upscale, options({}), { folder, inputs: {} })).rejects.toMatchObject({ code: 'INPUT_MISSING' })
  })

  it('names what made the result', async () => {
    const inputs = { picture: toFile(folder, headerOf(4, 4), paint(headerOf(4, 4), () => 0.5)) }
    const done = await runTask(upscale, options({ scale: 4 }), { folder, inputs, model: await tinyNetwork('double', doubling) })
    expect(done).toMatchObject({
      method: 'model', provider: 'cpu', model: { id: 'tiny', licence: 'Apache-2.0' }, facts: { networkScale: 2, passes: 2 },
    })
    expect(done.timings.inferMs).toBeGreaterThan(0)
    expect(done.timings.totalMs).toBeGreaterThanOrEqual(done.timings.inferMs)
  })
})

describe('upscale invents nothing', () => {
  const halve = (data: Samples, width: number, height: number): Float64Array =>
    resizeBicubic({ width, height, data }, width / 2, height / 2).data

  /** Edges, gradients and texture. */
  const header = headerOf(64, 48)
  const grain = seededNumbers(11)
  const data = paint(header, (x, y, channel) =>
    0.5 + 0.2 * Math.sin(x / (2 + channel)) * Math.cos(y / 3) + (x > 2 * y ? 0.2 : -0.2) + 0.1 * (grain() - 0.5))

  it('back-projection brings even a blurring network to 40 dB', async () => {
    const manifest = { ...doubling, fidelity: true }
    const [plain, held] = [
      await enlarge({ header, data }, {}, await tinyNetwork('double', doubling)),
      await enlarge({ header, data }, {}, await tinyNetwork('double', manifest)),
    ]
    const before = psnr(halve(plain, 128, 96), data)
    const after = psnr(halve(held, 128, 96), data)
    expect(before).toBeLessThan(40)
    expect(after).toBeGreaterThan(40)
  })

  it('what lies within the slack stays as the network made it, and no more', async () => {
    const slack = 0.02
    const reduced = async (more: object): Promise<Float64Array> =>
      halve(await enlarge({ header, data }, {}, await tinyNetwork('double', { ...doubling, fidelity: true, ...more })), 128, 96)
    const [held, loose] = [await reduced({}), await reduced({ slack })]
    const away = Math.sqrt(loose.reduce((sum, value, i) => sum + (value - (data[i] as number)) ** 2, 0) / loose.length)
    expect(psnr(loose, data)).toBeLessThan(psnr(held, data) - 3)
    expect(away).toBeLessThan(slack * 255)
    const still = paint(header, (x, y) => 0.5 + 0.0005 * x * (y % 2))
    const [plain, within] = [
      await enlarge({ header, data: still }, {}, await tinyNetwork('double', doubling)),
      await enlarge({ header, data: still }, {}, await tinyNetwork('double', { ...doubling, fidelity: true, slack: 0.1 })),
    ]
    expect(within).toEqual(plain)
  })

  it('tiled and held to the source equals untiled', async () => {
    const manifest = { ...doubling, fidelity: true, bytesPerPixel: 400_000 }
    const whole = { ...manifest, bytesPerPixel: 100 }
    const [tiled, untiled] = [
      await enlarge({ header, data }, {}, await tinyNetwork('double', manifest)),
      await enlarge({ header, data }, {}, await tinyNetwork('double', whole)),
    ]
    expect(tiled).toEqual(untiled)
  })

  itWithWeights('esrgan_medium_x2')('esrgan-medium: halving gives the source back at 40 dB, and tiles do not show', async () => {
    const tile = { kind: 'tiled', alignPx: 1, contextPx: 16, trimPx: 0, preferredPx: 300 } as const
    const manifest = tinyManifest('upscale', {
      scale: 2, fidelity: true, tile, bytesPerPixel: 100,
      input: { ...doubling.input, name: 'input' }, output: { ...doubling.output, name: 'SR' },
    })
    const bytes = readFileSync(weights('esrgan_medium_x2') as string)
    const session = (await LoadedNetwork.load(bytes, 'esrgan', 'cpu')).handOut()
    const whole = await enlarge({ header, data }, {}, { manifest, session })
    expect(psnr(halve(whole, 128, 96), data)).toBeGreaterThan(40)
    const tiled = await enlarge({ header, data }, {}, { manifest: { ...manifest, bytesPerPixel: 90_000 }, session })
    expect(largestDifference(tiled, whole)).toBeLessThanOrEqual(1)
  })
})
