import { discs, type Disc, driveMask, matteOf, planOf, redNetwork, TINY } from '../../support/clip-mask'
import { fixedNetwork } from '../../support/run-mask'
import { headerOf, jobFolder, paint, readSamples, seededNumbers, toFile } from '../../support/run-task'

const folder = jobFolder()

const one: Disc = { x: 12, y: 20, radius: 8, colour: [1, 0.1, 0.1] }
const other: Disc = { x: 52, y: 22, radius: 8, colour: [1, 0.9, 0.2] }

/** What a matte says of a place: 1 nearly all, 0 nothing, or the value between. */
function at(matte: Float32Array, x: number, y: number): number {
  const value = matte[Math.round(y) * TINY.width + Math.round(x)]!
  return value > 0.85 ? 1 : value < 0.02 ? 0 : value
}

const moved = (disc: Disc, dx: number, dy = 0): Disc => ({ ...disc, x: disc.x + dx, y: disc.y + dy })

const boxOf = ({ x, y, radius }: Disc) => ({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius })

const frameCount = 12

describe('the matte of a clip', () => {
  it('gives the picture back as it is where everything is the subject', async () => {
    const header = headerOf(TINY.width, TINY.height, { sample: 'u16' })
    const numbers = seededNumbers(1)
    const frames = Array.from({ length: 3 }, () => toFile(folder, header, paint(header, () => numbers())))
    const white = { ...TINY, values: new Float32Array(TINY.width * TINY.height).fill(1) }
    const { frames: made } = await driveMask(frames, { folder, model: fixedNetwork(white) })
    made.forEach((frame, i) => {
      const [source, result] = [readSamples(frames[i]!), readSamples(frame)]
      expect(frame.header).toMatchObject({ channels: 'rgb-alpha', alpha: 'straight', sample: 'u16' })
      for (let p = 0; p < TINY.width * TINY.height; p++) {
        expect([...result.slice(4 * p, 4 * p + 4)]).toEqual([...source.slice(3 * p, 3 * p + 3), 65_535])
      }
    })
  })

  it('is black and clear where the subject is not, and its own colour inside', async () => {
    const frames = [discs(folder, [one])]
    const { frames: [made] } = await driveMask(frames, { folder })
    const [source, result] = [readSamples(frames[0]!), readSamples(made!)]
    const pixel = (x: number, y: number): number => y * TINY.width + x
    expect([...result.slice(4 * pixel(50, 40), 4 * pixel(50, 40) + 4)]).toEqual([0, 0, 0, 0])
    const inside = pixel(12, 20)
    expect([...result.slice(4 * inside, 4 * inside + 4)]).toEqual([...source.slice(3 * inside, 3 * inside + 3), 255])
  })

  it('leaves a core to decoder and encoder where its network is light, and takes all where it is not', async () => {
    const frames = [discs(folder, [one])]
    const { manifest, session } = redNetwork()
    const planned = async (bytesPerPixel: number): Promise<boolean | undefined> =>
      (await planOf(frames, { folder, model: { manifest: { ...manifest, bytesPerPixel }, session } })).sparesCore
    const pixels = TINY.width * TINY.height
    expect(await planned(Math.floor(64e6 / pixels))).toBe(true)
    expect(await planned(Math.ceil(64e6 / pixels) + 1)).toBe(false)
  })

  it('is the same after a break, whoever is followed', async () => {
    const frames = Array.from({ length: frameCount }, (_, i) => discs(folder, [moved(one, 3 * i), moved(other, -3 * i)], i))
    const options = { subject: { frame: 0, box: boxOf(one) } }
    const whole = await driveMask(frames, { folder, options })
    const broken = await driveMask(frames, { folder, options, breaks: [3, 8] })
    expect(broken.markers).toEqual(whole.markers)
    broken.frames.forEach((frame, i) => expect(readSamples(frame)).toEqual(readSamples(whole.frames[i]!)))
  })

  it('leaves nothing of the shot before on the first frame after a cut', async () => {
    const frames = Array.from({ length: 8 }, (_, i) => (i < 4 ? discs(folder, [one], i) : toFile(folder, headerOf(64, 48),
      paint(headerOf(64, 48), (x, y, c) => (Math.hypot(x - 50, y - 30) < 9 ? (c === 0 ? 1 : 0) : c === 0 ? 0 : 0.9 - y / 60)))))
    const { frames: made } = await driveMask(frames, { folder, options: { form: 'luma', steady: 100 } })
    const [before, after] = [matteOf(made[3]!), matteOf(made[4]!)]
    expect([at(before, 12, 20), at(before, 50, 30), at(after, 12, 20), at(after, 50, 30)]).toEqual([1, 0, 0, 1])
  })

  it('mends a matte that is missing on one frame alone', async () => {
    const frames = Array.from({ length: 7 }, (_, i) => discs(folder, [one], i))
    const holed = discs(folder, [one, { x: 12, y: 20, radius: 3, colour: [0.3, 0.1, 0.1] }], 3)
    frames[3] = holed
    const holeIn = async (steady: number): Promise<number> => {
      const { frames: made } = await driveMask(frames, { folder, options: { form: 'luma', steady, refine: false } })
      return 1 - at(matteOf(made[3]!), 12, 20)
    }
    expect(await holeIn(0)).toBeGreaterThan(0.6)
    expect(await holeIn(50)).toBeLessThan(await holeIn(0))
  })

  it('is seen mirrored on every other frame, so that what a model sees ill at one side does not stay', async () => {
    const frames = Array.from({ length: 9 }, (_, i) => discs(folder, [one], i))
    const { manifest, session } = redNetwork()
    const shares: number[] = []
    // Sees a third of what lies in the left half, and tells how much of what it was shown lay there.
    const run: typeof session.run = async (inputs, outputs) => {
      const { out } = await session.run(inputs, outputs) as { out: { data: Float32Array; dims: number[] } }
      const isLeft = (i: number): boolean => i % TINY.width < TINY.width / 2
      const sumWhere = (isMeant: (i: number) => boolean): number =>
        out.data.reduce((sum, value, i) => sum + (isMeant(i) ? value : 0), 0)
      shares.push(sumWhere(isLeft) / sumWhere(() => true))
      return { out: { ...out, data: out.data.map((value, i) => (isLeft(i) ? value / 3 : value)) } }
    }
    const insideBy = async (steady: number): Promise<number> => {
      const options = { form: 'luma' as const, steady, refine: false }
      const { frames: made } = await driveMask(frames, { folder, options, model: { manifest, session: { ...session, run } } })
      return matteOf(made[4]!)[20 * TINY.width + 12]!
    }
    expect(await insideBy(0)).toBeLessThan(0.4)
    expect(shares.splice(0).every((share) => share === 1)).toBe(true)
    expect(await insideBy(50)).toBeGreaterThan(0.5)
    expect(shares.map(Math.round)).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1])
  })

  it('keeps all that the model takes for the subject unless someone is named', async () => {
    const frames = [0, 1, 2].map((i) => discs(folder, [one, other], i))
    const all = matteOf((await driveMask(frames, { folder, options: { form: 'luma' } })).frames[1]!)
    const chosen = { subject: { frame: 105, box: { left: 52, top: 22, right: 53, bottom: 23 } } }
    const followed = await driveMask(frames, { folder, options: { form: 'luma', ...chosen }, first: 105 })
    const only = matteOf(followed.frames[1]!)
    expect([at(all, 12, 20), at(all, 52, 22), at(only, 12, 20), at(only, 52, 22)]).toEqual([1, 1, 0, 1])
  })

  it('follows one of two that cross, and says where they touch', async () => {
    const frames = Array.from({ length: 16 }, (_, i) => discs(folder, [moved(one, 2.7 * i), moved(other, -2.7 * i)], i / 4))
    const options = { form: 'luma' as const, subject: { frame: 0, box: boxOf(one) } }
    const { frames: made, markers } = await driveMask(frames, { folder, options })
    for (const i of [0, 3, 12, 15]) {
      const matte = matteOf(made[i]!)
      expect([i, at(matte, one.x + 2.7 * i, 20), at(matte, other.x - 2.7 * i, 22)]).toEqual([i, 1, 0])
    }
    expect(markers.map(({ reason }) => reason)).toContain('The subject touches another: where does it end?')
  })

  it('finds the subject again that left, not another that came', async () => {
    const frames = Array.from({ length: 20 }, (_, i) => {
      const gone = i >= 6 && i < 14
      const x = i < 6 ? 12 - 5 * i : 5 * (i - 14) - 4
      return discs(folder, [...(gone ? [other] : []), ...(gone ? [] : [{ ...one, x }])], i / 4)
    })
    const options = { form: 'luma' as const, subject: { frame: 0, box: boxOf(one) } }
    const { frames: made, markers } = await driveMask(frames, { folder, options })
    const cover = made.map((frame) => matteOf(frame).reduce((sum, value) => sum + value, 0))
    expect(Math.max(...cover.slice(8, 13))).toBeLessThan(3)
    expect(cover[18]).toBeGreaterThan(150)
    const said = markers.map(({ reason }) => reason.slice(0, 19))
    expect(said).toEqual(expect.arrayContaining(['The subject is gone', 'The subject is back']))
  })

  it('has the subject that comes into the picture before the model sees it, and after a break too', async () => {
    const model = redNetwork()
    // Blind to what touches the left side.
    const run: typeof model.session.run = async (inputs, outputs) => {
      const answer = await model.session.run(inputs, outputs)
      const { data } = answer.out as { data: Float32Array }
      if (data.some((value, i) => i % TINY.width < 3 && value > 0.5)) data.fill(0)
      return answer
    }
    const blind = { ...model, session: { ...model.session, run } }
    // Lighter than all backdrop: without, what is no longer there is thought to be.
    const light: Disc = { ...one, x: 22, colour: [1, 0.7, 0.7] }
    const frames = Array.from({ length: 16 }, (_, i) =>
      discs(folder, i < 3 ? [light] : i < 9 ? [] : [{ ...light, x: 5 * i - 53 }]))
    const drive = (steady: number, breaks: number[] = []) => driveMask(frames, {
      folder, model: blind, breaks, options: { form: 'luma', steady, subject: { frame: 0, box: boxOf(light) } },
    })
    const [bare, whole, broken] = [await drive(0), await drive(50), await drive(50, [8, 12])]
    expect([12, 13].map((i) => at(matteOf(bare.frames[i]!), 5 * i - 53, 20))).toEqual([0, 1])
    expect([11, 12, 13].map((i) => at(matteOf(whole.frames[i]!), 5 * i - 53, 20))).toEqual([1, 1, 1])
    expect(at(matteOf(whole.frames[7]!), 7, 20)).toBe(0)
    broken.frames.forEach((frame, i) => expect(readSamples(frame)).toEqual(readSamples(whole.frames[i]!)))
  })

  it('follows the subject back from the frame on which it is shown', async () => {
    const frames = Array.from({ length: 8 }, (_, i) => discs(folder, [moved(one, 2 * i), other], i / 4))
    const options = { form: 'luma' as const, subject: { frame: 6, box: boxOf(moved(one, 12)) } }
    const { frames: made } = await driveMask(frames, { folder, options })
    const matte = matteOf(made[0]!)
    expect([at(matte, 12, 20), at(matte, 52, 22)]).toEqual([1, 0])
  })

  it('makes a frame out of order, as an estimate asks for it, from that frame alone', async () => {
    const frames = Array.from({ length: 9 }, (_, i) => discs(folder, [moved(one, 3 * i)], i))
    const work = await planOf(frames, { folder, options: { form: 'luma' } })
    for (const index of [0, 3, 7, 8]) {
      const target = toFile(folder, work.header, paint(work.header, () => 0.5))
      const around = (offset: number) => (offset < 0 ? undefined : frames[index + offset])
      await work.render({ index, source: index, at: around, target, mark: () => undefined })
      expect(at(matteOf(target), one.x + 3 * index, 20)).toBe(1)
    }
  })

  it('refuses a subject on a frame that is not masked', async () => {
    const options = { subject: { frame: 3, box: boxOf(one) } }
    await expect(driveMask([discs(folder, [one])], { folder, options })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
  })
})
