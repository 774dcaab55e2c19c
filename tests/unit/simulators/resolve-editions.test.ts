import { factsOf, openResolve, type Profile } from '../../simulators/resolve'
import { callApi, hasMethod } from '../../simulators/resolve/model/call'
import type { Value } from '../../simulators/resolve/model/values'
import { readyScene } from '../../simulators/resolve/ready-scene'

const profiles: Profile[] = ['free-21.1', 'free-20', 'studio-20', 'studio-21.1']

const open = (profile: Profile, knobs = {}) => openResolve({ profile, knobs, scene: readyScene() })

type Callable = Record<string, (...given: unknown[]) => unknown>

async function heroOf(simulator: ReturnType<typeof open>): Promise<Callable> {
  const project = await (await simulator.resolve.GetProjectManager())!.GetCurrentProject()
  const timeline = await project!.GetCurrentTimeline()
  const items = await timeline!.GetItemListInTrack('video', 1)
  return items![0] as unknown as Callable
}

describe('the editions of a simulated Resolve', () => {
  it.each(profiles)('V1: %s says what it is without a window', async (profile) => {
    const { resolve, machine } = open(profile)
    const isStudio = profile.startsWith('studio')
    expect(await resolve.GetProductName()).toBe(isStudio ? 'DaVinci Resolve Studio' : 'DaVinci Resolve')
    const expected = { 'free-21.1': [21, 1], 'free-20': [20, 2], 'studio-20': [20, 3], 'studio-21.1': [21, 1] }[profile]
    expect((await resolve.GetVersion())!.slice(0, 2)).toEqual(expected)
    expect(await resolve.IsStudio!()).toBe(profile.endsWith('21.1') ? isStudio : null)
    expect(machine.modal).toBeUndefined()
  })

  it('V1: a call that is Studio\'s costs the free edition a window, behind which nothing is answered', async () => {
    const simulator = open('free-20')
    const hero = await heroOf(simulator)
    expect(await hero.Stabilize!()).toBe(false)
    expect(simulator.machine.modal).toContain('Stabilize')
    expect(await simulator.resolve.GetProductName()).toBeNull()
    simulator.answerModal()
    expect(await simulator.resolve.GetProductName()).toBe('DaVinci Resolve')
    const studio = open('studio-20')
    expect(await (await heroOf(studio)).Stabilize!()).toBe(true)
    expect(studio.machine.modal).toBeUndefined()
  })

  it('V1: what a version lacks answers nothing, or is not there', async () => {
    const hero = await heroOf(open('free-20'))
    expect(await hero.GetType!()).toBeNull()
    expect((await heroOf(open('free-20', { missingMethods: 'absent' }))).GetType).toBeUndefined()
    expect(await (await heroOf(open('free-21.1'))).GetType!()).toBe('video')
    expect(await (await heroOf(open('studio-20'))).NeverHeardOf!()).toBeNull()
  })

  it.each([
    ['18.5.1', []], ['20.1.9', []], ['20.2.0', ['SetName']], ['21.0.3', ['SetName']],
    ['21.0.4', ['SetName', 'GetSelectedClips']], ['21.1.0', ['SetName', 'GetSelectedClips', 'GetType']],
  ])('V1: %s has the methods of its version', async (version, expected) => {
    const simulator = open('studio-20', { version, missingMethods: 'absent' })
    const hero = await heroOf(simulator)
    const line = await (await (await simulator.resolve.GetProjectManager())!.GetCurrentProject())!.GetCurrentTimeline()
    const found = { SetName: hero.SetName, GetSelectedClips: line!.GetSelectedClips, GetType: hero.GetType }
    expect(Object.entries(found).filter(([, method]) => method !== undefined).map(([name]) => name)).toEqual(expected)
  })

  it('answers nonsense with no or nothing, and never throws', () => {
    const simulator = open('studio-21.1', { loaderAsks: false })
    const junk = [undefined, null, -1, NaN, 1e300, '', 'video', [], [null, 7, [{}]], {}, { mediaPoolItem: 3 }]
    const pairs = junk.flatMap((one) => junk.map((other) => [one, other, one] as Value[]))
    const { root } = simulator
    const timeline = simulator.timeline()
    const item = timeline.every()[0]!
    const comp = item.comps.add()!
    const project = simulator.project()
    const all = [root, root.fusion, root.storage, root.manager, comp, comp.tools[0]!, item, item.GetNodeGraph(), item.media!,
      project.pool.root, project.pool, project, timeline]
    for (const target of all) {
      const names = Object.getOwnPropertyNames(Object.getPrototypeOf(target)).filter((name) => hasMethod(target, name))
      expect(names.length).toBeGreaterThan(2)
      for (const name of names) for (const given of pairs) callApi(target, name, given)
    }
    expect(simulator.machine.called.length).toBeGreaterThan(10_000)
  })

  it('V1: the App Store\'s edition reaches files in its folders only', async () => {
    const simulator = open('free-21.1', { edition: 'app-store', reachableFolders: ['/container'] })
    const facts = factsOf('video', { width: 8, height: 8 })
    for (const folder of ['/container', '/results']) simulator.addFile(`${folder}/a.mov`, facts)
    const pool = await (await (await simulator.resolve.GetProjectManager())!.GetCurrentProject())!.GetMediaPool()
    expect(await pool!.ImportMedia(['/results/a.mov'])).toEqual([])
    expect(await pool!.ImportMedia(['/container/a.mov'])).toHaveLength(1)
  })

  it('V3: a page gates some calls, and there is none while the Project Manager is open', async () => {
    const { resolve, machine } = open('studio-21.1')
    const timeline = (await (await (await resolve.GetProjectManager())!.GetCurrentProject())!.GetCurrentTimeline())!
    expect([await resolve.OpenPage('media'), await resolve.GetCurrentPage()]).toEqual([true, 'media'])
    expect(await timeline.SetCurrentTimecode('01:00:01:00')).toBe(false)
    await resolve.OpenPage('edit')
    expect(await timeline.SetCurrentTimecode('01:00:01:00')).toBe(true)
    machine.isProjectManagerOpen = true
    expect(await resolve.GetCurrentPage()).toBeNull()
  })

  it('V8: constants are numbers that versions disagree on; names in their place are refused without a word', async () => {
    const [older, newer] = [open('studio-20').resolve, open('studio-21.1').resolve]
    expect([older.EXPORT_OTIO, newer.EXPORT_OTIO]).toEqual([45, 12])
    expect(open('studio-21.1', { missingConstants: ['EXPORT_OTIO'] }).resolve.EXPORT_OTIO).not.toBe(12)
    for (const [resolve, isTaken] of [[older, false], [newer, true]] as const) {
      const timeline = (await (await (await resolve.GetProjectManager())!.GetCurrentProject())!.GetCurrentTimeline())!
      expect(await timeline.Export('/results/a.otio', 'EXPORT_OTIO' as unknown as number)).toBe(false)
      const captions = timeline as unknown as Callable
      expect(await captions.CreateSubtitlesFromAudio!({ language: 'auto' })).toBe(isTaken)
      expect(await captions.CreateSubtitlesFromAudio!({ [`${resolve.SUBTITLE_LANGUAGE}`]: resolve.AUTO_CAPTION_AUTO })).toBe(true)
    }
  })

  it('V9: a Workflow Integration has promises or values, by how it asked, and only in Studio with its own id', async () => {
    const simulator = open('studio-21.1')
    const module = simulator.workflowIntegration('com.firstpass.resolve')
    expect(module.GetResolve()).toBeNull()
    expect(module.Initialize('com.other')).toBe(false)
    expect(await module.InitializePromise('com.firstpass.resolve')).toBe(true)
    expect(module.GetResolve()!.GetProductName()).toBe('DaVinci Resolve Studio')
    const promised = (await module.GetResolvePromise())!.GetProductName()
    expect(promised).toBeInstanceOf(Promise)
    expect(await promised).toBe('DaVinci Resolve Studio')
    const told: string[] = []
    module.RegisterCallback('ResolveQuit', () => { told.push('quit') })
    module.tell('ResolveQuit')
    expect([told, module.DeregisterCallback('ResolveQuit'), module.CleanUp()]).toEqual([['quit'], true, true])
    module.tell('ResolveQuit')
    expect(told).toEqual(['quit'])
    expect(open('free-21.1').workflowIntegration('com.firstpass.resolve').Initialize('com.firstpass.resolve')).toBe(false)
  })

  it('V9, V11: a call without an end is ended by SetAPITimeout', async () => {
    jest.useFakeTimers()
    const simulator = open('studio-21.1', { isHeadless: true })
    simulator.project().name = 'Untitled Project'
    const module = simulator.workflowIntegration('id')
    module.Initialize('id')
    module.SetAPITimeout(5)
    const manager = await (await module.GetResolvePromise())!.GetProjectManager()
    const failed = expect(manager!.SaveProject()).rejects.toThrow('ProjectManager.SaveProject timed out after 5 s')
    jest.advanceTimersByTime(5000)
    await failed
    jest.useRealTimers()
  })

  it('V11: an untitled project is not saved, and a new one asks', async () => {
    const simulator = open('free-21.1')
    const manager = (await simulator.resolve.GetProjectManager())!
    expect(await manager.SaveProject()).toBe(true)
    simulator.project().name = 'Untitled Project'
    expect(await manager.SaveProject()).toBe(false)
    expect(await manager.CreateProject('Other')).toBeNull()
    expect(simulator.machine.modal).toBe('Save the current project?')
  })

  it('V9: lists and records are plain, frames are names, and a handle is another one each time', async () => {
    const simulator = open('studio-20')
    const hero = await heroOf(simulator)
    expect(await hero.AddMarker!(96, 'Blue', 'Check', 'hair', 1, 'job')).toBe(true)
    expect(await hero.AddMarker!(96, 'Red', 'Check', 'twice', 1)).toBe(false)
    expect(await hero.AddMarker!(97, 'Turquoise', 'Check', 'no such colour', 1)).toBe(false)
    const marker = { color: 'Blue', name: 'Check', note: 'hair', duration: 1, customData: 'job' }
    expect(await hero.GetMarkers!()).toEqual({ 96: marker })
    expect(await heroOf(simulator)).not.toBe(hero)
    expect(Object.keys(hero)).toEqual([])
  })

  it('V9: markers are found and changed by what a script hid in them', async () => {
    const hero = await heroOf(open('free-20'))
    await hero.AddMarker!(5, 'Blue', 'a', '', 1, 'job-1')
    await hero.AddMarker!(9, 'Blue', 'b', '', 1, 'job-2')
    expect(Object.keys(await hero.GetMarkerByCustomData!('job-2') as object)).toEqual(['9'])
    expect([await hero.UpdateMarkerCustomData!(9, 'job-3'), await hero.UpdateMarkerCustomData!(10, 'x')]).toEqual([true, false])
    expect([await hero.GetMarkerCustomData!(9), await hero.DeleteMarkerByCustomData!('job-2')]).toEqual(['job-3', false])
    expect([await hero.DeleteMarkerByCustomData!('job-1'), await hero.DeleteMarkerAtFrame!(9)]).toEqual([true, true])
    expect(await hero.GetMarkers!()).toEqual({})
  })

  it('tells a test of every call before it is made', async () => {
    const { resolve, machine } = open('studio-20')
    const seen: string[] = []
    machine.beforeCalls((name, count) => { seen.push(`${count} ${name}`) })
    await resolve.GetCurrentPage()
    await resolve.OpenPage('color')
    expect(seen).toEqual(['1 Resolve.GetCurrentPage', '2 Resolve.OpenPage'])
  })
})
