import type { DenoiseOptions } from '#protocol'
import type { Cleaning, CleanPlanes } from '#helper/pipeline/clean-tile'
import type { NoiseLevel } from '#helper/pipeline/noise-level'
import type { Method } from './denoise-method'

/** What both tasks, on pictures and on clips, are told of how much to take away. */
export type StrengthOptions = Pick<DenoiseOptions, 'strength' | 'sigma' | 'luma' | 'chroma'>

/** Strength that means: as estimated. */
const AS_ESTIMATED = 50

/** A picture's luminance and colour each have a strength, on the scale of `strength`; a sigma that is given is meant as it is. */
export function strengthsOf({ strength, sigma, luma, chroma }: StrengthOptions): { luma: number; chroma: number } {
  const both = sigma === undefined ? strength : AS_ESTIMATED
  return { luma: (luma ?? both) / AS_ESTIMATED, chroma: (chroma ?? both) / AS_ESTIMATED }
}

/** Nothing is to be taken away: the result is the source. */
export function isUntouched(options: StrengthOptions): boolean {
  const { luma, chroma } = strengthsOf(options)
  return options.sigma === 0 || (luma === 0 && chroma === 0)
}

type How = Pick<Cleaning, 'luma' | 'chroma' | 'shares'>

/** How luminance and colour are cleaned; a network without a noise map has one strength, of which less is kept. */
export function cleaningOf(method: Pick<Method, 'clean' | 'isBlind'>, { luma, chroma }: { luma: number; chroma: number }): How {
  const at = (strength: number): CleanPlanes | undefined => (strength === 0 ? undefined : method.clean(strength))
  const share = (strength: number): number => (method.isBlind ? Math.min(1, strength) : 1)
  const shares = { luma: share(luma), chroma: share(chroma) }
  const light = at(luma)
  const isSame = luma === chroma || (method.isBlind && luma > 0 && chroma > 0)
  return { luma: light, chroma: isSame ? light : at(chroma), shares }
}

/** What a result says of its noise, on 0..255. */
export function factsOf({ sigma }: NoiseLevel): Record<string, unknown> {
  const levels = [...sigma].map((value) => Math.round(value * 25_500) / 100)
  const mean = levels.reduce((sum, value) => sum + value, 0) / levels.length
  return { sigma: Math.round(mean * 100) / 100, sigmaByLuminance: levels }
}
