import type { Placement } from '#host'
import { frameAt, type Ratio, subtractRatios } from '#protocol'
import { Batch, type ResolveApi, ROOT } from './batch'
import { needTarget, readRatio } from './clip-place'
import { refused } from './refuse'
import { frameOf, timecodeOf } from './timecode'
import { openProject } from './timeline'

/** @param at seconds from the source's first frame @throws TARGET_GONE, HOST_REFUSED */
export async function reveal(api: ResolveApi, placement: Placement, at: Ratio): Promise<void> {
  const { timeline } = await needTarget(api, placement)
  const { start = 0, in: first } = placement.place
  const moved = frameAt(subtractRatios(at, readRatio(first)), timeline.rate, 'nearest')
  const frame = Math.max(timeline.startFrame, Number(start) + moved)
  const batch = new Batch()
  if (!timeline.isCurrent) batch.make(timeline.project.thing, 'SetCurrentTimeline', timeline.thing)
  // The Media page has no playhead.
  if (timeline.project.page === 'media') batch.make(ROOT, 'OpenPage', 'edit')
  batch.make(timeline.thing, 'SetCurrentTimecode', timecodeOf(frame, timeline))
  const back = batch.make(timeline.thing, 'GetCurrentTimecode')
  const there = frameOf((await batch.run(api)).text(back), timeline)
  if (there !== frame) throw refused('move the playhead', `it stayed at frame ${there ?? 'of no name'}`)
}

let made = 0

/** The frame at the playhead, graded, all tracks together. @returns its path @throws HOST_BUSY, HOST_REFUSED */
export async function exportStill(api: ResolveApi, folder: string): Promise<string> {
  const opened = await openProject(api)
  if (!opened?.current) throw refused('show a frame', 'no timeline is open')
  made += 1
  const separator = folder.includes('\\') ? '\\' : '/'
  const path = `${folder}${folder.endsWith(separator) ? '' : separator}firstpass-still-${Date.now()}-${made}.png`
  const batch = new Batch()
  const isDone = batch.make(opened.project.thing, 'ExportCurrentFrameAsStill', path)
  if (!(await batch.run(api)).isYes(isDone)) throw refused('show a frame', `it wrote none to ${folder}`)
  return path
}
