import type { ProjectManager } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import { type Machine, NeverAnswers } from './machine'
import { ProjectObject } from './project'
import { isText } from './values'

export class ProjectManagerObject extends ApiObject implements ProjectManager {
  readonly kind = 'ProjectManager'
  readonly projects: ProjectObject[] = []
  current: ProjectObject
  /** A session that is broken has none. */
  hasDatabase = true

  constructor(machine: Machine) {
    super(machine)
    this.current = new ProjectObject(machine, 'Untitled Project')
    this.projects.push(this.current)
  }

  GetCurrentProject(): ProjectObject {
    return this.current
  }

  /** V11: no for an untitled one; without a window the question for a name is never answered. */
  SaveProject(): boolean {
    if (this.current.name === 'Untitled Project') {
      if (this.machine.knobs.isHeadless) throw new NeverAnswers('ProjectManager.SaveProject')
      return false
    }
    for (const timeline of this.current.timelines) for (const item of timeline.every()) item.isDurable = true
    return true
  }

  /** V11: what is open and not saved is asked about first. */
  CreateProject(name: string): ProjectObject | undefined {
    if (!isText(name) || this.projects.some((project) => project.name === name)) return undefined
    if (this.current.name === 'Untitled Project' && this.current.timelines.length > 0) {
      this.machine.modal = 'Save the current project?'
      return undefined
    }
    this.current = new ProjectObject(this.machine, name)
    this.projects.push(this.current)
    return this.current
  }

  GetCurrentDatabase(): { DbType: string; DbName: string } | undefined {
    return this.hasDatabase ? { DbType: 'Disk', DbName: 'Local Database' } : undefined
  }

  /** V5: what became of placements whose answers were errors, once the project is opened again. */
  reopen(): void {
    for (const timeline of this.current.timelines) timeline.dropItems((item) => !item.isDurable)
  }
}
