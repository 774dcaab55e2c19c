import { Batch, type ResolveApi, ROOT } from './batch'
import { refused } from './refuse'
import type { Timeline } from './timeline'

/**
 * Does something to a timeline while it is the current one, which is the only one that Resolve puts clips on; then the user has
 * theirs back, at the page and with the playhead as they were.
 */
export async function onTimeline<T>(api: ResolveApi, timeline: Timeline, act: () => Promise<T>): Promise<T> {
  const { project, thing, isCurrent, current, timecode } = timeline
  if (!isCurrent) {
    const batch = new Batch()
    const isOpen = batch.make(project.thing, 'SetCurrentTimeline', thing)
    if (!(await batch.run(api)).isYes(isOpen)) throw refused('open the timeline', `“${timeline.name}” did not open`)
  }
  try {
    return await act()
  } finally {
    const batch = new Batch()
    batch.make(thing, 'SetCurrentTimecode', timecode)
    if (!isCurrent && current) batch.make(project.thing, 'SetCurrentTimeline', current)
    batch.make(ROOT, 'OpenPage', project.page)
    // What was done, or why it was not, matters more than where the user looks.
    await batch.run(api).catch(() => undefined)
  }
}
