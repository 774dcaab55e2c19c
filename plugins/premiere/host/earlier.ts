import type { ClipHost, Landed, Placement, Target } from '#host'
import { isSamePath, itemsInBin } from './bin'
import { castClip, pathOf } from './clip-facts'
import { findPlacement, findTarget, type FoundClip } from './clip-place'
import { type JobNote, readNote } from './job-notes'
import type { ProjectItem } from './modules'
import { type Hosting, itemOf, usesOf } from './timeline'

type Earlier = Awaited<ReturnType<ClipHost['earlier']>>

/** By the notes of what lies in our bin and is on the target's timeline, and of the target's own media. */
export async function findEarlier(
  hosting: Hosting, target: Pick<Target, 'id' | 'name'>, waiting: Placement | undefined,
): Promise<Earlier> {
  const { modules } = hosting
  const found = waiting ? (await findPlacement(hosting, waiting)).found : await findTarget(hosting, target.id)
  if (!found) return []
  const { project, sequence, clip } = found
  const own = await itemOf(clip.handle)
  const media = own && castClip(modules, own)
  const path = media ? await pathOf(media) : ''
  const results: { note: JobNote; landed: Landed }[] = []
  const ownNote = own && await readNote(modules, { item: own, sequence })
  // Hidden ones count, those that the user linked another file for do not.
  const isThere = ownNote?.form === 'proxy' || [ownNote?.path, ownNote?.source].some((known) => isSamePath(known ?? '', path))
  if (own && ownNote && ownNote.form !== 'clip' && isThere) {
    const place = { item: own.getId(), path: ownNote.path, source: ownNote.source, scale: ownNote.scale }
    results.push({ note: ownNote, landed: landedOf(found, { note: ownNote, where: `Media of “${own.name}”`, place }) })
  }
  const noted: { note: JobNote; item: ProjectItem }[] = []
  for (const item of await itemsInBin(modules, project)) {
    const note = await readNote(modules, { item, sequence })
    const paths = ownNote?.form === 'media' && isSamePath(ownNote.path, path) ? [path, ownNote.source] : [path]
    if (note && paths.some((played) => isOf(note, { path: played, clip }))) noted.push({ note, item })
  }
  const uses = await usesOf(modules, sequence, new Set(noted.map(({ item }) => item.getId())))
  for (const { note, item } of noted) {
    const use = uses.get(item.getId())?.pictures[0]
    if (!use) continue
    const place = { item: item.getId(), path: await pathOfItem(hosting, item), source: path }
    results.push({ note, landed: landedOf(found, { note, where: `V${use.track + 1}, above “${target.name}”`, place }) })
  }
  return results.sort((a, b) => a.note.at - b.note.at)
    .map(({ note, landed }) => ({ landed, job: { id: note.job, recipe: note.recipe } }))
}

/** The same file, and a part of it that the target plays. */
const isOf = (note: JobNote, { path, clip }: { path: string; clip: FoundClip['clip'] }): boolean =>
  note.form === 'clip' && isSamePath(note.source, path) && BigInt(note.in) < clip.out && BigInt(note.out) > clip.in

async function pathOfItem({ modules }: Hosting, item: Parameters<typeof castClip>[1]): Promise<string> {
  const media = castClip(modules, item)
  return media ? pathOf(media) : ''
}

const landedOf = (
  { sequence }: FoundClip, { note, where, place }: { note: JobNote; where: string; place: Record<string, string | number> },
): Landed => ({
  host: 'premiere', form: note.form, where, differs: [], undoSteps: 0, place: { ...place, sequence: sequence.guid.toString() },
})
