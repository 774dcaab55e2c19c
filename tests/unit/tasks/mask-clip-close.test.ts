import type { LoadedModel } from '#helper/tasks/task'
import type { PictureFile } from '#helper/pipeline/picture-file'
import { driveMask, matteOf, redNetwork } from '../../support/clip-mask'
import { headerOf, jobFolder, paint, readSamples, toFile } from '../../support/run-task'

const folder = jobFolder()

const frameSize = { width: 256, height: 192 }
const radius = 14

/** A red disc over a backdrop with a pattern. */
function discAt(x: number, y: number, seed = 0): PictureFile {
  const header = headerOf(frameSize.width, frameSize.height)
  return toFile(folder, header, paint(header, (u, v, c) => {
    if (Math.hypot(u - x, v - y) < radius) return c === 0 ? 1 : 0.1
    return c === 0 ? 0 : 0.35 + 0.2 * Math.sin((u + seed) / 9) * Math.cos((v - seed) / 11)
  }))
}

/** Sees what is red where that is at least 4 % of what it is shown; `views`: how much of each was red. */
function farSighted(views: number[] = []): LoadedModel {
  const { manifest, session } = redNetwork()
  return {
    manifest,
    session: {
      ...session,
      run: async (inputs, outputs) => {
        const { out } = await session.run(inputs, outputs) as { out: { data: Float32Array; dims: number[] } }
        const share = out.data.reduce((sum, value) => sum + value, 0) / out.data.length
        views.push(share)
        return { out: share < 0.04 ? { ...out, data: new Float32Array(out.data.length) } : out }
      },
    },
  }
}

const boxAt = (x: number, y: number) => ({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius })

const covered = (matte: Float32Array): number => matte.reduce((sum, value) => sum + value, 0) / (Math.PI * radius * radius)

const places = Array.from({ length: 10 }, (_, i) => [50 + 5 * i, 70 + 3 * i] as const)

describe('a subject that is small in the frame', () => {
  it('is looked at from near where a box names it, and followed there', async () => {
    const frames = places.map(([x, y]) => discAt(x, y))
    const options = { form: 'luma' as const, steady: 0, subject: { frame: 0, box: boxAt(...places[0]!) } }
    const views: number[] = []
    const { frames: made } = await driveMask(frames, { folder, options, model: farSighted(views) })
    made.forEach((frame, i) => {
      const matte = matteOf(frame)
      expect(matte[places[i]![1] * frameSize.width + places[i]![0]]).toBeGreaterThan(0.9)
      expect(Math.abs(covered(matte) - 1)).toBeLessThan(0.25)
    })
    expect(views).toHaveLength(2 * frames.length)
  })

  it('stays unseen where nobody is named', async () => {
    const views: number[] = []
    const drive = { folder, options: { form: 'luma' as const }, model: farSighted(views) }
    const { frames: [made] } = await driveMask([discAt(50, 70)], drive)
    expect(covered(matteOf(made!))).toBe(0)
    expect(views).toHaveLength(1)
  })

  it('is the same after a break', async () => {
    const frames = places.slice(0, 6).map(([x, y], i) => discAt(x, y, i))
    const options = { subject: { frame: 1, box: boxAt(...places[1]!) }, steady: 20 }
    const whole = await driveMask(frames, { folder, options, model: farSighted() })
    const broken = await driveMask(frames, { folder, options, model: farSighted(), breaks: [2, 4] })
    expect(Math.abs(covered(matteOf(whole.frames[0]!)) - 1)).toBeLessThan(0.25)
    broken.frames.forEach((frame, i) => expect(readSamples(frame)).toEqual(readSamples(whole.frames[i]!)))
  })

  it('is looked for in the whole frame after a cut', async () => {
    const seen = (value: number): boolean => value > 0.04
    const views: number[] = []
    const other = headerOf(frameSize.width, frameSize.height)
    const elsewhere = toFile(folder, other, paint(other, (x, y, c) => (c === 0 ? 0 : 0.9 - (x + y) / 500)))
    const frames = [...places.slice(0, 3).map(([x, y]) => discAt(x, y)), elsewhere, elsewhere]
    const options = { form: 'luma' as const, steady: 0, subject: { frame: 0, box: boxAt(...places[0]!) } }
    await driveMask(frames, { folder, options, model: farSighted(views) })
    expect(views.map(seen)).toEqual([false, true, false, true, false, true, false, false])
  })
})
