import type { Page, Resolve } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import { FusionObject } from './fusion'
import type { Machine } from './machine'
import type { MediaPoolObject } from './media-pool'
import { MediaStorageObject } from './media-storage'
import type { ProjectObject } from './project'
import { ProjectManagerObject } from './projects'
import type { TimelineObject } from './timeline'
import { readVersion } from './version'

const pages: string[] = ['media', 'photo', 'cut', 'edit', 'fusion', 'color', 'fairlight', 'deliver']

const constantNames = ['EXPORT_AAF', 'EXPORT_DRT', 'EXPORT_EDL', 'EXPORT_FCP_7_XML', 'EXPORT_FCPXML_1_10', 'EXPORT_OTIO',
  'EXPORT_NONE', 'EXPORT_AAF_NEW', 'EXPORT_LUT_33PTCUBE', 'SUBTITLE_LANGUAGE', 'AUTO_CAPTION_AUTO']

export class ResolveObject extends ApiObject implements Resolve {
  readonly kind = 'Resolve'
  readonly manager: ProjectManagerObject
  readonly storage: MediaStorageObject
  readonly fusion: FusionObject

  constructor(machine: Machine, prefsFile: string) {
    super(machine)
    this.manager = new ProjectManagerObject(machine)
    this.storage = new MediaStorageObject(machine, this.manager)
    this.fusion = new FusionObject(machine, prefsFile)
  }

  /** V8: numbers, other ones in every version, some missing. */
  constants(): Record<string, number> {
    const { firstConstant, missingConstants } = this.machine.knobs
    const made: Record<string, number> = {}
    constantNames.forEach((name, index) => {
      if (missingConstants.indexOf(name) < 0) made[name] = firstConstant + index
    })
    return made
  }

  GetProductName(): string {
    return this.machine.knobs.edition === 'studio' ? 'DaVinci Resolve Studio' : 'DaVinci Resolve'
  }

  IsStudio(): boolean {
    return this.machine.knobs.edition === 'studio'
  }

  GetVersion(): [number, number, number, number, string] {
    const [major, minor, patch] = readVersion(this.machine.knobs.version)
    return [major, minor, patch, 20, '']
  }

  GetVersionString(): string {
    const [major, minor, patch] = readVersion(this.machine.knobs.version)
    return `${major}.${minor}.${patch}.0020`
  }

  GetProjectManager(): ProjectManagerObject {
    return this.manager
  }

  GetMediaStorage(): MediaStorageObject {
    return this.storage
  }

  Fusion(): FusionObject {
    return this.fusion
  }

  OpenPage(page: Page): boolean {
    const isPage = pages.indexOf(page) >= 0
    if (isPage) this.machine.page = page
    return isPage
  }

  /** V3: none while the Project Manager is open; while a window waits this call is not reached at all. */
  GetCurrentPage(): Page | undefined {
    return this.machine.isProjectManagerOpen ? undefined : this.machine.page
  }

  GetCurrentProject(): ProjectObject {
    return this.manager.current
  }

  GetCurrentTimeline(): TimelineObject | undefined {
    return this.manager.current.currentTimeline
  }

  GetMediaPool(): MediaPoolObject {
    return this.manager.current.pool
  }
}
