export interface Progress {
  stage: string
  done: number
  total: number
  etaMs?: number
}

/** At most one message per stage in this time; every message wakes the server and each client. */
const QUIET_MS = 100

/** The same news again is a sign of life, no more. */
const REPEAT_MS = 5000

/** A rate measured over less than this says nothing. */
const ETA_AFTER_MS = 300

/** Lets progress through at a bearable pace, with the time left of the stage. */
export class ProgressGate {
  private stage: string | undefined
  private startedMs = 0
  private startedDone = 0
  private passedMs = 0
  private passedDone = 0

  constructor(private readonly nowMs: () => number) {}

  /** The progress to report now, or nothing. The first and the last of a stage always pass. */
  pass(progress: Progress): Progress | undefined {
    const now = this.nowMs()
    if (progress.stage !== this.stage) {
      this.stage = progress.stage
      this.startedMs = now
      this.startedDone = progress.done
    } else if (progress.done < progress.total && (now - this.passedMs < QUIET_MS || this.isOldNews(progress.done, now))) {
      return undefined
    }
    this.passedMs = now
    this.passedDone = progress.done
    return { ...progress, ...this.estimate(progress, now) }
  }

  private isOldNews(done: number, now: number): boolean {
    return done === this.passedDone && now - this.passedMs < REPEAT_MS
  }

  private estimate({ done, total }: Progress, now: number): { etaMs?: number } {
    const elapsedMs = now - this.startedMs
    const made = done - this.startedDone
    if (made <= 0 || elapsedMs < ETA_AFTER_MS) return {}
    return { etaMs: Math.round((elapsedMs / made) * Math.max(0, total - done)) }
  }
}
