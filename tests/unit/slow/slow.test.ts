import { readFileSync } from 'node:fs'
import { convertEbme } from '#helper/models/convert/ebme'
import { manifestOf } from '#helper/models/catalogue'
import { LoadedNetwork } from '#helper/engine/session'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { ClipSource, FilterWork, FrameWork } from '#helper/tasks/clip-work'
import { planSlow } from '#helper/tasks/slow'
import type { LoadedModel } from '#helper/tasks/task'
import type { ModelSession } from '#helper/pipeline/model-session'
import { slowOptionsSchema } from '#protocol'
import { itWithWeights, weights } from '../../support/available'
import { clipSource, driveClip, type Driven } from '../../support/drive-clip'
import { headerOf, jobFolder, paint, readSamples, toFile } from '../../support/run-task'

const folder = jobFolder()
const CHECKPOINT = 'ebme_bi-flownet.pkl'

async function network(): Promise<LoadedModel> {
  const loaded = await LoadedNetwork.load(convertEbme(readFileSync(weights(CHECKPOINT) ?? '')), 'ebme', 'cpu')
  return { manifest: manifestOf('ebme'), session: loaded.handOut() }
}

/** A network that says the same motion everywhere: 0 to 1, 1 to 0. */
function constantMotion(motion: readonly [number, number, number, number], runs: { count: number } = { count: 0 }): LoadedModel {
  const session: ModelSession = {
    provider: 'cpu',
    inferMs: () => 0,
    run: async (inputs) => {
      const dims = inputs.last_flow?.dims ?? []
      const area = (dims[2] ?? 0) * (dims[3] ?? 0)
      const isFinest = inputs.img0?.dims[3] === 128
      runs.count++
      const flow = Float32Array.from({ length: 4 * area }, (_, i) => (isFinest ? motion[Math.floor(i / area) as 0] : 0))
      const feat = { data: new Float32Array(64 * area), dims: [1, 64, ...dims.slice(2)] }
      return { flow: { data: flow, dims: [1, 4, ...dims.slice(2)] }, feat }
    },
  }
  return { manifest: manifestOf('ebme'), session }
}

/** A network that knows frames of `texture` by one of their pixels, and how far each is from the next. */
function motionByPlace(places: readonly number[]): LoadedModel {
  const seen = (dx: number, value: number): number => Math.abs(texture(64 - dx, 32) - value)
  const constant = constantMotion([0, 0, 0, 0])
  const session: ModelSession = {
    ...constant.session,
    run: async (inputs) => {
      const value = inputs.img0?.data[2 * 128 * 64 + 32 * 128 + 64] ?? 0
      const at = places.reduce((best, dx, i) => (seen(dx, value) < seen(places[best] ?? 0, value) ? i : best), 0)
      const step = (places[at + 1] ?? 0) - (places[at] ?? 0)
      return constantMotion([step, 0, -step, 0]).session.run(inputs, [])
    },
  }
  return { ...constant, session }
}

interface Wish { factor?: number; rate?: { num: number; den: number }; method?: 'model' | 'traditional' }

async function plan(source: ClipSource, wish: Wish, model?: LoadedModel): Promise<FrameWork | FilterWork> {
  const context = { model: async () => model as LoadedModel, progress: () => undefined }
  return planSlow(context, slowOptionsSchema.parse(wish), source)
}

interface Way extends Wish {
  model: LoadedModel
  breaks?: number[]
}

async function slowDown(frames: readonly PictureFile[], { model, breaks = [], ...wish }: Way): Promise<Driven> {
  const source = clipSource(frames)
  const works = await Promise.all([...breaks, 0].map(async () => await plan(source, wish, model) as FrameWork))
  return driveClip(() => works.pop() as FrameWork, frames, { folder, breaks })
}

const exact = (picture: PictureFile | undefined): number[] => [...readSamples(picture as PictureFile)]

/** Texture that no shift maps onto itself. */
const texture = (x: number, y: number): number =>
  0.5 + 0.2 * Math.sin(x / 3.1) * Math.cos(y / 4.3) + 0.15 * Math.sin((x + 2 * y) / 7.7) + 0.1 * Math.cos((3 * x - y) / 11)

const header = headerOf(128, 64)
const shifted = (dx: number, like = header): PictureFile =>
  toFile(folder, like, paint(like, (x, y, c) => texture(x - dx, y) * (1 - 0.1 * c)))

/** The largest difference, but for a border where things come in. */
function worst(made: PictureFile | undefined, expected: PictureFile, border = 12): number {
  const [a, b] = [exact(made), exact(expected)]
  const { width, height } = expected.header
  return a.reduce((most, value, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)]
    const isInside = x >= border && y >= border && x < width - border && y < height - border
    return isInside ? Math.max(most, Math.abs(value - (b[i] as number))) : most
  }, 0)
}

