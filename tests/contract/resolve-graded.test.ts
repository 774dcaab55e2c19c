import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import type { ClipNeeds, ClipReading } from '#host'
import { ratio, secondsOf } from '#protocol'
import type { Knobs, Profile } from '../simulators/resolve'
import { gates } from '../simulators/resolve/model/gates'
import { ProjectObject } from '../simulators/resolve/model/project'
import { beach, plainClip, sceneOf } from './clip-reading'
import { type ClipScene, clipHowTo, makeClip, type OpenedClipHost, seenAt, targetOf, timesOf } from './clip-scene'
import { openOnResolve, type ResolveKitOptions } from './resolve-kit'
import { answering, type Answering, before, losing } from './resolve-stage'
import { throughJson } from './scene'

const film = plainClip.media.rate
const clip = beach(film, { effects: 1, framing: { scale: 60 } })
const profiles: Profile[] = ['free-21.1', 'free-20', 'studio-20', 'studio-21.1']
const open: OpenedClipHost[] = []

interface Wish extends Partial<ResolveKitOptions> {
  knobs?: Partial<Knobs>
  on?: Partial<ClipScene>
}

async function openStage({ on, ...options }: Wish = {}) {
  const scene = sceneOf(clip, on)
  const made = await openOnResolve({ profile: 'free-21.1', ...options }, scene)
  open.push(made.opened)
  const project = made.app.project()
  // As the user left the Deliver page.
  project.SetRenderSettings({ TargetDir: made.folder, CustomName: 'the user\'s' })
  const theirs = project.AddRenderJob()
  const rendered = jest.spyOn(made.app.machine.outside, 'renderFile')
  const read = async (watch?: ClipNeeds['watch'], scope: 'active' | 'in-out' = 'active'): Promise<ClipReading> => {
    const target = await targetOf(made.opened, clip.name, scope)
    return made.opened.host.read(target, { region: 'played', look: 'graded', ...(watch ? { watch } : {}) })
  }
  await targetOf(made.opened, clip.name)
  return {
    ...made, scene, project, read, rendered, theirs,
    /** All of Resolve that a render might leave otherwise. */
    state: () => JSON.stringify([
      createHash('sha256').update(made.opened.hash()).digest('hex'), made.app.machine.page, made.timeline().playhead,
      project.currentTimeline?.name, project.GetRenderJobList(),
      project.GetCurrentRenderFormatAndCodec(), project.GetCurrentRenderMode(), made.app.machine.modal,
      readdirSync(made.folder).filter((name) => name.endsWith('.mov')),
    ]),
    settings: () => {
      const job = project.AddRenderJob()
      const told = project.GetRenderJobList().find(({ JobId }) => JobId === job)
      project.DeleteRenderJob(job)
      return [told?.TargetDir, told?.OutputFilename, told?.MarkIn]
    },
    removed: () => readdirSync(made.folder).filter((name) => name.endsWith('.removed')),
  }
}

afterEach(async () => {
  jest.restoreAllMocks()
  for (const each of open.splice(0)) await each.close()
})

