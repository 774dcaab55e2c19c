import type * as official from '@adobe/premierepro'
import type { Machine } from './machine'

/** Hands out what a plugin holds of things that are found again by their id; each time anew, as Premiere does. */
export interface Seat {
  readonly machine: Machine
  project(): official.Project
  sequence(guid: string): official.Sequence
  item(id: string): official.ProjectItem
  folder(id: string): official.FolderItem
  clipItem(id: string): official.ClipProjectItem
}
