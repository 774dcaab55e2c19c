import { type Rate, ratio, type Ratio, roundRatio } from '#protocol'
import type { PremiereModule, TickTime } from './modules'

/** Premiere's unit of time: a whole number of it is a frame at every rate that a sequence can have. */
export const TICKS_PER_SECOND = 254_016_000_000n

/** From the digits; the number that Premiere also gives is not exact beyond ten hours. */
export const ticksOf = (time: Pick<TickTime, 'ticks'>): bigint => BigInt(time.ticks)

export const secondsOfTicks = (ticks: bigint): Ratio => ratio(ticks, TICKS_PER_SECOND)

/** The nearest tick; exact for moments of frames. */
export const ticksOfSeconds = ({ num, den }: Ratio): bigint => roundRatio(ratio(num * TICKS_PER_SECOND, den), 'nearest')

/** @param ticks of one frame */
export function rateOfFrame(ticks: bigint): Rate {
  const { num, den } = ratio(TICKS_PER_SECOND, ticks)
  return { num: Number(num), den: Number(den) }
}

/** Whole frames only. */
export const floorToFrame = (ticks: bigint, frame: bigint): bigint => ticks - ticks % frame

/** Negative ones too, which Premiere makes by a difference only. */
export function timeOf({ TickTime: times }: PremiereModule, ticks: bigint): TickTime {
  if (ticks >= 0n) return times.createWithTicks(String(ticks))
  return times.createWithTicks('0').subtract(times.createWithTicks(String(-ticks)))
}
