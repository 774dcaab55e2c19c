import type { Landed, PlaceClipHow } from '#host'
import { openOnResolve } from './resolve-kit'
import type { Profile, ResolveSimulator } from '../simulators/resolve'
import type { TimelineObject } from '../simulators/resolve/model/timeline'
import { beach, plainClip, sceneOf } from './clip-reading'
import { clipHowTo, makeClip, type Making, type OpenedClipHost, placeOn, readClip, targetOf } from './clip-scene'
import { codeOf } from './reading'
import { throughJson } from './scene'

const film = plainClip.media.rate
const clip = beach(film, { framing: { scale: 60 }, effects: 1 })
const scene = sceneOf(clip)
const profiles: Profile[] = ['free-21.1', 'free-20', 'studio-20', 'studio-21.1']

interface Stage {
  app: ResolveSimulator
  opened: OpenedClipHost
  timeline(): TimelineObject
  put(form: PlaceClipHow['form'], making?: Making, more?: Partial<PlaceClipHow>): Promise<Placed>
}

interface Placed {
  landed: Landed
  path: string
  how: PlaceClipHow
}

const open: OpenedClipHost[] = []

async function openStage(profile: Profile): Promise<Stage> {
  const made = await openOnResolve({ profile }, scene)
  open.push(made.opened)
  return {
    ...made,
    put: async (form, making = {}, more = {}) => {
      const how = clipHowTo(form, more)
      const { landed, result } = await placeOn(made.opened, { scene, clip, making, how })
      return { landed: landed!, path: result.path, how }
    },
  }
}

afterEach(async () => {
  for (const each of open.splice(0)) await each.close()
})

const itemOf = (timeline: TimelineObject) => timeline.tracks.video[0]!.items.find(({ name }) => name === 'beach.mov')!
const mattesOf = (app: ResolveSimulator) =>
  app.project().pool.root.every().flatMap(({ clips }) => clips).find(({ path }) => path === clip.media.path)!.mattes

describe.each(profiles)('a take in %s', (profile) => {
  it('plays exactly what the clip did, keeps all that it has, and can be chosen, found again and taken out', async () => {
    const { app, opened, timeline, put } = await openStage(profile)
    const before = opened.hash()
    const item = itemOf(timeline())
    item.transitions = { start: 12, end: 0 }
    const kept = { grade: item.grade, comps: item.comps.names(), start: item.start, duration: item.duration }
    const { landed, path, how } = await put('take', { isWhole: false, handles: 12, hasAlpha: false })
    expect([landed.differs, landed.undoSteps, landed.form]).toEqual([[], 0, 'take'])
    expect([item.media?.path, item.from, item.to]).toEqual([path, 12, 12 + clip.frames])
    expect({ grade: item.grade, comps: item.comps.names(), start: item.start, duration: item.duration }).toEqual(kept)
    expect(item.transitions.start).toBe(12)
    const target = await targetOf(opened, clip.name)
    expect((await opened.host.earlier(target)).map(({ job }) => job)).toEqual([how.job])
    await opened.host.show(landed, false)
    expect(item.media?.path).toBe(clip.media.path)
    await opened.host.show(throughJson(landed), true)
    expect(item.media?.path).toBe(path)
    item.transitions = { start: 0, end: 0 }
    await opened.host.remove(landed)
    expect([opened.hash(), await opened.host.earlier(target)]).toEqual([before, []])
    await opened.host.remove(landed)
    expect([opened.hash(), app.machine.page]).toEqual([before, 'edit'])
  })

  it('is made of the first one another time, and gives way to the new one', async () => {
    const { opened, timeline, put } = await openStage(profile)
    const reading = await readClip(opened, clip.name)
    const first = await put('take', { isWhole: false })
    expect(await opened.host.check(reading.stamp)).toBe('same')
    const again = await readClip(opened, clip.name)
    expect([again.media, again.notes.join(' ')]).toEqual([reading.media, expect.stringMatching(/the original is read/)])
    const second = await put('take', { isWhole: false }, { instead: first.landed })
    const item = itemOf(timeline())
    expect(item.takes.takes.map(({ media }) => media.path)).toEqual([clip.media.path, second.path])
    expect(item.media?.path).toBe(second.path)
  })

  it('marks places to check on the clip, and takes them away with it', async () => {
    const { opened, timeline, put } = await openStage(profile)
    const before = opened.hash()
    itemOf(timeline()).AddMarker(3, 'Red', 'mine', '', 1, '')
    const markers = [{ at: { num: 110n * 1001n, den: 24000n }, score: 1, reason: 'hair' }]
    const { landed } = await put('take', { isWhole: false, markers })
    const told = (): string[] =>
      itemOf(timeline()).markers.marks.map(({ frame, marker }) => `${frame} ${marker.name} ${marker.note}`)
    expect([told(), landed.differs]).toEqual([['3 mine ', '10 Check hair'], []])
    await opened.host.removeAll(await targetOf(opened, clip.name))
    expect(told()).toEqual(['3 mine '])
    itemOf(timeline()).DeleteMarkerAtFrame(3)
    expect(opened.hash()).toBe(before)
  })

  it('leaves nothing where it is cancelled, and is none where it is longer than its place', async () => {
    const { opened } = await openStage(profile)
    const before = opened.hash()
    for (let at = 1; at <= 5; at += 1) {
      let asked = 0
      const how = clipHowTo('take', { isCancelled: () => ++asked >= at })
      const { landed } = await placeOn(opened, { scene, clip, making: { isWhole: false }, how })
      expect([landed, opened.hash()]).toEqual([undefined, before])
    }
    const slow = placeOn(opened, { scene, clip, making: { isWhole: false, stretch: 2 }, how: clipHowTo('take') })
    expect(await codeOf(slow)).toBe('HOST_REFUSED')
    expect(opened.hash()).toBe(before)
  })
})

