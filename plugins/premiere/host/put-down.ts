import { failure } from '#protocol'
import type { Action, ProjectItem, Sequence } from './modules'
import type { ClipPlan } from './plan-clip'
import { HOST } from './refuse'
import { keyOf, takeOut, takeOutActions } from './take-out'
import { type Clip, findHighest, findUses, type Hosting, outlineOf } from './timeline'
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
  /** What goes in the same step. */
  old: readonly Clip[]
  /** Where the sequence plays the item already. */
  known: ReadonlySet<string>
}

/**
 * One step of the history. On a track that exists it overwrites, into a new one it is inserted: neither moves anything. Sound, if
 * the file has any, goes to a track of its own and out again.
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
  const { sequence, item, plan, lane, old } = putting
  const { premierepro } = modules
  const before = await outlineOf(modules, sequence)
  const [tracks, sounds] = [await sequence.getVideoTrackCount(), await sequence.getAudioTrackCount()]
  const editor = premierepro.SequenceEditor.getEditor(sequence)
  const time = timeOf(premierepro, plan.start)
  const replaced = await findAgain(hosting, sequence, old)
  edits.run('Firstpass: Place', (): Action[] => [
    ...takeOutActions(modules, sequence, { pictures: replaced, sounds: [] }),
    lane.isNew ? editor.createInsertProjectItemAction(item, time, lane.track, sounds, true)
      : editor.createOverwriteItemAction(item, time, lane.track, sounds),
  ])
  const placed = await findPlaced(hosting, putting)
  if (!placed) return undefined
  let after = await outlineOf(modules, sequence)
  const soundsOf = (outline: readonly string[], from: number): string => outline.slice(from).join()
  if (soundsOf(after, await sequence.getVideoTrackCount()) !== soundsOf(before, tracks)) {
    await silence(hosting, edits, putting)
    after = await outlineOf(modules, sequence)
  }
  const apart = strayChanges(before, after, { lane, replaced, tracks, sounds })
  if (placed.track !== lane.track || apart.length > 0) await retreat(hosting, edits, { putting, placed, apart })
  return findPlaced(hosting, putting)
}

async function silence({ modules }: Hosting, edits: Edits, { sequence, item }: PuttingDown): Promise<void> {
  const { sounds } = await findUses(modules, sequence, item.getId())
  if (sounds.length === 0) return
  edits.run('Firstpass: Sound Out', () => takeOutActions(modules, sequence, { pictures: [], sounds }))
  edits.differs.push('The file has sound, which was left out; Premiere made an audio track for it, which is empty now.')
}

/** On the highest track mostly; all are looked at only where the item was in the sequence before. */
async function findPlaced({ modules }: Hosting, { sequence, item, known }: PuttingDown): Promise<Clip | undefined> {
  const isNew = (clip: Clip): boolean => !known.has(keyOf(clip))
  const highest = (await findHighest(modules, sequence, item.getId())).find(isNew)
  return highest ?? (known.size > 0 ? (await findUses(modules, sequence, item.getId())).pictures.find(isNew) : undefined)
}

/** Handles go stale by every edit. */
async function findAgain({ modules }: Hosting, sequence: Sequence, old: readonly Clip[]): Promise<Clip[]> {
  const again: Clip[] = []
  for (const clip of old) {
    const item = await clip.handle.getProjectItem()
    const uses = item ? (await findUses(modules, sequence, item.getId())).pictures : []
    again.push(...uses.filter((each) => keyOf(each) === keyOf(clip)))
  }
  return again
}

/** Tracks besides the one that the clip went to which are not as before, by name. */
function strayChanges(
  before: readonly string[], after: readonly string[],
  { lane, replaced, tracks, sounds }: { lane: Lane; replaced: readonly Clip[]; tracks: number; sounds: number },
): string[] {
  const touched = new Set([lane.track, ...replaced.map(({ track }) => track)])
  const made = after.length - before.length - (lane.isNew ? 1 : 0)
  const soundsFrom = tracks + (lane.isNew && made >= 0 ? 1 : 0)
  const stray: string[] = []
  for (let track = 0; track < tracks; track += 1) {
    if (!touched.has(track) && before[track] !== after[track]) stray.push(`V${track + 1}`)
  }
  for (let track = 0; track < sounds; track += 1) {
    if (before[tracks + track] !== after[soundsFrom + track]) stray.push(`A${track + 1}`)
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
