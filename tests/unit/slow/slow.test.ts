import { readFileSync } from 'node:fs'
import { convertEbme } from '#helper/models/convert/ebme'
import { manifestOf } from '#helper/models/catalogue'
import { LoadedNetwork } from '#helper/engine/session'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { ClipSource, FilterWork, FrameWork } from '#helper/tasks/clip-work'
import { planSlow } from '#helper/tasks/slow'
import type { LoadedModel } from '#helper/tasks/task'
import type { ModelSession } from '#helper/pipeline/model-session'
import { type ClipInfo, slowOptionsSchema } from '#protocol'
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
      return { flow: { data: flow, dims: [1, 4, ...dims.slice(2)] }, feat: { data: new Float32Array(64 * area), dims: [1, 64, ...dims.slice(2)] } }
    },
  }
  return { manifest: manifestOf('ebme'), session }
}

interface Wish { factor?: number; rate?: { num: number; den: number }; method?: 'model' | 'traditional' }

async function plan(source: ClipSource, wish: Wish, model?: LoadedModel): Promise<FrameWork | FilterWork> {
  const context = { model: async () => model as LoadedModel, progress: () => undefined }
  return planSlow(context, slowOptionsSchema.parse(wish), source)
}

async function slowDown(frames: readonly PictureFile[], wish: Wish, model: LoadedModel, breaks: number[] = []): Promise<Driven> {
  const source = clipSource(frames)
  const works = await Promise.all([...breaks, 0].map(async () => await plan(source, wish, model) as FrameWork))
  return driveClip(() => works.pop() as FrameWork, frames, { folder, breaks })
}

/** Texture that no shift maps onto itself. */
const texture = (x: number, y: number): number =>
  0.5 + 0.2 * Math.sin(x / 3.1) * Math.cos(y / 4.3) + 0.15 * Math.sin((x + 2 * y) / 7.7) + 0.1 * Math.cos((3 * x - y) / 11)

const header = headerOf(128, 64)
const shifted = (dx: number, like = header): PictureFile => toFile(folder, like, paint(like, (x, y, c) => texture(x - dx, y) * (1 - 0.1 * c)))

function worst(made: PictureFile, expected: PictureFile, border = 12): number {
  const [a, b] = [readSamples(made), readSamples(expected)]
  const { width, height } = made.header
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
    const { frames: made } = await slowDown(frames, { factor: 4 }, constantMotion([4, 0, -4, 0], runs))
    expect(made).toHaveLength(12)
    for (const [index, frame] of frames.entries()) expect(readSamples(made[4 * index] as PictureFile)).toEqual(readSamples(frame))
    for (const index of [1, 2, 3, 5, 6, 7]) expect(worst(made[index] as PictureFile, shifted(index))).toBeLessThanOrEqual(1)
    for (const index of [9, 10, 11]) expect(readSamples(made[index] as PictureFile)).toEqual(readSamples(frames[2] as PictureFile))
    // Three levels a pair, once for all frames between.
    expect(runs.count).toBe(6)
  })
})
