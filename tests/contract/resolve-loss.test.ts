import type { ClipNeeds, ClipReading } from '#host'
import type { DoorBatchInput } from '#protocol'
import type { Knobs } from '../simulators/resolve'
import { ProjectObject } from '../simulators/resolve/model/project'
import { beach, plainClip, sceneOf } from './clip-reading'
import { clipHowTo, type OpenedClipHost, placeOn, targetOf } from './clip-scene'
import { openOnResolve } from './resolve-kit'
import { answering, before } from './resolve-stage'
import type { ResolveApi } from '../../plugins/resolve/host'

const clip = beach(plainClip.media.rate, { effects: 1 })
const scene = sceneOf(clip)
const open: OpenedClipHost[] = []
type Between = (api: ResolveApi) => ResolveApi

async function openStage(between: Between = (api) => api, knobs: Partial<Knobs> = {}) {
  const made = await openOnResolve({ profile: 'free-21.1', between, knobs }, scene)
  open.push(made.opened)
  const project = made.app.project()
  project.SetRenderSettings({ TargetDir: made.folder, CustomName: 'the user\'s' })
  const theirs = project.AddRenderJob()
  const target = await targetOf(made.opened, clip.name)
  return {
    ...made, project, theirs, target, names: () => project.timelines.map(({ name }) => name),
    read: (watch?: ClipNeeds['watch']): Promise<ClipReading> =>
      made.opened.host.read(target, { region: 'played', look: 'graded', ...(watch ? { watch } : {}) }),
    put: (form: 'clip' | 'timeline-copy' | 'fusion', job = clipHowTo(form).job) => placeOn(made.opened, {
      scene, clip, making: { isWhole: false, handles: 12, hasAlpha: false }, how: clipHowTo(form, { job }),
    }),
  }
}

afterEach(async () => {
  jest.restoreAllMocks()
  for (const each of open.splice(0)) await each.close()
})

/** The n-th call of a name from `arm` on is not made, and answers nothing. */
function failing() {
  let [wanted, left] = ['', 0]
  const isIt = ({ call }: { call: string }): boolean => {
    if (call === wanted) left -= 1
    return call === wanted && left === 0
  }
  const arm = (name: string, count = 1): void => { [wanted, left] = [name, count] }
  const between: Between = (api) => ({
    call: (batch: DoorBatchInput) => api.call({
      ...batch, calls: batch.calls.map((call) => (isIt(call) ? { ...call, call: 'FindTool', args: ['none'] } : call)),
    }),
  })
  return { between, arm }
}

describe('copies of timelines', () => {
  it.each(['GetTimelineCount', 'GetTimelineByIndex'])('one of before stays where %s is not told for a moment', async (call) => {
    const { between, arm } = failing()
    const { put, names, project } = await openStage(between)
    await put('timeline-copy')
    project.timelineNamed('Cut (Firstpass)')!.AddTrack('video')
    for (let count = 1; count <= 12; count += 1) {
      arm(call, count)
      await put('timeline-copy').catch(() => undefined)
      expect([call, count, names()]).toEqual([call, count, expect.arrayContaining(['Cut', 'Cut (Firstpass)'])])
    }
  })

  it('one of the same name in another project stays, where the user opens that meanwhile', async () => {
    const go: { now(): void } = { now: () => undefined }
    const { app, put } = await openStage(before('ImportMedia', () => go.now()))
    const another = new ProjectObject(app.machine, 'Shore, the other one')
    const theirs = another.addTimeline('Cut (Firstpass)')
    go.now = () => { app.root.manager.current = another }
    await put('timeline-copy').catch(() => undefined)
    expect([theirs.isGone, another.timelines]).toEqual([false, [theirs]])
  })

  it.each([['GetCurrentTimeline', 14], ['SetCurrentTimeline', 4]] as const)(
    'the timeline stays open where %s fails once', async (call, most) => {
      for (let count = 1; count <= most; count += 1) {
        const { between, arm } = failing()
        const { put, project } = await openStage(between)
        arm(call, count)
        await put('timeline-copy').catch(() => undefined)
        expect([count, project.currentTimeline?.name]).toEqual([count, 'Cut'])
      }
    })
})