describe.each(profiles)('an external matte in %s', (profile) => {
  it('is carried by the source, found again, and taken away', async () => {
    const { app, opened, put } = await openStage(profile)
    const before = opened.hash()
    const { landed, path, how } = await put('external-matte')
    expect([mattesOf(app), landed.differs.length]).toEqual([[path], 1])
    expect(landed.differs[0]).toMatch(/Color page/)
    const target = await targetOf(opened, clip.name)
    const [earlier] = await opened.host.earlier(target)
    expect(earlier?.job).toEqual(how.job)
    expect(await codeOf(opened.host.show(landed, false))).toBe('HOST_REFUSED')
    await opened.host.remove(throughJson(earlier!.landed))
    expect([mattesOf(app), opened.hash(), await opened.host.earlier(target)]).toEqual([[], before, []])
    await opened.host.remove(landed)
    const again = await put('external-matte')
    expect(mattesOf(app)).toEqual([again.path])
    expect(await opened.host.removeAll(target)).toEqual([expect.stringMatching(/^“beach\.mov” has no matte/)])
    expect(opened.hash()).toBe(before)
  })

  it.each([
    ['of a part', { isWhole: false }], ['of another size', { scale: 2 }], ['of another length', { stretch: 2 }],
  ] as const)('is refused where it is %s of the source', async (_name, making) => {
    const { opened } = await openStage(profile)
    const before = opened.hash()
    const placing = placeOn(opened, { scene, clip, making, how: clipHowTo('external-matte') })
    expect([await codeOf(placing), opened.hash()]).toEqual(['HOST_REFUSED', before])
  })
})

describe.each(profiles)('a clip in %s', (profile) => {
  const pages = ['media', 'color', 'fusion'] as const
  it.each(pages)('has the grade, and the %s page, the playhead and the bin are as they were', async (page) => {
    const { app, opened, timeline, put } = await openStage(profile)
    const { pool } = app.project()
    const mine = pool.AddSubFolder(pool.root, 'Mine')!
    pool.current = mine
    await opened.host.targets('active')
    app.machine.page = page
    const playhead = timeline().playhead
    const { landed, path } = await put('clip')
    const made = timeline().every().find((item) => item.media?.path === path)!
    expect([made.grade.look, landed.differs]).toEqual(['look of beach.mov', []])
    expect([app.machine.page, pool.current === mine]).toEqual([page, true])
    if (opened.choosesOne !== true) expect(timeline().playhead).toBe(playhead)
    expect(pool.root.folders.map(({ name, clips }) => [name, clips.map((item) => item.path)]))
      .toEqual([['Mine', []], ['Firstpass', [path]]])
    await opened.host.remove(landed)
    expect([app.machine.page, timeline().tracks.video.length]).toEqual([page, 2])
  })

  it('stays where they are with a user who goes elsewhere meanwhile, and gives back what they had open', async () => {
    const { app, opened, timeline } = await openStage(profile)
    const reading = await readClip(opened, clip.name)
    const project = app.project()
    for (const goesTo of [undefined, project.addTimeline('Third')]) {
      const result = makeClip(scene, clip)
      opened.addFile(result, false)
      opened.openAnother()
      let asked = 0
      const isCancelled = (): boolean => {
        asked += 1
        if (asked === 4 && goesTo) {
          project.currentTimeline = goesTo
          app.machine.page = 'color'
        }
        return false
      }
      const landed = await opened.host.place(reading.placement, result, clipHowTo('clip', { isCancelled }))
      expect(landed?.differs.filter((sentence) => !sentence.includes('above'))).toEqual([])
      expect([project.currentTimeline?.name, app.machine.page]).toEqual(goesTo ? ['Third', 'color'] : ['Nest', 'edit'])
    }
    expect(timeline().tracks.video.length).toBeGreaterThan(2)
  })
})
