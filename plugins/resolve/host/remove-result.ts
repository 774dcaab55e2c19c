import type { Landed, Target } from '#host'
import { failure } from '#protocol'
import { dropMarks, dropTake } from './add-take'
import { detachMatte } from './attach-matte'
import { Batch, type ResolveApi } from './batch'
import { findInPool } from './bin'
import { parseTargetId } from './clip-place'
import { ownCompOf, removeComp, removeComps, showComp, siblingsOf } from './compositions'
import type { Chosen } from './job-notes'
import { onTimeline } from './on-timeline'
import { removeCopy, showCopy } from './timeline-copy'
import { refused } from './refuse'
import { isOurTake, NO_TAKES, readTakes, takeBefore, type Takes, withTakes } from './takes'
import { takeOut } from './take-out'
import { allItems, isOurs, type Item, openProject, type Project, readTimeline, type Timeline } from './timeline'
import { markOf } from './settle-clip'

/** The clip of ours; one that the user moved is known by what Resolve calls it, a copy of it stays. */
async function placedItem(api: ResolveApi, { form, place }: Landed, timeline: Timeline): Promise<Item | undefined> {
  const items = allItems(timeline)
  const own = items.find(({ id }) => id !== '' && id === place.item)
  if (own || (form !== 'clip' && form !== 'timeline-copy')) return own
  const alike = items.find(({ mediaId, start }) => mediaId === place.media && start === place.start)
  return alike && isTheirs(await readTakes(api, alike.thing)) ? undefined : alike
}

/** A clip of the user's stays theirs whichever take it shows, ours too. */
const isTheirs = ({ all }: Takes): boolean =>
  all.some(({ notes }) => !notes.some(({ form }) => form === 'clip' || form === 'take'))

/** Unknown to those that were found by their notes. */
const beforeOf = ({ before, beforeFrom }: Landed['place']): Chosen => ({ media: String(before), from: Number(beforeFrom) })

/** What is not in the project that is open is not gone. @throws HOST_REFUSED */
function needProject(open: Project | undefined, { place }: Landed): void {
  const wanted = String(place.project ?? '')
  if (wanted !== '' && open?.id !== wanted) throw refused('take the result out', 'it is in another project: open that one first')
}

/** The file stays, and is in the bin. Harmless if it is gone. @throws HOST_REFUSED, HOST_BUSY */
export async function removeLanded(api: ResolveApi, landed: Landed): Promise<void> {
  const { form, place } = landed
  if (form === 'external-matte') return removeMatte(api, landed)
  if (form === 'timeline-copy' && await removeCopy(api, landed)) return
  const timeline = await readTimeline(api, String(place.timeline))
  needProject(timeline?.project ?? (await openProject(api))?.project, landed)
  const item = timeline && await placedItem(api, landed, timeline)
  if (!timeline || !item) return
  await onTimeline(api, timeline, async () => {
    if (form === 'clip' || form === 'timeline-copy') return takeOut(api, timeline, [item])
    if (form === 'fusion') {
      return removeComp(api, item, { ...ownCompOf(landed), siblings: siblingsOf(item, allItems(timeline)) })
    }
    await dropTake(api, item, { mediaId: String(place.media), before: beforeOf(place) })
    return dropMarks(api, item, markOf(String(place.job)))
  })
}

/** It is the source's, which may lie on no timeline any more. */
async function removeMatte(api: ResolveApi, landed: Landed): Promise<void> {
  const { place } = landed
  const project = (await openProject(api))?.project
  needProject(project, landed)
  const media = project && (await findInPool(api, project, ({ id }) => id === place.media))?.thing
  if (project && media) await detachMatte(api, project, { media, path: String(place.path) })
}

/** Before and after. @throws TARGET_GONE, HOST_REFUSED */
export async function showLanded(api: ResolveApi, landed: Landed, isVisible: boolean): Promise<void> {
  const { form, place, where } = landed
  if (form === 'external-matte') throw refused('show or hide a matte', 'which node uses it is chosen on the Color page')
  if (form === 'timeline-copy') return showCopy(api, landed, isVisible)
  const timeline = await readTimeline(api, String(place.timeline))
  const item = timeline && await placedItem(api, landed, timeline)
  if (!timeline || !item) throw failure('TARGET_GONE', { name: where })
  if (form === 'fusion') return chooseComp(api, item, { ...landed, isVisible })
  if (form === 'take') return chooseTake(api, item, { ...landed, isVisible })
  const batch = new Batch()
  batch.make(item.thing, 'SetClipEnabled', isVisible)
  const back = batch.make(item.thing, 'GetClipEnabled')
  if ((await batch.run(api)).value(back) !== isVisible) throw refused('show or hide the result', 'its track may be locked')
}

