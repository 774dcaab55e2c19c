import { cancelled, HostError, outsideModal } from './host-error'
import type { Knobs } from './knobs'
import type { ModalScope } from './modal'
import { notify } from './notifications'
import { type DocumentState, draftOf, everyLayer } from './state'

export interface HistoryEntry {
  id: number
  name: string
  state: DocumentState
  active: number[]
}

/** While history is suspended, changes pile up without a name. */
export interface Suspension {
  id: number
  documentId: number
  name: string
  before: DocumentState
  active: number[]
}

export interface OpenDocument {
  id: number
  title: string
  state: DocumentState
  /** P4: what undo goes through; the last one that is not undone is `at`. */
  history: HistoryEntry[]
  at: number
  active: number[]
  suspension?: Suspension
  /** What the window shows; no part of the document. */
  view: { zoom: number; centre?: { x: number; y: number } }
  /** The folder of the file it came from; "" of one that was never saved. */
  path: string
}

/** What a call of the host's was, for tests that act in between. */
export interface HostCall {
  name: string
  /** Counts calls of all scopes from 1. */
  count: number
  isModal: boolean
}

/** Everything behind the modules: what all plugins of one running host share. */
export class Machine {
  readonly documents: OpenDocument[] = []
  activeId: number | undefined
  scope: ModalScope | undefined
  lastScope: ModalScope | undefined
  isCrashed = false
  calls = 0
  /** P13 */
  readonly notified: { name: string; descriptor: Record<string, unknown> }[] = []
  readonly listeners: { events: readonly string[]; act: (name: string, descriptor: Record<string, unknown>) => void }[] = []
  private ids = 0
  private before: ((call: HostCall) => void) | undefined

  constructor(readonly knobs: Knobs) {}

  nextId(): number {
    return ++this.ids
  }

  /** Has `act` called before every call that a plugin makes. */
  beforeCalls(act: ((call: HostCall) => void) | undefined): void {
    this.before = act
  }

  /** Every call of a plugin passes here: crashed hosts, modal scopes (P1), and the user's Esc (P3). */
  enter(name: string, needsModal: boolean): void {
    if (this.isCrashed) throw new HostError('The application has quit.')
    this.calls++
    this.before?.({ name, count: this.calls, isModal: this.scope !== undefined })
    this.scope?.countCall(this.knobs.cancelAtCall)
    // P3: after a cancel no call gets through until the scope has ended.
    if (this.scope?.context.isCancelled === true) throw cancelled()
    if (needsModal && this.scope === undefined) throw outsideModal()
  }

  /** P1: a call that changes something, or reads pixels. Interruption happens at `await`, so every call has one. */
  async call<T>(name: string, act: () => T | Promise<T>, needsModal = true): Promise<T> {
    this.enter(name, needsModal)
    await Promise.resolve()
    const made = await act()
    this.enterAgain()
    return made
  }

  /** P3: an Esc that came while the call ran makes it fail. */
  private enterAgain(): void {
    if (this.scope?.context.isCancelled === true) throw cancelled()
  }

  find(id: number | undefined): OpenDocument | undefined {
    return this.documents.find((document) => document.id === id)
  }

  open(id: number | undefined): OpenDocument {
    const found = this.find(id)
    if (found === undefined) throw new HostError('The requested document does not exist.')
    return found
  }

  /** A change that is a step of the history, unless history is suspended (P4). `draft` changes in place. */
  change<T>(document: OpenDocument, name: string, act: (draft: DocumentState) => T): T {
    const draft = draftOf(document.state)
    const made = act(draft)
    document.state = draft
    const ids = new Set([...everyLayer(draft.layers)].map((layer) => layer.id))
    document.active = document.active.filter((id) => ids.has(id))
    if (document.suspension === undefined) this.record(document, name)
    return made
  }

  /** A change that is no step of its own, such as which layers can be seen (the host's default). */
  changeSilently(document: OpenDocument, act: (draft: DocumentState) => void): void {
    const draft = draftOf(document.state)
    act(draft)
    document.state = draft
    const entry = document.history[document.at]
    if (document.suspension === undefined && entry !== undefined) document.history[document.at] = { ...entry, state: draft }
  }

  record(document: OpenDocument, name: string): void {
    document.history.length = document.at + 1
    document.history.push({ id: this.nextId(), name, state: document.state, active: document.active })
    document.at = document.history.length - 1
  }

  tell(name: string, descriptor: Record<string, unknown>): void {
    notify(this, name, descriptor)
  }
}
