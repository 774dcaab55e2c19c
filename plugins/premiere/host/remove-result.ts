import type { Landed, Target } from '#host'
import { failure } from '#protocol'
import { findItem, itemsInBin } from './bin'
import { castClip } from './clip-facts'
import { parseTargetId } from './clip-place'
import { noteWriter, readNote } from './job-notes'
import type { Project, ProjectItem, Sequence } from './modules'
import { HOST } from './refuse'
import { exchange, rescale } from './swap-media'
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
    await swapBack(hosting, edits, { sequence, item, source: String(place.source), scale: Number(place.scale) })
    const [first] = edits.differs
    if (first === undefined) return
    throw failure('HOST_REFUSED', { host: HOST, action: 'restore the scale', reason: first.replace(/\.$/, '') })
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
  source: string
  scale: number
}

async function swapBack(hosting: Hosting, edits: Edits, { sequence, item: id, source, scale }: Swapped): Promise<void> {
  const item = await findItem(edits.project, hosting.modules, id)
  const media = item && castClip(hosting.modules, item)
  if (!item || !media) return
  const path = await media.getMediaFilePath()
  await exchange(media, source)
  if (scale !== 1) await rescale(hosting, edits, { item: id, by: 1 / scale })
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
    if (await media.getMediaFilePath() === wanted) return
    await exchange(media, wanted)
    if (scale !== 1) await rescale(hosting, edits, { item: item.getId(), by: isVisible ? scale : 1 / scale })
    return
  }
  const { pictures } = await findUses(modules, sequence, String(place.item))
  if (pictures.length === 0) throw failure('TARGET_GONE', { name: where })
  edits.run(isVisible ? 'Firstpass: Show' : 'Firstpass: Hide',
    () => pictures.map(({ handle }) => handle.createSetDisabledAction(!isVisible)))
}

/**
 * All clips of our bin, and all exchanged media.
 * @returns what could not be taken out, and tracks that are empty now, which no plugin can delete
 */
export async function removeAllOf(hosting: Hosting, target: Target): Promise<string[]> {
  const { modules } = hosting
  const project = await openProject(modules)
  const sequence = project && await findSequence(project, parseTargetId(target.id)?.sequence ?? '')
  if (!project || !sequence) return []
  const edits = new Edits(project)
  const ours = await ourUses(hosting, { project, sequence })
  await takeOutAll(hosting, edits, { sequence, ours })
  const left = await ourUses(hosting, { project, sequence })
  const sentences = left.flatMap(({ pictures }) => pictures.map(({ track }) => `A result on V${track + 1} stays: ${LOCKED}.`))
  const touched = new Set(ours.flatMap(({ pictures }) => pictures.map(({ track }) => track)))
  for (const track of [...touched].sort()) {
    if ((await videoHandles(modules, sequence, track)).length > 0) continue
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

async function ourUses({ modules }: Hosting, { project, sequence }: { project: Project; sequence: Sequence }): Promise<Uses[]> {
  const items = (await itemsInBin(modules, project)).map((item) => item.getId())
  const uses = await usesOf(modules, sequence, new Set(items))
  return [...uses.values()].filter(({ pictures, sounds }) => pictures.length + sounds.length > 0)
}

async function swapAllBack(hosting: Hosting, edits: Edits, sequence: Sequence): Promise<string[]> {
  const sentences: string[] = []
  for (const item of await distinctItems(hosting, sequence)) {
    const note = await readNote(hosting.modules, { item, sequence })
    if (note?.form === 'proxy') {
      sentences.push(`The proxy of “${item.name}” stays: detach it in the Project panel (Proxy ▸ Detach).`)
    }
    if (note?.form !== 'media') continue
    await swapBack(hosting, edits, { sequence, item: item.getId(), source: note.source, scale: note.scale })
    sentences.push(`“${item.name}” plays its own media again, in every sequence.`)
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
