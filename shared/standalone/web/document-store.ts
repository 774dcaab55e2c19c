import type { HostChange } from '#host'
import { type Bounds, failure } from '#protocol'
import type { Content, Layer, OpenDocument } from './document'
import { undone, withStep } from './document'

export interface Desk {
  /** In the order they were opened. */
  documents: readonly OpenDocument[]
  /** Its id; undefined while nothing is open. */
  active?: string
}

/** A place that the user is to look at. */
export interface Focus {
  document: string
  bounds: Bounds
}

/** What a tab keeps over a reload. */
export interface DeskKeep {
  get(): string | undefined
  set(text: string): void
}

const VERSION = 1

/** The opened documents of a page. Every change replaces the whole, so that nobody sees half of one. */
export class DocumentStore {
  private desk: Desk
  private readonly watchers = new Set<(change: HostChange) => void>()
  private readonly focusWatchers = new Set<(focus: Focus) => void>()

  constructor(private readonly keep?: DeskKeep) {
    this.desk = readDesk(keep)
  }

  get state(): Desk {
    return this.desk
  }

  get active(): OpenDocument | undefined {
    return this.desk.documents.find(({ id }) => id === this.desk.active)
  }

  /** @throws TARGET_GONE */
  find(id: string | number | undefined, name = 'The document'): OpenDocument {
    const found = this.desk.documents.find((document) => document.id === id)
    if (!found) throw failure('TARGET_GONE', { name })
    return found
  }

  /** @throws TARGET_GONE */
  findLayer(document: OpenDocument, id: string | number | undefined, name = 'The layer'): Layer {
    const found = document.content.layers.find((layer) => layer.id === id)
    if (!found) throw failure('TARGET_GONE', { name })
    return found
  }

  /** Opened and in front. */
  add(document: OpenDocument): void {
    this.put({ documents: [...this.desk.documents, document], active: document.id }, 'targets')
  }

  close(id: string): void {
    const documents = this.desk.documents.filter((document) => document.id !== id)
    const next = documents.find((document) => document.id === this.desk.active) ?? documents.at(-1)
    this.put({ documents, ...(next ? { active: next.id } : {}) }, 'targets')
  }

  activate(id: string): void {
    this.put({ ...this.desk, active: this.find(id).id }, 'targets')
  }

  /** One step of the document's history. */
  step(id: string, content: Content, name: string): void {
    const document = this.find(id)
    const isSelection = content.layers === document.content.layers && content.selection !== document.content.selection
    this.replace(withStep(document, content, name), isSelection ? 'selection' : 'targets')
  }

  /** What is no step of the history: what is shown, and which layer is worked on. */
  change(id: string, change: (content: Content) => Content): void {
    const document = this.find(id)
    this.replace({ ...document, content: change(document.content) }, 'targets')
  }

  undo(id: string): void {
    this.replace(undone(this.find(id)), 'targets')
  }

  watch(act: (change: HostChange) => void): () => void {
    this.watchers.add(act)
    return () => void this.watchers.delete(act)
  }

  focus(focus: Focus): void {
    for (const act of this.focusWatchers) act(focus)
  }

  watchFocus(act: (focus: Focus) => void): () => void {
    this.focusWatchers.add(act)
    return () => void this.focusWatchers.delete(act)
  }

  private replace(document: OpenDocument, change: HostChange): void {
    const documents = this.desk.documents.map((each) => each.id === document.id ? document : each)
    this.put({ ...this.desk, documents }, change)
  }

  private put(desk: Desk, change: HostChange): void {
    this.desk = desk
    this.remember(desk)
    for (const act of this.watchers) act(change)
  }

  /** A tab keeps about 5 MB: what does not fit with its history is kept without, and never stops the work itself. */
  private remember(desk: Desk): void {
    const short = { ...desk, documents: desk.documents.map((document) => ({ ...document, past: [] })) }
    for (const kept of [desk, short, { documents: [] }]) {
      try {
        return this.keep?.set(JSON.stringify({ version: VERSION, desk: kept }))
      } catch {
        // The next one is smaller.
      }
    }
  }
}

function readDesk(keep: DeskKeep | undefined): Desk {
  try {
    const kept = JSON.parse(keep?.get() ?? '') as { version?: number; desk?: Desk }
    if (kept.version === VERSION && kept.desk) return kept.desk
  } catch {
    // Nothing was kept, or by another version.
  }
  return { documents: [] }
}
