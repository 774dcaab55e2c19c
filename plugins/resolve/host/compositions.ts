import type { Landed } from '#host'
import { asFailure } from '#protocol'
import { dropMarks } from './add-take'
import { Batch, numberOf, type ResolveApi, textOf, type Thing } from './batch'
import type { JobNote } from './job-notes'
import { countTools } from './look-into-comp'
import { changeNotes } from './notes-of'
import { refused } from './refuse'
import { markOf } from './settle-clip'
import { originalOf } from './takes'
import type { Item } from './timeline'

/** Of an item's compositions, in their order; undefined where Resolve does not tell. */
export async function namesOf(api: ResolveApi, item: Thing): Promise<readonly string[] | undefined> {
  const batch = new Batch()
  const [names, count] = [batch.make(item, 'GetFusionCompNameList'), batch.make(item, 'GetFusionCompCount')]
  const got = await batch.run(api)
  if (got.number(count) === 0) return []
  const all = got.list(names).map(textOf)
  return all.length > 0 && all.every((name) => name !== '') ? all : undefined
}

/** Those of a note: what the project remembers of the source whose clip they are on. */
export const ownComps = ({ notes }: Pick<Item, 'notes'>): readonly JobNote[] =>
  notes.filter(({ form, comp }) => form === 'fusion' && comp !== undefined)

export interface OwnComp {
  comp: string
  job: string
  /** The user's own, which was there before; '' where there was none. */
  hidden: string
  /** So many tools it had; undefined where that was not told. */
  tools?: number | undefined
}

/**
 * What an item showed before any of ours is shown again, unless another of ours is left, or the user has made others since.
 * @param siblings which may have it too, where the user cut the clip: it is remembered as long as any has it @throws HOST_REFUSED
 */
export async function removeComp(
  api: ResolveApi, item: Item, { comp, job, hidden, tools, siblings = [] }: OwnComp & { siblings?: readonly Item[] },
): Promise<void> {
  const names = await namesOf(api, item.thing)
  if (!names) throw refused('take the composition out', 'it does not tell what compositions the clip has')
  const now = tools !== undefined && names.includes(comp) ? await countTools(api, item, comp) : undefined
  if (now !== undefined && now !== tools) {
    throw refused('take the composition out', `somebody worked on “${comp}” since: delete it on the Fusion page`)
  }
  const source = await originalOf(api, item)
  if (names.includes(comp)) await drop(api, item.thing, { comp, names })
  const own = ownComps(source).map((note) => note.comp).filter((name) => name !== undefined)
  const left = names.filter((name) => name !== comp)
  const isAsBefore = left.every((name) => own.includes(name) || name === hidden)
  const shown = isAsBefore ? left.findLast((name) => own.includes(name)) ?? left[0] : undefined
  if (shown !== undefined) await showComp(api, item.thing, shown)
  await dropMarks(api, item, markOf(job))
  for (const sibling of siblings) if ((await namesOf(api, sibling.thing))?.includes(comp)) return
  const isOther = (note: JobNote): boolean => note.comp !== comp || note.job !== job
  if (source.media) await changeNotes(api, source.media, (notes) => notes.filter(isOther))
}

/** Other clips of the same media. */
export const siblingsOf = ({ id, mediaId }: Item, items: readonly Item[]): Item[] =>
  items.filter((other) => other.id !== id && other.mediaId === mediaId)

async function drop(api: ResolveApi, item: Thing, { comp, names }: { comp: string; names: readonly string[] }): Promise<void> {
  const batch = new Batch()
  batch.make(item, 'DeleteFusionCompByName', comp)
  await batch.run(api)
  const left = await namesOf(api, item)
  if (!left || left.includes(comp)) throw refused('take the composition out', `“${comp}” stays on the clip`)
  const lost = names.find((name) => name !== comp && !left.includes(name))
  if (lost !== undefined) throw refused('take the composition out', `“${lost}” went with it: undo in Resolve`)
}

/** @returns whether Resolve said so, which is all that can be known */
export async function showComp(api: ResolveApi, item: Thing, name: string): Promise<boolean> {
  const batch = new Batch()
  const shown = batch.make(item, 'LoadFusionCompByName', name)
  return (await batch.run(api)).thing(shown) !== undefined
}

export const ownCompOf = ({ place }: Pick<Landed, 'place'>): OwnComp =>
  ({ comp: String(place.comp), job: String(place.job), hidden: String(place.hidden ?? ''), tools: numberOf(place.tools) })

/** All of ours that are on an item. @returns sentences on what stays */
export async function removeComps(api: ResolveApi, item: Item, siblings: readonly Item[]): Promise<string[]> {
  const own = ownComps(await originalOf(api, item))
  if (own.length === 0) return []
  const names = await namesOf(api, item.thing)
  const stays: string[] = []
  for (const { comp = '', job, hidden = '', tools } of own) {
    if (!names?.includes(comp)) continue
    await removeComp(api, item, { comp, job, hidden, tools, siblings }).catch((thrown: unknown) => {
      const { code, message } = asFailure(thrown)
      if (code !== 'HOST_REFUSED') throw thrown
      stays.push(message)
    })
  }
  return stays
}