describe.each(profiles)('a clip as it is graded in %s', (profile) => {
  it('is rendered alone, just the frames that are played; everything is as it was', async () => {
    const { app, read, rendered, state, settings, removed, timeline, folder, project } = await openStage({ profile })
    app.machine.page = 'color'
    const [before, set] = [state(), settings()]
    const { media, placement, notes, close } = await read()
    const start = timeline().startFrame + clip.at
    expect(rendered.mock.calls.map(([{ source, first, facts }]) => [source, first, facts.frames, facts.startFrame]))
      .toEqual([[clip.media.path, clip.from, clip.frames, start]])
    expect(media).toEqual({
      path: expect.stringMatching(new RegExp(`^${folder}/firstpass-graded-\\d+\\.mov$`)), rate: film, projectFolder: '/footage',
      source: { in: ratio(0n), out: secondsOf(clip.frames, film) }, rendered: { of: clip.media.path, frames: clip.frames, start },
    })
    expect([placement.place.path, placement.place.start, placement.place.graded]).toEqual([clip.media.path, start, 1])
    expect([notes.at(-2), notes.at(-1)]).toEqual([expect.stringMatching(/gets none again/), expect.stringMatching(/black there/)])
    expect([state(), settings()]).toEqual([before, set])
    expect(app.machine.called.filter((name) => gates[name]?.isStudioOnly)).toEqual([])
    expect(project.LoadRenderPreset(media.path.replace(/^.*\/|\.mov$/g, ''))).toBe(false)
    await close!()
    expect(removed()).toHaveLength(1)
  })

  it('has a result with neither grade nor framing over it', async () => {
    const { opened, read, scene, timeline } = await openStage({ profile })
    const reading = await read()
    const result = { ...makeClip(scene, clip, { handles: 0 }), begins: ratio(0n) }
    opened.addFile(result, false)
    const how = clipHowTo('clip', { stamp: reading.stamp })
    const landed = await opened.host.place(throughJson(reading.placement), result, how)
    expect(landed!.differs).toEqual([])
    const [seen] = seenAt(opened, result.path)
    expect(timesOf(seen!)).toMatchObject({ in: '0/1', start: timesOf(seenAt(opened, clip.media.path)[0]!).start })
    const item = timeline().every().find(({ media }) => media?.path === result.path)!
    expect([item.grade.look, item.properties.get('ZoomX'), item.duration]).toEqual(['', 1, clip.frames])
    expect((await opened.host.earlier(await targetOf(opened, clip.name))).map(({ job }) => job)).toEqual([how.job])
  })

  it('ends where it is cancelled, and leaves nothing', async () => {
    const { read, state, settings, removed } = await openStage({ profile, knobs: { rendersForPolls: 8 } })
    const [before, set] = [state(), settings()]
    const told: number[] = []
    const watch = { progress: (done: number) => { told.push(done) }, isCancelled: () => told.length > 2 }
    await expect(read(watch)).rejects.toThrow(/was cancelled/)
    expect([state(), settings(), removed().length, told.length]).toEqual([before, set, 1, 3])
  })
})

it('only what lies between in and out is rendered; what lies above, locked too, and its neighbours are not', async () => {
  const { read, rendered, timeline, state } = await openStage({ on: { inOut: { in: 130, out: 150 }, lockedTracks: [0, 1] } })
  const before = state()
  const { media } = await read(undefined, 'in-out')
  expect(rendered.mock.calls.map(([{ first, facts }]) => [first, facts.frames, facts.startFrame]))
    .toEqual([[clip.from + 10, 20, timeline().startFrame + 130]])
  expect([media.rendered?.frames, state()]).toEqual([20, before])
})

const says = (name: string, value: unknown): Answering => (call, given) => (call.call === name ? value as never : given)
const acts = ['DuplicateTimeline', 'SaveAsNewRenderPreset', 'SetRenderSettings', 'AddRenderJob']

it.each<[string, (stage: Awaited<ReturnType<typeof openStage>>) => void, RegExp]>([
  ['its folder is in no media storage', ({ app }) => { app.machine.volumes.splice(0) }, /Media Storage locations/],
  ['the clip is disabled', ({ timeline }) => { timeline().every().find(({ name }) => name === clip.name)!.isEnabled = false },
    /is disabled/],
  ['no codec of its is read here', () => {
    jest.spyOn(ProjectObject.prototype, 'GetRenderCodecs').mockReturnValue({ Other: 'OTHR' })
  }, /no QuickTime file/],
])('where %s it is refused before anything is touched', async (_name, prepare, said) => {
  const stage = await openStage()
  prepare(stage)
  const before = stage.state()
  await expect(stage.read()).rejects.toThrow(said)
  const acted = stage.app.machine.called.filter((name) => acts.includes(name.split('.')[1]!))
  expect([stage.state(), acted, stage.removed().length]).toEqual([before, [], 1])
})

