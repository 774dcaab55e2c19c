import type { Landed, MadeClip, Placement, PlaceClipHow } from '#host'
import { compareRatios, failure, ratio } from '#protocol'
import { isSamePath } from './bin'
import { castClip, pathOf } from './clip-facts'
import { type FoundClip, needTarget } from './clip-place'
import { addKeys, missingOf, type ParamReading, readFraming, settle } from './framing'
import { type JobNote, noteWriter, readNote } from './job-notes'
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
  const edits = new Edits(found.project)
  const noted = await readNote(hosting.modules, { item, sequence: found.sequence })
  const before = noted && isPlayed(noted, path) ? noted : undefined
  const swap: Swap = { found, item, media, path, before, edits }
  if (how.form === 'proxy') await attach(swap, clip.path)
  else await exchangeScaled(hosting, edits, { item, media, path: clip.path, by: clip.scale / (before?.scale ?? 1) })
  const source = before?.source ?? path
  await remember(hosting, swap, {
    job: how.job.id, recipe: how.job.recipe, form: how.form, at: Date.now(), path: clip.path, source, in: '', out: '',
    scale: clip.scale,
  })
  how.progress(1, 1)
  return {
    host: 'premiere', form: how.form,
    where: how.form === 'proxy' ? `Proxy of “${item.name}”, in every clip of it` : `Media of “${item.name}”, in every clip of it`,
    place: { sequence: found.sequence.guid.toString(), item: item.getId(), path: clip.path, source, scale: clip.scale },
    differs: edits.differs, undoSteps: 0,
  }
}

interface Swap {
  found: FoundClip
  item: ProjectItem
  media: ClipProjectItem
  /** Of the file that it plays so far. */
  path: string
  /** Where that is a result of ours. */
  before: JobNote | undefined
  edits: Edits
}

/** Whether a media still plays the file that it was given: its user may have linked another one since. */
export const isPlayed = (note: JobNote, path: string): boolean => note.form === 'media' && isSamePath(note.path, path)

async function remember(
  hosting: Hosting, { found: { sequence }, item, path, before, edits }: Swap, note: JobNote,
): Promise<void> {
  const otherwise =
    `The project could not remember the original, ${note.source}: “Remove” knows it only while the panel is open.`
  // Where the sequence remembers for its media, it does by their paths; a proxy does not change that of its media.
  const write = await noteWriter(hosting.modules, { item, sequence, path: note.form === 'proxy' ? path : note.path })
  const forget = before ? await noteWriter(hosting.modules, { item, sequence, path }) : undefined
  const make = (): Action[] => [...forget?.(undefined) ?? [], ...write?.(note) ?? []]
  if (write) edits.runIfPossible('Firstpass: Remember the Original', { make, otherwise })
  else edits.differs.push(otherwise)
}

async function needMedia(
  { modules }: Hosting, { handle }: Clip,
): Promise<{ item: ProjectItem; media: ClipProjectItem; path: string }> {
  const item = await itemOf(handle)
  const media = item && castClip(modules, item)
  if (!item || !media) throw refuse('the clip has no media in the project')
  return { item, media, path: await pathOf(media) }
}

async function attach({ media, before }: Swap, path: string): Promise<void> {
  if (before) throw refuse('Firstpass exchanged its media already: remove that first')
  if (await media.hasProxy()) throw refuse('it has a proxy already: detach that first')
  if (!await media.canProxy() || !await media.attachProxy(path, false)) throw refuse('it takes no proxy')
}

/** A file of another size or codec passes only where Premiere is told not to mind. @throws HOST_REFUSED */
async function exchange(media: ClipProjectItem, path: string): Promise<void> {
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

interface Exchanging {
  item: ProjectItem
  media: ClipProjectItem
  /** Of the file that it plays from then on. */
  path: string
  /** So many times as large as the one so far. */
  by: number
}

/** Every clip of the item fills what it filled before; where one can't, the media plays its file so far. @throws HOST_REFUSED */
export async function exchangeScaled(hosting: Hosting, edits: Edits, { item, media, path, by }: Exchanging): Promise<void> {
  const before = await pathOf(media)
  await exchange(media, path)
  try {
    if (by !== 1) await rescale(hosting, edits, { item: item.getId(), by })
  } catch (thrown) {
    await exchange(media, before)
    throw thrown
  }
}

/** In all sequences, or in none. @throws HOST_REFUSED */
async function rescale(hosting: Hosting, edits: Edits, { item, by }: { item: string; by: number }): Promise<void> {
  const done: Framed[] = []
  try {
    for (const sequence of await edits.project.getSequences()) {
      const framingsOf = async (scale: number): Promise<ParamReading[][]> => {
        const framings: ParamReading[][] = []
        for (const { handle } of (await findUses(hosting.modules, sequence, item)).pictures) {
          framings.push(await readFraming(handle, { scale, toNew: (ticks) => ticks }))
        }
        return framings
      }
      const wanted = { sequence, item, framings: await framingsOf(by) }
      if (wanted.framings.length === 0) continue
      done.push({ ...wanted, framings: await framingsOf(1) })
      await giveFraming(hosting, edits, wanted)
    }
  } catch (thrown) {
    for (const framed of done) await giveFraming(hosting, edits, framed).catch(() => undefined)
    throw thrown
  }
}

interface Framed {
  sequence: Sequence
  item: string
  /** Of each clip of the item, in their order. */
  framings: readonly ParamReading[][]
}

async function giveFraming(hosting: Hosting, edits: Edits, framed: Framed): Promise<void> {
  const missing = await missingIn(hosting, framed)
  if (missing.length === 0) return
  edits.run('Firstpass: Scale', () => missing.map(settle))
  const keyed = (await missingIn(hosting, framed)).filter(({ keys }) => keys.length > 0)
  if (keyed.length > 0) edits.run('Firstpass: Scale', () => addKeys(hosting.modules, keyed))
  if ((await missingIn(hosting, framed)).length > 0) throw refuse(`clips of it in “${framed.sequence.name}” kept their scale`)
}

async function missingIn({ modules }: Hosting, { sequence, item, framings }: Framed): ReturnType<typeof missingOf> {
  const missing: Awaited<ReturnType<typeof missingOf>> = []
  const { pictures } = await findUses(modules, sequence, item)
  for (const [index, { handle }] of pictures.entries()) missing.push(...await missingOf(handle, framings[index] ?? []))
  return missing
}

/** What a swapped clip's media was before, and so what another run must read. */
export async function originalOf(hosting: Hosting, { clip, sequence }: FoundClip): Promise<string | undefined> {
  const item = await itemOf(clip.handle)
  const media = item && castClip(hosting.modules, item)
  const note = item && await readNote(hosting.modules, { item, sequence })
  return media && note && isPlayed(note, await pathOf(media)) && note.source !== '' ? note.source : undefined
}
