import type * as official from '@adobe/premierepro'
import { constants, itemTypes } from './constants'
import { expose, ownOf } from './expose'
import { ActionRefused, HostError, illegalType, invalidParameter } from './host-error'
import { Action, type Machine } from './machine'
import { itemIn, type ItemState, type ProjectState } from './state'
import type { Seat } from './seat'

/** What every kind of thing in the Project panel has. */
export class AnyItem {
  constructor(readonly seat: Seat, readonly id: string) {}

  get machine(): Machine { return this.seat.machine }

  get state(): ItemState {
    const found = itemIn(this.machine.state, this.id)
    if (found === undefined) throw new HostError('The project item does not exist.')
    return found
  }

  get name(): string { return this.state.name }

  get type(): number {
    const { kind } = this.state
    return kind === 'root' ? itemTypes.TYPE_ROOT : kind === 'bin' ? itemTypes.TYPE_BIN : itemTypes.TYPE_CLIP
  }

  action(name: string, act: (item: ItemState, draft: ProjectState) => void): official.Action {
    return new Action(name, (draft) => {
      const item = itemIn(draft, this.id)
      if (item === undefined) throw new ActionRefused('gone')
      act(item, draft)
    })
  }

  createSetNameAction(name: string): official.Action {
    if (typeof name !== 'string') throw illegalType()
    return this.action('setName', (item) => { item.name = name })
  }

  getColorLabelIndex(): Promise<number> {
    return Promise.resolve(this.state.label)
  }

  createSetColorLabelAction(index: number): official.Action {
    if (!Number.isInteger(index)) throw illegalType()
    return this.action('setLabel', (item) => { item.label = index })
  }

  getProject(): Promise<official.Project> {
    return Promise.resolve(this.seat.project())
  }
}

/** R4: what the editor wants: an item as it was found, in no other clothes. */
export class RawItem extends AnyItem implements Partial<official.ProjectItem> {
  getId(): string {
    return this.id
  }

  getParentBin(): official.FolderItem {
    return this.seat.folder(this.state.parent)
  }
}

export class Folder extends AnyItem implements Partial<official.FolderItem> {
  getItems(): Promise<official.ProjectItem[]> {
    const inside = this.machine.state.items.filter(({ parent }) => parent === this.id)
    return Promise.resolve(inside.map(({ id }) => this.seat.item(id)))
  }

  createBinAction(name: string, makeUnique: boolean): official.Action {
    if (typeof name !== 'string' || typeof makeUnique !== 'boolean') throw illegalType()
    const id = this.machine.newGuid()
    return this.action('createBin', (_item, draft) => {
      const isTaken = (wanted: string): boolean =>
        draft.items.some((each) => each.parent === this.id && each.kind === 'bin' && each.name === wanted)
      let wanted = name
      for (let at = 1; makeUnique && isTaken(wanted); at++) wanted = `${name} ${String(at).padStart(2, '0')}`
      draft.items.push(newItem({ id, kind: 'bin', parent: this.id, name: wanted }))
    })
  }

  createRenameBinAction(name: string): official.Action {
    return this.createSetNameAction(name)
  }

  createRemoveItemAction(item: official.ProjectItem): official.Action {
    const own = rawOf(item)
    return this.action('removeItem', (_item, draft) => {
      const inside = (id: string): string[] =>
        [id, ...draft.items.filter(({ parent }) => parent === id).flatMap((each) => inside(each.id))]
      const gone = new Set(inside(own.id))
      draft.items = draft.items.filter(({ id }) => !gone.has(id))
      for (const track of draft.sequences.flatMap(({ video, audio }) => [...video, ...audio])) {
        track.clips = track.clips.filter((clip) => !gone.has(clip.item))
      }
    })
  }

  createMoveItemAction(item: official.ProjectItem, newParent: official.FolderItem): official.Action {
    const [own, parent] = [rawOf(item), ownOf(Folder, newParent)]
    if (parent === undefined) throw illegalType()
    return this.action('moveItem', (_item, draft) => {
      const moved = itemIn(draft, own.id)
      if (moved === undefined || itemIn(draft, parent.id) === undefined) throw new ActionRefused('gone')
      moved.parent = parent.id
    })
  }
}

/** R4 @throws Invalid parameter. of an item that was cast, Illegal Parameter type of anything else */
export function rawOf(given: unknown): RawItem {
  const own = ownOf(RawItem, given)
  if (own !== undefined) return own
  throw ownOf(AnyItem, given) === undefined ? illegalType() : invalidParameter()
}

type Named = Pick<ItemState, 'id' | 'kind' | 'parent' | 'name'> & Partial<ItemState>

export const newItem = (given: Named): ItemState => ({
  label: 0, path: '', proxy: '', isOffline: false, isScaledToFrame: false, isMulticam: false, isMerged: false, properties: {},
  markers: [], hasTranscript: false,
  interpretation: { alpha: undefined, ignoreAlpha: false, invertAlpha: false, frameRate: undefined, pixelAspect: 1 },
  ...given,
})

/** The one place where casts are made; what is something else gives nothing, or throws. */
export function itemStatics(seat: Seat): {
  ProjectItem: official.ProjectItemStatic
  FolderItem: official.FolderItemStatic
  ClipProjectItem: official.ClipProjectItemStatic
} {
  const wrong = <T>(): T => {
    if (seat.machine.knobs.wrongCast === 'throws') throw illegalType()
    return null as T
  }
  const stateOf = (given: unknown): ItemState => {
    const own = ownOf(AnyItem, given)
    if (own === undefined) throw illegalType()
    return own.state
  }
  const isFolder = ({ kind }: ItemState): boolean => kind === 'bin' || kind === 'root'
  return {
    ProjectItem: expose(seat.machine, { ...itemTypes, cast: (given: unknown) => seat.item(stateOf(given).id) }, { cast: 1 }),
    FolderItem: expose(seat.machine, {
      cast: (given: unknown) => (isFolder(stateOf(given)) ? seat.folder(stateOf(given).id) : wrong<official.FolderItem>()),
    }, { cast: 1 }),
    ClipProjectItem: expose(seat.machine, {
      cast: (given: unknown) => (isFolder(stateOf(given)) ? wrong<official.ClipProjectItem>() : seat.clipItem(stateOf(given).id)),
    }, { cast: 1 }),
  }
}

/** What `getContentType` says. */
export const contentOf = ({ kind }: ItemState): official.Constants.ContentType =>
  constants.ContentType[kind === 'sequence' ? 'SEQUENCE' : 'MEDIA'] as unknown as official.Constants.ContentType
