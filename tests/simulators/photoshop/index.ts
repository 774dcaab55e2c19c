import { ActionsPanel } from './actions-panel'
import { FileRoots, type FilePermission } from '../uxp/file-roots'
import { makeFs } from '../uxp/fs-module'
import { makeUxp } from '../uxp/uxp-module'
import type { Descriptor } from './batch-play'
import { hashState } from './hash'
import { Memory } from './image-data'
import type { Knobs } from './knobs'
import type { HostCall, OpenDocument } from './machine'
import { type DocumentMaking, makeDocument } from './make-document'
import type { Bounds } from '#protocol'
import { setSelection } from './masks'
import { ModalScope } from './modal'
import { makePhotoshop, newMachine } from './open'
import { Plane } from './plane'
import { savePsd } from './save-psd'
import { type DocumentState, findLayer, type LayerState } from './state'

export type { DocumentMaking, LayerMaking } from './make-document'
export type { Knobs } from './knobs'
export type { DocumentState, LayerState } from './state'

export interface PhotoshopOptions extends Partial<Knobs> {
  pluginId?: string
  files?: FilePermission
  /** What the plugin's own folder is, for `plugin:/`. */
  pluginFolder?: string
}

export type Photoshop = ReturnType<typeof openPhotoshop>

/** A running Photoshop with one plugin in it, and the hands of its user. */
export function openPhotoshop(options: PhotoshopOptions = {}) {
  const { pluginId = 'firstpass', files = 'plugin', pluginFolder, ...knobs } = options
  const machine = newMachine(knobs)
  const memory = new Memory(() => machine.knobs.memoryLimitBytes)
  const played: Descriptor[] = []
  const roots = new FileRoots(files, pluginFolder)
  const fs = makeFs(roots)
  const uxp = makeUxp(roots, { name: 'photoshop', version: '27.2.0' })
  const actions = new ActionsPanel(machine)
  const seat = { id: pluginId, fileOfToken: (token: string) => uxp.fileOfToken(token) }
  const named = (document: OpenDocument, name: string): LayerState => {
    const found = findLayer(document.state.layers, (layer) => layer.name === name)
    if (found === undefined) throw new Error(`There is no layer "${name}".`)
    return found.layer
  }
  const step = (document: OpenDocument, by: number): void => {
    document.at = Math.min(document.history.length - 1, Math.max(0, document.at + by))
    const entry = document.history[document.at]
    if (entry === undefined) return
    document.state = entry.state
    const isThere = (id: number): boolean => findLayer(entry.state.layers, (layer) => layer.id === id) !== undefined
    const active = document.active.filter(isThere)
    document.active = active.length > 0 ? active : entry.active.filter(isThere)
  }
  return {
    photoshop: makePhotoshop(machine, seat, { memory, played, actions }),
    actions,
    uxp: uxp.module,
    fs: fs.module,
    countOpenFiles: fs.countOpen,
    machine, memory, played, roots, uxpSide: uxp,
    knobs: machine.knobs,
    /** What another plugin of the same host sees. */
    otherPlugin: (id: string) => {
      const watched = { memory: new Memory(() => Infinity), played: [] }
      return makePhotoshop(machine, { id, fileOfToken: () => undefined }, watched)
    },
    makeDocument: (making: DocumentMaking): OpenDocument => makeDocument(machine, making),
    layer: named,
    /** Everything that undo must bring back. */
    hash: (document: OpenDocument): string => hashState(document.state),
    savePsd: async (document: OpenDocument, file: string): Promise<void> => { await savePsd(document.state, file) },
    history: (document: OpenDocument): string[] => document.history.slice(0, document.at + 1).map((entry) => entry.name),
    undo: (document: OpenDocument): void => { step(document, -1) },
    redo: (document: OpenDocument): void => { step(document, 1) },
    /** The user changes something by hand, outside of every plugin. */
    edit: (document: OpenDocument, name: string, act: (draft: DocumentState) => void): void => {
      machine.change(document, name, act)
    },
    close: (document: OpenDocument): void => {
      machine.documents.splice(machine.documents.indexOf(document), 1)
      if (machine.activeId === document.id) machine.activeId = machine.documents.at(-1)?.id
      machine.tell('close', { _obj: 'close', documentID: document.id })
    },
    activate: (document: OpenDocument, ...layers: string[]): void => {
      machine.activeId = document.id
      if (layers.length > 0) document.active = layers.map((name) => named(document, name).id)
      machine.tell('select', { _obj: 'select', documentID: document.id })
    },
    /** The user draws a selection, or drops it. */
    select: (document: OpenDocument, bounds: Bounds | undefined): void => {
      machine.change(document, bounds === undefined ? 'Deselect' : 'Rectangular Marquee', (draft) => {
        setSelection(draft, bounds === undefined ? undefined : Plane.painted(8, bounds, 255))
      })
      machine.tell('set', { _obj: 'set', _target: [{ _ref: 'channel', _property: 'selection' }], documentID: document.id })
    },
    /** What the scope that is open, or was the last to be, has told the user. */
    progress: (): readonly { value?: number; commandName?: string }[] => machine.lastScope?.progress ?? [],
    /** P3 */
    pressEscape: (): void => { machine.scope?.cancel() },
    beforeCalls: (act: ((call: HostCall) => void) | undefined): void => { machine.beforeCalls(act) },
    /** P2: something else is modal, until the returned function is called. */
    occupy: (by = 'com.example.other'): (() => void) => {
      machine.scope = new ModalScope(machine, by, { commandName: 'Other' })
      return () => { machine.scope = undefined }
    },
    remove: (): void => { roots.remove() },
  }
}
