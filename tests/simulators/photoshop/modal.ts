import { HostError } from './host-error'
import type { Machine, OpenDocument, Suspension } from './machine'

export interface SuspensionHandle {
  historySuspensionID: number
  documentID: number
  finalName?: string
}

export interface ModalContext {
  isCancelled: boolean
  onCancel: undefined | ((event?: { reason: string }) => void)
  reportProgress(progress: { value?: number; commandName?: string }): void
  hostControl: {
    suspendHistory(about: { documentID: number; name: string }): Promise<SuspensionHandle>
    resumeHistory(handle: { historySuspensionID: number; finalName?: string }, commit?: boolean): Promise<void>
    registerAutoCloseDocument(documentId: number): Promise<void>
    unregisterAutoCloseDocument(documentId: number): Promise<void>
  }
}

export interface ModalOptions {
  commandName: string
  descriptor?: object
  interactive?: boolean
  timeOut?: number
}

/** One modal scope with all scopes nested in it: they share cancel, progress and suspensions (P2). */
export class ModalScope {
  readonly context: ModalContext
  readonly progress: { value?: number; commandName?: string }[] = []
  readonly autoClose = new Set<number>()
  depth = 0
  calls = 0

  constructor(private readonly machine: Machine, readonly plugin: string, private readonly options: ModalOptions) {
    this.context = {
      isCancelled: false,
      onCancel: undefined,
      reportProgress: (progress) => { this.progress.push(progress) },
      hostControl: {
        suspendHistory: async (about) => await machine.call('suspendHistory', () => this.suspend(about)),
        resumeHistory: async (handle, commit = true) => {
          await machine.call('resumeHistory', () => { this.resume(handle, commit) })
        },
        registerAutoCloseDocument: async (id) => {
          await machine.call('registerAutoCloseDocument', () => { this.autoClose.add(id) })
        },
        unregisterAutoCloseDocument: async (id) => {
          await machine.call('unregisterAutoCloseDocument', () => { this.autoClose.delete(id) })
        },
      },
    }
  }

  get isInteractive(): boolean {
    return this.options.interactive === true
  }

  get commandName(): string {
    return this.options.commandName
  }

  /** P3 */
  cancel(reason = 'User pressed Esc'): void {
    if (this.context.isCancelled) return
    this.context.isCancelled = true
    this.context.onCancel?.({ reason })
  }

  countCall(cancelAt: number | undefined): void {
    this.calls++
    if (this.calls === cancelAt) this.cancel()
  }

  private suspend(about: { documentID: number; name: string }): SuspensionHandle {
    const document = this.machine.open(about.documentID)
    if (document.suspension !== undefined) throw new HostError('History is suspended already.')
    const id = this.machine.nextId()
    document.suspension = { id, documentId: document.id, name: about.name, before: document.state, active: document.active }
    return { historySuspensionID: id, documentID: document.id }
  }

  private resume(handle: { historySuspensionID: number; finalName?: string }, commit: boolean): void {
    const document = this.machine.documents.find(({ suspension }) => suspension?.id === handle.historySuspensionID)
    if (document?.suspension === undefined) throw new HostError('There is no such history suspension.')
    settleSuspension(this.machine, document, { suspension: document.suspension, commit, finalName: handle.finalName })
  }

  /** P4: what is still suspended is committed when the scope returns and rolled back when it throws. */
  end(commit: boolean): void {
    for (const document of this.machine.documents) {
      if (document.suspension !== undefined) {
        settleSuspension(this.machine, document, { suspension: document.suspension, commit, finalName: undefined })
      }
    }
    for (const id of this.autoClose) {
      const index = this.machine.documents.findIndex((document) => document.id === id)
      if (index >= 0) this.machine.documents.splice(index, 1)
      if (this.machine.activeId === id) this.machine.activeId = this.machine.documents.at(-1)?.id
    }
  }
}

/** P4: one step, named; none if nothing changed. */
function settleSuspension(
  machine: Machine, document: OpenDocument, how: { suspension: Suspension; commit: boolean; finalName: string | undefined },
): void {
  delete document.suspension
  if (!how.commit) {
    document.state = how.suspension.before
    document.active = how.suspension.active
  } else if (document.state !== how.suspension.before) {
    machine.record(document, how.finalName ?? how.suspension.name)
  }
}

const turn = async (): Promise<void> => { await new Promise<void>((resolve) => { setImmediate(resolve) }) }

/**
 * P2: one plugin at a time. Another one's call is tried again until `timeOut` (1 s) is over, then rejects with number 9;
 * the same plugin's is nested.
 */
export async function executeAsModal<T>(
  machine: Machine, plugin: string,
  call: { target: (context: ModalContext, descriptor?: object) => Promise<T>; options: ModalOptions },
): Promise<T> {
  const { target, options } = call
  if (typeof options?.commandName !== 'string') throw new HostError('executeAsModal: commandName is missing.')
  if (machine.isCrashed) throw new HostError('The application has quit.')
  const turns = Math.ceil((options.timeOut ?? 1) * machine.knobs.turnsPerSecond)
  for (let tried = 0; machine.scope !== undefined && machine.scope.plugin !== plugin; tried++) {
    const holder = `Plugin: ${machine.scope.plugin} is running a modal command`
    if (tried >= turns) throw new HostError(`Host is in a modal state. ${holder}`, 9)
    await turn()
  }
  const outer = machine.scope
  const scope = outer ?? new ModalScope(machine, plugin, options)
  machine.scope = scope
  machine.lastScope = scope
  scope.depth++
  if (outer === undefined) machine.tell('modalJavaScriptScopeEnter', { _obj: 'modalJavaScriptScopeEnter' })
  let isDone = false
  try {
    const made = await target(scope.context, options.descriptor)
    isDone = true
    return made
  } finally {
    scope.depth--
    if (scope.depth === 0) {
      scope.end(isDone)
      machine.scope = undefined
      machine.tell('modalJavaScriptScopeExit', { _obj: 'modalJavaScriptScopeExit' })
    }
  }
}
