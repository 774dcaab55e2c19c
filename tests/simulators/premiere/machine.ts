import { randomUUID } from 'node:crypto'
import { ActionRefused, HostError, illegalType, scriptActionFailed } from './host-error'
import type { Knobs } from './knobs'
import {
  type ClipState, type ComponentState, type MediaFacts, type ParamState, type ProjectState, TICKS_PER_SECOND,
} from './state'

/** What a call of the host's was, for tests that act in between. */
export interface HostCall {
  name: string
  /** Counts calls from 1. */
  count: number
  /** R1 */
  isLocked: boolean
  isInTransaction: boolean
}

/** What the user sees and chose; no part of the project, and nothing that undo brings back. */
export interface View {
  playhead: bigint
  selected: Set<number>
}

/** An edit that waits for its transaction. */
export class Action {
  isSpoilt = false

  constructor(readonly name: string, readonly apply: (draft: ProjectState) => void) {}
}

interface UndoEntry {
  label: string
  /** Before it. */
  state: ProjectState
}

export interface Listener {
  /** A project's, sequence's or track's key; undefined hears of all. */
  target: string | undefined
  event: string
  act: (event?: object) => void
}

const copyOf = (state: ProjectState): ProjectState => structuredClone(state)

/** Everything behind the module: one running Premiere with at most one project. */
export class Machine {
  state: ProjectState = { items: [], sequences: [], properties: {} }
  /** Undefined: no project is open. */
  project: { guid: string; name: string; path: string } | undefined
  active: string | undefined
  readonly views = new Map<string, View>()
  /** What the files are that can be imported, by path. */
  readonly media = new Map<string, MediaFacts>()
  readonly listeners: Listener[] = []
  /** What was told to the host's listeners, whether or not there was one. */
  readonly told: { target: string; event: string; detail: object }[] = []
  undos: UndoEntry[] = []
  redos: UndoEntry[] = []
  /** R9: grows with every edit. */
  epoch = 0
  locks = 0
  isInTransaction = false
  transactions = 0
  calls = 0
  private ids = 0

  constructor(readonly knobs: Knobs, readonly probe: (path: string) => MediaFacts | undefined) {}

  nextId(): number {
    return ++this.ids
  }

  newGuid(): string {
    return randomUUID()
  }

  view(guid: string): View {
    const found = this.views.get(guid) ?? { playhead: 0n, selected: new Set<number>() }
    this.views.set(guid, found)
    return found
  }

  factsOf(path: string): MediaFacts | undefined {
    const found = this.media.get(path) ?? this.probe(path)
    if (found !== undefined) this.media.set(path, found)
    return found
  }

  /** Every call of a plugin's passes here. */
  enter(name: string): void {
    this.calls++
    this.knobs.beforeCall?.({ name, count: this.calls, isLocked: this.locks > 0, isInTransaction: this.isInTransaction })
  }

  /** R1: where an action may be made. */
  checkCreating(): void {
    const { creation } = this.knobs
    const needsLock = creation !== 'transaction'
    const needsTransaction = creation !== 'lock'
    if ((needsLock && this.locks === 0) || (needsTransaction && !this.isInTransaction)) throw scriptActionFailed()
  }

  /** R2: what the callback does after its first `await` is not waited for. */
  private callAtOnce(act: () => unknown): void {
    const made = act() as { then?: unknown; catch?: (act: () => void) => void } | undefined
    if (typeof made?.then === 'function') made.catch?.(() => undefined)
  }

  lockedAccess(act: () => unknown): void {
    if (typeof act !== 'function') throw illegalType()
    this.locks++
    try {
      this.callAtOnce(act)
    } finally {
      this.locks--
    }
  }

  /** R3: one entry of the undo list, or nothing at all. */
  executeTransaction(act: (compound: object) => unknown, label = ''): boolean {
    if (typeof act !== 'function') throw illegalType()
    if (this.isInTransaction) throw new HostError('A transaction is running already.')
    const actions: Action[] = []
    let isOpen = true
    const { awaitSpoils } = this.knobs
    const compound = {
      addAction: (action: unknown): boolean => {
        if (!(action instanceof Action) || (awaitSpoils && action.isSpoilt)) throw illegalType()
        if (isOpen) actions.push(action)
        return isOpen
      },
      get empty(): boolean { return actions.length === 0 },
    }
    this.isInTransaction = true
    this.transactions++
    try {
      this.callAtOnce(() => act(compound))
    } finally {
      this.isInTransaction = false
      isOpen = false
    }
    if (this.knobs.failsTransaction(this.transactions, label)) return false
    return actions.length === 0 || this.change(label, (draft) => { for (const action of actions) action.apply(draft) })
  }

