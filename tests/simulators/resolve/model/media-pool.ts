import type { Folder, MediaPool, MediaPoolItem, Timeline } from '../../../../plugins/resolve/api'
import { append } from './append'
import { ApiObject } from './api-object'
import { FolderObject } from './folder'
import { importMedia } from './import-media'
import { PoolItemObject } from './pool-item'
import type { ProjectObject } from './project'
import type { TimelineItemObject } from './timeline-item'
import { TimelineObject } from './timeline'
import { isText, type Value } from './values'

export class MediaPoolObject extends ApiObject implements MediaPool {
  readonly kind = 'MediaPool'
  readonly root: FolderObject
  current: FolderObject
  selected: PoolItemObject[] = []

  constructor(readonly project: ProjectObject) {
    super(project.machine)
    this.root = new FolderObject(project.machine, 'Master')
    this.current = this.root
  }

  GetRootFolder(): FolderObject {
    return this.root
  }

  AddSubFolder(parent: Folder, name: string): FolderObject | undefined {
    if (!(parent instanceof FolderObject) || !isText(name) || name === '') return undefined
    if (parent.folders.some((folder) => folder.name === name)) return undefined
    const made = new FolderObject(this.machine, name)
    this.machine.step('AddSubFolder')
    parent.folders.push(made)
    this.current = made
    return made
  }

  GetCurrentFolder(): FolderObject {
    return this.current
  }

  SetCurrentFolder(folder: Folder): boolean {
    if (!(folder instanceof FolderObject) || folder.isGone) return false
    this.current = folder
    return true
  }

  DeleteFolders(folders: readonly Folder[]): boolean {
    const given = (Array.isArray(folders) ? folders : []) as unknown[]
    const found = given.filter((each) => each instanceof FolderObject && each !== this.root) as FolderObject[]
    if (found.length === 0) return false
    this.machine.step('DeleteFolders')
    for (const folder of found) {
      for (const each of folder.every()) {
        this.DeleteClips([...each.clips])
        each.isGone = true
      }
      const holder = this.root.every().find((each) => each.folders.indexOf(folder) >= 0)
      holder?.folders.splice(holder.folders.indexOf(folder), 1)
    }
    if (this.current.isGone) this.current = this.root
    return true
  }

  ImportMedia(given: unknown): PoolItemObject[] {
    return importMedia(this, given)
  }

  MoveClips(items: readonly MediaPoolItem[], to: Folder): boolean {
    if (!Array.isArray(items) || !(to instanceof FolderObject) || to.isGone) return false
    const given = (items as unknown[]).filter((item) => item instanceof PoolItemObject && !item.isGone) as PoolItemObject[]
    if (given.length === 0 || given.length !== items.length) return false
    for (const item of given) {
      const holder = this.root.holderOf(item)
      holder?.clips.splice(holder.clips.indexOf(item), 1)
      to.clips.push(item)
    }
    return true
  }

  DeleteClips(items: readonly MediaPoolItem[]): boolean {
    const given = (Array.isArray(items) ? items : []) as unknown[]
    const found = given.filter((item) => item instanceof PoolItemObject && !item.isGone) as PoolItemObject[]
    for (const item of found) {
      const holder = this.root.holderOf(item)
      holder?.clips.splice(holder.clips.indexOf(item), 1)
      for (const timeline of this.project.timelines) timeline.dropItems((each) => each.media === item)
      item.isGone = true
    }
    if (found.length > 0) this.machine.step('DeleteClips')
    return found.length > 0
  }

  GetSelectedClips(): PoolItemObject[] {
    return this.selected
  }

  SetSelectedClip(item: MediaPoolItem): boolean {
    if (!(item instanceof PoolItemObject) || item.isGone) return false
    this.selected = [item]
    return true
  }

  CreateEmptyTimeline(name: string): TimelineObject | undefined {
    if (!isText(name) || name === '' || this.project.timelineNamed(name) !== undefined) return undefined
    this.machine.step('CreateEmptyTimeline')
    return this.project.addTimeline(name)
  }

  CreateTimelineFromClips(name: string, clips: unknown): TimelineObject | undefined {
    const given = (Array.isArray(clips) ? clips : []) as Value[]
    const itemOf = (each: Value): Value => (each as { mediaPoolItem?: Value } | undefined)?.mediaPoolItem
    const items = given.map((each) => (each instanceof PoolItemObject ? each : itemOf(each)))
    // Fails where the clips lie in another folder than the current one.
    if (!items.every((item) => item instanceof PoolItemObject && this.current.clips.indexOf(item) >= 0)) return undefined
    const made = this.CreateEmptyTimeline(name)
    if (made !== undefined) append(this, given.map((each) => (each instanceof PoolItemObject ? { mediaPoolItem: each } : each)))
    return made
  }

  /** Only of what this application has exported; any other file is no timeline to it. */
  ImportTimelineFromFile(path: string, options: { timelineName: string }): TimelineObject | undefined {
    const exported = isText(path) ? this.project.exported[path] : undefined
    const name = (options as { timelineName?: string } | undefined)?.timelineName
    if (exported === undefined || !isText(name) || this.project.timelineNamed(name) !== undefined) return undefined
    this.machine.step('ImportTimelineFromFile')
    const made = this.project.addTimeline(name)
    exported.copyTo(made)
    return made
  }

  DeleteTimelines(timelines: readonly Timeline[]): boolean {
    const given = (Array.isArray(timelines) ? timelines : []) as unknown[]
    const found = given.filter((each) => each instanceof TimelineObject && !each.isGone) as TimelineObject[]
    if (found.length > 0) this.machine.step('DeleteTimelines')
    for (const timeline of found) this.project.dropTimeline(timeline)
    return found.length > 0
  }

  AppendToTimeline(clips: unknown): (TimelineItemObject | undefined)[] | undefined {
    return append(this, (Array.isArray(clips) ? clips : []) as Value[])
  }

  GetClipMatteList(item: MediaPoolItem): string[] {
    return item instanceof PoolItemObject ? item.mattes : []
  }

  DeleteClipMattes(item: MediaPoolItem, paths: readonly string[]): boolean {
    if (!(item instanceof PoolItemObject) || !Array.isArray(paths)) return false
    const found = (paths as string[]).filter((path) => item.mattes.indexOf(path) >= 0)
    for (const path of found) item.mattes.splice(item.mattes.indexOf(path), 1)
    if (found.length > 0) this.machine.step('DeleteClipMattes')
    return found.length > 0
  }
}
