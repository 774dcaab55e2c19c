import type { photoshopAction, photoshopCore } from 'photoshop/dom/CoreModules'
import type { Document as OfficialDocument } from 'photoshop/dom/Document'
import type { imaging } from 'photoshop/dom/ImagingModule'
import type { Layer as OfficialLayer } from 'photoshop/dom/Layer'
import type { Photoshop } from 'photoshop/dom/Photoshop'
import type { DocumentCreateOptions } from 'photoshop/dom/types/DocumentTypes'
import type { Selection as OfficialSelection } from 'photoshop/dom/Selection'
import type { UxpModule as CommonUxp } from '#uxp/module'

/**
 * The part of Photoshop's and UXP's modules that Firstpass uses, so that they can be handed in. open.ts fails to compile
 * where the official types don't have it. Enumerations are given by their string values.
 */
export interface HostModules {
  photoshop: PhotoshopModule
  uxp: UxpModule
  fs: FileModule
}

export interface PhotoshopModule {
  app: App
  core: Core
  action: Action
  imaging: Imaging
}

/** Not in the official types yet: `recordAction`, which older Photoshops lack. */
type Action = Pick<typeof photoshopAction, 'batchPlay' | 'addNotificationListener' | 'removeNotificationListener'> & {
  recordAction?(step: { name: string; methodName: string }, info: object): Promise<void>
}

export interface App extends Pick<Photoshop, 'getColorProfiles'> {
  readonly documents: ArrayLike<Document>
  activeDocument: Document | null
  createDocument(options: DocumentCreateOptions): Promise<Document | null>
  /** A file that is open already comes to the front. */
  open(entry?: Opened): Promise<Document>
}

type DocumentValues = Pick<OfficialDocument,
  'id' | 'title' | 'width' | 'height' | 'resolution' | 'colorProfileName' | 'closeWithoutSaving'>

export interface Document extends DocumentValues {
  readonly mode: string
  readonly bitsPerChannel: string
  readonly layers: ArrayLike<Layer>
  readonly activeLayers: ArrayLike<Layer>
  readonly backgroundLayer: Layer | null
  readonly activeHistoryState: { readonly id: number }
  readonly selection: Pick<OfficialSelection, 'deselect'> & {
    readonly bounds: Sides | null
    selectRectangle(bounds: { left: number; top: number; right: number; bottom: number }): Promise<void>
  }
  duplicate(name?: string): Promise<Document>
  changeMode(mode: string): Promise<void>
  createPixelLayer(options?: { name?: string; opacity?: number }): Promise<Layer | null>
  readonly saveAs: {
    psd(entry: Opened, options: undefined, asCopy: boolean): Promise<void>
    psb(entry: Opened, options: undefined, asCopy: boolean): Promise<void>
  }
}

type LayerValues = Pick<OfficialLayer,
  'id' | 'name' | 'visible' | 'opacity' | 'allLocked' | 'isBackgroundLayer' | 'isClippingMask'
  | 'layerMaskFeather' | 'layerMaskDensity' | 'delete' | 'translate'>

/** The official class of bounds has private fields, which nobody but Photoshop can make. */
type Sides = Pick<OfficialLayer['bounds'], 'left' | 'top' | 'right' | 'bottom'>

export interface Layer extends LayerValues {
  readonly bounds: Sides
  readonly boundsNoEffects: Sides
  readonly kind: string
  blendMode: string
  readonly parent: Layer | null
  readonly layers?: ArrayLike<Layer> | null
  duplicate(relative?: Layer | Document, where?: string, name?: string): Promise<Layer | null>
  move(relative: Layer, where: string): void
  merge(): Promise<Layer>
  rasterize(what: string): Promise<void>
  scale(width: number, height: number, anchor?: string): Promise<void>
}

export type Imaging = Pick<typeof imaging,
  'getPixels' | 'putPixels' | 'getLayerMask' | 'putLayerMask' | 'getSelection' | 'putSelection' | 'createImageDataFromBuffer'>

export interface Core {
  /** `timeOut` in seconds, from Photoshop 25.10; older ones ignore it. */
  executeAsModal<T>(
    act: (context: ModalContext) => Promise<T>, options: { commandName: string; timeOut?: number },
  ): Promise<T>
}

type OfficialContext = Parameters<Parameters<typeof photoshopCore.executeAsModal>[0]>[0]
export type ModalContext = Pick<OfficialContext, 'isCancelled' | 'reportProgress' | 'hostControl'>

export interface UxpModule extends CommonUxp {
  storage: CommonUxp['storage'] & { localFileSystem: FilePickers }
}

/** What the user chose may be read and written, whatever else the plugin may not. */
export interface FilePickers {
  getFolder(): Promise<Folder | null>
  getFileForOpening(options: { allowMultiple: boolean; types: string[] }): Promise<Entry | Entry[] | null>
}

/** The official types take the browser's File for UXP's, so no more of an entry can be named. */
type Opened = Pick<Entry, 'name'>

export interface Entry {
  readonly name: string
  readonly isFile: boolean
  getMetadata(): Promise<{ size: number }>
  delete(): Promise<unknown>
}

export interface Folder extends Entry {
  getEntries(): Promise<Entry[]>
  /** The entry alone, not yet the file. @throws where there is one of the name */
  createFile(name: string, options: { overwrite: false }): Promise<Entry>
}

/** Windows of files by descriptor; buffers are whole ArrayBuffers. */
export interface FileModule {
  open(path: string, flags: string): Promise<number>
  read(file: number, buffer: ArrayBuffer, offset: number, length: number, position: number): Promise<{ bytesRead: number }>
  write(file: number, buffer: ArrayBuffer, offset: number, length: number, position: number): Promise<{ bytesWritten: number }>
  close(file: number): Promise<number> | number
  unlink(path: string): Promise<unknown>
}
