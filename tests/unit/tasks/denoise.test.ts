import { type DenoiseOptions, denoiseOptionsSchema, type PictureHeader } from '#protocol'
import type { Samples } from '#native'
import { denoise } from '#helper/tasks/denoise'
import type { LoadedModel, WorkDone } from '#helper/tasks/task'
import { psnr } from '../../support/compare-samples'
import {
  headerOf, jobFolder, paint, runTask, samplesOf, seededNumbers, tinyManifest, tinyNetwork, toFile,
} from '../../support/run-task'

const folder = jobFolder()
const withMap = tinyManifest('denoise', { noise: { name: 'sigma', divisor: 2 } })
const options = (more: Partial<DenoiseOptions>): DenoiseOptions => denoiseOptionsSchema.parse(more)
/** Changes each pixel by the noise it is told: less in even columns, more in odd ones, so that no mean shifts. */
const combing = (): Promise<LoadedModel> => tinyNetwork('comb', withMap)
/** Blurs, whatever the noise. */
const blurring = (): Promise<LoadedModel> => tinyNetwork('blur', tinyManifest('denoise'))
const side = (x: number): number => (x % 2 === 0 ? -1 : 1)

interface Picture {
  header: PictureHeader
  data: Samples
}

async function clean({ header, data }: Picture, more: Partial<DenoiseOptions>, model?: LoadedModel): Promise<WorkDone> {
  const inputs = { picture: toFile(folder, header, data) }
  return runTask(denoise, options(more), { folder, inputs, ...(model ? { model } : {}) })
}

const pictureOf = (done: WorkDone): Samples => samplesOf(done.results.picture!)

/** Normally distributed noise of a standard deviation on 0..1 around what `valueAt` gives. */
function noisy(header: PictureHeader, sigmaAt: (value: number) => number, valueAt: (x: number, y: number) => number): Samples {
  const next = seededNumbers(21)
  return paint(header, (x, y) => {
    const value = valueAt(x, y)
    return value + sigmaAt(value) * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next())
  })
}

