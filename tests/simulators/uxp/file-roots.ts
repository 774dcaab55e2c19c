import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve, sep } from 'node:path'
import { pathToFileURL } from 'node:url'

export type FilePermission = 'plugin' | 'request' | 'fullAccess'

/** The folders that a plugin always has, in a folder of this test's own, and which files it may reach besides (S7). */
export class FileRoots {
  private readonly base = mkdtempSync(join(tmpdir(), 'firstpass-uxp-'))
  /** What the user chose in a dialog: a plugin may reach these whatever its permission. */
  private readonly granted = new Set<string>()

  constructor(readonly permission: FilePermission, readonly pluginFolder?: string) {
    for (const name of ['temp', 'data', 'plugin']) mkdirSync(join(this.base, name))
  }

  get temp(): string { return join(this.base, 'temp') }
  get data(): string { return join(this.base, 'data') }
  get plugin(): string { return this.pluginFolder ?? join(this.base, 'plugin') }

  grant(path: string): void {
    this.granted.add(resolve(path))
  }

  /** The real path of `plugin-temp:/name` and the like; undefined where the plugin may not go. */
  find(given: string): string | undefined {
    const [, scheme, rest = ''] = /^(plugin-temp|plugin-data|plugin|file):\/*(.*)$/.exec(given) ?? []
    if (scheme === undefined) return this.checked(resolve(given))
    if (scheme === 'file') return this.checked(resolve(`/${rest}`))
    const root = { 'plugin-temp': this.temp, 'plugin-data': this.data, plugin: this.plugin }[scheme] ?? this.temp
    const path = resolve(root, rest)
    return path === root || path.startsWith(root + sep) ? path : undefined
  }

  private checked(path: string): string | undefined {
    const isOwn = [this.temp, this.data, this.plugin].some((root) => path === root || path.startsWith(root + sep))
    return isOwn || this.permission === 'fullAccess' || this.granted.has(path) ? path : undefined
  }

  url(path: string): string {
    return pathToFileURL(path).href
  }

  remove(): void {
    rmSync(this.base, { recursive: true, force: true })
  }
}
