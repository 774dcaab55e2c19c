import { join } from 'node:path'
import { profileNames, workingProfiles, type Space } from './colour'
import { modeByName, SimDocument } from './dom-document'
import { SimLayer } from './dom-layer'
import { addDocument } from './document-edits'
import { HostError } from './host-error'
import type { Machine } from './machine'
import { openFile } from './open-picture'
import { type Depth, Plane, whiteOf } from './plane'
import type { FileEntry } from './save-as'
import { blankLayer, canvasOf, colourCount, type DocumentState } from './state'

export interface CreateOptions {
  name?: string
  width?: number
  height?: number
  resolution?: number
  mode?: string
  depth?: number
  fill?: string
  profile?: string
}

/** The handles that plugins hold, one for each document and layer. */
export class Dom {
  private readonly documents = new Map<number, SimDocument>()
  private readonly layers = new Map<number, SimLayer>()

  constructor(readonly machine: Machine) {}

  document(id: number): SimDocument {
    const known = this.documents.get(id) ?? new SimDocument(this, id)
    this.documents.set(id, known)
    return known
  }

  layer(documentId: number, id: number): SimLayer {
    const known = this.layers.get(id)
    if (known !== undefined && known._docId === documentId) return known
    const made = new SimLayer(this, documentId, id)
    this.layers.set(id, made)
    return made
  }

  close(id: number): void {
    const { machine } = this
    const index = machine.documents.indexOf(machine.open(id))
    machine.documents.splice(index, 1)
    if (machine.activeId === id) machine.activeId = machine.documents.at(-1)?.id
    machine.tell('close', { _obj: 'close', documentID: id })
  }

  app() {
    const { machine } = this
    const documents = (): SimDocument[] => machine.documents.map(({ id }) => this.document(id))
    const active = (): SimDocument | null => (machine.activeId === undefined ? null : this.document(machine.activeId))
    const activate = (document: { readonly id: number }): void => {
      machine.enter('activeDocument', true)
      machine.activeId = machine.open(document.id).id
    }
    return {
      typename: 'Photoshop' as const,
      get documents() { return documents() },
      get activeDocument() { return active() },
      set activeDocument(document: SimDocument | null) { if (document !== null) activate(document) },
      getColorProfiles: (mode: string = 'RGB'): string[] => [...mode === 'Gray' ? profileNames.Gray : profileNames.RGB],
      createDocument: async (options: CreateOptions = {}) => await machine.call('createDocument', () => this.create(options)),
      open: async (entry?: FileEntry) => await machine.call('app.open', async () => {
        if (typeof entry?.nativePath !== 'string') throw new HostError('Invalid parameter: an entry is expected.')
        const file = entry.nativePath
        const known = machine.documents.find(({ title, path }) => path !== '' && join(path, title) === file)
        if (known !== undefined) {
          // A file that is open already comes to the front.
          machine.activeId = known.id
          return this.document(known.id)
        }
        const { title, state, path } = await openFile(machine, file)
        return this.document(addDocument(machine, { title, state, path }).id)
      }),
      showAlert: async (_message: string): Promise<void> => await Promise.resolve(),
    }
  }

  private create(options: CreateOptions): SimDocument {
    const { machine } = this
    const { width = 1000, height = 1000, resolution = 72, depth = 8, fill = 'white', name = 'Untitled' } = options
    if (![8, 16, 32].includes(depth)) throw new HostError(`Invalid depth: ${depth}`)
    const mode = modeByName(options.mode ?? 'RGBColorMode')
    const given = options.profile
    const state: DocumentState = {
      width, height, mode, depth: depth as Depth, resolution, layers: [], channels: [], xmp: '',
      profile: given ?? workingProfiles[mode as Space] ?? '',
    }
    const isClear = fill === 'transparent'
    const value = fill === 'black' ? 0 : whiteOf(state.depth)
    const colours = Array.from({ length: colourCount(mode) }, () => Plane.painted(state.depth, canvasOf(state), value))
    state.layers = [blankLayer(state, machine.nextId(), isClear
      ? { name: 'Layer 1' } : { name: 'Background', isBackground: true, colours })]
    return this.document(addDocument(machine, { title: name, state }).id)
  }
}
