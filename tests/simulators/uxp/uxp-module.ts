import { EntryPoints, type Wait } from './entrypoints'
import type { FileRoots } from './file-roots'
import { asNative } from './native-functions'
import { Storage, storageNames } from './storage'

/** What the user answers when a plugin wants to open something outside. */
export type Consent = 'opens' | 'declines' | 'fails'

const patience: Wait = async (ms) => { await new Promise<void>((resolve) => { setTimeout(resolve, ms).unref() }) }

/** S11: "" is success; a refusal is a sentence, or thrown where the scheme is not in the manifest. */
export class Shell {
  consent: Consent = 'opens'
  readonly opened: string[] = []
  schemes: readonly string[] = ['https', 'http', 'firstpass']

  private async open(what: string): Promise<string> {
    await Promise.resolve()
    if (this.consent === 'declines') return 'User declined to open the URL or file'
    if (this.consent === 'fails') return 'Failed to open the URL or file'
    this.opened.push(what)
    return ''
  }

  readonly module = {
    openPath: async (path: string, _why?: string): Promise<string> => await this.open(path),
    openExternal: async (url: string, _why?: string): Promise<string> => {
      const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url)?.[1]
      // S9: a string, not an Error.
      const isListed = scheme !== undefined && this.schemes.includes(scheme)
      if (!isListed) throw `Permission denied for the scheme of ${url}`
      return await this.open(url)
    },
  }
}

/** Encrypted in the host; only tokens belong here, since it "can be lost" (B4). */
export class SecureStorage {
  private readonly items = new Map<string, Uint8Array>()

  lose(): void {
    this.items.clear()
  }

  readonly module = {
    getItem: async (key: string): Promise<Uint8Array | null> => await Promise.resolve(this.items.get(key) ?? null),
    setItem: async (key: string, value: string | ArrayBuffer | Uint8Array): Promise<void> => {
      const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : new Uint8Array(value)
      this.items.set(key, bytes)
      await Promise.resolve()
    },
    removeItem: async (key: string): Promise<void> => {
      this.items.delete(key)
      await Promise.resolve()
    },
    clear: async (): Promise<void> => {
      this.items.clear()
      await Promise.resolve()
    },
  }
}

/** What `require('uxp')` gives a plugin, with what its user and its host do to it. */
export function makeUxp(roots: FileRoots, host: { name: string; version: string }, wait: Wait = patience) {
  const storage = new Storage(roots)
  const shell = new Shell()
  const secure = new SecureStorage()
  const entrypoints = new EntryPoints(wait)
  return {
    module: {
      storage: { ...storageNames, localFileSystem: asNative(storage.localFileSystem), secureStorage: asNative(secure.module) },
      shell: asNative(shell.module),
      entrypoints: entrypoints.module,
      host: { ...host, uiLocale: 'en_US' },
      versions: { uxp: 'uxp-9.2.0', plugin: '0.1.0' },
    },
    storage, shell, secure, entrypoints,
    fileOfToken: (token: string): string | undefined => storage.fileOfToken(token),
  }
}
