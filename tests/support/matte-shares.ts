import type { Attempt } from './matte-set'
import { gradientError, type Judged, sumOfDifferences } from './matting-metrics'

/** Errors as shares of another matte's. */
export interface Shares {
  name: string
  sad: number
  gradient: number
}

export const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** What the edge refiner leaves of the errors of colour lines. */
export async function shareOfLines(each: Attempt): Promise<Shares> {
  const lines = await each.lines()
  const share = (measure: (judged: Judged) => number): number => {
    const [refined, other] = [each.refined, lines].map((matte) => measure({ ...each.composite, matte, unknown: each.unknown }))
    return refined! / other!
  }
  return { name: each.name, sad: share(sumOfDifferences), gradient: share(gradientError) }
}

/** Intersection over union of the plain matte and the truth, both cut at one half. */
export function overlap({ plain, composite: { truth } }: Pick<Attempt, 'plain' | 'composite'>): number {
  let [both, either] = [0, 0]
  plain.forEach((value, i) => {
    if (value > 0.5 && truth[i]! > 0.5) both++
    if (value > 0.5 || truth[i]! > 0.5) either++
  })
  return both / either
}

/** @param whole what the shares are of @returns their means */
export function report(title: string, shares: readonly Shares[], whole: string): { sad: number; gradient: number } {
  const means = { sad: mean(shares.map(({ sad }) => sad)), gradient: mean(shares.map(({ gradient }) => gradient)) }
  const lines = shares.map(({ name, sad, gradient }) =>
    `${name.padEnd(34)} SAD ${sad.toFixed(2)}  gradient ${gradient.toFixed(2)}`)
  const total = `${title}: x SAD ${means.sad.toFixed(3)}, x gradient ${means.gradient.toFixed(3)} of ${whole}`
  process.stdout.write(`\n${total}\n${lines.join('\n')}\n`)
  return means
}
