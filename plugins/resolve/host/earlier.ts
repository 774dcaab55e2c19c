import type { ClipHost, Landed, Target } from '#host'
import type { ResolveApi } from './batch'
import { mattesOf } from './attach-matte'
import { isSamePath } from './bin'
import { factsOf } from './clip-facts'
import { findTarget, type FoundClip } from './clip-place'
import { namesOf, ownComps } from './compositions'
import type { JobNote } from './job-notes'
import { originalOf, readTakes } from './takes'
import { allItems, type Item } from './timeline'

type Earlier = Awaited<ReturnType<ClipHost['earlier']>>
type Found = { note: JobNote; landed: Landed }

/** By the notes of what lies above the target, of its takes, and of its source. */
export async function findEarlier(api: ResolveApi, target: Pick<Target, 'id'>): Promise<Earlier> {
  const found = await findTarget(api, target.id)
  if (!found) return []
  const source = await originalOf(api, found.item)
  const { path } = await factsOf(api, found.timeline, source)
  const { id: project } = found.timeline.project
  const results = [
    ...clipsAbove(found, path), ...await takesOf(api, found), ...await mattesAt(api, { found, source, path }),
    ...await compsOf(api, found, source),
  ]
  return results.sort((a, b) => a.note.at - b.note.at)
    .map(({ note, landed }) => ({
      landed: { ...landed, place: { ...landed.place, project } }, job: { id: note.job, recipe: note.recipe },
    }))
}

const landedOf = (note: JobNote, where: string, place: Landed['place']): Found => ({
  note, landed: { host: 'resolve', form: note.form, where, differs: [], undoSteps: 0, place: { ...place, path: note.path } },
})

/** Wherever on the timeline they were moved together with it. */
function clipsAbove({ timeline, item }: FoundClip, path: string): Found[] {
  const isAbove = (other: Item): boolean =>
    other.track > item.track && other.start < item.start + item.duration && other.start + other.duration > item.start
  return allItems(timeline).filter(isAbove).flatMap((other) => {
    const note = other.notes.find(({ form, source }) => form === 'clip' && isSamePath(source, path))
    const place = { timeline: timeline.id, item: other.id, media: other.mediaId, start: other.start }
    return note ? [landedOf(note, `V${other.track}, above “${item.name}”`, place)] : []
  })
}

async function takesOf(api: ResolveApi, { timeline, item }: FoundClip): Promise<Found[]> {
  return (await readTakes(api, item.thing)).all.flatMap(({ notes, mediaId }) => {
    const note = notes.find(({ form }) => form === 'take')
    const place = { timeline: timeline.id, item: item.id, media: mediaId, job: note?.job ?? '' }
    return note ? [landedOf(note, `Take of “${item.name}” on V${item.track}`, place)] : []
  })
}

async function mattesAt(
  api: ResolveApi, { found: { timeline }, source, path }: { found: FoundClip; source: Item; path: string },
): Promise<Found[]> {
  const notes = source.notes.filter((note) => note.form === 'external-matte' && isSamePath(note.source, path))
  if (notes.length === 0 || !source.media) return []
  const mattes = await mattesOf(api, timeline.project, source.media)
  const place = { timeline: timeline.id, item: source.id, media: source.mediaId }
  return notes.filter((note) => mattes.some((matte) => isSamePath(matte, note.path)))
    .map((note) => landedOf(note, `External matte of “${source.name}”`, { ...place, job: note.job }))
}

async function compsOf(api: ResolveApi, { timeline, item }: FoundClip, source: Item): Promise<Found[]> {
  const own = ownComps(source)
  const names = own.length === 0 ? [] : await namesOf(api, item.thing) ?? []
  return own.filter(({ comp }) => names.includes(comp ?? '')).map((note) => {
    const { job, comp = '', hidden = '', tools } = note
    const place = {
      timeline: timeline.id, item: item.id, media: source.mediaId, job, comp, hidden, ...(tools === undefined ? {} : { tools }),
    }
    return landedOf(note, `Fusion composition “${comp}” of “${item.name}” on V${item.track}`, place)
  })
}
