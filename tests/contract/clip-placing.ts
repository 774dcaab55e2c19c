import { frameAt, ratio, type Ratio, secondsOf, subtractRatios } from '#protocol'
import { describeClipFailing, framed } from './clip-failing'
import { around, beach, plainClip, plainClipScene, rates, sceneOf } from './clip-reading'
import {
  type ClipStage, clipHowTo, expectTimes, isRatio, makeClip, momentOn, type OpenedClipHost, placeOn, playedOf, readClip,
  seenAt, takeBack, targetOf, timesOf, wantedOf,
} from './clip-scene'
import { throughJson } from './scene'

const film = plainClip.media.rate

/** Everything but the result itself is where and what it was. */
function expectRest(opened: OpenedClipHost, before: ReturnType<OpenedClipHost['clips']>, path: string): void {
  expect(opened.clips().filter((clip) => clip.path !== path)).toEqual(before)
}

function describeExactness(stage: ClipStage): void {
  it.each(rates)('is exactly above what it was made of at %s, its handles hidden; undo takes it back', async (_name, rate) => {
    const scene = sceneOf(beach(rate))
    const clip = beach(rate)
    const opened = await stage.open('a timeline', scene)
    const [before, hash, sounds, steps] = [opened!.clips(), opened!.hash(), opened!.soundCount(), opened!.stepCount()]
    const { landed, result } = await placeOn(opened!, { scene, clip })
    const [seen, ...more] = seenAt(opened!, result.path)
    expect(more).toEqual([])
    expect(timesOf(seen!)).toEqual(timesOf(wantedOf(scene, clip, result)))
    expect([seen!.track > 1, seen!.isShown, seen!.alpha]).toEqual([true, true, 'straight'])
    expectRest(opened!, before, result.path)
    expect([landed!.differs, landed!.form, opened!.soundCount()]).toEqual([[], 'clip', sounds])
    expect(landed!.where).toMatch(/./)
    const { undoSteps = {} } = opened!.host.capabilities()
    expect(landed!.undoSteps).toBe(opened!.stepCount() - steps)
    expect(landed!.undoSteps).toBeLessThanOrEqual(undoSteps.clip!)
    await takeBack(opened!, landed!)
    expect(opened!.hash()).toBe(hash)
  })

  it('is so where media and timeline have different rates, without handles, and where there are none to be had', async () => {
    const cases = [
      [{ num: 25, den: 1 }, { num: 24000, den: 1001 }, {}], [{ num: 60000, den: 1001 }, { num: 30000, den: 1001 }, {}],
      [{ num: 24000, den: 1001 }, { num: 25, den: 1 }, {}], [film, film, { from: 0 }], [film, film, { from: 4 }],
    ] as const
    for (const [media, rate, more] of cases) {
      const clip = beach(media, more)
      const scene = sceneOf(clip, { rate })
      const opened = await stage.open('a timeline', scene)
      for (const handles of [0, 12]) {
        const before = opened!.clips()
        const { landed, result } = await placeOn(opened!, { scene, clip, making: { handles } })
        const [seen, wanted] = [seenAt(opened!, result.path), wantedOf(scene, clip, result)]
        expectTimes(opened!, { scene, seen, wanted, landed })
        expectRest(opened!, before, result.path)
      }
    }
  })

  it('is so at the timeline\'s first frame, and far into one', async () => {
    for (const at of [0, 240, 12 * 3600 * 24]) {
      const clip = beach(film, { at })
      const scene = sceneOf(clip, { clips: [clip] })
      const opened = await stage.open('a timeline', scene)
      const { result } = await placeOn(opened!, { scene, clip })
      expect(seenAt(opened!, result.path).map(timesOf)).toEqual([timesOf(wantedOf(scene, clip, result))])
    }
  })

  it('leaves the sound as it is, whatever the file has', async () => {
    const opened = await stage.open('a timeline', plainClipScene)
    const [before, sounds] = [opened!.clips(), opened!.soundCount()]
    const { landed, result } = await placeOn(opened!, { scene: plainClipScene, clip: plainClip, making: { hasSound: true } })
    expect(opened!.soundCount()).toBe(sounds)
    expectRest(opened!, before, result.path)
    expect(seenAt(opened!, result.path)).toHaveLength(1)
    expect(landed!.undoSteps > 0).toBe(opened!.host.capabilities().undoSteps!.clip! > 0)
  })

  it('takes twice the time where it is slow motion', async () => {
    const clip = beach(film)
    const scene = sceneOf(clip, { clips: [clip] })
    const opened = await stage.open('a timeline', scene)
    const markers = [{ at: ratio(110n * 1001n, 24000n), score: 1, reason: 'two frames that do not fit' }]
    const { landed, result } = await placeOn(opened!, { scene, clip, making: { stretch: 2, hasAlpha: false, markers } })
    expect(seenAt(opened!, result.path).map(timesOf)).toEqual([timesOf(wantedOf(scene, clip, result))])
    expect(landed!.differs).toEqual([])
    expect(opened!.markers().map(({ at }) => isRatio(at)))
      .toEqual([isRatio(momentOn(scene, clip, { at: markers[0]!.at, stretch: 2 }))])
  })
}

