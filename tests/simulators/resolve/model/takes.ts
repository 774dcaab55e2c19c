import type { PoolItemObject } from './pool-item'

export interface Take {
  media: PoolItemObject
  /** Media frames, half-open. */
  from: number
  to: number
}

/** Alternatives of one place on the timeline; empty until the first is added. */
export class TakeSelector {
  takes: Take[] = []
  /** From 1; 0 where there are none. */
  selected = 0

  add(original: Take, made: Take): void {
    if (this.takes.length === 0) this.takes.push(original)
    this.takes.push(made)
    this.selected = this.takes.length
  }

  at(index: unknown): Take | undefined {
    return typeof index === 'number' ? this.takes[index - 1] : undefined
  }

  /** The one that is selected stays selected; that one itself can't go. */
  drop(index: number): boolean {
    if (this.at(index) === undefined || index === this.selected) return false
    this.takes.splice(index - 1, 1)
    if (index < this.selected) this.selected -= 1
    if (this.takes.length === 1) this.clear()
    return true
  }

  copyTo(other: TakeSelector): void {
    other.takes = this.takes.map((take) => ({ ...take }))
    other.selected = this.selected
  }

  clear(): void {
    this.takes = []
    this.selected = 0
  }
}
