import { Batch, type ResolveApi } from './batch'
import { refused } from './refuse'
import { allTimelines, deleteTimeline } from './timeline-copy'
import { type ListedTimeline, openProject, readTimeline, type Timeline } from './timeline'

export const refuseCopy = (reason: string): Error => refused('copy the timeline', reason)

export interface Copying {
  /** Of the timelines that were there. */
  before: ReadonlySet<string>
  name: string
}

/** @param label in the copy's name, after the original's */
export async function planCopy(api: ResolveApi, { name: original }: Timeline, label: string): Promise<Copying> {
  const before = await allTimelines(api)
  const taken = new Set(before.map(({ name }) => name))
  let name = `${original} (${label})`
  for (let count = 2; taken.has(name); count += 1) name = `${original} (${label} ${count})`
  return { before: new Set(before.map(({ id }) => id)), name }
}

const newOnes = async (api: ResolveApi, { before }: Copying): Promise<ListedTimeline[]> =>
  (await allTimelines(api)).filter(({ id }) => !before.has(id))

/** @returns it as it was read back @throws HOST_REFUSED */
export async function copyTimeline(api: ResolveApi, original: Timeline, copying: Copying): Promise<Timeline> {
  const batch = new Batch()
  const open = batch.make(original.project.thing, 'GetCurrentTimeline')
  batch.make(original.thing, 'DuplicateTimeline', copying.name)
  batch.make(original.project.thing, 'SetCurrentTimeline', open)
  await batch.run(api)
  const [made, ...more] = (await newOnes(api, copying)).filter(({ name }) => name === copying.name)
  if (!made || more.length > 0) throw refuseCopy(`no “${copying.name}” came up in the project`)
  const copy = await readTimeline(api, made.id)
  if (!copy || outlineOf(copy) !== outlineOf(original)) throw refuseCopy('the copy was not the same')
  return copy
}

/** What has another name than was asked for may be the user's. */
export async function takeBack(api: ResolveApi, { project, thing: original }: Timeline, copying: Copying): Promise<void> {
  const open = (await openProject(api))?.currentId
  for (const { id, thing, name } of await newOnes(api, copying)) {
    if (name === copying.name) await deleteTimeline(api, { id, thing, project }, id === open ? original : undefined)
  }
}

/** Of items by their places: in a copy they have other names. */
const outlineOf = ({ startFrame, tracks }: Timeline): string => JSON.stringify([
  startFrame, tracks.map(({ items }) => items.map(({ start, duration, from, mediaId }) => [start, duration, from, mediaId])),
])