it.each([['GetCurrentFolder', 1], ['SetCurrentFolder', 2]] as const)(
  'the user\'s bin is open again where %s fails once', async (call, most) => {
    for (let count = 1; count <= most; count += 1) {
      const { between, arm } = failing()
      const { put, project } = await openStage(between)
      const before = project.pool.current.name
      arm(call, count)
      await put('timeline-copy').catch(() => undefined)
      expect([count, project.pool.current.name]).toEqual([count, before])
    }
  })

it.each(['clip', 'timeline-copy'] as const)('nothing stays of a %s whose media is not named for a moment', async (form) => {
  for (const after of ['ImportMedia', 'DuplicateTimeline']) {
    let [isNext, left] = [false, 1]
    const between = answering(({ call }, value) => {
      isNext ||= call === after
      const isIt = isNext && call === 'GetUniqueId' && (Array.isArray(value) === (after === 'ImportMedia')) && value !== null
      if (!isIt || left === 0) return value
      left -= 1
      return null
    })
    const { put, names, timeline, project } = await openStage(between)
    const before = timeline().every().length
    const landed = await put(form).then(({ landed: one }) => one, () => undefined)
    const [made, copies] = !landed ? [0, []] : form === 'clip' ? [1, []] : [0, ['Cut (Firstpass)']]
    expect([timeline().every().length, names()]).toEqual([before + made, ['Nest', 'Cut', ...copies]])
    expect(project.currentTimeline?.name).toBe('Cut')
  }
})

describe('a copy that the user may need', () => {
  it('stays where it was graded, without the result', async () => {
    const { opened, put, project, names } = await openStage()
    const { landed } = await put('timeline-copy')
    project.timelineNamed('Cut (Firstpass)')!.tracks.video[0]!.items[0]!.grade.look = 'mine'
    await opened.host.remove(landed!)
    expect(names()).toEqual(['Nest', 'Cut', 'Cut (Firstpass)'])
  })

  it('stays where it is all that is left of the timeline', async () => {
    const { opened, put, project, names, timeline } = await openStage()
    const { landed, result } = await put('timeline-copy')
    project.dropTimeline(timeline())
    await opened.host.remove(landed!)
    expect(names()).toEqual(['Nest', 'Cut (Firstpass)'])
    expect(project.timelines.flatMap((each) => each.every()).filter(({ media }) => media?.path === result.path)).toEqual([])
  })

  it('stays where Resolve tells no dates, too, and that is said', async () => {
    const { opened, put, project, names } = await openStage(answering(({ call, args }, value) =>
      (call === 'GetClipProperty' && args?.[0] === 'Date Modified' ? '' : value)))
    const { landed, result } = await put('timeline-copy')
    expect(landed!.differs).toEqual([expect.stringMatching(/leaves the copy/)])
    await opened.host.remove(landed!)
    expect(names()).toEqual(['Nest', 'Cut', 'Cut (Firstpass)'])
    expect(project.timelines.flatMap((each) => each.every()).filter(({ media }) => media?.path === result.path)).toEqual([])
  })
})

