import path from 'node:path'
import type { Kernels } from './kernels'

/** What firstpass.node exports. Arguments are checked by checked.ts before they get here. */
export interface Addon extends Omit<Kernels, 'kind'> {
  /** Raised with every change of this interface, so that a stale build is noticed. */
  readonly abi: number
  /** Undefined where mapping is unsafe or not possible; errors carry a `code` as Node's do, or SHORT. */
  mapFile(file: string, offset: number, length: number, writable: boolean): ArrayBuffer | undefined
  unmapFile(buffer: ArrayBuffer): void
  reserveFile(file: string, bytes: number): void
}

const ABI = 11

const places = [path.join(__dirname, '../Release'), path.join(__dirname, '../../build/native/Release')]

let loaded: { addon: Addon | undefined } | undefined

/** The native addon, or nothing where it is not built, too old or switched off by FIRSTPASS_NATIVE=off; says so once. */
export function addon(): Addon | undefined {
  loaded ??= { addon: process.env['FIRSTPASS_NATIVE'] === 'off' ? undefined : load() }
  return loaded.addon
}

function load(): Addon | undefined {
  let reason = 'it is not built'
  for (const place of places) {
    try {
      const found = require(path.join(place, 'firstpass.node')) as Addon
      if (found.abi === ABI) return found
      reason = 'it is of another version; run npm run build'
    } catch (error) {
      const { code, message } = error as { code?: string; message: string }
      if (code !== 'MODULE_NOT_FOUND') reason = message
    }
  }
  process.stderr.write(`firstpass: the native kernels can't be used (${reason}); the slower TypeScript kernels serve.\n`)
  return undefined
}
