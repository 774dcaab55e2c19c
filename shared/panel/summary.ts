import type { RunReport, RunSummary, SummaryEntry } from './state'
import type { Store } from './store'

/** Keeps the state's account of a run on several files or layers, one entry each. */
export class Tally {
  constructor(private readonly store: Store) {}

  begin(title: string, names: readonly string[]): void {
    const entries = names.map((name): SummaryEntry => ({ name, status: 'waiting', notes: [] }))
    this.store.set({ summary: { title, isDone: false, entries } })
  }

  set(at: number, changes: Partial<SummaryEntry>): void {
    this.change(({ entries, ...others }) =>
      ({ ...others, entries: entries.map((entry, index) => index === at ? { ...entry, ...changes } : entry) }))
  }

  /** What was not reached is cancelled. */
  end(): void {
    this.change(({ title, entries }) => ({
      title, isDone: true,
      entries: entries.map((entry) => entry.status === 'waiting' || entry.status === 'working'
        ? { ...entry, status: 'cancelled' } : entry),
    }))
  }

  private change(act: (summary: RunSummary) => RunSummary): void {
    const { summary } = this.store.state
    if (summary) this.store.set({ summary: act(summary) })
  }
}

/** What a report says in an entry. */
export const entryOf = ({ status, landed, notes, problem }: RunReport): Omit<SummaryEntry, 'name'> => ({
  status, notes: [...landed?.differs ?? [], ...notes],
  ...(landed ? { where: landed.where } : {}), ...(problem ? { problem } : {}),
})
