import type * as official from '@adobe/premierepro'
import { expose, ownOf } from './expose'
import { HostError, illegalType, invalidParameter } from './host-error'
import type { Machine } from './machine'
import { itemIn, sequenceIn } from './state'
import { AnyItem, newItem, RawItem } from './project-items'
import type { Seat } from './seat'
import { SequenceHandle } from './sequences'
import { guidOf } from './values'

/** By the path as the system of its machine writes it. */
const nameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

export class ProjectHandle implements Partial<official.Project> {
  private readonly own: { guid: string; name: string; path: string }

  constructor(private readonly seat: Seat) {
    if (seat.machine.project === undefined) throw new HostError('There is no project.')
    this.own = seat.machine.project
  }

  private get machine(): Machine { return this.seat.machine }

  check(): void {
    if (this.machine.project !== this.own) throw new HostError('The project is not open.')
  }

  get guid(): official.Guid { return guidOf(this.own.guid) }
  get name(): string { return this.own.name }
  get path(): string { return this.own.path }

  getActiveSequence(): Promise<official.Sequence> {
    const { active } = this.machine
    return Promise.resolve(active === undefined ? null as unknown as official.Sequence : this.seat.sequence(active))
  }

  setActiveSequence(given: official.Sequence): Promise<boolean> {
    const own = ownOf(SequenceHandle, given)
    if (own === undefined) throw illegalType()
    this.machine.active = own.id
    this.machine.tell(own.id, 'sequenceActivated')
    return Promise.resolve(true)
  }

  openSequence(given: official.Sequence): Promise<boolean> { return this.setActiveSequence(given) }

  closeSequence(given: official.Sequence): Promise<boolean> {
    const own = ownOf(SequenceHandle, given)
    if (this.machine.active === own?.id) this.machine.active = undefined
    return Promise.resolve(own !== undefined)
  }

  getSequences(): Promise<official.Sequence[]> {
    return Promise.resolve(this.machine.state.sequences.map(({ guid }) => this.seat.sequence(guid)))
  }

  getSequence(guid: official.Guid): official.Sequence {
    const found = sequenceIn(this.machine.state, String(guid))
    return found === undefined ? null as unknown as official.Sequence : this.seat.sequence(found.guid)
  }

  /** No step of the history. */
  deleteSequence(given: official.Sequence): Promise<boolean> {
    const own = ownOf(SequenceHandle, given)
    if (own === undefined) throw illegalType()
    this.machine.changeForGood((state) => {
      state.sequences = state.sequences.filter(({ guid }) => guid !== own.id)
      state.items = state.items.filter(({ sequence }) => sequence !== own.id)
    })
    return Promise.resolve(true)
  }

  private get root(): string {
    return this.machine.state.items.find(({ kind }) => kind === 'root')?.id ?? ''
  }

  getRootItem(): Promise<official.FolderItem> { return Promise.resolve(this.seat.folder(this.root)) }
  getInsertionBin(): Promise<official.ProjectItem> { return Promise.resolve(this.seat.item(this.root)) }
  save(): Promise<boolean> { return Promise.resolve(true) }

  /** R3; R1 and R2 are the machine's. */
  executeTransaction(act: (compound: official.CompoundAction) => void, label?: string): boolean {
    return this.machine.executeTransaction(act as (compound: object) => unknown, label)
  }

  lockedAccess(act: () => void): void {
    this.machine.lockedAccess(act)
  }

  /** R5: says true at once; the items come later, another time for every time that it is asked. */
  async importFiles(...given: Parameters<official.Project['importFiles']>): Promise<boolean> {
    const [paths, , bin] = given
    if (!Array.isArray(paths) || paths.some((path) => typeof path !== 'string')) throw illegalType()
    const into = bin === undefined || bin === null ? this.root : this.folderId(bin)
    if (paths.length === 0 || paths.some((path) => this.machine.factsOf(path) === undefined)) return false
    const arrive = (): void => {
      this.machine.changeForGood((state) => {
        const parent = itemIn(state, into) === undefined ? this.root : into
        for (const path of paths) {
          state.items.push(newItem({ id: ids.get(path) ?? '', kind: 'clip', parent, name: nameOf(path), path }))
        }
      })
    }
    const ids = new Map(paths.map((path) => [path, this.machine.newGuid()]))
    const { importDelayMs, importsNothing } = this.machine.knobs
    if (importsNothing) return true
    if (importDelayMs === 0) arrive()
    else setTimeout(arrive, importDelayMs)
    return true
  }

  /** R4: a bin as it was found, or cast to a folder's item: what it wants is a ProjectItem. */
  private folderId(given: unknown): string {
    const own = ownOf(AnyItem, given)
    if (own === undefined) throw illegalType()
    if (!(own instanceof RawItem)) throw invalidParameter()
    if (own.state.kind !== 'bin' && own.state.kind !== 'root') throw invalidParameter()
    return own.id
  }
}

export const projectOf = (seat: Seat): official.Project =>
  expose(seat.machine, new ProjectHandle(seat), {
    executeTransaction: 1, lockedAccess: 1, importFiles: 1, setActiveSequence: 1, getSequence: 1,
  }) as unknown as official.Project