describe('denoise', () => {
  const layouts = [['rgb', 'u8'], ['rgb-alpha', 'u16'], ['gray', 'u8'], ['gray-alpha', 'f32']] as const

  const nothings = [{ strength: 0 }, { sigma: 0 }, { luma: 0, chroma: 0 }]

  it.each(layouts.flatMap((layout) => nothings.map((more) => [...layout, more] as const)))(
    '%s %s with %j comes back bit for bit', async (channels, sample, more) => {
      const header = headerOf(33, 21, { channels, sample })
      const data = paint(header, seededNumbers(5))
      const done = await clean({ header, data }, { ...more, removed: true })
      expect(pictureOf(done)).toEqual(data)
      const removed = samplesOf(done.results.removed!)
      expect(removed[0]).toBe({ u8: 128, u16: 32768, f32: 0.5 }[sample])
      const alpha = { rgb: undefined, gray: undefined, 'rgb-alpha': 3, 'gray-alpha': 1 }[channels]
      if (alpha !== undefined) expect(removed[alpha]).toBe(data[alpha])
    })

  it.each(['u8', 'u16'] as const)('--sigma is on 0..255 of the encoded values of %s', async (sample) => {
    const header = headerOf(40, 30, { sample })
    const data = paint(header, (x) => 0.3 + x / 80)
    const result = pictureOf(await clean({ header, data }, { sigma: 10 }, await combing()))
    const step = (10 / 255) * header.max
    result.forEach((value, i) => {
      const change = side(Math.floor(i / 3) % 40) * step
      expect(Math.abs(value - ((data[i] as number) + change))).toBeLessThanOrEqual(0.5 + step / 50)
    })
  })

  it('luminance and colour have strengths of their own, and what is removed is a layer around mid gray', async () => {
    const header = headerOf(20, 20)
    const data = paint(header, () => 0.5)
    // The network takes as much from each channel, which is luminance alone. 50 is sigma as it was given.
    const half = await clean({ header, data }, { sigma: 20, luma: 25, removed: true }, await combing())
    expect(new Set(pictureOf(half))).toEqual(new Set([118, 138]))
    expect(new Set(samplesOf(half.results.removed!))).toEqual(new Set([138, 118]))
    const twice = await clean({ header, data }, { sigma: 20, luma: 100, chroma: 0 }, await combing())
    expect(new Set(pictureOf(twice))).toEqual(new Set([88, 168]))
    const colour = await clean({ header, data }, { sigma: 20, luma: 0, chroma: 100 }, await combing())
    expect(new Set(pictureOf(colour))).toEqual(new Set([128]))
  })

  it('the strength of luminance takes the place of --strength', async () => {
    const header = headerOf(128, 128)
    const data = noisy(header, () => 10 / 255, () => 0.5)
    const given = await clean({ header, data }, { strength: 80, luma: 25, chroma: 25 }, await combing())
    const picture = pictureOf(given)
    const same = await clean({ header, data }, { strength: 25 }, await combing())
    expect(picture).toEqual(pictureOf(same))
    expect(given.facts).toEqual(same.facts)
  })

  it('a network of one strength keeps less of its change', async () => {
    const header = headerOf(64, 64)
    const data = noisy(header, () => 10 / 255, () => 0.5)
    const full = pictureOf(await clean({ header, data }, {}, await blurring()))
    const half = pictureOf(await clean({ header, data }, { luma: 25 }, await blurring()))
    const lightAt = (of: Samples, i: number): number => 0.299 * of[i]! + 0.587 * of[i + 1]! + 0.114 * of[i + 2]!
    let [whole, kept] = [0, 0]
    for (let i = 0; i < data.length; i += 3) {
      const change = lightAt(full, i) - lightAt(data, i)
      whole += change ** 2
      kept += change * (lightAt(half, i) - lightAt(data, i))
    }
    expect(kept / whole).toBeCloseTo(0.5, 1)
  })

  it('alpha passes, hidden colours stay, and nothing of them shows', async () => {
    const header = headerOf(40, 16, { channels: 'rgb-alpha' })
    const data = paint(header, (x, _, channel) => (channel === 3 ? (x < 20 ? 1 : 0) : x < 20 ? 0.4 : 1))
    const result = pictureOf(await clean({ header, data }, { sigma: 5 }, await blurring()))
    for (let x = 6; x < 40; x++) {
      const [red, , , alpha] = result.subarray((8 * 40 + x) * 4, (8 * 40 + x) * 4 + 4)
      expect(alpha).toBe(x < 20 ? 255 : 0)
      expect(red).toBe(x < 20 ? 102 : 255)
    }
  })

  it('the automatic level follows luminance', async () => {
    const header = headerOf(256, 256, { sample: 'u16' })
    const data = noisy(header, (value) => (value < 0.5 ? 12 / 255 : 6 / 255), (x) => (x < 128 ? 0.25 : 0.75))
    const result = pictureOf(await clean({ header, data }, {}, await combing()))
    const takenAt = (left: number): number => {
      let sum = 0
      for (let y = 0; y < 256; y++) {
        for (let x = left; x < left + 96; x++) {
          const at = (y * 256 + x) * 3
          sum += side(x) * ((result[at] as number) - (data[at] as number))
        }
      }
      return (sum / 256 / 96 / 65535) * 255
    }
    expect(takenAt(8)).toBeGreaterThan(10.8)
    expect(takenAt(8)).toBeLessThan(13.2)
    expect(takenAt(144)).toBeGreaterThan(5.4)
    expect(takenAt(144)).toBeLessThan(7)
  })

  it('strength is a share of the estimate', async () => {
    const header = headerOf(128, 128)
    const data = noisy(header, () => 10 / 255, () => 0.5)
    const half = await clean({ header, data }, { strength: 25 }, await combing())
    const full = await clean({ header, data }, {}, await combing())
    expect((full.facts.sigma as number)).toBeGreaterThan(9)
    expect((full.facts.sigma as number)).toBeLessThan(11)
    expect(half.facts.sigma as number).toBeCloseTo((full.facts.sigma as number) / 2, 1)
  })

  it('a picture too small to measure is left as it is, and says so', async () => {
    const header = headerOf(1, 1)
    const done = await clean({ header, data: Uint8Array.of(9, 8, 7) }, {}, await combing())
    expect([...pictureOf(done)]).toEqual([9, 8, 7])
    expect(done.notes).toHaveLength(1)
  })

  it('a smooth clean picture is not touched', async () => {
    const header = headerOf(192, 128)
    const data = paint(header, (x, y, channel) => 0.2 + x / 400 + y / 500 + channel / 20)
    expect(pictureOf(await clean({ header, data }, {}, await combing()))).toEqual(data)
  })

  it('linear light keeps its lamps and negatives', async () => {
    const header: PictureHeader = { ...headerOf(24, 8, { sample: 'f32' }), colour: { profileName: 'linear', transfer: 'linear' } }
    const data = paint(header, (x, y) => (x === 12 && y === 4 ? 300 : x === 2 ? -0.05 : 0.18 * (1 + x)))
    const result = pictureOf(await clean({ header, data }, { sigma: 10 }, await tinyNetwork('identity', tinyManifest('denoise'))))
    result.forEach((value, i) => {
      const was = data[i] as number
      expect(Math.abs(value - was)).toBeLessThan(1e-5 * Math.abs(was) + 1e-6)
    })
  })

  it('the traditional method takes most of the noise and keeps an edge', async () => {
    const header = headerOf(96, 64)
    const truth = paint(header, (x) => (x < 48 ? 0.3 : 0.7))
    const data = noisy(header, () => 15 / 255, (x) => (x < 48 ? 0.3 : 0.7))
    const done = await clean({ header, data }, { method: 'traditional', sigma: 15 })
    // 9.5 dB is a third of the error.
    expect(psnr(pictureOf(done), truth)).toBeGreaterThan(psnr(data, truth) + 9.5)
    expect(done).toMatchObject({ method: 'traditional', timings: { inferMs: 0 } })
    expect(done.model).toBeUndefined()
  })
})