it('while the user renders something it is refused, and theirs goes on', async () => {
  const { project, theirs, read, opened } = await openStage({ knobs: { rendersForPolls: 50 } })
  project.StartRendering(theirs)
  const before = opened.hash()
  await expect(read()).rejects.toThrow(/something else is rendered/)
  expect([opened.hash(), project.IsRenderingInProgress()]).toEqual([before, true])
})

it.each<[string, Answering, RegExp]>([
  ['can\'t keep the Deliver page', says('SaveAsNewRenderPreset', false), /could not keep/],
  ['starts nothing', says('StartRendering', false), /did not start/],
  ['ends with an error', says('GetRenderJobStatus', { JobStatus: 'Fehler', CompletionPercentage: 12, Error: 'Full disk' }), /Full disk/],
  ['gets stuck', says('GetRenderJobStatus', { JobStatus: 'Bereit', CompletionPercentage: 0 }), /does not get on/],
])('a Resolve that %s leaves all as it was', async (_name, answer, said) => {
  const { read, state, settings, removed } = await openStage({ between: answering(answer) })
  const [before, set] = [state(), settings()]
  await expect(read()).rejects.toThrow(said)
  expect([state(), settings(), removed().length]).toEqual([before, set, 1])
})

it.each<[string, object, RegExp]>([
  ['of other frames', { MarkIn: 0, MarkOut: 3 }, /4 frames instead of 48/], ['of another timeline', { TimelineName: 'Nest' }, /“Nest”/],
])('a job that is %s is not started', async (_name, change, said) => {
  const between = answering((call, value) => (call.call === 'GetRenderJobList' && Array.isArray(value)
    ? value.map((job) => ({ ...job as object, ...change })) : value))
  const { read, state, rendered } = await openStage({ between })
  const before = state()
  await expect(read()).rejects.toThrow(said)
  expect([state(), rendered.mock.calls]).toEqual([before, []])
})

it('stays where they are with a user who goes elsewhere meanwhile', async () => {
  const goes: { now(): void } = { now: () => undefined }
  const stage = await openStage({ between: before('StartRendering', () => { goes.now() }) })
  const { project, app, read, rendered } = stage
  goes.now = () => {
    project.currentTimeline = project.timelineNamed('Nest')
    app.machine.page = 'color'
  }
  await read()
  expect([project.currentTimeline?.name, app.machine.page, rendered.mock.calls.length]).toEqual(['Nest', 'color', 1])
  expect(project.timelines.map(({ name }) => name)).toEqual(['Nest', 'Cut'])
})

it('a clip that fills the frame leaves nothing black', async () => {
  const { read, timeline } = await openStage()
  const { properties } = timeline().every().find(({ name }) => name === clip.name)!
  properties.set('ZoomX', 1)
  properties.set('ZoomY', 1.2)
  expect((await read()).notes.at(-1)).toMatch(/gets none again/)
  properties.set('Opacity', 50)
  expect((await read()).notes.at(-1)).toMatch(/black there/)
})

it('what can\'t be given back is said', async () => {
  const { read } = await openStage({ between: answering(says('LoadRenderPreset', false)) })
  expect((await read()).notes.at(-1)).toMatch(/Look at the settings of the Deliver page/)
})

it('whichever answer is lost, it is as before, or read', async () => {
  let refusals = 0
  for (let at = 1; at < 90; at += 1) {
    const { between, loseAt } = losing()
    const { read, state, settings } = await openStage({ between })
    const [before, set] = [state(), settings()]
    loseAt(at)
    try {
      await read()
    } catch (thrown) {
      refusals += 1
      expect((thrown as { code?: string }).code).toBe('DOOR_SILENT')
    }
    expect([at, state(), settings()]).toEqual([at, before, set])
  }
  expect(refusals).toBeGreaterThan(15)
}, 60_000)
