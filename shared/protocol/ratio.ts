import type { Rate } from './time'

/** What becomes of the part of a frame that is left over. `nearest`: halves go up. */
export type Rounding = 'floor' | 'nearest' | 'ceil'

/** An exact fraction of any size; the denominator is positive. Seconds, mostly. */
export interface Ratio {
  num: bigint
  den: bigint
}

const greatestDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : greatestDivisor(b, a % b))

/** The same value in lowest terms. @param den not 0 */
export function ratio(num: bigint, den = 1n): Ratio {
  const divisor = greatestDivisor(num, den) * (den < 0n ? -1n : 1n)
  return { num: num / divisor, den: den / divisor }
}

export const addRatios = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den + b.num * a.den, a.den * b.den)
export const subtractRatios = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den - b.num * a.den, a.den * b.den)
export const multiplyRatios = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.num, a.den * b.den)
/** @param b not 0 */
export const divideRatios = (a: Ratio, b: Ratio): Ratio => ratio(a.num * b.den, a.den * b.num)

/** Below 0, 0 or above, as for sorting. */
export function compareRatios(a: Ratio, b: Ratio): number {
  const difference = a.num * b.den - b.num * a.den
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** The whole number that a fraction becomes. */
export function roundRatio({ num, den }: Ratio, rounding: Rounding): bigint {
  const [above, below] = rounding === 'nearest' ? [2n * num + den, 2n * den] : [rounding === 'ceil' ? num + den - 1n : num, den]
  const cut = above / below
  return above % below < 0n ? cut - 1n : cut
}

export const rateRatio = ({ num, den }: Rate): Ratio => ratio(BigInt(num), BigInt(den))

/** Where a frame begins, in seconds from frame 0. */
export const secondsOf = (frame: number, rate: Rate): Ratio => ratio(BigInt(frame) * BigInt(rate.den), BigInt(rate.num))

/** The frame at a moment, which need not be the beginning of one. */
export const frameAt = (seconds: Ratio, rate: Rate, rounding: Rounding): number =>
  Number(roundRatio(multiplyRatios(seconds, rateRatio(rate)), rounding))

/** The same moment counted at another rate. */
export const convertFrame = (frame: number, { from, to }: { from: Rate; to: Rate }, rounding: Rounding = 'nearest'): number =>
  frameAt(secondsOf(frame, from), to, rounding)

export const isSameRate = (a: Rate, b: Rate): boolean => BigInt(a.num) * BigInt(b.den) === BigInt(b.num) * BigInt(a.den)

/** A rate in lowest terms: 60000/2002 is 30000/1001. */
export function reduceRate(rate: Rate): Rate {
  const { num, den } = rateRatio(rate)
  return { num: Number(num), den: Number(den) }
}

/** Within this share of a rate's value, a decimal (29.97, 23.976) means the rate of NTSC or the whole one beside it. */
const NEARLY = 2e-5

/**
 * The rate that a decimal number means, as files of other programs have it: 23.976 and 23.976023976 are 24000/1001.
 * Other values are kept to six decimals. @param value above 0, finite
 */
export function rateFromNumber(value: number): Rate {
  const whole = Math.round(value)
  if (whole > 0 && Math.abs(value - whole) <= 1e-7 * whole) return { num: whole, den: 1 }
  const ntsc = Math.round(value * 1.001)
  if (ntsc > 0 && Math.abs(value * 1.001 - ntsc) <= NEARLY * ntsc) return { num: ntsc * 1000, den: 1001 }
  return nearFraction(value)
}

/** The simplest fraction within a millionth, by its continued fraction: 30.303030 is 1000/33. */
function nearFraction(value: number): Rate {
  let [before, current] = [{ num: 0, den: 1 }, { num: 1, den: 0 }]
  let rest = value
  for (;;) {
    const whole = Math.floor(rest)
    const next = { num: whole * current.num + before.num, den: whole * current.den + before.den }
    if (Math.abs(next.num / next.den - value) <= 1e-6 * value || rest === whole) return next
    before = current
    current = next
    rest = 1 / (rest - whole)
  }
}