describe('slow motion by a motion that is known', () => {
  it('puts frames where they belong in time, and gives those of the source bit for bit', async () => {
    const frames = [shifted(0), shifted(4), shifted(8)]
    const runs = { count: 0 }
    const { frames: made, credits } = await slowDown(frames, { factor: 4, model: constantMotion([4, 0, -4, 0], runs) })
    expect(made).toHaveLength(12)
    for (const [index, frame] of frames.entries()) expect(exact(made[4 * index])).toEqual(exact(frame))
    for (const index of [1, 2, 3, 5, 6, 7]) expect(worst(made[index], shifted(index))).toBeLessThanOrEqual(1)
    for (const index of [9, 10, 11]) expect(exact(made[index])).toEqual(exact(frames[2]))
    // Three levels a pair, once for all frames between.
    expect(runs.count).toBe(6)
    expect(credits).toMatchObject({ method: 'model', model: { id: 'ebme' } })
  })

  it('gives the same frames wherever it is broken off', async () => {
    const frames = [shifted(0), shifted(4), shifted(8)]
    const way = { factor: 2.5, model: constantMotion([4, 0, -4, 0]) }
    const whole = await slowDown(frames, way)
    expect(whole.frames).toHaveLength(8)
    for (const index of [1, 4]) {
      const broken = await slowDown(frames, { ...way, breaks: [index] })
      expect(broken.frames.map(exact)).toEqual(whole.frames.map(exact))
    }
  })

  it('follows motion that grows faster: a frame between lies on the curve through four frames', async () => {
    const places = [0, 4, 16, 36]
    const frames = places.map((place) => shifted(place))
    const way = { factor: 2, model: motionByPlace(places) }
    const { frames: made } = await slowDown(frames, way)
    expect(worst(made[3], shifted(9), 24)).toBeLessThanOrEqual(2)
    expect(worst(shifted(10), shifted(9), 24)).toBeGreaterThan(8)
    const broken = await slowDown(frames, { ...way, breaks: [3] })
    expect(exact(broken.frames[3])).toEqual(exact(made[3]))
  })

  it('makes another rate: from 24 to 60 a second, and from 50 down to 24', async () => {
    const frames = [0, 4, 8, 12, 16].map((dx) => shifted(dx))
    const model = constantMotion([4, 0, -4, 0])
    const source = clipSource(frames, { rate: { num: 24, den: 1 } })
    const up = await plan(source, { rate: { num: 60, den: 1 } }, model) as FrameWork
    expect([up.frames, up.rate]).toEqual([13, { num: 60, den: 1 }])
    const { frames: made } = await driveClip(() => up, frames, { folder })
    for (const index of [1, 2, 3, 4, 6]) expect(worst(made[index], shifted(1.6 * index))).toBeLessThanOrEqual(1)
    expect(exact(made[5])).toEqual(exact(frames[2]))
    const down = await plan(clipSource(frames, { rate: { num: 50, den: 1 } }), { rate: { num: 24, den: 1 } }, model) as FrameWork
    expect([down.frames, [0, 1].map(down.sourceOf)]).toEqual([2, [0, 2]])
    const { frames: fewer } = await driveClip(() => down, frames, { folder })
    expect(worst(fewer[1], shifted(4 * 50 / 24))).toBeLessThanOrEqual(1)
  })

  it('keeps 16 bits', async () => {
    const deep = headerOf(128, 64, { sample: 'u16' })
    const model = constantMotion([4, 0, -4, 0])
    const { frames: [, made] } = await slowDown([shifted(0, deep), shifted(4, deep)], { factor: 2, model })
    expect(made?.header.sample).toBe('u16')
    expect(worst(made, shifted(2, deep))).toBeLessThan(40)
    expect(exact(made).filter((value) => value % 257 !== 0).length).toBeGreaterThan(10_000)
  })

  it('never blends across a cut: the nearer frame is repeated', async () => {
    const other = toFile(folder, header, paint(header, (x, y, c) => 0.2 + 0.6 * ((x * 7 + y * 3 + c * 50) % 97 / 97)))
    const frames = [shifted(0), shifted(4), other, other]
    const { frames: made } = await slowDown(frames, { factor: 4, model: constantMotion([4, 0, -4, 0]) })
    const sourceOf = (index: number): number => frames.findIndex((frame) => `${exact(frame)}` === `${exact(made[index])}`)
    expect([5, 6, 7].map(sourceOf)).toEqual([1, 2, 2])
  })

  it('keeps a repeated frame, whatever the network says of it, and one with the noise of an encoder', async () => {
    const runs = { count: 0 }
    const grain = (x: number, y: number): number => ((x + y) % 2 === 0 ? 1 : -1) / 255
    const again = toFile(folder, header, paint(header, (x, y, c) => texture(x, y) * (1 - 0.1 * c) + grain(x, y)))
    const frames = [shifted(0), shifted(0), again]
    const { frames: made } = await slowDown(frames, { factor: 3, model: constantMotion([40, 9, 3, 2], runs) })
    expect(runs.count).toBe(0)
    const [first, last] = [exact(frames[0]), exact(again)]
    expect(made.map(exact)).toEqual([first, first, first, first, first, last, last, last, last])
  })

  it('shows what only one of the frames shows from that frame', async () => {
    // A bright square goes right by 16 px over a ground that stands still.
    const at = (left: number): PictureFile => toFile(folder, header, paint(header, (x, y) =>
      (x >= left && x < left + 24 && y >= 20 && y < 44 ? 0.9 + 0.1 * texture(x - left, y) : 0.6 * texture(x, y))))
    const runs = { count: 0 }
    const model = constantMotion([0, 0, 0, 0], runs)
    const still = model.session.run
    model.session.run = async (inputs, outputs) => {
      const made = await still(inputs, outputs)
      const { data, dims } = made.flow ?? { data: new Float32Array(), dims: [] }
      const [height, width] = [dims[2] ?? 0, dims[3] ?? 0]
      if (inputs.img0?.dims[3] !== 128) return made
      for (let i = 0; i < width * height; i++) {
        const [x, y] = [4 * (i % width) + 2, 4 * Math.floor(i / width) + 2]
        if (y < 20 || y >= 44) continue
        if (x >= 40 && x < 64) data[i] = 16
        if (x >= 56 && x < 80) data[2 * width * height + i] = -16
      }
      return made
    }
    const { frames: [, middle] } = await slowDown([at(40), at(56)], { factor: 2, model })
    const [made, expected] = [exact(middle), exact(at(48))]
    // The network's motion is four times coarser than the picture: an edge of it frays by some pixels.
    const isEdge = (x: number, y: number): boolean =>
      Math.min(...[48, 72].map((edge) => Math.abs(x + 0.5 - edge)), ...[20, 44].map((edge) => Math.abs(y + 0.5 - edge))) < 6
    const wrong = made.findIndex((value, i) => {
      const [x, y] = [Math.floor(i / 3) % 128, Math.floor(i / 3 / 128)]
      return !isEdge(x, y) && Math.abs(value - (expected[i] as number)) > 20
    })
    expect(wrong).toBe(-1)
    // Of those, what is uncovered shows in the later frame only, what is covered in the earlier.
    expect(exact(middle)[(32 * 128 + 41) * 3]).toBeCloseTo(exact(at(56))[(32 * 128 + 41) * 3] ?? 0, -1)
  })

  it('asks for a factor or a rate, and leaves the sound out with a word on it', async () => {
    const source = clipSource([shifted(0)], { audio: [{ codec: 'aac', channels: 2, sampleRate: 48_000 }] })
    const model = constantMotion([0, 0, 0, 0])
    await expect(plan(source, {}, model)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    await expect(plan(source, { factor: 2, rate: { num: 60, den: 1 } }, model)).rejects.toMatchObject({ code: 'OPTION_INVALID' })
    const notes = async (factor: number): Promise<string[]> => [...(await plan(source, { factor }, model)).finish().notes]
    expect(await notes(2)).toEqual([expect.stringMatching(/sound is left out/)])
    expect(await notes(1)).toEqual([])
  })

  it('by ffmpeg is minterpolate at the ratio of the rates, which sees around a chunk', async () => {
    const source = clipSource([shifted(0), shifted(4)], { rate: { num: 24000, den: 1001 }, depth: 10 })
    const work = await plan(source, { rate: { num: 60, den: 1 }, method: 'traditional' }) as FilterWork
    expect(work).toMatchObject({ before: 2, after: 3, frames: 5, perSource: { num: 1001, den: 400 } })
    expect(work.filter).toContain('minterpolate=fps=1001/400:')
    expect(work.finish().notes).toEqual([expect.stringMatching(/8 bits/)])
  })
})

itWithWeights(CHECKPOINT)('EBME finds a motion by itself, and a frame half-way is right', async () => {
  const wide = headerOf(256, 160)
  const { frames: [, made] } = await slowDown([shifted(0, wide), shifted(9, wide)], { factor: 2, model: await network() })
  const [a, b] = [exact(made), exact(shifted(4.5, wide))]
  const error = a.reduce((sum, value, i) => sum + (value - (b[i] as number)) ** 2, 0) / a.length
  expect(10 * Math.log10(255 ** 2 / error)).toBeGreaterThan(30)
})
