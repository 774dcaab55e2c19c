import type { Client } from '#client'
import { asFailure, type FirstpassError } from '#protocol'
import { jobsOf } from './document'
import type { DocumentStore } from './document-store'
import { openFile, type PickedFile } from './open-file'
import { type FileKind, saveDocument, type SavedFile } from './save-document'

/** What goes on beside the panel's own work. */
export interface PageState {
  /** "Opening portrait.jpg"; `share` 0..1 where it is known. */
  work?: { words: string; share?: number }
  problem?: { message: string; hint: string }
}

export interface PageSettings {
  client: Client
  store: DocumentStore
  newId(): string
  /** Gives a file to the user, as a download. */
  deliver(file: SavedFile): void
}

/** Opens and downloads files, one after the other. */
export class PageModel {
  private current: PageState = {}
  private readonly watchers = new Set<() => void>()

  /** By document, every job it ever showed: an undo takes one out of its history, not off the disk. */
  private readonly shown = new Map<string, Set<string>>()

  constructor(private readonly settings: PageSettings) {
    this.noteJobs()
    settings.store.watch(() => this.noteJobs())
  }

  get state(): PageState {
    return this.current
  }

  watch(act: () => void): () => void {
    this.watchers.add(act)
    return () => void this.watchers.delete(act)
  }

  async open(files: readonly PickedFile[]): Promise<void> {
    const { client, store, newId } = this.settings
    for (const file of files) {
      const words = `Opening ${file.name}`
      await this.work(words, async () => {
        const onUpload = (done: number, total: number): void => this.set({ work: { words, share: total > 0 ? done / total : 0 } })
        store.add(await openFile(client, file, { id: newId(), onUpload }))
      })
      if (this.current.problem) return
    }
  }

  async download(kind: FileKind): Promise<void> {
    const { client, store, deliver } = this.settings
    const { active } = store
    if (!active) return
    await this.work(`Writing ${kind.toUpperCase()}`, async () => deliver(await saveDocument(client, active, kind)))
  }

  /** Closes a document, and has the helper let go of what only that one needed. */
  close(id: string): void {
    const { client, store } = this.settings
    const jobs = this.shown.get(store.find(id).id) ?? []
    this.shown.delete(id)
    store.close(id)
    const kept = new Set(store.state.documents.flatMap((document) => [...this.shown.get(document.id) ?? []]))
    for (const job of jobs) if (!kept.has(job)) void client.discard(job).catch(() => undefined)
  }

  dismissProblem(): void {
    this.set({})
  }

  private noteJobs(): void {
    for (const document of this.settings.store.state.documents) {
      this.shown.set(document.id, new Set([...this.shown.get(document.id) ?? [], ...jobsOf(document)]))
    }
  }

  private async work(words: string, act: () => Promise<void>): Promise<void> {
    if (this.current.work) return
    this.set({ work: { words } })
    try {
      await act()
      this.set({})
    } catch (thrown) {
      const { message, hint }: FirstpassError = asFailure(thrown)
      this.set({ problem: { message, hint } })
    }
  }

  private set(state: PageState): void {
    this.current = state
    for (const act of this.watchers) act()
  }
}
