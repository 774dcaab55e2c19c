import { type DenoiseClipOptions, denoiseClipOptionsSchema } from '#protocol'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { ClipWork, FrameWork } from '#helper/tasks/clip-work'
import { LoadedNetwork } from '#helper/engine/session'
import { loadModelBytes, manifestOf } from '#helper/models/catalogue'
import { planDenoise } from '#helper/tasks/denoise-clip'
import type { LoadedModel, TaskContext } from '#helper/tasks/task'
import { itWithWeights } from '../../support/available'
import { pave } from '../../support/composite-layer'
import { largestDifference } from '../../support/compare-samples'
import { clipSource, driveClip, type Driven } from '../../support/drive-clip'
import { headerOf, jobFolder, paint, readSamples, tinyManifest, tinyNetwork, toFile } from '../../support/run-task'
import { gaussianNumbers } from '../../support/sensor-noise'

const { sqrt } = Math
const folder = jobFolder()
const [WIDTH, HEIGHT] = [96, 64]
const SIGMA = 0.03

type Layout = NonNullable<Parameters<typeof headerOf>[2]>

/** One of two scenes, which pans by `x` pixels. */
const scene = (which: number, x: number, y: number): number =>
  which === 0 ? 0.25 + 0.4 * pave(x / 12, y / 12, 3) + 0.1 * pave(x / 5, y / 5, 4) : 0.1 + 0.25 * pave(x / 30, y / 4, 8)

interface Film { noisy: PictureFile[]; truth: Float32Array[] }

/** A pan by 1.5 px per frame; from frame `cut` on another scene. */
function film(frames: number, { cut = frames, ...layout }: Layout & { cut?: number } = {}): Film {
  const header = headerOf(WIDTH, HEIGHT, layout)
  const isAlpha = (c: number): boolean => header.alpha === 'straight' && c === 3
  const shown = (i: number) => (x: number, y: number, c: number): number =>
    (isAlpha(c) ? (x + y) / 160 : scene(i < cut ? 0 : 1, x + 1.5 * i, y))
  const noisy = Array.from({ length: frames }, (_, i) => {
    const noise = gaussianNumbers(100 + i)
    const at = shown(i)
    return toFile(folder, header, paint(header, (x, y, c) => at(x, y, c) + (isAlpha(c) ? 0 : SIGMA * noise())))
  })
  const plain = headerOf(WIDTH, HEIGHT, { sample: 'f32' })
  return { noisy, truth: noisy.map((_, i) => paint(plain, shown(i)) as Float32Array) }
}

const contextOf = (model?: LoadedModel): TaskContext => ({
  progress: () => undefined,
  model: async () => {
    if (model) return model
    throw new Error('this task asked for a model')
  },
} as unknown as TaskContext)

const plan = (options: Partial<DenoiseClipOptions>, frames: readonly PictureFile[], model?: LoadedModel): Promise<ClipWork> =>
  planDenoise(contextOf(model), denoiseClipOptionsSchema.parse(options), clipSource(frames))

async function render(
  options: Partial<DenoiseClipOptions>, frames: readonly PictureFile[], how: { model?: LoadedModel; breaks?: number[] } = {},
): Promise<Driven> {
  const { model, breaks } = how
  const plans = [await plan(options, frames, model)]
  while (plans.length <= (breaks?.length ?? 0)) plans.push(await plan(options, frames, model))
  return driveClip(() => plans.shift() as FrameWork, frames, { folder, ...(breaks ? { breaks } : {}) })
}

/** Bit for bit; a difference of thousands of samples helps nobody. */
const isSame = (a?: PictureFile, b?: PictureFile): boolean =>
  largestDifference(readSamples(a as PictureFile), readSamples(b as PictureFile)) === 0

/** Root of the mean squared error, on 0..1. */
function errorOf(made: PictureFile, truth: Float32Array): number {
  const samples = readSamples(made)
  return sqrt(truth.reduce((sum, value, i) => sum + ((samples[i] as number) / made.header.max - value) ** 2, 0) / truth.length)
}

async function ownDenoiser(): Promise<LoadedModel> {
  const manifest = manifestOf('firstpass-denoise')
  const network = await LoadedNetwork.load(await loadModelBytes(manifest), manifest.id, 'cpu')
  return { manifest, session: network.handOut() }
}

const identity = (): Promise<LoadedModel> => tinyNetwork('identity', tinyManifest('denoise'))

