import type { Job } from './job'

/** Jobs that wait for one worker process, and whose turn it is. */
export class WaitingLine {
  private waiting: Job[] = []
  private readonly lastServed = new Map<string, number>()
  private turn = 0

  add(job: Job): void {
    this.waiting.push(job)
  }

  /** Ahead of its owner's other jobs: it has waited once. */
  addFirst(job: Job): void {
    this.waiting.unshift(job)
  }

  remove(job: Job): boolean {
    const before = this.waiting.length
    this.waiting = this.waiting.filter((one) => one !== job)
    return this.waiting.length < before
  }

  /** The oldest job of the owner who was served the longest ago. */
  take(): Job | undefined {
    let chosen: Job | undefined
    for (const job of this.waiting) {
      if (!chosen || this.served(job) < this.served(chosen)) chosen = job
    }
    if (!chosen) return undefined
    this.remove(chosen)
    this.turn += 1
    this.lastServed.set(chosen.record.owner, this.turn)
    return chosen
  }

  private served(job: Job): number {
    return this.lastServed.get(job.record.owner) ?? 0
  }
}
