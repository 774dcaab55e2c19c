import { Batch, numberOf, type ResolveApi, type Thing, thingOf } from './batch'
import { type Chosen, type JobNote, NOTE_FIELD, readNotes } from './job-notes'
import type { Item } from './timeline'

/** One of the alternatives of a place on the timeline. */
export interface Take {
  /** From 1. */
  index: number
  media: Thing
  mediaId: string
  from: number
  last: number
  notes: readonly JobNote[]
}

export interface Takes {
  /** None where there is no choice. */
  all: readonly Take[]
  /** From 1; 0 where there is no choice. */
  selected: number
}

export const NO_TAKES: Takes = { all: [], selected: 0 }

export const isOurTake = ({ notes }: Pick<Take, 'notes'>): boolean => notes.some(({ form }) => form === 'take')

export async function readTakes(api: ResolveApi, item: Thing): Promise<Takes> {
  const first = new Batch()
  const [count, selected] = [first.make(item, 'GetTakesCount'), first.make(item, 'GetSelectedTakeIndex')]
  const counted = await first.run(api)
  const most = counted.number(count) ?? 0
  if (most < 1) return NO_TAKES
  const batch = new Batch()
  const asked = Array.from({ length: Math.min(most, 60) }, (_none, at) => {
    const take = batch.make(item, 'GetTakeByIndex', at + 1)
    const media = { $answer: take.$answer, at: 'mediaPoolItem' }
    return {
      index: at + 1, take, id: batch.make(media, 'GetUniqueId'), notes: batch.make(media, 'GetThirdPartyMetadata', NOTE_FIELD),
    }
  })
  const got = await batch.run(api)
  const all = asked.flatMap(({ index, take, id, notes }) => {
    const { mediaPoolItem, startFrame, endFrame } = got.record(take)
    const media = thingOf(mediaPoolItem)
    const range = { from: numberOf(startFrame) ?? 0, last: numberOf(endFrame) ?? 0 }
    return media ? [{ index, media, mediaId: got.text(id), ...range, notes: readNotes(got.text(notes)) }] : []
  })
  return { all, selected: counted.number(selected) ?? 0 }
}

/** Those that have takes to choose from, or do not tell; many are asked at once. */
export async function withTakes(api: ResolveApi, items: readonly Item[]): Promise<ReadonlySet<Item>> {
  const found = new Set<Item>()
  for (let first = 0; first < items.length; first += AT_ONCE) {
    const batch = new Batch()
    const asked = items.slice(first, first + AT_ONCE).map((item) => ({ item, count: batch.make(item.thing, 'GetTakesCount') }))
    const got = await batch.run(api)
    for (const { item, count } of asked) if ((got.number(count) ?? 1) > 0) found.add(item)
  }
  return found
}

const AT_ONCE = 200

/** Which one it is now; media alone where there is no choice yet. */
export function chosenOf(item: Item, { all, selected }: Takes): Chosen {
  const { mediaId, from } = all.find(({ index }) => index === selected) ?? item
  return { media: mediaId, from }
}

/** The one that was chosen before ours: as it is told, else as its note says; failing that the first of the user's. */
export function takeBefore(others: readonly Take[], own: Pick<Take, 'notes'>, told?: Chosen): Take | undefined {
  const kept = own.notes.filter(({ form }) => form === 'take').map(({ before }) => before).reverse()
  for (const chosen of [told, ...kept]) {
    const alike = others.filter(({ mediaId }) => mediaId === chosen?.media)
    const found = alike.find(({ from }) => from === chosen?.from) ?? alike[0]
    if (found) return found
  }
  return others.find((take) => !isOurTake(take))
}

/** As it was before a take of ours was chosen for it. */
export async function originalOf(api: ResolveApi, item: Item): Promise<Item> {
  if (!isOurTake(item)) return item
  const theirs = (await readTakes(api, item.thing)).all.filter((each) => !isOurTake(each))
  const take = takeBefore(theirs, item)
  if (!take) return item
  const { media, mediaId, from, last, notes } = take
  return { ...item, media, mediaId, from, last, notes }
}
