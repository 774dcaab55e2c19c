import type { Landed, Target } from '#host'
import { failure } from '#protocol'
import { findItem, isSamePath, itemsInBin } from './bin'
import { castClip, pathOf } from './clip-facts'
import { parseTargetId } from './clip-place'
import { noteWriter, readNote } from './job-notes'
import type { Project, ProjectItem, Sequence } from './modules'
import { HOST, refusal } from './refuse'
import { exchangeScaled, isPlayed } from './swap-media'
import { takeOut, takeOutActions } from './take-out'
import {
  findSequence, findUses, type Hosting, itemIdOf, itemOf, openProject, type Uses, usesOf, videoHandles,
} from './timeline'
import { Edits } from './transact'

const LOCKED = 'its track may be locked'

/** The file stays, and so does the bin's item. Harmless if it is gone. @throws HOST_REFUSED */
export async function removeLanded(hosting: Hosting, { form, place }: Landed): Promise<void> {
  const { modules } = hosting
  const project = await openProject(modules)
  const sequence = project && await findSequence(project, String(place.sequence))
  if (!project || !sequence) return
  if (form === 'proxy') throw proxyRefusal()
  const edits = new Edits(project)
  const item = String(place.item)
  if (form === 'media') {
    const [path, source, scale] = [String(place.path), String(place.source), Number(place.scale)]
    return swapBack(hosting, edits, { sequence, item, path, source, scale })
  }
  const left = await takeOut(modules, edits, { sequence, item, label: 'Firstpass: Remove' })
  if (left.pictures.length + left.sounds.length > 0) {
    throw failure('HOST_REFUSED', { host: HOST, action: 'take the result out', reason: LOCKED })
  }
}

const proxyRefusal = (): Error => failure('HOST_REFUSED', {
  host: HOST, action: 'take a proxy away', reason: 'no plugin can: in the Project panel choose Proxy ▸ Detach Proxies',
})

interface Swapped {
  sequence: Sequence
  item: string
  /** The result's file. */
  path: string
  source: string
  scale: number
}

/** Nothing but the note goes where the media plays another file than the result: it is hidden, or its user linked one. */
async function swapBack(hosting: Hosting, edits: Edits, { sequence, item: id, path, source, scale }: Swapped): Promise<void> {
  const item = await findItem(edits.project, hosting.modules, id)
  const media = item && castClip(hosting.modules, item)
  if (!item || !media) return
  if (isSamePath(await pathOf(media), path)) {
    await exchangeScaled(hosting, edits, { item, media, path: source, by: 1 / scale })
  }
  const write = await noteWriter(hosting.modules, { item, sequence, path })
  if (write) edits.runIfPossible('Firstpass: Forget', { make: () => write(undefined) })
}

/** Before and after. @throws TARGET_GONE, HOST_REFUSED */
export async function showLanded(hosting: Hosting, { form, place, where }: Landed, isVisible: boolean): Promise<void> {
  const { modules } = hosting
  const project = await openProject(modules)
  const sequence = project && await findSequence(project, String(place.sequence))
  if (!project || !sequence) throw failure('TARGET_GONE', { name: where })
  if (form === 'proxy') {
    throw failure('HOST_REFUSED', { host: HOST, action: 'toggle proxies', reason: 'the button “Toggle Proxies” does' })
  }
  const edits = new Edits(project)
  if (form === 'media') {
    const item = await findItem(project, modules, String(place.item))
    const media = item && castClip(modules, item)
    if (!item || !media) throw failure('TARGET_GONE', { name: where })
    const [wanted, scale] = [String(isVisible ? place.path : place.source), Number(place.scale)]
    const now = await pathOf(media)
    if (isSamePath(now, wanted)) return
    if (!isSamePath(now, String(isVisible ? place.source : place.path))) throw failure('TARGET_GONE', { name: where })
    return exchangeScaled(hosting, edits, { item, media, path: wanted, by: isVisible ? scale : 1 / scale })
  }
  const { pictures } = await findUses(modules, sequence, String(place.item))
  if (pictures.length === 0) throw failure('TARGET_GONE', { name: where })
  edits.run(isVisible ? 'Firstpass: Show' : 'Firstpass: Hide',
    () => pictures.map(({ handle }) => handle.createSetDisabledAction(!isVisible)))
  for (const { handle } of (await findUses(modules, sequence, String(place.item))).pictures) {
    if (await handle.isDisabled() === isVisible) {
      throw failure('HOST_REFUSED', { host: HOST, action: isVisible ? 'show the result' : 'hide the result', reason: LOCKED })
    }
  }
}

