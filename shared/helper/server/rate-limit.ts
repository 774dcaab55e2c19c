/** Counts failures in a sliding time; successes are never held up. */
export class FailureLimit {
  private failures: number[] = []

  constructor(private readonly most: number, private readonly withinMs: number, private readonly nowMs: () => number) {}

  /** Notes one. @returns how long to wait before another is heard, 0 while there are few */
  note(): number {
    const now = this.nowMs()
    this.failures = this.failures.filter((at) => now - at < this.withinMs)
    const first = this.failures[0]
    if (first !== undefined && this.failures.length >= this.most) return first + this.withinMs - now
    this.failures.push(now)
    return 0
  }
}
