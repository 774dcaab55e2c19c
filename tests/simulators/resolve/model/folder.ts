import type { Folder } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import type { Machine } from './machine'
import type { PoolItemObject } from './pool-item'

export class FolderObject extends ApiObject implements Folder {
  readonly kind = 'Folder'
  readonly clips: PoolItemObject[] = []
  readonly folders: FolderObject[] = []

  constructor(machine: Machine, readonly name: string) {
    super(machine)
  }

  GetName(): string {
    return this.name
  }

  GetClipList(): PoolItemObject[] {
    return this.clips
  }

  GetSubFolderList(): FolderObject[] {
    return this.folders
  }

  /** This one and all below it. */
  every(): FolderObject[] {
    const all: FolderObject[] = [this]
    for (const folder of this.folders) all.push(...folder.every())
    return all
  }

  holderOf(item: PoolItemObject): FolderObject | undefined {
    return this.every().find((folder) => folder.clips.indexOf(item) >= 0)
  }
}
