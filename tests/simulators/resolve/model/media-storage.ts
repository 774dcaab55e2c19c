import type { MediaPoolItem, MediaStorage } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import { importMedia } from './import-media'
import type { Machine } from './machine'
import { PoolItemObject } from './pool-item'
import type { ProjectManagerObject } from './projects'
import { isText } from './values'

export class MediaStorageObject extends ApiObject implements MediaStorage {
  readonly kind = 'MediaStorage'
  get volumes(): string[] {
    return this.machine.volumes
  }

  constructor(machine: Machine, private readonly manager: ProjectManagerObject) {
    super(machine)
  }

  GetMountedVolumeList(): string[] {
    return this.volumes
  }

  AddItemListToMediaPool(paths: readonly string[]): PoolItemObject[] {
    if (!Array.isArray(paths)) return []
    const isBelow = (path: string): boolean => this.volumes.some((volume) => path.startsWith(`${volume}/`))
    return importMedia(this.manager.current.pool, (paths as unknown[]).filter(isText).filter(isBelow))
  }

  AddClipMattesToMediaPool(item: MediaPoolItem, paths: readonly string[]): boolean {
    const { outside } = this.machine
    if (!(item instanceof PoolItemObject) || item.isGone || !Array.isArray(paths) || paths.length === 0) return false
    const given = paths as unknown[]
    if (!given.every((path) => isText(path) && this.machine.canReach(path) && outside.mediaOf(path) !== undefined)) return false
    this.machine.step('AddClipMattesToMediaPool')
    for (const path of given as string[]) if (item.mattes.indexOf(path) < 0) item.mattes.push(path)
    return true
  }
}