async function chooseTake(
  api: ResolveApi, item: Item, { place, where, isVisible }: Landed & { isVisible: boolean },
): Promise<void> {
  const [media, before] = [String(place.media), beforeOf(place)]
  const { all } = await readTakes(api, item.thing)
  const own = all.find(({ mediaId }) => mediaId === media)
  if (!own) throw failure('TARGET_GONE', { name: where })
  const wanted = isVisible ? own : takeBefore(all.filter((take) => !isOurTake(take)), own, before)
  if (!wanted) throw failure('TARGET_GONE', { name: where })
  const batch = new Batch()
  batch.make(item.thing, 'SelectTakeByIndex', wanted.index)
  const back = batch.make(item.thing, 'GetSelectedTakeIndex')
  if ((await batch.run(api)).number(back) !== wanted.index) throw refused('choose the take', 'another one is shown')
}

async function chooseComp(api: ResolveApi, item: Item, landed: Landed & { isVisible: boolean }): Promise<void> {
  const { comp, hidden } = ownCompOf(landed)
  const name = landed.isVisible ? comp : hidden
  if (name === '') throw refused('hide the composition', 'the clip has no other to show: “Remove” takes it out')
  if (!await showComp(api, item.thing, name)) throw refused('show the composition', `it loads no “${name}”`)
}

/** @returns sentences on what stays, and on what changed elsewhere, too @throws HOST_REFUSED, HOST_BUSY */
export async function removeAllOf(api: ResolveApi, target: Target): Promise<readonly string[]> {
  const key = parseTargetId(target.id)
  const timeline = key && await readTimeline(api, key.timeline)
  if (!timeline) throw refused('remove all results', 'the timeline is in another project, or was deleted')
  return onTimeline(api, timeline, async () => {
    const ours: Item[] = []
    const sentences: string[] = []
    const choices = await withTakes(api, allItems(timeline))
    for (const item of allItems(timeline)) {
      const takes = choices.has(item) ? await readTakes(api, item.thing) : NO_TAKES
      if (isOurs(item) && choices.has(item) && takes.all.length === 0) {
        sentences.push(`“${item.name}” stays: Resolve does not tell whose take it is.`)
        continue
      }
      if (isOurs(item) && !isTheirs(takes)) {
        ours.push(item)
        continue
      }
      for (const { mediaId, notes } of takes.all) {
        const note = notes.find(({ form }) => form === 'take')
        if (!note) continue
        await dropTake(api, item, { mediaId })
        await dropMarks(api, item, markOf(note.job))
      }
      // Notes of its source are seen only where no take of ours is chosen.
      const mayHaveMatte = takes.all.length > 0 || item.notes.some(({ form }) => form === 'external-matte')
      const mayHaveComp = mayHaveMatte || item.notes.some(({ form }) => form === 'fusion')
      if (mayHaveComp) sentences.push(...await removeComps(api, item, siblingsOf(item, allItems(timeline))))
      if (mayHaveMatte) sentences.push(...await detachAll(api, timeline, item))
    }
    if (ours.length > 0) await takeOut(api, timeline, ours)
    return sentences
  })
}

async function detachAll(api: ResolveApi, { project, id }: Timeline, { id: itemId }: Item): Promise<string[]> {
  // Read again: another clip of the same source may have had its matte taken away meanwhile.
  const now = await readTimeline(api, id)
  const found = now && allItems(now).find((each) => each.id === itemId)
  const mattes = found?.notes.filter(({ form }) => form === 'external-matte') ?? []
  if (!found?.media) return []
  for (const { path } of mattes) await detachMatte(api, project, { media: found.media, path })
  return mattes.length === 0 ? [] : [`“${found.name}” has no matte of Firstpass any more, on no timeline.`]
}
