import { existsSync, promises as nodeFs, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FileRoots } from './file-roots'

const formats = { utf8: Symbol('utf8'), binary: Symbol('binary') }
const types = { file: Symbol('file'), folder: Symbol('folder') }
const modes = { readOnly: Symbol('readOnly'), readWrite: Symbol('readWrite') }

/** A file or folder that a plugin holds; whoever holds it may use it, whatever the permission. */
export class Entry {
  readonly isEntry = true

  constructor(protected readonly storage: Storage, readonly nativePath: string, readonly isFolder: boolean) {}

  get isFile(): boolean { return !this.isFolder }
  get name(): string { return basename(this.nativePath) }
  get url(): string { return this.storage.roots.url(this.nativePath) }

  async delete(): Promise<void> { await nodeFs.rm(this.nativePath, { recursive: true }) }
  async getMetadata(): Promise<{ name: string; size: number; dateModified: Date; isFile: boolean; isFolder: boolean }> {
    const { size, mtime } = await nodeFs.stat(this.nativePath)
    return { name: this.name, size, dateModified: mtime, isFile: this.isFile, isFolder: this.isFolder }
  }

  async read(options: { format?: symbol } = {}): Promise<string | ArrayBuffer> {
    const bytes = await nodeFs.readFile(this.nativePath)
    if (options.format !== formats.binary) return bytes.toString('utf8')
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  }

  async write(data: string | ArrayBuffer | ArrayBufferView, _options: { format?: symbol } = {}): Promise<number> {
    const bytes = typeof data === 'string' ? Buffer.from(data, 'utf8')
      : ArrayBuffer.isView(data) ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength) : new Uint8Array(data)
    await nodeFs.writeFile(this.nativePath, bytes)
    return bytes.byteLength
  }

  async getEntries(): Promise<Entry[]> {
    const names = await nodeFs.readdir(this.nativePath)
    return names.sort().map((name) => this.storage.entry(join(this.nativePath, name)))
  }

  async getEntry(name: string): Promise<Entry> {
    const path = join(this.nativePath, name)
    if (!existsSync(path)) throw new Error(`Could not find an entry of '${name}'`)
    return await Promise.resolve(this.storage.entry(path))
  }

  /** Only the entry: the file is there once something is written. */
  async createFile(name: string, options: { overwrite?: boolean } = {}): Promise<Entry> {
    const path = join(this.nativePath, name)
    if (existsSync(path) && options.overwrite !== true) throw new Error(`EntryExists: ${name}`)
    return await Promise.resolve(this.storage.entry(path))
  }

  async createFolder(name: string): Promise<Entry> {
    await nodeFs.mkdir(join(this.nativePath, name))
    return this.storage.entry(join(this.nativePath, name))
  }
}

/** An entry that a plugin hands back; the official types have more of it. */
export interface Held { readonly nativePath: string }

/** What the user does in a file dialog: the path chosen, or nothing. */
export type Dialog = (kind: 'open' | 'save' | 'folder', suggested?: string) => string | readonly string[] | undefined

/** `localFileSystem`, and the tokens that stand for entries (P11). */
export class Storage {
  private readonly session = new Map<string, Entry>()
  private readonly persistent = new Map<string, string>()
  private count = 0
  dialog: Dialog = () => undefined

  constructor(readonly roots: FileRoots) {}

  entry(path: string): Entry {
    this.roots.grant(path)
    return new Entry(this, path, existsSync(path) && statSync(path).isDirectory())
  }

  /** P11: session tokens die with the plugin. */
  endSession(): void {
    this.session.clear()
  }

  fileOfToken(token: string): string | undefined {
    return this.session.get(token)?.nativePath ?? this.persistent.get(token)
  }

  /** S7: dialogs need more than the permission for the plugin's own folders. */
  private ask(kind: 'open' | 'save' | 'folder', suggested?: string): Entry[] {
    if (this.roots.permission === 'plugin') throw new Error('Permission denied: localFileSystem is "plugin" in the manifest.')
    const chosen = this.dialog(kind, suggested)
    return chosen === undefined ? [] : (typeof chosen === 'string' ? [chosen] : chosen).map((path) => this.entry(path))
  }

  /** S7: under `request` and less, nothing but the plugin's own folders. */
  private find(url: string): Entry {
    // S7: it encodes by itself, so that what is encoded already is looked for under another name.
    const path = url.startsWith('file:') ? fileURLToPath(encodeURI(url)) : this.roots.find(url)
    const reached = path === undefined ? undefined : this.roots.find(path)
    if (reached === undefined || !existsSync(reached)) throw new Error(`Could not find an entry of '${url}'`)
    return this.entry(reached)
  }

  readonly localFileSystem = {
    isFileSystemProvider: true,
    getFileForOpening: async (options: { types?: string[]; allowMultiple?: boolean } = {}): Promise<Entry | Entry[] | null> => {
      const chosen = this.ask('open')
      return await Promise.resolve(options.allowMultiple === true ? chosen : chosen[0] ?? null)
    },
    getFileForSaving: async (suggested: string, _options?: object): Promise<Entry | null> =>
      await Promise.resolve(this.ask('save', suggested)[0] ?? null),
    getFolder: async (_options?: object): Promise<Entry | null> => await Promise.resolve(this.ask('folder')[0] ?? null),
    getTemporaryFolder: async (): Promise<Entry> => await Promise.resolve(this.entry(this.roots.temp)),
    getDataFolder: async (): Promise<Entry> => await Promise.resolve(this.entry(this.roots.data)),
    getPluginFolder: async (): Promise<Entry> => await Promise.resolve(this.entry(this.roots.plugin)),
    getEntryWithUrl: async (url: string): Promise<Entry> => await Promise.resolve(this.find(url)),
    createEntryWithUrl: async (url: string, _options?: object): Promise<Entry> => {
      const path = this.roots.find(url)
      if (path === undefined) throw new Error(`Could not create an entry of '${url}'`)
      await nodeFs.writeFile(path, '')
      return this.entry(path)
    },
    getNativePath: (entry: Held): string => entry.nativePath,
    getFsUrl: (entry: Held): string => this.roots.url(entry.nativePath),
    createSessionToken: (entry: Held): string => {
      const token = `session-${++this.count}`
      this.session.set(token, this.entry(entry.nativePath))
      return token
    },
    getEntryForSessionToken: (token: string): Entry => {
      const entry = this.session.get(token)
      if (entry === undefined) throw new ReferenceError('token is not defined')
      return entry
    },
    createPersistentToken: async (entry: Held): Promise<string> => {
      const token = `persistent-${++this.count}`
      this.persistent.set(token, entry.nativePath)
      return await Promise.resolve(token)
    },
    /** P11: may throw once the file has moved. */
    getEntryForPersistentToken: async (token: string): Promise<Entry> => {
      const path = this.persistent.get(token)
      if (path === undefined || !existsSync(path)) throw new ReferenceError('token is not defined')
      return await Promise.resolve(this.entry(path))
    },
  }
}

export const storageNames = { formats, types, modes }
