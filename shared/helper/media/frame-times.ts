import type { Rate } from '#protocol'
import { nearestRate, perSecond, standardRates } from './rational'

/** What the times of a clip's frames say. */
export interface Pace {
  rate: Rate
  frames: number
  isVariableRate: boolean
}

/** A clock may be off by this share of a frame (containers that count milliseconds) and the rate still be constant. */
const TOLERANCE = 0.45

/** Less than half of what parts 29.97 from 30. */
const SNAP = 0.0004

/**
 * The rate and number of frames of a clip from all the times its frames are shown at.
 * @param timesUs microseconds, any order, at least one
 * @param durationUs how long the last frame is shown, where known
 * @param candidates what the container says the rate is, most credible first
 */
export function measurePace(timesUs: readonly number[], lastUs: number | undefined, candidates: readonly Rate[]): Pace {
  const times = Float64Array.from(timesUs).sort()
  const frames = times.length
  const [first = 0, last = 0] = [times[0], times[frames - 1]]
  const averageFps = frames > 1 ? ((frames - 1) * 1e6) / Math.max(1, last - first) : undefined
  // Containers that count milliseconds make odd fractions of standard rates.
  // The mean of few frames is off by as much as their times are, so that several rates are tried.
  const measured = averageFps === undefined ? [] : [...standardRates(averageFps, 0.005), nearestRate(averageFps, SNAP)]
  const guesses = [...candidates.map((rate) => nearestRate(perSecond(rate), SNAP)), ...candidates, ...measured]
  const fitting = guesses.find((rate) => isSteady(times, rate))
  if (fitting) return { rate: fitting, frames, isVariableRate: false }
  const rate = nearestRate(1e6 / Math.max(1, medianStepUs(times)), 0.02)
  const shownUs = last - first + (lastUs ?? 1e6 / perSecond(rate))
  return { rate, frames: Math.max(1, Math.round((shownUs * rate.num) / (rate.den * 1e6))), isVariableRate: true }
}

function isSteady(times: Float64Array, rate: Rate): boolean {
  const first = times[0] ?? 0
  const stepUs = (1e6 * rate.den) / rate.num
  return times.every((time, index) => Math.abs((time - first) / stepUs - index) <= TOLERANCE)
}

function medianStepUs(times: Float64Array): number {
  const length = Math.max(1, times.length - 1)
  const steps = Float64Array.from({ length }, (_, at) => (times[at + 1] ?? 0) - (times[at] ?? 0)).sort()
  return steps[Math.floor(steps.length / 2)] ?? 0
}
