import type { AnyState } from './state'

/** `undefined` takes a field away (or back to its default). */
export type Changes<S> = { [K in keyof S]?: S[K] | undefined }

export function withFields<S extends object>(object: S, changes: Changes<S>): S {
  return Object.fromEntries(Object.entries({ ...object, ...changes }).filter(([, value]) => value !== undefined)) as S
}

/** The panel's state and who wants to know of it. Snapshots are never changed, only replaced. */
export class Store {
  private readonly listeners = new Set<() => void>()

  constructor(private current: AnyState) {}

  get state(): AnyState {
    return this.current
  }

  set(changes: Changes<AnyState>): void {
    this.current = withFields(this.current, changes)
    for (const tell of [...this.listeners]) tell()
  }

  subscribe(act: () => void): () => void {
    this.listeners.add(act)
    return () => {
      this.listeners.delete(act)
    }
  }
}
