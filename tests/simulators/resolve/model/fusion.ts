import type { Fusion } from '../../../../plugins/resolve/api'
import { ApiObject } from './api-object'
import type { Machine } from './machine'
import { ordinaryPrefs, type PrefsTable, tellPrefs } from './prefs-text'
import { isText, type Value } from './values'

const isTable = (value: Value): value is PrefsTable => typeof value === 'object' && value !== null && !Array.isArray(value)

/** V2: the compositor's preferences, the one thing that a sandboxed script can write. */
export class FusionObject extends ApiObject implements Fusion {
  readonly kind = 'Fusion'
  readonly prefs: PrefsTable = ordinaryPrefs()
  /** How often they were written. */
  saves = 0

  /** @param file where they lie: "" is nowhere */
  constructor(machine: Machine, private readonly file: string) {
    super(machine)
  }

  GetPrefs(path?: string): Value {
    if (!isText(path) || path === '') return this.prefs
    let at: Value = this.prefs
    for (const name of path.split('.')) at = isTable(at) ? at[name] : undefined
    return at
  }

  SetPrefs(path: unknown, value?: unknown): boolean {
    if (isText(path)) return this.put(path, value as Value)
    const table = path as Value
    return isTable(table) && Object.keys(table).every((name) => this.put(name, table[name]))
  }

  private put(path: string, value: Value): boolean {
    // V2: what is too long is not kept, and nobody says so.
    if (isText(value) && value.length > this.machine.knobs.prefsLimitBytes) return true
    const names = path.split('.')
    const last = names.pop() ?? ''
    let at = this.prefs
    for (const name of names) {
      const next = at[name]
      const table = isTable(next) ? next : {}
      at[name] = table
      at = table
    }
    at[last] = value
    return true
  }

  SavePrefs(): boolean {
    if (this.file === '') return false
    const text = `${tellPrefs(this.prefs)}\n`
    const middle = Math.floor(text.length / 2)
    const isTorn = this.machine.knobs.tearsPrefs
    this.machine.outside.writeText(this.file, isTorn ? [text.substring(0, middle), text.substring(middle)] : [text])
    this.saves += 1
    return true
  }
}