function describeFraming(stage: ClipStage): void {
  it.each([1, 2])('has the original\'s framing, x%i smaller where it is larger', async (scale) => {
    const clip = beach(film, { framing: framed })
    const scene = sceneOf(clip)
    const opened = await stage.open('a timeline', scene)
    const before = opened!.clips()
    const { landed, result } = await placeOn(opened!, { scene, clip, making: { scale, hasAlpha: false } })
    const [seen] = seenAt(opened!, result.path)
    expect(seen!.framing).toEqual({ ...framed, scale: 60 / scale })
    expect(landed!.differs).toEqual([])
    expectRest(opened!, before, result.path)
    await takeBack(opened!, landed!)
    expect(opened!.clips()).toEqual(before)
  })

  it('has its keyframes at the same pictures', async () => {
    const clip = beach(film, { framing: { scaleKeys: [[100, 100], [124, 140]] } })
    const scene = sceneOf(clip)
    const opened = await stage.open('keyframes of the framing', scene)
    if (opened === undefined) return
    const { landed, result } = await placeOn(opened, { scene, clip, making: { scale: 2 } })
    const [seen] = seenAt(opened, result.path)
    const moved = (frame: number): string => isRatio(ratio(BigInt(frame - 88) * 1001n, 24000n))
    expect(seen!.scaleKeys.map(([at, percent]) => [isRatio(at), percent])).toEqual([[moved(100), 50], [moved(124), 70]])
    expect(landed!.differs).toEqual([])
  })

  it('has marks where they are due, each with its reason', async () => {
    const opened = await stage.open('a timeline', plainClipScene)
    const markers = [101, 130].map((frame) => ({ at: ratio(BigInt(frame) * 1001n, 24000n), score: 0.5, reason: `hair ${frame}` }))
    await placeOn(opened!, { scene: plainClipScene, clip: plainClip, making: { markers } })
    expect(opened!.markers().map(({ at, text }) => [isRatio(at), /hair \d+/.exec(text)?.[0]]))
      .toEqual(markers.map(({ at, reason }) => [isRatio(momentOn(plainClipScene, plainClip, { at })), reason]))
  })
}