describe('denoise of clips', () => {
  it.each([{ strength: 0 }, { sigma: 0 }, { luma: 0, chroma: 0 }])('gives frames back as they are with %p', async (options) => {
    for (const layout of [{}, { sample: 'u16', channels: 'rgb-alpha' }] as const) {
      const { noisy } = film(3, layout)
      const { frames, credits } = await render(options, noisy)
      expect(frames.map((frame, i) => isSame(frame, noisy[i]))).toEqual(noisy.map(() => true))
      expect(credits).toEqual({ method: 'model', notes: [], facts: { sigma: 0 }, inferMs: 0 })
    }
  })

  it('averages along motion before the network: 16 bit stays, alpha too', async () => {
    const { noisy, truth } = film(7, { sample: 'u16' })
    const { frames, credits } = await render({ sigma: 255 * SIGMA }, noisy, { model: await identity() })
    expect(frames[3]?.header).toEqual(noisy[3]?.header)
    expect(errorOf(noisy[3] as PictureFile, truth[3] as Float32Array)).toBeCloseTo(SIGMA, 2)
    expect(errorOf(frames[3] as PictureFile, truth[3] as Float32Array)).toBeLessThan(0.62 * SIGMA)
    expect(credits.facts).toMatchObject({ shots: 1 })
    const alpha = film(3, { sample: 'u16', channels: 'rgb-alpha' })
    const made = await render({ sigma: 255 * SIGMA }, alpha.noisy, { model: await identity() })
    const alphaOf = (frame?: PictureFile): ArrayLike<number> => readSamples(frame as PictureFile).filter((_, i) => i % 4 === 3)
    expect(alphaOf(made.frames[1])).toEqual(alphaOf(alpha.noisy[1]))
  })

  it('frame by frame leaves to the network what it gets', async () => {
    const { noisy } = film(3)
    const { frames } = await render({ sigma: 255 * SIGMA, overTime: false }, noisy, { model: await identity() })
    expect(frames.map((frame, i) => isSame(frame, noisy[i]))).toEqual(noisy.map(() => true))
  })

  it('takes nothing across a cut, and counts shots', async () => {
    const { noisy, truth } = film(8, { cut: 4, sample: 'u16' })
    const { frames, credits } = await render({ sigma: 255 * SIGMA }, noisy, { model: await identity() })
    for (const i of [3, 4]) expect(errorOf(frames[i] as PictureFile, truth[i] as Float32Array)).toBeLessThan(0.8 * SIGMA)
    // The last frame before the cut is made of those before it alone.
    const shorter = await render({ sigma: 255 * SIGMA }, noisy.slice(0, 4), { model: await identity() })
    expect(credits.facts).toMatchObject({ shots: 2 })
    expect(isSame(frames[3], shorter.frames[3])).toBe(true)
  })

  it('goes on after a break with the same frames, by the level that it has measured', async () => {
    const { noisy } = film(6, { cut: 3 })
    const whole = await render({}, noisy, { model: await identity() })
    const broken = await render({}, noisy, { model: await identity(), breaks: [2, 5] })
    expect(whole.frames.map((frame, i) => isSame(frame, broken.frames[i]))).toEqual(noisy.map(() => true))
    expect(broken.credits.facts).toEqual(whole.credits.facts)
  })

  it('keeps luminance where only colour is cleaned', async () => {
    const { noisy } = film(3, { sample: 'u16' })
    const { frames } = await render({ sigma: 255 * SIGMA, luma: 0 }, noisy, { model: await identity() })
    const light = (frame: PictureFile): number[] => {
      const samples = readSamples(frame)
      return Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
        0.299 * (samples[3 * i] as number) + 0.587 * (samples[3 * i + 1] as number) + 0.114 * (samples[3 * i + 2] as number))
    }
    const [before, after] = [light(noisy[1] as PictureFile), light(frames[1] as PictureFile)]
    expect(Math.max(...after.map((value, i) => Math.abs(value - (before[i] as number))))).toBeLessThan(2)
    expect(isSame(frames[1], noisy[1])).toBe(false)
  })

  itWithWeights('firstpass-denoise')('with the network gains a decibel over frame by frame', async () => {
    const { noisy, truth } = film(5)
    const decibels = async (options: Partial<DenoiseClipOptions>): Promise<number> => {
      const { frames } = await render({ sigma: 255 * SIGMA, ...options }, noisy, { model: await ownDenoiser() })
      return -20 * Math.log10(errorOf(frames[2] as PictureFile, truth[2] as Float32Array))
    }
    expect((await decibels({})) - (await decibels({ overTime: false }))).toBeGreaterThan(1)
  })
})

describe('traditional denoise of clips', () => {
  it('is hqdn3d, as strong as the noise', async () => {
    const { noisy } = film(4)
    const work = await plan({ method: 'traditional', sigma: 10 }, noisy)
    expect(work).toMatchObject({ filter: 'hqdn3d=8.000:8.000:7.000:7.000', before: 16, after: 0, frames: 4 })
    expect(await plan({ method: 'traditional', sigma: 10, overTime: false, chroma: 0 }, noisy))
      .toMatchObject({ filter: 'hqdn3d=8.000:0.001:0.001:0.001' })
    expect(work.finish()).toMatchObject({ method: 'traditional', facts: { sigma: 10 } })
  })

  it('leaves a clip without a flat area as it is, and says so', async () => {
    const header = headerOf(32, 32)
    const checks = Array.from({ length: 2 }, () => toFile(folder, header, paint(header, (x, y) => (x + y) % 2)))
    const work = await plan({ method: 'traditional' }, checks)
    expect(work).toMatchObject({ filter: 'null' })
    expect(work.finish().notes[0]).toContain('no flat area')
  })
})
