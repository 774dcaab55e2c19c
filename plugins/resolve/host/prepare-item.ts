import { Batch, type ResolveApi, type Thing } from './batch'
import { changeNotes, FORGOTTEN, noteOf, type Placing } from './notes-of'

/** Its name, its alpha, and how it was made. @returns sentences on what Resolve did not take */
export async function prepareItem(api: ResolveApi, media: Thing, placing: Placing): Promise<string[]> {
  const { clip, how } = placing
  const batch = new Batch()
  batch.make(media, 'SetName', how.name)
  // Before 20.2 a name is a property.
  const name = batch.make(media, 'GetName')
  if (clip.hasAlpha) batch.make(media, 'SetClipProperty', 'Alpha mode', 'Straight')
  const alpha = batch.make(media, 'GetClipProperty', 'Alpha mode')
  const got = await batch.run(api)
  const differs: string[] = []
  if (got.text(name) !== how.name) {
    const again = new Batch()
    again.make(media, 'SetClipProperty', 'Clip Name', how.name)
    const told = again.make(media, 'GetName')
    if ((await again.run(api)).text(told) !== how.name) differs.push(`It is not named “${how.name}”.`)
  }
  if (clip.hasAlpha && got.text(alpha) !== 'Straight') {
    differs.push('Set Clip Attributes ▸ Alpha mode ▸ Straight by hand: Resolve did not take it.')
  }
  const note = noteOf(placing)
  const isSamePlace = ({ form, start, timeline }: typeof note): boolean =>
    form === note.form && start === note.start && timeline === note.timeline
  const isKept = await changeNotes(api, media, (notes) => [...notes.filter((other) => !isSamePlace(other)), note])
  return isKept ? differs : [...differs, FORGOTTEN]
}
