/** How long back frames are counted. */
const WINDOW_MS = 8000

/** Frames per second of late, from counts as they come. */
export class Pace {
  /** Undefined until there is something to compare. */
  latest: number | undefined
  private counts: { atMs: number; done: number }[] = []

  take(atMs: number, done: number): void {
    const last = this.counts.at(-1)
    // Frames are also counted where they are looked at ahead: what falls back is no news.
    if (last && done <= last.done) return
    this.counts = [...this.counts.filter((count) => atMs - count.atMs <= WINDOW_MS), { atMs, done }]
    const [first] = this.counts
    if (first && atMs > first.atMs) this.latest = (done - first.done) * 1000 / (atMs - first.atMs)
  }
}
