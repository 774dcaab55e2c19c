import { Batch, type ResolveApi } from './batch'
import { refused } from './refuse'
import type { Timeline } from './timeline'
import { twice } from './twice'

/**
 * Does something to a timeline while it is the current one, which is the only one that Resolve puts clips on; then the user has
 * theirs back, with the playhead as it was, unless they went elsewhere themselves.
 */
export async function onTimeline<T>(api: ResolveApi, timeline: Timeline, act: () => Promise<T>): Promise<T> {
  const { project, thing, isCurrent, current } = timeline
  if (!isCurrent && !current) throw refused('open the timeline', 'it does not tell which one is open')
  if (!isCurrent) {
    const batch = new Batch()
    const isOpen = batch.make(project.thing, 'SetCurrentTimeline', thing)
    if (!(await batch.run(api)).isYes(isOpen)) throw refused('open the timeline', `“${timeline.name}” did not open`)
  }
  try {
    return await act()
  } finally {
    // What was done, or why it was not, matters more than where the user looks.
    await twice(() => giveBack(api, timeline)).catch(() => undefined)
  }
}

async function giveBack(api: ResolveApi, { project, id, thing, isCurrent, current, timecode }: Timeline): Promise<void> {
  const looking = new Batch()
  const open = looking.make(looking.make(project.thing, 'GetCurrentTimeline'), 'GetUniqueId')
  const now = (await looking.run(api)).text(open)
  if (now === '') throw refused('open the timeline', 'it does not tell which one is open')
  if (now !== id) return
  const batch = new Batch()
  batch.make(thing, 'SetCurrentTimecode', timecode)
  const isBack = !isCurrent && current ? batch.make(project.thing, 'SetCurrentTimeline', current) : undefined
  const got = await batch.run(api)
  if (isBack && !got.isYes(isBack)) throw refused('open the timeline', 'the one that was open did not open again')
}