describe('what is rendered', () => {
  it('keeps the preset with the user\'s settings, and names it, where that can\'t be loaded', async () => {
    const { read, project } = await openStage(answering(({ call }, value) => (call === 'LoadRenderPreset' ? false : value)))
    jest.spyOn(ProjectObject.prototype, 'LoadRenderPreset').mockReturnValue(false)
    const { notes, media } = await read()
    const name = media.path.replace(/^.*\/|\.mov$/g, '')
    expect(notes.at(-1)).toContain(`“${name}”`)
    jest.restoreAllMocks()
    expect(project.LoadRenderPreset(name)).toBe(true)
  })

  it('says where the settings are, too, where the render failed', async () => {
    const { read } = await openStage(answering(({ call }, value) => (call === 'StartRendering' ? false : value)))
    jest.spyOn(ProjectObject.prototype, 'LoadRenderPreset').mockReturnValue(false)
    await expect(read()).rejects.toThrow(/did not start.*“firstpass-graded-/s)
  })

  it('a render that the user starts meanwhile goes on', async () => {
    const go: { now(): void } = { now: () => undefined }
    const { read, project, theirs } = await openStage(before('StartRendering', () => go.now()), { rendersForPolls: 500 })
    go.now = () => { project.StartRendering(theirs) }
    await expect(read()).rejects.toThrow(/did not start/)
    expect([project.IsRenderingInProgress(), project.GetRenderJobList().length]).toEqual([true, 1])
  })

  it.each([
    ['GetRenderJobList', 4], ['GetTimelineCount', 5], ['GetTimelineByIndex', 12], ['GetMediaPool', 12], ['OpenPage', 4],
  ] as const)('nothing stays where %s fails once', async (call, most) => {
    for (let count = 1; count <= most; count += 1) {
      const { between, arm } = failing()
      const { read, names, project, app } = await openStage(between)
      app.machine.page = 'color'
      arm(call, count)
      await read().catch(() => undefined)
      expect([count, names(), project.GetRenderJobList().length, app.machine.page, project.currentTimeline?.name])
        .toEqual([count, ['Nest', 'Cut'], 1, 'color', 'Cut'])
    }
  }, 60_000)

  it('is not of what lies on a track that Resolve does not tell of', async () => {
    let isLeft = false
    const { read } = await openStage(answering(({ call, args }, value) => {
      isLeft ||= call === 'DeleteClips'
      return isLeft && call === 'GetItemListInTrack' && args?.[1] === 2 ? null : value
    }))
    await expect(read()).rejects.toThrow(/not alone/)
  })

  it('what the user puts onto its copy of the timeline is not deleted with that, and is told', async () => {
    const go: { now(): void } = { now: () => undefined }
    const { read, project, names } = await openStage(before('StartRendering', () => go.now()))
    go.now = () => { project.currentTimeline!.InsertFusionCompositionIntoTimeline() }
    const { notes } = await read()
    expect(names()).toEqual(['Nest', 'Cut', 'Cut (Firstpass render)'])
    expect(notes.at(-1)).toMatch(/“Cut \(Firstpass render\)” stays/)
  })

  it('is told to be left in its project where the user opens another one meanwhile', async () => {
    const go: { now(): void } = { now: () => undefined }
    const { app, read } = await openStage(before('StartRendering', () => go.now()))
    const another = new ProjectObject(app.machine, 'Another')
    const theirs = another.addTimeline('Cut (Firstpass render)')
    go.now = () => { app.root.manager.current = another }
    const said = await read().then(({ notes }) => notes.join(' '), (thrown: Error) => thrown.message)
    expect(said).toMatch(/“Cut \(Firstpass render\)” may be left in the project/)
    expect([theirs.isGone, another.timelines]).toEqual([false, [theirs]])
  })

  it('nor where one look at that misses it', async () => {
    for (let count = 1; count <= 12; count += 1) {
      const { between, arm } = failing()
      const go: { now(): void } = { now: () => undefined }
      const { read, project, names } = await openStage((api) => before('StartRendering', () => go.now())(between(api)))
      go.now = () => {
        project.currentTimeline!.InsertFusionCompositionIntoTimeline()
        arm('GetItemListInTrack', count)
      }
      await read().catch(() => undefined)
      expect([count, names()]).toEqual([count, ['Nest', 'Cut', 'Cut (Firstpass render)']])
    }
  })
})

it('a composition of ours that the user worked on since stays, and that is said', async () => {
  const { opened, target, timeline, put } = await openStage()
  const { landed } = await put('fusion')
  const item = timeline().every().find(({ name }) => name === clip.name)!
  const [, name] = item.comps.names()
  item.comps.load(name)!.AddTool('Blur')
  await expect(opened.host.remove(landed!)).rejects.toThrow(/worked on “Firstpass/)
  expect(await opened.host.removeAll(target)).toEqual([expect.stringMatching(/worked on “Firstpass/)])
  expect(item.comps.names()).toEqual(['Composition 1', name])
})

it('a composition that the user makes while ours is put on the clip stays where ours goes', async () => {
  const go: { now(): void } = { now: () => undefined }
  const { timeline, put } = await openStage(before('ImportFusionComp', () => go.now()))
  const item = timeline().every().find(({ name }) => name === clip.name)!
  go.now = () => { item.comps.add() }
  await put('fusion').catch(() => undefined)
  expect(item.comps.names()).toEqual(expect.arrayContaining(['Composition 1', 'Composition 2']))
})
