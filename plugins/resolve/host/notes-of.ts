import type { MadeClip, PlaceClipHow, Placement } from '#host'
import { Batch, type ResolveApi, type Thing } from './batch'
import { type Chosen, type JobNote, NOTE_FIELD, readNotes, writeNotes } from './job-notes'

export interface Placing {
  placement: Placement
  clip: MadeClip
  how: PlaceClipHow
  /** Of a take: the user's own that it is made of. */
  before?: Chosen
}

export function noteOf({ placement: { place }, clip, how, before }: Placing): JobNote {
  return {
    job: how.job.id, recipe: how.job.recipe, form: how.form as JobNote['form'], at: Date.now(), path: clip.path,
    source: String(place.path ?? ''), timeline: String(place.timeline ?? ''), start: Number(place.start), end: Number(place.end),
    ...(before ? { before } : {}),
  }
}

/** Reads, changes and writes; false where Resolve did not keep it. */
export async function changeNotes(
  api: ResolveApi, media: Thing, change: (notes: readonly JobNote[]) => readonly JobNote[],
): Promise<boolean> {
  const reading = new Batch()
  const read = reading.make(media, 'GetThirdPartyMetadata', NOTE_FIELD)
  const text = writeNotes(change(readNotes((await reading.run(api)).text(read))))
  const batch = new Batch()
  batch.make(media, 'SetThirdPartyMetadata', NOTE_FIELD, text)
  const back = batch.make(media, 'GetThirdPartyMetadata', NOTE_FIELD)
  return (await batch.run(api)).text(back) === text
}

export const FORGOTTEN = 'The project could not remember this result: “Run again” knows it only while the panel is open.'