  /** One step of the undo list, by a plugin or by hand; all or nothing. */
  change(label: string, act: (draft: ProjectState) => void): boolean {
    const draft = copyOf(this.state)
    try {
      act(draft)
    } catch (thrown) {
      if (thrown instanceof ActionRefused) return false
      throw thrown
    }
    this.undos.push({ label, state: this.state })
    this.redos = []
    this.settle(draft)
    return true
  }

  /** What can't be undone (an import, a media's new path): it holds before and after every step that can. */
  changeForGood(act: (state: ProjectState) => void): void {
    for (const entry of [...this.undos, ...this.redos]) act(entry.state)
    const draft = copyOf(this.state)
    act(draft)
    this.settle(draft)
  }

  private step(from: UndoEntry[], to: UndoEntry[]): void {
    const entry = from.pop()
    if (entry === undefined) return
    to.push({ label: entry.label, state: this.state })
    this.settle(entry.state)
  }

  undo(): void {
    this.step(this.undos, this.redos)
  }

  redo(): void {
    this.step(this.redos, this.undos)
  }

  private settle(state: ProjectState): void {
    const before = this.state
    this.state = state
    this.epoch++
    for (const sequence of state.sequences) {
      const ids = new Set([...sequence.video, ...sequence.audio].flatMap(({ clips }) => clips.map(({ id }) => id)))
      const view = this.view(sequence.guid)
      view.selected = new Set([...view.selected].filter((id) => ids.has(id)))
    }
    this.tellTracks(before)
  }

  /** R15: a changed track is told of twice. */
  private tellTracks(before: ProjectState): void {
    const text = (value: unknown): string =>
      JSON.stringify(value, (_key, each: unknown) => (typeof each === 'bigint' ? `${each}n` : each))
    for (const sequence of this.state.sequences) {
      const old = before.sequences.find(({ guid }) => guid === sequence.guid)
      for (const track of [...sequence.video, ...sequence.audio]) {
        const was = [...old?.video ?? [], ...old?.audio ?? []].find(({ id }) => id === track.id)
        if (old === undefined || text(was) === text(track)) continue
        const detail = { start: 0, end: 0, track }
        for (const event of ['trackChanged', 'trackInfoChanged']) this.tell(`${sequence.guid}/${track.id}`, event, detail)
      }
    }
  }

  tell(target: string, event: string, detail: object = {}): void {
    this.told.push({ target, event, detail })
    for (const listener of [...this.listeners]) {
      if (listener.event === event && (listener.target === undefined || listener.target === target)) listener.act(detail)
    }
  }

  /** How long a clip of a still is. */
  readonly stillTicks = 5n * TICKS_PER_SECOND

  /** R13: the effects that every clip has; `motionIndex` says which is first. */
  ownComponents(): ComponentState[] {
    const still = (name: string, value: ParamState['value']): ParamState => ({ name, value, isTimeVarying: false, keys: [] })
    const half = { x: 0.5, y: 0.5 }
    const motion: ComponentState = {
      id: this.nextId(), matchName: 'AE.ADBE Motion', displayName: 'Motion', params: [
        still('Position', half), still('Scale', 100), still('Scale Width', 100), still('Uniform Scale', true),
        still('Rotation', 0), still('Anchor Point', half), still('Anti-flicker Filter', 0),
        still('Crop Left', 0), still('Crop Top', 0), still('Crop Right', 0), still('Crop Bottom', 0)],
    }
    const opacity: ComponentState = {
      id: this.nextId(), matchName: 'AE.ADBE Opacity', displayName: 'Opacity',
      params: [still('Opacity', 100), still('Blend Mode', 0)],
    }
    return this.knobs.motionIndex === 1 ? [opacity, motion] : [motion, opacity]
  }

  /** A copy with handles of its own. */
  copyClip(clip: ClipState): ClipState {
    const copy = structuredClone(clip)
    copy.id = this.nextId()
    for (const component of copy.components) component.id = this.nextId()
    return copy
  }
}
