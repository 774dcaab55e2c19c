import { SingleBar } from 'cli-progress'
import type { JobEvent } from '#protocol'

/** One file's progress: each job of its way fills a share of it. */
export interface FileProgress {
  signal: AbortSignal
  /** @param share from and to, each 0..1 */
  follow(share: readonly [number, number]): (event: JobEvent) => void
  done(): void
}

export interface Moment {
  /** 0..1 of this file, never falling. */
  fraction: number
  stage: string
  etaMs?: number
}

/** How much of a job's remaining bar a stage fills, since each counts from 0 to its own total. Others: nearly all. */
const stageWeights: Readonly<Record<string, number>> = { start: 0, measure: 0.1, read: 0.1, find: 0.5 }
const FULL_STAGE = 0.95

/** Turns a job's events into moments of the file; `queued` waits at the share's beginning. */
export function followFile(show: (moment: Moment) => void): (share: readonly [number, number]) => (event: JobEvent) => void {
  let highest = 0
  return ([from, to]) => {
    let stage = ''
    let base = from
    return (event) => {
      if (event.stage !== stage) base = Math.max(highest, from)
      stage = event.stage
      const part = event.total > 0 ? Math.min(1, event.done / event.total) : 0
      const reached = base + (to - base) * (stageWeights[stage] ?? FULL_STAGE) * part
      highest = Math.max(highest, event.state === 'succeeded' ? to : reached)
      const shown = event.state === 'queued' ? 'waiting' : stage
      show({ fraction: highest, stage: shown, ...(event.etaMs === undefined ? {} : { etaMs: event.etaMs }) })
    }
  }
}

/** `0:07`, `12:05`, `1:02:03`; rounded up, since a bar that ends late annoys more than one that ends early. */
export function clockTime(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes}:${two(seconds % 60)}`
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(seconds % 60)}`
}

/**
 * The time left of the file: the helper's own estimate of the running step where it gives one (that step is most of the
 * file), else from the pace so far. Undefined while there is nothing to go by.
 */
export function timeLeftMs(moment: Moment, elapsedMs: number): number | undefined {
  if (moment.etaMs !== undefined) return moment.etaMs
  return moment.fraction > 0.05 ? (elapsedMs / moment.fraction) * (1 - moment.fraction) : undefined
}

/** A bar with the time left on a terminal; nothing at all in a pipe. */
export function showProgress(stream: NodeJS.WriteStream, label: string, signal: AbortSignal): FileProgress {
  if (stream.isTTY !== true) return { signal, follow: () => () => {}, done: () => {} }
  const bar = new SingleBar({
    stream, format: `${label}  {bar} {percentage} %  {left}  {stage}`, barCompleteChar: '█', barIncompleteChar: '░', barsize: 24,
    clearOnComplete: true, hideCursor: true, fps: 10, gracefulExit: false, autopadding: true,
  })
  const startedMs = performance.now()
  bar.start(100, 0, { left: '', stage: '' })
  const follow = followFile((moment) => {
    const leftMs = timeLeftMs(moment, performance.now() - startedMs)
    const left = leftMs === undefined ? '' : `${clockTime(leftMs)} left`
    bar.update(Math.floor(moment.fraction * 100), { left, stage: moment.stage })
  })
  return { signal, follow, done: () => bar.stop() }
}
