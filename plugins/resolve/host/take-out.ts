import { Batch, type ResolveApi } from './batch'
import { dropEmptyLanes } from './lane'
import { refused } from './refuse'
import { allItems, type Item, readTimeline, type Timeline } from './timeline'

/** Takes clips off a timeline, and tracks of ours that are empty then. @throws HOST_REFUSED where any stays */
export async function takeOut(api: ResolveApi, timeline: Timeline, items: readonly Item[]): Promise<void> {
  try {
    await deleteItems(api, timeline, items)
  } finally {
    await dropEmptyLanes(api, timeline)
  }
}

/** It works on the Edit page only, and now and then not at once; the page is given back. @throws HOST_REFUSED */
export async function deleteItems(api: ResolveApi, timeline: Timeline, items: readonly Item[]): Promise<void> {
  const ids = new Set(items.map(({ id }) => id))
  const { page } = timeline.project
  let left: readonly Item[] = items
  for (let turn = 0; turn < 2 && left.length > 0; turn += 1) {
    const batch = new Batch()
    if (page !== 'edit') batch.make({ $handle: 'resolve' }, 'OpenPage', 'edit')
    batch.make(timeline.thing, 'DeleteClips', left.map(({ thing }) => thing) as never, false)
    if (page !== 'edit') batch.make({ $handle: 'resolve' }, 'OpenPage', page)
    await batch.run(api)
    const now = await readTimeline(api, timeline.id)
    left = now ? allItems(now).filter(({ id }) => ids.has(id)) : []
  }
  if (left.length > 0) throw refused('take the result out', 'its track may be locked')
}
