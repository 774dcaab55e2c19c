/** How long back frames are counted. */
const WINDOW_MS = 8000

/** Frames per second of late, from counts as they come. */
export class Pace {
  private counts: { atMs: number; done: number }[] = []

  /** @returns undefined until there is something to compare */
  take(atMs: number, done: number): number | undefined {
    const last = this.counts.at(-1)
    // Another stage counts anew.
    if (last && done < last.done) this.counts = []
    this.counts = [...this.counts.filter((count) => atMs - count.atMs <= WINDOW_MS), { atMs, done }]
    const [first] = this.counts
    if (!first || atMs <= first.atMs || done <= first.done) return undefined
    return (done - first.done) * 1000 / (atMs - first.atMs)
  }
}
