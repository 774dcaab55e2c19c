import { addRatios, secondsOf } from '#protocol'
import { plainClip, plainClipScene } from './clip-reading'
import {
  type ClipStage, clipHowTo, isRatio, type OpenedClipHost, placeOn, playedOf, readClip, seenAt, targetOf, timesOf,
} from './clip-scene'
import { codeOf } from './reading'
import { throughJson } from './scene'

const scene = plainClipScene
const clip = plainClip

function describeRemoving(stage: ClipStage): void {
  it('is shown and hidden, and taken out without a trace but the file', async () => {
    const opened = await stage.open('a timeline', scene)
    const before = opened!.timeline()
    const { landed, result } = await placeOn(opened!, { scene, clip })
    await opened!.host.show(landed!, false)
    expect(seenAt(opened!, result.path).map(({ isShown }) => isShown)).toEqual([false])
    await opened!.host.show(landed!, true)
    expect(seenAt(opened!, result.path).map(({ isShown }) => isShown)).toEqual([true])
    await opened!.host.remove(landed!)
    expect([opened!.timeline(), opened!.holds(result.path)]).toEqual([before, true])
    await opened!.host.remove(landed!)
    expect(opened!.timeline()).toEqual(before)
    expect(await codeOf(opened!.host.show(landed!, true))).toBe('TARGET_GONE')
  })

  it('takes the place of an earlier one', async () => {
    const opened = await stage.open('a timeline', scene)
    const first = await placeOn(opened!, { scene, clip })
    const second = await placeOn(opened!, { scene, clip, how: clipHowTo('clip', { instead: first.landed! }) })
    expect(seenAt(opened!, first.result.path)).toEqual([])
    const [seen] = seenAt(opened!, second.result.path)
    expect(isRatio(seen!.start)).toBe(isRatio(playedOf(scene, clip).start))
    expect(second.landed!.differs).toEqual([])
    if (second.landed!.undoSteps === 0) return stage.lacks('undo')
    opened!.undo(second.landed!.undoSteps)
    expect(seenAt(opened!, first.result.path)).toHaveLength(1)
    expect(seenAt(opened!, second.result.path)).toEqual([])
  })

  it('is removed with all others of the timeline, and nothing else is', async () => {
    const opened = await stage.open('a timeline', scene)
    const before = opened!.timeline()
    opened!.select('beach.mov', 'behind.mov')
    const behind = scene.clips.find(({ name }) => name === 'behind.mov')!
    for (const each of [clip, behind, clip]) await placeOn(opened!, { scene, clip: each })
    const said = await opened!.host.removeAll(await targetOf(opened!, 'beach.mov'))
    expect(opened!.timeline()).toEqual(before)
    expect(said.every((sentence) => /^[“\p{Lu}].*\.$/u.test(sentence))).toBe(true)
    expect(await opened!.host.earlier(await targetOf(opened!, 'beach.mov'))).toEqual([])
    expect((await opened!.host.removeAll(await targetOf(opened!, 'beach.mov'))).length).toBeLessThanOrEqual(said.length)
    expect(opened!.timeline()).toEqual(before)
  })
}

async function expectEarlier(opened: OpenedClipHost, jobs: object[]): Promise<void> {
  const earlier = await opened.host.earlier(await targetOf(opened, clip.name))
  expect(earlier.map(({ job }) => job)).toEqual(jobs)
  expect(throughJson(earlier)).toEqual(earlier)
}

function describeFindingAgain(stage: ClipStage): void {
  it('is found again with its recipe, also after the project was closed, by its own clip only', async () => {
    const opened = await stage.open('a timeline', scene)
    opened!.select('beach.mov', 'behind.mov')
    await expectEarlier(opened!, [])
    const ways = [clipHowTo('clip'), clipHowTo('clip')]
    const landed = []
    for (const how of ways) landed.push((await placeOn(opened!, { scene, clip, how })).landed!)
    await expectEarlier(opened!, ways.map(({ job }) => job))
    expect(await opened!.host.earlier(await targetOf(opened!, 'behind.mov'))).toEqual([])
    opened!.reopen()
    await expectEarlier(opened!, ways.map(({ job }) => job))
    const [first] = await opened!.host.earlier(await targetOf(opened!, clip.name))
    await opened!.host.remove(first!.landed)
    await expectEarlier(opened!, [ways[1]!.job])
    await opened!.host.remove(landed[1]!)
    await expectEarlier(opened!, [])
  })
}

function describeLooking(stage: ClipStage): void {
  it('shows a place to check: the playhead goes where it is, and nothing else changes', async () => {
    const opened = await stage.open('a timeline', scene)
    const [{ placement }, before] = [await readClip(opened!, clip.name), opened!.hash()]
    const at = secondsOf(clip.from + 7, clip.media.rate)
    await opened!.host.reveal(throughJson(placement), at)
    const { start } = playedOf(scene, clip)
    expect(isRatio(opened!.playhead())).toBe(isRatio(addRatios(start, secondsOf(7, clip.media.rate))))
    expect(opened!.hash()).toBe(before)
    opened!.change('closed')
    expect(await codeOf(opened!.host.reveal(throughJson(placement), at))).toBe('TARGET_GONE')
  })

  it('writes a still of what it shows, each to a file of its own', async () => {
    const opened = await stage.open('a timeline', scene)
    const { host } = opened!
    if (host.still === undefined) return stage.lacks('stills')
    const paths = [await host.still(), await host.still()]
    expect(new Set(paths).size).toBe(2)
    for (const path of paths) await opened!.fileArrived(path)
  })

  it('tells who watches of another choice, until they stop', async () => {
    const opened = await stage.open('a timeline', scene)
    const seen: string[] = []
    const stop = opened!.host.watch((change) => { seen.push(change) })
    opened!.select('behind.mov')
    expect(seen.length).toBeGreaterThan(0)
    const { length } = seen
    stop()
    opened!.select('beach.mov')
    expect(seen).toHaveLength(length)
  })

  it('finds a clip where it was, whatever was placed above it meanwhile', async () => {
    const opened = await stage.open('a timeline', scene)
    const { reading } = await placeOn(opened!, { scene, clip })
    expect(await opened!.host.check(throughJson(reading.stamp))).toBe('same')
    const again = await placeOn(opened!, { scene, clip })
    const [first, second] = [reading, again.reading].map(({ media }) => throughJson({
      path: media.path, in: isRatio(media.source!.in), out: isRatio(media.source!.out) }))
    expect(second).toEqual(first)
    expect(seenAt(opened!, again.result.path).map(timesOf)).toHaveLength(1)
  })
}

export function describeClipKeeping(stage: ClipStage): void {
  describe('what was placed', () => {
    describeRemoving(stage)
    describeFindingAgain(stage)
  })
  describe('the timeline', () => {
    describeLooking(stage)
  })
}
