import type { Resolve, Timeline, TimelineItem } from '../../../plugins/resolve/api'
import { factsOf, openResolve, type ResolveOptions } from '../../simulators/resolve'
import { dropFrameScene, heroFile, readyScene, skyFile, timecodeAt24, trainFile } from '../../simulators/resolve/ready-scene'
import { showResolve } from '../../simulators/resolve/workflow-integration'

/** A Resolve with the ready scene, called as Lua does: at once. */
function open(options: Partial<ResolveOptions> = {}) {
  const simulator = openResolve({ profile: 'free-21.1', scene: readyScene(), ...options })
  const resolve = showResolve(simulator.root, 'at-once', { seconds: 0 }) as Resolve
  const project = resolve.GetProjectManager()!.GetCurrentProject()!
  const pool = project.GetMediaPool()!
  const timeline = project.GetCurrentTimeline()!
  const item = (path: string) => pool.GetRootFolder()!.GetClipList()!.find((each) => each.GetClipProperty('File Path') === path)!
  return { ...simulator, resolve, project, pool, track: timeline, item }
}

const spans = (timeline: Timeline, index: number): number[][] =>
  timeline.GetItemListInTrack('video', index)!.map((item) => [item.GetStart()!, item.GetDuration()!])

describe('placing in a simulated Resolve', () => {
  it('V5: takes an exclusive end and absolute frames, and needs the track', () => {
    const { pool, track, item } = open()
    const clip = { mediaPoolItem: item(heroFile), startFrame: 10, endFrame: 34, mediaType: 1 as const, recordFrame: 86400 + 40 }
    expect(pool.AppendToTimeline([{ ...clip, trackIndex: 3 }])).toEqual([])
    expect(track.AddTrack('video')).toBe(true)
    const made = pool.AppendToTimeline([{ ...clip, trackIndex: 3 }])!
    expect(made[0]!.GetDuration()).toBe(24)
    expect(made[0]!.GetEnd()).toBe(86400 + 64)
    expect(spans(track, 3)).toEqual([[86440, 24]])
    expect([made[0]!.GetLeftOffset(), made[0]!.GetRightOffset()]).toEqual([10, 206])
  })

  it('V5: one version counts the last frame in', () => {
    const { pool, track, item } = open({ knobs: { endFrame: 'inclusive' } })
    track.AddTrack('video')
    pool.AppendToTimeline([{ mediaPoolItem: item(skyFile), startFrame: 0, endFrame: 23, trackIndex: 3, recordFrame: 86400 }])
    expect(spans(track, 3)).toEqual([[86400, 24]])
  })

  it('V5: media of another rate is floored, so a frame is missing', () => {
    const { pool, track, item } = open()
    track.AddTrack('video')
    pool.AppendToTimeline([{ mediaPoolItem: item(trainFile), startFrame: 0, endFrame: 26, trackIndex: 3, recordFrame: 86400 }])
    expect(spans(track, 3)).toEqual([[86400, 24]])
  })

  it('V5: where something lies already the new one is dropped, though an item may be answered', () => {
    const at = { startFrame: 0, endFrame: 10, trackIndex: 1, recordFrame: 86410 }
    const liar = open()
    const before = liar.describe()
    const [made] = liar.pool.AppendToTimeline([{ mediaPoolItem: liar.item(skyFile), ...at }])!
    expect(made!.GetStart()).toBeNull()
    expect(liar.describe()).toEqual(before)
    const honest = open({ knobs: { overlap: 'dropped' } })
    expect(honest.pool.AppendToTimeline([{ mediaPoolItem: honest.item(skyFile), ...at }])).toEqual([])
    const pushing = open({ knobs: { overlap: 'pushed' } })
    pushing.pool.AppendToTimeline([{ mediaPoolItem: pushing.item(skyFile), ...at }])
    expect(spans(pushing.track, 1)).toEqual([[86400, 96], [86496, 48], [86544, 10]])
  })

  it('V5: a locked track takes nothing and gives an empty list', () => {
    const { pool, item, describe: tell } = open()
    const before = tell()
    expect(pool.AppendToTimeline([{ mediaPoolItem: item(skyFile), trackIndex: 2, recordFrame: 86400 }])).toEqual([])
    expect(tell()).toEqual(before)
  })

  it('V5: what is answered may be nothing, or items that know neither id nor place, though all has landed', () => {
    for (const placed of ['nothing', 'without-ids'] as const) {
      const { pool, track, item } = open({ knobs: { placed } })
      track.AddTrack('video')
      const [made] = pool.AppendToTimeline([{ mediaPoolItem: item(skyFile), trackIndex: 3, recordFrame: 86400 }])!
      expect(made?.GetUniqueId() ?? null).toBeNull()
      expect(spans(track, 3)).toEqual([[86400, 96]])
    }
  })

  it('V5: what was answered with an error is lost, unless the project is saved', () => {
    const tries = [false, true].map((isSaved) => {
      const { pool, track, item, resolve, root } = open({ knobs: { appendErrors: 1 } })
      track.AddTrack('video')
      expect(pool.AppendToTimeline([{ mediaPoolItem: item(skyFile), trackIndex: 3, recordFrame: 86400 }])).toBeNull()
      expect(spans(track, 3)).toEqual([[86400, 96]])
      if (isSaved) resolve.GetProjectManager()!.SaveProject()
      root.manager.reopen()
      return spans(track, 3)
    })
    expect(tries).toEqual([[], [[86400, 96]]])
  })

  it('V5: only on the current timeline; old versions need a selected clip of the pool', () => {
    const { project, pool, track, item, knobs } = open({ profile: 'free-20' })
    const clip = item(skyFile)
    expect(pool.AppendToTimeline([{ mediaPoolItem: clip }])).toEqual([])
    pool.SetSelectedClip(clip)
    const copy = track.DuplicateTimeline('Reel 1 variant')!
    expect(project.GetCurrentTimeline()!.GetName()).toBe('Reel 1 variant')
    expect(pool.AppendToTimeline([{ mediaPoolItem: clip }])).toHaveLength(1)
    expect([spans(track, 1).length, spans(copy, 1).length]).toEqual([2, 3])
    expect(track.DuplicateTimeline('Reel 1 variant')).toBeNull()
    expect(knobs.version).toBe('20.2.1')
  })

  it('V5: subtitles need their track, and no place', () => {
    const { pool, track, addFile } = open()
    addFile('/footage/words.srt', factsOf('subtitle', {}))
    const [words] = pool.ImportMedia(['/footage/words.srt'])!
    expect(pool.AppendToTimeline([{ mediaPoolItem: words! }])).toEqual([])
    track.AddTrack('subtitle')
    expect(pool.AppendToTimeline([{ mediaPoolItem: words!, trackIndex: 1 }])).toEqual([])
    expect(pool.AppendToTimeline([{ mediaPoolItem: words! }])).toHaveLength(1)
    expect(track.GetItemListInTrack('subtitle', 1)![0]!.GetStart()).toBe(86400)
  })

  it('V5: stills ignore the range; what is marked in the pool counts', () => {
    const { pool, track, item } = open()
    const still = item('/footage/title.png')
    track.AddTrack('video')
    const place = (recordFrame: number) =>
      pool.AppendToTimeline([{ mediaPoolItem: still, startFrame: 0, endFrame: 10, trackIndex: 3, recordFrame }])
    place(86400)
    still.SetMarkInOut(0, 47)
    place(86600)
    expect(spans(track, 3)).toEqual([[86400, 120], [86600, 48]])
  })

  it('V6: nothing moves or trims an item; a call is a step; deleting needs the Edit page and leaves linked sound', () => {
    const { resolve, track, timeline, machine } = open()
    const [hero] = track.GetItemListInTrack('video', 1) as [TimelineItem]
    for (const name of ['SetStart', 'SetEnd', 'SetDuration']) {
      expect((hero as unknown as Record<string, () => unknown>)[name]!()).toBeNull()
    }
    expect(hero.GetLinkedItems()!.map((item) => item.GetTrackTypeAndIndex())).toEqual([['audio', 1]])
    resolve.OpenPage('color')
    expect(track.DeleteClips([hero])).toBe(false)
    resolve.OpenPage('edit')
    const steps = machine.steps.length
    expect(track.DeleteClips([hero])).toBe(true)
    expect(machine.steps.slice(steps)).toEqual(['DeleteClips'])
    expect(spans(track, 1)).toEqual([[86496, 48]])
    expect(timeline().tracks.audio[0]!.items).toHaveLength(1)
  })

  it('V6: deleting may say no once; a track of sound is mono unless it is said', () => {
    const { track } = open({ knobs: { deleteFailures: 1 } })
    const sky = track.GetItemListInTrack('video', 1)!.slice(1)
    expect([track.DeleteClips(sky), track.DeleteClips(sky)]).toEqual([false, true])
    track.AddTrack('audio')
    track.AddTrack('audio', 'stereo')
    track.AddTrack('audio', { audioType: '5.1', index: 1 })
    expect([1, 2, 3, 4].map((index) => track.GetTrackSubType('audio', index))).toEqual(['5.1', 'stereo', 'mono', 'stereo'])
  })

  it('V13: timelines begin at an hour, frames are dropped where they are', () => {
    const film = open()
    expect([film.track.GetStartFrame(), film.track.GetStartTimecode()]).toEqual([86400, '01:00:00:00'])
    expect(film.track.GetCurrentTimecode()).toBe(timecodeAt24(86430))
    const broadcast = open({ scene: dropFrameScene() })
    expect(broadcast.track.GetStartFrame()).toBe(107892)
    expect(broadcast.track.GetCurrentTimecode()).toBe('01:01:00;02')
    expect(broadcast.track.SetCurrentTimecode('01:10:00;00')).toBe(true)
    expect(broadcast.timeline().playhead).toBe(107892 + 17982)
    expect(broadcast.track.SetCurrentTimecode('00:00:00;00')).toBe(false)
  })

  it('a take leaves the grade, the transitions and the place as they are', () => {
    const { pool, track, timeline, addFile } = open()
    addFile('/results/hero-denoised.mov', factsOf('video', { frames: 240, width: 1920, height: 1080 }))
    const [made] = pool.ImportMedia(['/results/hero-denoised.mov'])!
    const [hero] = track.GetItemListInTrack('video', 1)!
    expect(hero!.AddTake(made!, 24, 120)).toBe(true)
    expect([hero!.GetTakesCount(), hero!.GetSelectedTakeIndex()]).toEqual([2, 2])
    expect([hero!.GetStart(), hero!.GetDuration()]).toEqual([86400, 96])
    const held = timeline().tracks.video[0]!.items[0]!
    expect([held.grade.look, held.transitions.end, held.media?.path]).toEqual(['warm', 12, '/results/hero-denoised.mov'])
    expect(hero!.DeleteTakeByIndex(2)).toBe(false)
    expect([hero!.SelectTakeByIndex(1), hero!.DeleteTakeByIndex(2), hero!.GetTakesCount()]).toEqual([true, true, 0])
    expect(held.media?.path).toBe(heroFile)
  })

  it('grades are copied; a LUT is found once the list was read', () => {
    const { project, pool, track, timeline, item } = open()
    track.AddTrack('video')
    pool.AppendToTimeline([{ mediaPoolItem: item(skyFile), trackIndex: 3, recordFrame: 86400 }])
    const [hero] = track.GetItemListInTrack('video', 1)!
    const placed = track.GetItemListInTrack('video', 3)!
    expect(hero!.CopyGrades(placed)).toBe(true)
    expect(timeline().tracks.video[2]!.items[0]!.grade.look).toBe('warm')
    expect(placed[0]!.GetNodeGraph()!.SetLUT(1, '/luts/firstpass.cube')).toBe(false)
    timeline().project.luts.names.push('firstpass.cube')
    expect(placed[0]!.GetNodeGraph()!.SetLUT(1, '/luts/firstpass.cube')).toBe(true)
    expect(placed[0]!.GetNodeGraph()!.GetLUT(1)).toBe('firstpass.cube')
    expect(project.RefreshLUTList()).toBe(true)
    expect(placed[0]!.GetNodeGraph()!.SetLUT(1, 'firstpass.cube')).toBe(false)
  })
})