/**
 * All clips of our bin that have a note of ours, and all exchanged media.
 * @returns what could not be taken out, and tracks that are empty now, which no plugin can delete
 */
export async function removeAllOf(hosting: Hosting, target: Target): Promise<string[]> {
  const { modules } = hosting
  const project = await openProject(modules)
  const sequence = project && await findSequence(project, parseTargetId(target.id)?.sequence ?? '')
  if (!project || !sequence) return []
  const edits = new Edits(project)
  const { ours, tracks } = await ourUses(hosting, { project, sequence })
  await takeOutAll(hosting, edits, { sequence, ours })
  const { ours: left } = await ourUses(hosting, { project, sequence })
  const sentences = left.flatMap(({ pictures }) => pictures.map(({ track }) => `A result on V${track + 1} stays: ${LOCKED}.`))
  const count = await sequence.getVideoTrackCount()
  for (const track of tracks) {
    if (track >= count || (await videoHandles(modules, sequence, track)).length > 0) continue
    sentences.push(`V${track + 1} is empty now, and no plugin can delete it: choose Sequence ▸ Delete Tracks.`)
  }
  sentences.push(...await swapAllBack(hosting, edits, sequence))
  return [...sentences, ...edits.differs]
}

/** In one step; where a locked track makes Premiere refuse that, each by itself, and what is left is read back. */
async function takeOutAll(
  { modules }: Hosting, edits: Edits, { sequence, ours }: { sequence: Sequence; ours: readonly Uses[] },
): Promise<void> {
  if (ours.length === 0) return
  // Handles are good until the next edit only.
  const items = await Promise.all(ours.flatMap(({ pictures }) => pictures.map(({ handle }) => itemIdOf(handle))))
  try {
    edits.run('Firstpass: Remove All', () => ours.flatMap((uses) => takeOutActions(modules, sequence, uses)))
  } catch {
    for (const item of new Set(items)) {
      if (item === undefined) continue
      await takeOut(modules, edits, { sequence, item, label: 'Firstpass: Remove' }).catch(() => undefined)
    }
  }
}

interface Ours {
  ours: Uses[]
  /** Where those are, and where earlier results were whose place they took. */
  tracks: number[]
}

async function ourUses({ modules }: Hosting, { project, sequence }: { project: Project; sequence: Sequence }): Promise<Ours> {
  const items = new Map<string, readonly number[]>()
  // Its user may keep own footage in our bin, too.
  for (const item of await itemsInBin(modules, project)) {
    const note = await readNote(modules, { item, sequence })
    if (note?.form === 'clip') items.set(item.getId(), note.left ?? [])
  }
  const uses = await usesOf(modules, sequence, new Set(items.keys()))
  const used = [...uses].filter(([, { pictures, sounds }]) => pictures.length + sounds.length > 0)
  const tracks = used.flatMap(([id, { pictures }]) => [...items.get(id) ?? [], ...pictures.map(({ track }) => track)])
  return { ours: used.map(([, each]) => each), tracks: [...new Set(tracks)].sort((a, b) => a - b) }
}

async function swapAllBack(hosting: Hosting, edits: Edits, sequence: Sequence): Promise<string[]> {
  const sentences: string[] = []
  for (const item of await distinctItems(hosting, sequence)) {
    const note = await readNote(hosting.modules, { item, sequence })
    if (note?.form === 'proxy') {
      sentences.push(`The proxy of “${item.name}” stays: detach it in the Project panel (Proxy ▸ Detach).`)
    }
    const media = castClip(hosting.modules, item)
    if (!note || !media || !isPlayed(note, await pathOf(media))) continue
    try {
      await swapBack(hosting, edits, { ...note, sequence, item: item.getId() })
      sentences.push(`“${item.name}” plays its own media again, in every sequence.`)
    } catch (thrown) {
      sentences.push(`“${item.name}” plays the result still. ${refusal('exchange the media', thrown).message}`)
    }
  }
  return sentences
}

async function distinctItems({ modules }: Hosting, sequence: Sequence): Promise<ProjectItem[]> {
  const found = new Map<string, ProjectItem>()
  for (let track = 0, count = await sequence.getVideoTrackCount(); track < count; track += 1) {
    for (const handle of await videoHandles(modules, sequence, track)) {
      const item = await itemOf(handle)
      if (item) found.set(item.getId(), item)
    }
  }
  return [...found.values()]
}
