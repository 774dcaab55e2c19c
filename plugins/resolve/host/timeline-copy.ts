import type { Landed } from '#host'
import { asFailure, type DoorValue, failure } from '#protocol'
import { Batch, numberOf, type ResolveApi, type Thing } from './batch'
import { refused } from './refuse'
import { type Item, type ListedTimeline, listTimelines, openProject, type Project, readTimeline, type Timeline } from './timeline'

/**
 * Of a project, none left out: which of them is ours is known by which were there before.
 * @throws HOST_REFUSED where another project is open, or not all is told
 */
export async function allTimelines(api: ResolveApi, { id }: Pick<Project, 'id'>): Promise<ListedTimeline[]> {
  const look = (reason: string): Error => refused('look at the timelines', reason)
  const opened = await openProject(api)
  if (opened?.project.id !== id) throw look('another project is open')
  const all = await listTimelines(api, opened)
  const isAll = all.length === opened.count && all.every((each) => each.id !== '' && each.name !== '')
  if (!isAll) throw look('it does not tell all of them')
  return all
}

/** Asked for together; each takes about a dozen calls. */
const TRACKS_AT_ONCE = 15

/** Its place among what is asked of the timeline itself. */
const DATE = 4

/** Of an item's framing, what a user changes most. */
const FRAMING = ['Pan', 'Tilt', 'ZoomX', 'ZoomY', 'RotationAngle', 'Opacity', 'CompositeMode'] as const

/**
 * All of a timeline that Resolve tells, as a short text: what is the same was not worked on. A wheel of a grade that was turned
 * is seen by the date alone. '' where that is not told, or there is too much to tell.
 */
export async function fingerprintOf(api: ResolveApi, timeline: Timeline): Promise<string> {
  const { thing, tracks } = timeline
  try {
    const told: unknown[] = [tracks.map(({ name, isLocked, items }) => [name, isLocked, items.map(plainItem)])]
    const ask = async (fill: (batch: Batch) => readonly { $answer: number }[]): Promise<readonly DoorValue[]> => {
      const batch = new Batch()
      const asked = fill(batch)
      const got = await batch.run(api)
      return asked.map((each) => got.value(each))
    }
    const plain = await ask((batch) => [
      batch.make(thing, 'GetTrackCount', 'audio'), batch.make(thing, 'GetTrackCount', 'subtitle'),
      batch.make(thing, 'GetName'), batch.make(thing, 'GetMarkers'),
      batch.make(batch.make(thing, 'GetMediaPoolItem'), 'GetClipProperty', 'Date Modified'),
    ])
    if (typeof plain[DATE] !== 'string' || plain[DATE] === '') return ''
    told.push(plain)
    for (let first = 1; first <= tracks.length; first += TRACKS_AT_ONCE) {
      told.push(await ask((batch) => some(first, tracks.length).flatMap((index) => {
        const items = batch.make(thing, 'GetItemListInTrack', 'video', index)
        return [
          batch.each(batch.each(items, 'GetNodeGraph'), 'GetNumNodes'), batch.each(items, 'GetFusionCompCount'),
          batch.each(items, 'GetMarkers'), batch.each(items, 'GetTakesCount'),
          ...FRAMING.map((name) => batch.each(items, 'GetProperty', name)),
        ]
      })))
    }
    const heard = numberOf(plain[0]) ?? 0
    for (let first = 1; first <= heard; first += TRACKS_AT_ONCE) {
      told.push(await ask((batch) => some(first, heard).flatMap((index) => {
        const items = batch.make(thing, 'GetItemListInTrack', 'audio', index)
        return (['GetUniqueId', 'GetStart', 'GetDuration'] as const).map((call) => batch.each(items, call))
      })))
    }
    return hash(JSON.stringify(told))
  } catch (thrown) {
    if (asFailure(thrown).code === 'HOST_REFUSED') return ''
    throw thrown
  }
}

const some = (first: number, last: number): number[] =>
  Array.from({ length: Math.min(TRACKS_AT_ONCE, last - first + 1) }, (_none, at) => first + at)

const plainItem = ({ id, name, start, duration, from, last, isShown, mediaId }: Item): readonly unknown[] =>
  [id, name, start, duration, from, last, isShown, mediaId]

/** FNV-1a, twice with other beginnings: 64 bits that tell a change, and keep nothing from anybody. */
function hash(text: string): string {
  const of = (basis: number): string => {
    let value = basis
    for (let at = 0; at < text.length; at += 1) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
    return (value >>> 0).toString(16).padStart(8, '0')
  }
  return of(0x811c9dc5) + of(0x1b873593)
}

/**
 * Deletes a copy that is still exactly as it was left, together with what lies on it.
 * @returns false where somebody worked on it, or its original is gone: only the result is ours then @throws HOST_REFUSED
 */
export async function removeCopy(api: ResolveApi, { place }: Landed): Promise<boolean> {
  const copy = await readTimeline(api, String(place.timeline))
  if (!copy || String(place.project ?? '') !== copy.project.id) return false
  if (place.fingerprint === '' || await fingerprintOf(api, copy) !== place.fingerprint) return false
  const original = (await allTimelines(api, copy.project)).find(({ id }) => id === place.original)
  // Then the copy is all that is left of the user's work.
  if (!original) return false
  // Resolve would choose another one by itself.
  await deleteTimeline(api, copy, copy.isCurrent ? original.thing : undefined)
  return true
}

/** @param instead opened before @throws HOST_REFUSED */
export async function deleteTimeline(
  api: ResolveApi, { id, thing, project }: Pick<Timeline, 'id' | 'thing' | 'project'>, instead?: Thing,
): Promise<void> {
  const batch = new Batch()
  if (instead) batch.make(project.thing, 'SetCurrentTimeline', instead)
  batch.make(project.pool, 'DeleteTimelines', [thing] as never)
  await batch.run(api)
  const left = await allTimelines(api, project)
  if (left.some((each) => each.id === id)) throw refused('delete the copy of the timeline', 'it stays')
}

/** Opens the copy, or the timeline that it was made of. @throws TARGET_GONE, HOST_REFUSED */
export async function showCopy(api: ResolveApi, { place, where }: Landed, isVisible: boolean): Promise<void> {
  const wanted = isVisible ? place.timeline : place.original
  const project = (await openProject(api))?.project
  const found = project && (await allTimelines(api, project)).find(({ id }) => id === wanted)
  if (!found) throw failure('TARGET_GONE', { name: where })
  const batch = new Batch()
  batch.make(project.thing, 'SetCurrentTimeline', found.thing)
  const open = batch.make(batch.make(project.thing, 'GetCurrentTimeline'), 'GetUniqueId')
  if ((await batch.run(api)).text(open) !== wanted) throw refused('open the timeline', `“${found.name}” did not open`)
}
