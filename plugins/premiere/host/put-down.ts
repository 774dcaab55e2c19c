import { failure } from '#protocol'
import type { Action, ProjectItem, Sequence } from './modules'
import type { ClipPlan } from './plan-clip'
import { HOST } from './refuse'
import { keyOf, takeOut, takeOutActions } from './take-out'
import { type Clip, clipsOn, findFreeSound, findHighest, findUses, type Hosting, outlineOf } from './timeline'
import { timeOf } from './ticks'
import type { Edits } from './transact'

export interface Lane {
  track: number
  /** It is made by inserting into it. */
  isNew: boolean
}

interface PuttingDown {
  sequence: Sequence
  item: ProjectItem
  plan: ClipPlan
  lane: Lane
  /** Where the sequence plays the item already. */
  known: ReadonlySet<string>
}

/**
 * One step of the history. On a track that exists it overwrites, into a new one it is inserted: neither moves anything. Sound, if
 * the file has any, goes where there is none, and out again.
 * @returns what landed, wherever it did @throws HOST_REFUSED; nothing of it is left then
 */
export async function putDown(hosting: Hosting, edits: Edits, putting: PuttingDown): Promise<Clip> {
  const { sequence, lane } = putting
  const above: Lane = { track: await sequence.getVideoTrackCount(), isNew: true }
  if (!lane.isNew) {
    // A locked track takes nothing; some versions say so, some do nothing.
    const placed = await tryLane(hosting, edits, putting).catch(() => undefined)
    if (placed) return placed
  }
  const placed = await tryLane(hosting, edits, { ...putting, lane: above })
  if (placed) return placed
  throw failure('HOST_REFUSED', { host: HOST, action: 'place the result', reason: 'nothing came onto the timeline' })
}

async function tryLane(hosting: Hosting, edits: Edits, putting: PuttingDown): Promise<Clip | undefined> {
  const { modules } = hosting
  const { sequence, item, plan, lane } = putting
  const { premierepro } = modules
  const before = await lookAt(hosting, putting)
  // What comes of overwriting on a track that is none is not known; inserting makes one, and moves what comes after.
  const free = lane.isNew ? undefined : await findFreeSound(modules, sequence, { from: plan.start, to: plan.start + plan.all })
  const inserts = free === undefined
  if (inserts && before.neighboursEnd > plan.start) return undefined
  const sound = free ?? before.sounds
  const editor = premierepro.SequenceEditor.getEditor(sequence)
  const time = timeOf(premierepro, plan.start)
  edits.run('Firstpass: Place', (): Action[] => [
    inserts ? editor.createInsertProjectItemAction(item, time, lane.track, sound, true)
      : editor.createOverwriteItemAction(item, time, lane.track, sound),
  ])
  const placed = await findPlaced(hosting, putting)
  if (!placed) return undefined
  let after = await lookAt(hosting, putting, placed)
  const soundsOf = ({ outline, tracks }: Look): string => outline.slice(tracks).join()
  if (soundsOf(after) !== soundsOf(before)) {
    await silence(hosting, edits, putting)
    if (after.sounds > before.sounds) edits.differs.push(NEW_SOUND_TRACK)
    after = await lookAt(hosting, putting, placed)
  }
  const apart = strayChanges(before, after, lane)
  if (placed.track !== lane.track || apart.length > 0) await retreat(hosting, edits, { putting, placed, apart })
  return findPlaced(hosting, putting)
}

/** A timeline before and after, as far as it is compared. */
interface Look {
  outline: readonly string[]
  tracks: number
  sounds: number
  /** All but the new clip on the track that it goes to. */
  neighbours: string
  neighboursEnd: bigint
}

async function lookAt({ modules }: Hosting, { sequence, lane }: PuttingDown, placed?: Clip): Promise<Look> {
  const [tracks, sounds] = [await sequence.getVideoTrackCount(), await sequence.getAudioTrackCount()]
  const there = lane.track < tracks ? await clipsOn(modules, sequence, { track: lane.track }) : []
  const others = there.filter((clip) => !placed || keyOf(clip) !== keyOf(placed))
  const neighbours = others.map((clip) => `${clip.start} ${clip.end} ${clip.in}`).join()
  const neighboursEnd = others.reduce((last, { end }) => (end > last ? end : last), 0n)
  return { outline: await outlineOf(modules, sequence), tracks, sounds, neighbours, neighboursEnd }
}

const NEW_SOUND_TRACK = 'The file has sound, which was left out; Premiere made an audio track for it, which is empty now.'

async function silence({ modules }: Hosting, edits: Edits, { sequence, item }: PuttingDown): Promise<void> {
  const { sounds } = await findUses(modules, sequence, item.getId())
  if (sounds.length === 0) return
  edits.run('Firstpass: Sound Out', () => takeOutActions(modules, sequence, { pictures: [], sounds }))
}

/** On the highest track mostly; all are looked at only where the item was in the sequence before. */
async function findPlaced({ modules }: Hosting, { sequence, item, known }: PuttingDown): Promise<Clip | undefined> {
  const isNew = (clip: Clip): boolean => !known.has(keyOf(clip))
  const highest = (await findHighest(modules, sequence, item.getId())).find(isNew)
  return highest ?? (known.size > 0 ? (await findUses(modules, sequence, item.getId())).pictures.find(isNew) : undefined)
}

/** Tracks, by name, that are not as before; of the one that the clip went to, its other clips. */
function strayChanges(before: Look, after: Look, lane: Lane): string[] {
  const stray = before.neighbours === after.neighbours ? [] : [`V${lane.track + 1}`]
  for (let track = 0; track < before.tracks; track += 1) {
    if (track !== lane.track && before.outline[track] !== after.outline[track]) stray.push(`V${track + 1}`)
  }
  for (let track = 0; track < before.sounds; track += 1) {
    if (before.outline[before.tracks + track] !== after.outline[after.tracks + track]) stray.push(`A${track + 1}`)
  }
  return stray
}

/** @throws HOST_REFUSED always */
async function retreat(
  { modules }: Hosting, edits: Edits,
  { putting, placed, apart }: { putting: PuttingDown; placed: Clip; apart: readonly string[] },
): Promise<never> {
  const { sequence, item, lane, known } = putting
  await takeOut(modules, edits, { sequence, item: item.getId(), label: 'Firstpass: Take Back', known })
  const where = placed.track === lane.track ? '' : `it came onto V${placed.track + 1} instead of V${lane.track + 1}`
  const moved = apart.length > 0 ? `clips on ${apart.join(', ')} were cut or moved: undo ${edits.undoSteps} times` : ''
  const reason = `${[where, moved].filter((part) => part !== '').join(', and ')}; the file is in the bin “Firstpass”`
  throw failure('HOST_REFUSED', { host: HOST, action: 'place the result', reason })
}