export function describeClipPlacing(stage: ClipStage): void {
  describe('a placed clip', () => {
    describeExactness(stage)
    describeFraming(stage)
    describeClipFailing(stage)

    it('comes onto a track of its own where others are locked or taken', async () => {
      const scene = { ...plainClipScene, lockedTracks: [0, 1] }
      const opened = await stage.open('locked tracks', scene)
      if (opened === undefined) return
      const before = opened.clips()
      const { result } = await placeOn(opened, { scene, clip: plainClip })
      expect(seenAt(opened, result.path).map(timesOf)).toEqual([timesOf(wantedOf(scene, plainClip, result))])
      expectRest(opened, before, result.path)
    })

    it('comes beside another\'s, several of one timeline after each other', async () => {
      const opened = await stage.open('a timeline', plainClipScene)
      opened!.select('beach.mov', 'behind.mov', 'before.mov')
      const before = opened!.clips()
      const paths: string[] = []
      for (const name of ['beach.mov', 'behind.mov', 'before.mov']) {
        const clip = plainClipScene.clips.find((each) => each.name === name)!
        const { result, landed } = await placeOn(opened!, { scene: plainClipScene, clip })
        expect(seenAt(opened!, result.path).map(timesOf)).toEqual([timesOf(wantedOf(plainClipScene, clip, result))])
        expect(landed!.undoSteps > 0).toBe(opened!.host.capabilities().undoSteps!.clip! > 0)
        paths.push(result.path)
      }
      expect(opened!.clips().filter(({ path }) => !paths.includes(path))).toEqual(before)
    })

    it('comes onto its own timeline where the user opened another meanwhile', async () => {
      const opened = await stage.open('a timeline', plainClipScene)
      const { placement, stamp } = await readClip(opened!, 'beach.mov')
      const before = opened!.clips()
      opened!.openAnother()
      const result = makeClip(plainClipScene, plainClip)
      opened!.addFile(result, false)
      const landed = await opened!.host.place(throughJson(placement), result, clipHowTo('clip', { stamp: throughJson(stamp) }))
      expect(seenAt(opened!, result.path).map(timesOf)).toEqual([timesOf(wantedOf(plainClipScene, plainClip, result))])
      await opened!.host.remove(landed!)
      expect(opened!.clips()).toEqual(before)
      await opened!.host.reveal(throughJson(placement), playedOf(plainClipScene, plainClip).in)
      expect((await opened!.host.targets('active')).map(({ name }) => name)).toEqual(['beach.mov'])
    })

    it('comes above the one of two clips of the same file that it was made of, and is found by that one', async () => {
      const again = beach(film, { name: 'beach again', at: 300, from: 200, isSelected: true })
      const scene = { ...plainClipScene, clips: [...plainClipScene.clips, again] }
      const opened = await stage.open('a timeline', scene)
      const before = opened!.clips()
      const how = clipHowTo('clip')
      const { result } = await placeOn(opened!, { scene, clip: again, how })
      expect(seenAt(opened!, result.path).map(timesOf)).toEqual([timesOf(wantedOf(scene, again, result))])
      expectRest(opened!, before, result.path)
      const found = async (name: string) => (await opened!.host.earlier(await targetOf(opened!, name))).map(({ job }) => job)
      expect([await found('beach again'), await found('beach.mov')]).toEqual([[how.job], []])
    })

    it.each(rates.slice(0, 3))('of a part goes over that part, of media at %s', async (_name, rate) => {
      const clip = beach(rate)
      const scene = sceneOf(clip, { rate: film, inOut: { in: 130, out: 150 } })
      const opened = await stage.open('a timeline', scene)
      if (!opened!.host.capabilities().scopes.includes('in-out')) return stage.lacks('in and out points')
      const reading = await opened!.host.read(await targetOf(opened!, 'beach.mov', 'in-out'), { region: 'played' })
      const { in: from, out } = reading.media.source!
      const first = frameAt(from, rate, 'floor')
      const result = { ...makeClip(scene, { ...clip, from: first, frames: 21 }), begins: secondsOf(first - 12, rate) }
      opened!.addFile(result, false)
      await opened!.host.place(throughJson(reading.placement), result, clipHowTo('clip', { stamp: throughJson(reading.stamp) }))
      const [start, end] = [130, 150].map((frame) => secondsOf(frame, film))
      // Where only whole frames of media can be played first, that is the one which the original shows there.
      const early = opened!.roundsDown ? subtractRatios(from, secondsOf(first, rate)) : ratio(0n)
      const inResult = (moment: Ratio): Ratio => subtractRatios(subtractRatios(moment, early), result.begins)
      expect(seenAt(opened!, result.path).map(timesOf)).toEqual([timesOf({
        start: start!, end: end!, in: inResult(from), out: inResult(out) })])
    })

    it('says what else it lies above', async () => {
      const cloud = { ...around(film)[2]!, name: 'cloud.mov', at: 130 }
      const scene = { ...plainClipScene, clips: [...plainClipScene.clips, cloud] }
      const opened = await stage.open('a timeline', scene)
      const { landed, result } = await placeOn(opened!, { scene, clip: plainClip })
      const [seen] = seenAt(opened!, result.path)
      expect([seen!.track > cloud.track, landed!.differs.length]).toEqual([true, 1])
    })
  })
}
