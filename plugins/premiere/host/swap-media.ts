import type { Landed, MadeClip, Placement, PlaceClipHow } from '#host'
import { compareRatios, failure, ratio } from '#protocol'
import { castClip, pathOf } from './clip-facts'
import { type FoundClip, needTarget } from './clip-place'
import { addKeys, missingOf, type ParamReading, readFraming, settle } from './framing'
import { noteWriter, readNote } from './job-notes'
import type { Action, ClipProjectItem, ProjectItem, Sequence } from './modules'
import { HOST, refusal } from './refuse'
import { needSame } from './stamp'
import { type Clip, findUses, type Hosting, itemOf } from './timeline'
import { Edits } from './transact'

interface Swapping {
  placement: Placement
  clip: MadeClip
  how: PlaceClipHow
}

const refuse = (reason: string): Error => failure('HOST_REFUSED', { host: HOST, action: 'exchange the media', reason })

/**
 * The target's media is another file from then on, in every clip of it: effects, grade and keyframes stay. Premiere can't undo
 * that; `remove` puts the original back.
 * @returns undefined if it was cancelled @throws TARGET_GONE, TARGET_CHANGED, HOST_REFUSED; nothing is exchanged then
 */
export async function swapMedia(hosting: Hosting, { placement, clip, how }: Swapping): Promise<Landed | undefined> {
  const found = await needTarget(hosting, placement)
  await needSame(hosting, how.stamp)
  const { item, media, path } = await needMedia(hosting, found.clip)
  const isWhole = compareRatios(clip.begins, ratio(0n)) === 0 && compareRatios(clip.stretch, ratio(1n)) === 0
  if (!isWhole) throw refuse('only the whole media, at its own speed, can take its place')
  how.progress(0, 1)
  if (how.isCancelled()) return undefined
  const { project, sequence } = found
  const edits = new Edits(project)
  const before = await readNote(hosting.modules, { item, sequence })
  const source = before?.form === 'media' ? before.source : path
  if (how.form === 'proxy') await attach(media, clip.path)
  else await exchange(media, clip.path)
  const scale = clip.scale / (before?.form === 'media' ? before.scale : 1)
  if (how.form === 'media' && scale !== 1) await rescale(hosting, edits, { item: item.getId(), by: scale })
  const write = await noteWriter(hosting.modules, { item, sequence, path: clip.path })
  const note = {
    job: how.job.id, recipe: how.job.recipe, form: how.form, at: Date.now(), source, in: '', out: '', scale: clip.scale,
  }
  const otherwise = `The project could not remember the original, ${source}: “Remove” knows it only while the panel is open.`
  // Where the sequence remembers for its media, it does by their paths.
  const forget = before ? await noteWriter(hosting.modules, { item, sequence, path }) : undefined
  const make = (): Action[] => [...forget?.(undefined) ?? [], ...write?.(note) ?? []]
  if (write) edits.runIfPossible('Firstpass: Remember the Original', { make, otherwise })
  else edits.differs.push(otherwise)
  how.progress(1, 1)
  return {
    host: 'premiere', form: how.form,
    where: how.form === 'proxy' ? `Proxy of “${item.name}”, in every clip of it` : `Media of “${item.name}”, in every clip of it`,
    place: { sequence: sequence.guid.toString(), item: item.getId(), path: clip.path, source, scale: clip.scale },
    differs: edits.differs, undoSteps: 0,
  }
}

async function needMedia(
  { modules }: Hosting, { handle }: Clip,
): Promise<{ item: ProjectItem; media: ClipProjectItem; path: string }> {
  const item = await itemOf(handle)
  const media = item && castClip(modules, item)
  if (!item || !media) throw refuse('the clip has no media in the project')
  return { item, media, path: await pathOf(media) }
}

async function attach(media: ClipProjectItem, path: string): Promise<void> {
  if (await media.hasProxy()) throw refuse('it has a proxy already: detach that first')
  if (!await media.canProxy() || !await media.attachProxy(path, false)) throw refuse('it takes no proxy')
}

/** A file of another size or codec passes only where Premiere is told not to mind. @throws HOST_REFUSED */
export async function exchange(media: ClipProjectItem, path: string): Promise<void> {
  const before = await pathOf(media)
  if (before === path) return
  if (!await media.canChangeMediaPath()) throw refuse('its file can\'t be exchanged')
  try {
    const isDone = await media.changeMediaFilePath(path, false) || await media.changeMediaFilePath(path, true)
    if (!isDone || await pathOf(media) === before) throw refuse('Premiere kept the old file')
  } catch (thrown) {
    throw refusal('exchange the media', thrown)
  }
}

interface Rescaling {
  /** Of the project. */
  item: string
  /** So many times as large is the media now. */
  by: number
}

/** Every clip of the item fills what it filled before, in all sequences. */
export async function rescale(hosting: Hosting, edits: Edits, { item, by }: Rescaling): Promise<void> {
  const { modules } = hosting
  for (const sequence of await edits.project.getSequences()) {
    const { pictures } = await findUses(modules, sequence, item)
    const framings: ParamReading[][] = []
    for (const { handle } of pictures) framings.push(await readFraming(handle, { scale: by, toNew: (ticks) => ticks }))
    if (pictures.length === 0) continue
    const otherwise = `Clips of it in “${sequence.name}” did not take their new scale: set it by hand.`
    const missing = await missingIn(hosting, { sequence, item, framings })
    edits.runIfPossible('Firstpass: Scale', { make: () => missing.map(settle), otherwise })
    const keyed = (await missingIn(hosting, { sequence, item, framings })).filter(({ keys }) => keys.length > 0)
    if (keyed.length > 0) edits.runIfPossible('Firstpass: Scale', { make: () => addKeys(modules, keyed), otherwise })
  }
}

async function missingIn(
  { modules }: Hosting, { sequence, item, framings }: { sequence: Sequence; item: string; framings: readonly ParamReading[][] },
): ReturnType<typeof missingOf> {
  const missing: Awaited<ReturnType<typeof missingOf>> = []
  const { pictures } = await findUses(modules, sequence, item)
  for (const [index, { handle }] of pictures.entries()) missing.push(...await missingOf(handle, framings[index] ?? []))
  return missing
}

/** What a swapped clip's media was before, and so what another run must read. */
export async function originalOf(hosting: Hosting, { clip, sequence }: FoundClip): Promise<string | undefined> {
  const item = await itemOf(clip.handle)
  const note = item && await readNote(hosting.modules, { item, sequence })
  return note?.form === 'media' && note.source !== '' ? note.source : undefined
}
