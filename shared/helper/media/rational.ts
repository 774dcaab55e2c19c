import type { Rate } from '#protocol'

/** `30000/1001`, `4:3` or `25`; undefined for `0/0` and anything else. */
export function readRatio(text: string | undefined): Rate | undefined {
  const match = /^(\d{1,15})(?:[/:](\d{1,15}))?$/.exec(text ?? '')
  if (!match) return undefined
  const [num, den] = [Number(match[1]), Number(match[2] ?? '1')]
  return num > 0 && den > 0 ? reduce(num, den) : undefined
}

/** In lowest terms, both below 10^9 (rounded where that can't be). */
function reduce(num: number, den: number): Rate {
  const common = greatestCommon(num, den)
  let [n, d] = [num / common, den / common]
  while (n > 1e9 || d > 1e9) [n, d] = [Math.max(1, Math.round(n / 2)), Math.max(1, Math.round(d / 2))]
  return { num: n, den: d }
}

const greatestCommon = (a: number, b: number): number => (b === 0 ? a : greatestCommon(b, a % b))

export const perSecond = ({ num, den }: Rate): number => num / den

const standard: readonly Rate[] = [
  { num: 24_000, den: 1001 }, { num: 24, den: 1 }, { num: 25, den: 1 }, { num: 30_000, den: 1001 }, { num: 30, den: 1 },
  { num: 48_000, den: 1001 }, { num: 48, den: 1 }, { num: 50, den: 1 }, { num: 60_000, den: 1001 }, { num: 60, den: 1 },
  { num: 100, den: 1 }, { num: 120_000, den: 1001 }, { num: 120, den: 1 }, { num: 240, den: 1 },
  { num: 5, den: 1 }, { num: 10, den: 1 }, { num: 12, den: 1 },
  { num: 15_000, den: 1001 }, { num: 15, den: 1 }, { num: 20, den: 1 },
]

const apartFrom = (fps: number) => (rate: Rate): number => Math.abs(perSecond(rate) / fps - 1)

/** Standard rates within `share` of `fps`, the nearest first. */
export function standardRates(fps: number, share: number): Rate[] {
  const apart = apartFrom(fps)
  return standard.filter((rate) => apart(rate) <= share).sort((a, b) => apart(a) - apart(b))
}

/** The standard rate within `share` of `fps`, else `fps` itself in thousandths. */
export function nearestRate(fps: number, share: number): Rate {
  return standardRates(fps, share)[0] ?? reduce(Math.max(1, Math.round(fps * 1000)), 1000)
}

/** Ticks a second, of which a frame lasts a whole number; mov holds 32 bits. */
export function timescaleOf({ num }: Rate): number {
  let scale = num
  while (scale < 1000) scale *= 10
  return Math.min(scale, 1_000_000_000)
}
