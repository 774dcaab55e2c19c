import { Batch, type ResolveApi } from './batch'
import { refused } from './refuse'
import { twice } from './twice'
import { allTimelines, deleteTimeline } from './timeline-copy'
import { allItems, isOurs, type Item, type ListedTimeline, readTimeline, type Timeline } from './timeline'

export const refuseCopy = (reason: string): Error => refused('copy the timeline', reason)

export interface Copying {
  /** Of the timelines that were there. */
  before: ReadonlySet<string>
  name: string
  /** What lay on the copy when it was made, and on what it was made of: one of them may have been told wrong. */
  known: Set<string>
}

/** @param label in the copy's name, after the original's */
export async function planCopy(api: ResolveApi, timeline: Timeline, label: string): Promise<Copying> {
  const { name: original, project } = timeline
  const before = await twice(() => allTimelines(api, project))
  const taken = new Set(before.map(({ name }) => name))
  let name = `${original} (${label})`
  for (let count = 2; taken.has(name); count += 1) name = `${original} (${label} ${count})`
  return { before: new Set(before.map(({ id }) => id)), name, known: new Set(allItems(timeline).map(placeOf)) }
}

/** Of its name: what has another one may be the user's. */
const newOnes = async (api: ResolveApi, { project }: Timeline, { before, name }: Copying): Promise<ListedTimeline[]> =>
  (await twice(() => allTimelines(api, project))).filter((each) => !before.has(each.id) && each.name === name)

/** @returns it as it was read back @throws HOST_REFUSED */
export async function copyTimeline(api: ResolveApi, original: Timeline, copying: Copying): Promise<Timeline> {
  const batch = new Batch()
  const open = batch.need(original.project.thing, 'GetCurrentTimeline')
  batch.make(original.thing, 'DuplicateTimeline', copying.name)
  // The copy is open now; once more, since nothing else gives the user theirs back.
  for (let turn = 0; turn < 2; turn += 1) batch.make(original.project.thing, 'SetCurrentTimeline', open)
  await batch.run(api)
  const [made, ...more] = await newOnes(api, original, copying)
  if (!made || more.length > 0) throw refuseCopy(`no “${copying.name}” came up in the project`)
  const copy = await readTimeline(api, made.id)
  for (const item of copy ? allItems(copy) : []) copying.known.add(placeOf(item))
  if (!copy || outlineOf(copy) !== outlineOf(original)) throw refuseCopy('the copy was not the same')
  return copy
}

/** What one look misses or mistakes, two others don't. */
const LOOKS = 3

/** @returns sentences on what stays @throws HOST_REFUSED */
export async function takeBack(api: ResolveApi, original: Timeline, copying: Copying): Promise<readonly string[]> {
  const { project } = original
  const [made, ...more] = await newOnes(api, original, copying)
  if (!made) return []
  const looks: Timeline[] = []
  for (let count = 0; count < LOOKS; count += 1) {
    const look = await readTimeline(api, made.id)
    if (look) looks.push(look)
  }
  if (looks.length === 0 || more.length > 0) throw refuseCopy(`it does not tell which “${copying.name}” is the copy`)
  const isAsMade = (look: Timeline): boolean =>
    allItems(look).every((item) => isOurs(item) || copying.known.has(placeOf(item)))
  const [copy, ...alike] = looks.filter(isAsMade)
  if (!copy || alike.length === 0) {
    return [`“${copying.name}” stays, since there is more on it now: delete it if you don't need it.`]
  }
  await deleteTimeline(api, { ...made, project }, copy.isCurrent ? original.thing : undefined)
  return []
}

/** In a copy items have other names. */
const placeOf = ({ track, start, duration, from, mediaId }: Item): string =>
  JSON.stringify([track, start, duration, from, mediaId])

const outlineOf = ({ startFrame, tracks }: Timeline): string =>
  JSON.stringify([startFrame, tracks.map(({ items }) => items.map(placeOf))])
