import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Resolve } from '../../../plugins/resolve/api'
import { factsOf, openResolve, type ResolveOptions } from '../../simulators/resolve'
import { heroFile, readyScene } from '../../simulators/resolve/ready-scene'
import { showResolve } from '../../simulators/resolve/workflow-integration'

let folder = ''
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'resolve-')) })
afterEach(() => { rmSync(folder, { recursive: true }) })

function open(options: Partial<ResolveOptions> = {}) {
  const simulator = openResolve({ profile: 'free-21.1', scene: readyScene(), ...options })
  for (const name of ['a.mov', 'b.mov']) {
    simulator.addFile(`/results/${name}`, factsOf('video', { frames: 24, rate: { num: 25, den: 1 }, width: 64, height: 36 }))
  }
  for (const number of ['0001', '0002', '0003', '0007']) {
    simulator.addFile(`/results/m_${number}.png`, factsOf('still', { width: 64, height: 36 }))
  }
  simulator.machine.volumes.push(folder)
  const resolve = showResolve(simulator.root, 'at-once', { seconds: 0 }) as Resolve
  const project = resolve.GetProjectManager()!.GetCurrentProject()!
  return { ...simulator, resolve, project, pool: project.GetMediaPool()!, track: project.GetCurrentTimeline()! }
}

