import type { DoorShape, DoorValue } from '#protocol'

/** As many as the script of the other door keeps (plugins/resolve/scripts/handles.ts). */
const KEPT = 65536
const MAX_DEPTH = 12

/** Every object of Resolve's has one of these, and nothing else that it gives is a function. */
const SIGNS = [
  'GetUniqueId', 'GetName', 'GetProductName', 'GetCurrentProject', 'GetMountedVolumeList', 'GetRootFolder', 'GetNumNodes',
  'GetAttrs', 'GetPrefs',
]

/** Names for the objects of Resolve's that were handed out, so that a page can speak of them. */
export class Handles {
  private readonly objects = new Map<string, object>()
  private made = 0

  /** @param prefix of 8 to 16 characters of 0-9a-z, new for each run: handles of another never fit */
  constructor(private readonly prefix: string, roots: { resolve: object; fusion: object }) {
    this.objects.set('resolve', roots.resolve)
    this.objects.set('fusion', roots.fusion)
  }

  find(name: string): object | undefined {
    return this.objects.get(name)
  }

  /** What Resolve gave, as it crosses to the page. Functions and what lies too deep are null. */
  tell(value: unknown, shape: DoorShape, depth = 0): DoorValue {
    if (typeof value === 'string' || typeof value === 'boolean') return value
    if (typeof value === 'number') return Number.isFinite(value) ? value : null
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return null
    if (isResolves(value)) return { $handle: this.name(value) }
    const entries = Object.entries(value)
    // The other door can't tell an empty list from an empty record: here they are told apart in the same way.
    if (entries.length === 0) return shape === 'record' ? {} : []
    if (Array.isArray(value)) return value.map((one) => this.tell(one, 'value', depth + 1))
    return Object.fromEntries(entries.map(([key, one]) => [key, this.tell(one, 'value', depth + 1)]))
  }

  private name(object: object): string {
    this.made++
    this.objects.set(`${this.prefix}-${this.made}`, object)
    this.objects.delete(`${this.prefix}-${this.made - KEPT}`)
    return `${this.prefix}-${this.made}`
  }
}

export const isResolves = (value: object): boolean =>
  SIGNS.some((sign) => typeof (value as Record<string, unknown>)[sign] === 'function')
