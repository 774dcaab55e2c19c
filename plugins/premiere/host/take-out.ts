import type { Action, HostModules, Sequence, TrackItem, TrackItemSelection } from './modules'
import { type Clip, findUses, type Uses } from './timeline'
import type { Edits } from './transact'

/** Within a transaction only. Nothing else moves. */
export function takeOutActions({ premierepro }: HostModules, sequence: Sequence, { pictures, sounds }: Uses): Action[] {
  const { SequenceEditor, TrackItemSelection: selections, Constants: { MediaType } } = premierepro
  const editor = SequenceEditor.getEditor(sequence)
  const remove = (handles: readonly TrackItem[], media: typeof MediaType.VIDEO): Action[] => {
    let selection: TrackItemSelection | undefined
    if (handles.length > 0) selections.createEmptySelection((made) => { selection = made })
    const chosen = selection
    if (!chosen) return []
    for (const handle of handles) chosen.addItem(handle, true)
    return [editor.createRemoveItemsAction(chosen, false, media, false)]
  }
  return [...remove(pictures.map(({ handle }) => handle), MediaType.VIDEO), ...remove(sounds, MediaType.AUDIO)]
}

interface TakingOut {
  sequence: Sequence
  item: string
  label: string
  /** Clips of the item that stay, by `keyOf`. */
  known?: ReadonlySet<string>
}

export const keyOf = ({ track, start }: Clip): string => `${track} ${start}`

/** All that a sequence plays of an item, as far as Premiere lets go of it. @returns what is still there */
export async function takeOut(modules: HostModules, edits: Edits, { sequence, item, label, known }: TakingOut): Promise<Uses> {
  const find = async (): Promise<Uses> => {
    const { pictures, sounds } = await findUses(modules, sequence, item)
    return { pictures: pictures.filter((clip) => !known?.has(keyOf(clip))), sounds: known && known.size > 0 ? [] : sounds }
  }
  const uses = await find()
  if (uses.pictures.length + uses.sounds.length === 0) return uses
  edits.run(label, () => takeOutActions(modules, sequence, uses))
  return find()
}