describe('the media pool of a simulated Resolve', () => {
  it('V4: imports into the current folder; what is there already gives nothing', () => {
    const { pool } = open()
    const made = pool.AddSubFolder(pool.GetRootFolder()!, 'Firstpass')!
    expect(pool.ImportMedia(['/results/a.mov', '/results/none.mov'])!.map((item) => item.GetName())).toEqual(['a.mov'])
    expect(made.GetClipList()).toHaveLength(1)
    expect(pool.ImportMedia(['/results/a.mov'])).toEqual([])
    pool.SetCurrentFolder(pool.GetRootFolder()!)
    expect(pool.ImportMedia(['/results/b.mov'])).toHaveLength(1)
    expect([made.GetClipList()!.length, pool.AddSubFolder(pool.GetRootFolder()!, 'Firstpass')]).toEqual([1, null])
    expect(open({ knobs: { known: 'the-item' } }).pool.ImportMedia([heroFile])).toHaveLength(1)
  })

  it('V4: stills that follow each other become a sequence, singly they don\'t', () => {
    const together = open()
    const paths = ['0001', '0002', '0003'].map((number) => `/results/m_${number}.png`)
    const made = together.pool.ImportMedia(paths)!.map((item) => item.GetClipProperty('File Path'))
    expect(made).toEqual(['/results/m_[0001-0003].png'])
    expect(together.pool.ImportMedia([paths[0]!, '/results/m_0007.png'])).toHaveLength(2)
    const singly = open()
    expect(paths.flatMap((path) => singly.pool.ImportMedia([path])!).map((item) => item.GetClipProperty('Type')))
      .toEqual(['Still', 'Still', 'Still'])
  })

  it('V4: the form with FilePath makes sequences; in 21.1 it gives nothing for a plain file', () => {
    const sequence = { FilePath: '/results/m_%04d.png', StartIndex: 1, EndIndex: 3 }
    for (const [profile, ofPlain] of [['free-21.1', 0], ['free-20', 1]] as const) {
      const { pool } = open({ profile })
      expect(pool.ImportMedia([{ FilePath: '/results/a.mov', StartIndex: 0, EndIndex: 0 }])).toHaveLength(ofPlain)
      const [made] = pool.ImportMedia([sequence])!
      expect([made!.GetClipProperty('Frames'), made!.GetClipProperty('FPS')]).toEqual(['3', '24'])
      expect(pool.ImportMedia([{ ...sequence, EndIndex: 5 }])).toEqual([])
    }
  })

  it('V4: the first media sets the project\'s rate and freezes it', () => {
    const { project, pool } = open({ scene: { ...readyScene(), media: [], timelines: [] } })
    expect(project.SetSetting('timelineFrameRate', '30')).toBe(true)
    pool.ImportMedia(['/results/a.mov'])
    expect(project.GetSetting('timelineFrameRate')).toBe('25')
    expect(project.SetSetting('timelineFrameRate', '30')).toBe(false)
    expect([project.GetSetting('noSuchSetting'), project.SetSetting('noSuchSetting', '1')]).toEqual(['', false])
  })

  it('says everything of a clip as text, in its own rate', () => {
    const { pool } = open()
    const hero = pool.GetRootFolder()!.GetClipList()!.find((item) => item.GetName() === 'hero.mov')!
    const names = ['Type', 'FPS', 'Frames', 'Start TC', 'End TC', 'Resolution', 'Alpha mode']
    const said = names.map((name) => hero.GetClipProperty(name))
    expect(said).toEqual(['Video + Audio', '24', '240', '10:00:00:00', '10:00:10:00', '1920x1080', 'None'])
    expect([hero.SetClipProperty('No such', 'x'), hero.SetClipProperty('Alpha mode', 'Straight')]).toEqual([false, true])
    expect(hero.GetClipProperty('Alpha mode')).toBe('Straight')
  })

  it('mattes hang on a clip of the pool; roots of Media Storage bind only AddItemListToMediaPool', () => {
    const { resolve, pool } = open()
    const storage = resolve.GetMediaStorage()!
    const [hero] = pool.GetRootFolder()!.GetClipList()!
    expect(storage.AddClipMattesToMediaPool(hero!, ['/results/none.mov'])).toBe(false)
    expect(storage.AddClipMattesToMediaPool(hero!, ['/results/a.mov'])).toBe(true)
    expect(pool.GetClipMatteList(hero!)).toEqual(['/results/a.mov'])
    expect([pool.DeleteClipMattes(hero!, ['/results/a.mov']), pool.GetClipMatteList(hero!)]).toEqual([true, []])
    expect(storage.AddItemListToMediaPool(['/results/b.mov'])).toEqual([])
  })

  it('deleting a clip of the pool takes it off every timeline, and its handle answers nothing any more', () => {
    const { pool, track } = open()
    const hero = pool.GetRootFolder()!.GetClipList()!.find((item) => item.GetName() === 'hero.mov')!
    expect(pool.DeleteClips([hero])).toBe(true)
    expect([hero.GetName(), track.GetItemListInTrack('video', 1)!.length, pool.DeleteClips([hero])]).toEqual([null, 1, false])
  })

  it('timelines from clips need their folder to be current, and a new name', () => {
    const { pool } = open()
    const clips = pool.GetRootFolder()!.GetClipList()!.slice(0, 2)
    const other = pool.AddSubFolder(pool.GetRootFolder()!, 'Other')!
    expect(pool.CreateTimelineFromClips('Made', clips)).toBeNull()
    pool.SetCurrentFolder(pool.GetRootFolder()!)
    expect(pool.CreateTimelineFromClips('Made', clips)!.GetItemListInTrack('video', 1)).toHaveLength(2)
    expect([pool.CreateEmptyTimeline('Made'), pool.DeleteFolders([other])]).toEqual([null, true])
  })

  it('V8: a timeline is exported by a number, and imported under a new name only', () => {
    const { resolve, pool, track, describe: tell } = open()
    const file = join(folder, 'a.otio')
    expect(track.Export(file, 'EXPORT_OTIO' as unknown as number)).toBe(false)
    expect(track.Export(join(folder, 'none/a.otio'), resolve.EXPORT_OTIO!)).toBe(false)
    expect(track.Export(file, resolve.EXPORT_OTIO!, resolve.EXPORT_NONE!)).toBe(true)
    expect(pool.ImportTimelineFromFile(file, { timelineName: 'Reel 1' })).toBeNull()
    expect(pool.ImportTimelineFromFile(join(folder, 'b.otio'), { timelineName: 'Reel 2' })).toBeNull()
    expect(pool.ImportTimelineFromFile(file, { timelineName: 'Reel 2' })!.GetItemListInTrack('video', 1)).toHaveLength(2)
    expect(tell()).toMatchObject({ current: 'Reel 2', timelines: [{ name: 'Reel 1' }, { name: 'Reel 2' }] })
  })

  it('V2: preferences are some 22 kB, rewritten whole and in pieces; what is too long is not kept', () => {
    const prefsFile = join(folder, 'Profiles/Default/Fusion.prefs')
    const { resolve } = open({ prefsFile })
    const fusion = resolve.Fusion()!
    fusion.SetPrefs('Global.Firstpass.Answer', 'a "b"\n\\c')
    expect(fusion.SavePrefs()).toBe(true)
    const text = readFileSync(prefsFile, 'utf8')
    expect(text).toContain('\t\tFirstpass = {\n\t\t\tAnswer = "a \\"b\\"\\n\\\\c",\n\t\t},')
    expect(text.length).toBeGreaterThan(20_000)
    fusion.SetPrefs('Global.Firstpass.Answer', 'x'.repeat(65_537))
    expect(fusion.GetPrefs('Global.Firstpass.Answer')).toBe('a "b"\n\\c')
  })

  it('V12: render settings are all or nothing, lie on each other, and a job without a folder has no id', () => {
    const { project, machine } = open()
    expect(project.AddRenderJob()).toBe('')
    expect(project.SetRenderSettings({ TargetDir: folder, NoSuch: 1 } as object)).toBe(false)
    expect(project.AddRenderJob()).toBe('')
    expect(project.SetRenderSettings({ TargetDir: folder, CustomName: 'graded', MarkIn: 86400, MarkOut: 86423 })).toBe(true)
    expect(project.SetCurrentRenderFormatAndCodec('mov', 'Apple ProRes 4444')).toBe(false)
    expect(project.SetCurrentRenderFormatAndCodec('mov', project.GetRenderCodecs('mov')!['Apple ProRes 4444']!)).toBe(true)
    const job = project.AddRenderJob()!
    expect(job).not.toBe('')
    expect(project.LoadRenderPreset('Audio Only')).toBe(false)
    expect(project.LoadRenderPreset('H.264 Master')).toBe(true)
    expect(project.AddRenderJob()).toBe('')
    machine.page = 'deliver'
    expect(project.LoadRenderPreset('Audio Only')).toBe(true)
    expect(project.GetRenderJobStatus(job)).toEqual({ JobStatus: 'Bereit', CompletionPercentage: 0 })
  })

  it('V12: what was set before is given back by a preset of its own', () => {
    const { project } = open()
    project.SetRenderSettings({ TargetDir: folder, CustomName: 'the user\'s' })
    expect([project.SaveAsNewRenderPreset('before'), project.SaveAsNewRenderPreset('before')]).toEqual([true, false])
    project.LoadRenderPreset('H.264 Master')
    project.SetCurrentRenderFormatAndCodec('exr', 'RGBHalf')
    project.SetCurrentRenderMode(0)
    expect([project.GetCurrentRenderMode(), project.SetCurrentRenderMode(2 as 1), project.AddRenderJob()]).toEqual([0, false, ''])
    expect([project.LoadRenderPreset('before'), project.DeleteRenderPreset('before')]).toEqual([true, true])
    expect(project.GetCurrentRenderFormatAndCodec()).toEqual({ format: 'mov', codec: 'H264' })
    expect(project.AddRenderJob()).not.toBe('')
    expect(project.LoadRenderPreset('before')).toBe(false)
  })

  it('V12: a folder outside of media storage stops everything at a window', () => {
    const { project, machine } = open()
    project.SetRenderSettings({ TargetDir: tmpdir(), CustomName: 'graded' })
    expect([project.AddRenderJob(), machine.modal]).toEqual(['', 'Render Path Inaccessible'])
    expect(project.GetRenderJobList()).toBeNull()
  })

  it('V12: the queue tells of its jobs, and starts them by their ids', () => {
    const { project } = open()
    project.SetRenderSettings({ TargetDir: folder, CustomName: 'graded', MarkIn: 86400, MarkOut: 86423 })
    const job = project.AddRenderJob()!
    expect(project.GetRenderJobList()).toEqual([{
      JobId: job, TimelineName: 'Reel 1', TargetDir: folder, OutputFilename: 'graded.mov', MarkIn: 86400, MarkOut: 86423,
    }])
    expect([project.StartRendering(job), project.IsRenderingInProgress()]).toEqual([true, true])
  })

  it('V12: a job renders a while, says so in the user\'s language, and writes a file', () => {
    const scene = readyScene()
    const source = join(folder, 'source.mov')
    writeFileSync(source, 'frames')
    scene.media[0]!.path = source
    const clips = scene.timelines[0]!.tracks.flatMap((track) => track.clips)
    for (const clip of clips.filter(({ media }) => media === heroFile)) clip.media = source
    const { project } = open({ scene })
    project.SetRenderSettings({ TargetDir: folder, CustomName: 'graded', MarkIn: 86400, MarkOut: 86423 })
    const job = project.AddRenderJob()!
    expect([project.StartRendering(['no-such']), project.StartRendering([job])]).toEqual([false, true])
    expect(project.GetRenderJobStatus(job)).toEqual({ JobStatus: 'Rendern', CompletionPercentage: 25 })
    expect([1, 2, 3].map(() => project.IsRenderingInProgress())).toEqual([true, true, false])
    expect(project.GetRenderJobStatus(job)).toEqual({ JobStatus: 'Fertig', CompletionPercentage: 100 })
    expect(readFileSync(join(folder, 'graded.mov'), 'utf8')).toBe('frames')
  })

  it('a still needs its folder and an ending', () => {
    const { project } = open()
    expect(project.ExportCurrentFrameAsStill(join(folder, 'none/still.png'))).toBe(false)
    expect(project.ExportCurrentFrameAsStill(join(folder, 'still'))).toBe(false)
    expect(project.ExportCurrentFrameAsStill(join(folder, 'still.png'))).toBe(true)
    expect(readFileSync(join(folder, 'still.png')).subarray(1, 4).toString()).toBe('PNG')
  })
})
