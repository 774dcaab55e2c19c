import type { PlaceClipHow } from '#host'
import type { Profile } from '../simulators/resolve'
import { describeTimeline } from '../simulators/resolve/model/describe'
import { TimelineObject } from '../simulators/resolve/model/timeline'
import { beach, plainClip, sceneOf } from './clip-reading'
import { clipHowTo, type OpenedClipHost, placeOn, targetOf } from './clip-scene'
import { openOnResolve, type ResolveKitOptions } from './resolve-kit'
import { answering } from './resolve-stage'
import { throughJson } from './scene'

const clip = beach(plainClip.media.rate, { effects: 1, framing: { scale: 60 } })
const scene = sceneOf(clip)
const profiles: Profile[] = ['free-21.1', 'free-20', 'studio-20', 'studio-21.1']
const open: OpenedClipHost[] = []

async function openStage(options: Partial<ResolveKitOptions> = {}) {
  const made = await openOnResolve({ profile: 'free-21.1', ...options }, scene)
  open.push(made.opened)
  const project = made.app.project()
  return {
    ...made, project, names: () => project.timelines.map(({ name }) => name),
    own: () => JSON.stringify({ ...describeTimeline(made.timeline()), playhead: 0 }),
    copy: (name = 'Cut (Firstpass)') => project.timelineNamed(name)!,
    put: async (more: Partial<PlaceClipHow> = {}) => {
      const how = clipHowTo('timeline-copy', more)
      const { landed, result } = await placeOn(made.opened, { scene, clip, making: { isWhole: false }, how })
      return { landed: landed!, path: result.path, how }
    },
  }
}

afterEach(async () => {
  jest.restoreAllMocks()
  for (const each of open.splice(0)) await each.close()
})

describe.each(profiles)('a copy of the timeline in %s', (profile) => {
  it('has the result above the clip; the timeline itself stays as it is, and open', async () => {
    const { opened, app, project, own, copy, put, timeline, names } = await openStage({ profile })
    await targetOf(opened, clip.name)
    app.machine.page = 'color'
    const [before, playhead, untouched] = [opened.hash(), timeline().playhead, own()]
    const { landed, path } = await put()
    expect([landed.form, landed.where, landed.differs]).toEqual(['timeline-copy', '“Cut (Firstpass)”, V3, above “beach.mov”', []])
    expect([own(), project.currentTimeline, app.machine.page]).toEqual([untouched, timeline(), 'color'])
    if (opened.choosesOne !== true) expect(timeline().playhead).toBe(playhead)
    expect(names()).toEqual(['Nest', 'Cut', 'Cut (Firstpass)'])
    const [placed] = copy().tracks.video[2]!.items
    const start = timeline().startFrame + clip.at
    expect(placed).toMatchObject({ start, duration: clip.frames, grade: { look: 'look of beach.mov' } })
    expect(placed!.media?.path).toBe(path)
    await opened.host.show(throughJson(landed), true)
    expect(project.currentTimeline).toBe(copy())
    await opened.host.show(landed, false)
    expect(project.currentTimeline).toBe(timeline())
    await opened.host.show(landed, true)
    await opened.host.remove(throughJson(landed))
    expect([opened.hash(), project.currentTimeline]).toEqual([before, timeline()])
    await opened.host.remove(landed)
    expect(opened.hash()).toBe(before)
  })

  it('that somebody worked on stays, without the result', async () => {
    const { opened, copy, own, put, names } = await openStage({ profile })
    const untouched = own()
    const { landed } = await put()
    copy().tracks.video[0]!.items[0]!.AddMarker(3, 'Red', 'mine', '', 1, '')
    await opened.host.remove(landed)
    expect([names(), own()]).toEqual([['Nest', 'Cut', 'Cut (Firstpass)'], untouched])
    expect(copy().tracks.video.map(({ items }) => items.length)).toEqual([3, 1])
  })

  it('is not left where it is cancelled', async () => {
    const { opened, put } = await openStage({ profile })
    const before = opened.hash()
    for (let at = 1; at <= 5; at += 1) {
      let asked = 0
      const { landed } = await put({ isCancelled: () => ++asked >= at })
      expect([landed, opened.hash()]).toEqual([undefined, before])
    }
  })
})

it('a second one has a name of its own, and goes instead of the first', async () => {
  const { opened, put, names } = await openStage()
  const first = await put()
  const second = await put()
  expect(names()).toEqual(['Nest', 'Cut', 'Cut (Firstpass)', 'Cut (Firstpass 2)'])
  await opened.host.remove(second.landed)
  const third = await put({ instead: first.landed })
  expect([names(), third.landed.where]).toEqual([['Nest', 'Cut', 'Cut (Firstpass 2)'], expect.stringMatching(/^“Cut \(Firstpass 2\)”/)])
})

it.each<[string, (copy: TimelineObject) => void]>([
  ['a clip is moved', (copy) => { (copy.tracks.video[0]!.items[1] as { start: number }).start += 1 }],
  ['sound is cut', (copy) => { (copy.tracks.audio[0]!.items[0] as { duration: number }).duration -= 1 }],
  ['a clip is made larger', (copy) => { copy.tracks.video[0]!.items[0]!.SetProperty('ZoomX', 2) }],
  ['it is called something', (copy) => { copy.SetName('Cut, v2') }],
  ['a clip is added', (copy) => { copy.playhead += 2000; copy.InsertFusionCompositionIntoTimeline() }],
])('a copy in which %s is not deleted', async (_name, act) => {
  const { opened, project, copy, put } = await openStage()
  const { landed } = await put()
  const made = copy()
  act(made)
  await opened.host.remove(landed)
  expect(project.timelines).toContain(made)
  expect(made.tracks.video.flatMap(({ items }) => items).filter(({ media }) => media?.path.includes('/results/'))).toEqual([])
})

it('a Resolve that does not answer what it copied has copied it all the same', async () => {
  const between = answering((call, value) => (call.call === 'DuplicateTimeline' ? null : value))
  const { opened, put } = await openStage({ between })
  const before = opened.hash()
  const { landed } = await put()
  await opened.host.remove(landed)
  expect(opened.hash()).toBe(before)
})

it('a timeline that is not copied, or not copied whole, is refused, and nothing is left', async () => {
  const { opened, put } = await openStage()
  const before = opened.hash()
  const copying = jest.spyOn(TimelineObject.prototype, 'DuplicateTimeline')
  copying.mockReturnValueOnce(undefined)
  await expect(put()).rejects.toThrow(/no “Cut \(Firstpass\)” came up/)
  expect(opened.hash()).toBe(before)
  jest.spyOn(TimelineObject.prototype, 'copyTo').mockImplementationOnce((other) => { other.startFrame = 86_400 })
  await expect(put()).rejects.toThrow(/was not the same/)
  expect(opened.hash()).toBe(before)
})

it('a copy that stays is told', async () => {
  const { opened, project, put } = await openStage()
  const { landed } = await put()
  jest.spyOn(project.pool, 'DeleteTimelines').mockReturnValue(true)
  await expect(opened.host.remove(landed)).rejects.toThrow(/it stays/)
})
