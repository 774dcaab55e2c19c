import { divideRatios, failure, type Rate, rateRatio, ratio, type Ratio, roundRatio, type SlowOptions } from '#protocol'

/** A factor is meant to so many parts of one: 2.5 is 5/2, 1.1 is 11/10. */
const FACTOR_PARTS = 1_000_000
/** What ffmpeg and clips can say of a rate. */
const MOST = 1_000_000_000n

/** When the frames of a retimed clip are. */
export interface SlowTiming {
  /** Of the output. */
  frames: number
  rate: Rate
  /** Output frames per source frame. */
  perSource: Rate
  /** Where output frame `index` lies: after source frame `source`, `time` of the way (0..1, below 1) to the next; exact at 0. */
  placeOf(index: number): { source: number; time: number }
}

/**
 * `factor` stretches at the clip's rate, `rate` keeps the duration. Beyond the last source frame there is nothing to go to:
 * the clip ends with it standing still for as long as a frame lasts now.
 * @throws OPTION_INVALID
 */
export function timeSlow(options: Pick<SlowOptions, 'factor' | 'rate'>, clip: { rate: Rate; frames: number }): SlowTiming {
  const per = perSourceOf(options, clip.rate)
  if (per.num > MOST || per.den > MOST) {
    throw failure('OPTION_INVALID', { option: '--fps', reason: 'the clip\'s rate and the new one have no common measure' })
  }
  const frames = Math.max(1, Number(roundRatio(ratio(BigInt(clip.frames) * per.num, per.den), 'nearest')))
  return {
    frames,
    rate: options.rate ?? clip.rate,
    perSource: { num: Number(per.num), den: Number(per.den) },
    placeOf: (index) => {
      const at = BigInt(index) * per.den
      const source = Number(at / per.num)
      if (source >= clip.frames - 1) return { source: clip.frames - 1, time: 0 }
      return { source, time: Number(at % per.num) / Number(per.num) }
    },
  }
}

function perSourceOf({ factor, rate }: Pick<SlowOptions, 'factor' | 'rate'>, clip: Rate): Ratio {
  if ((factor === undefined) === (rate === undefined)) {
    throw failure('OPTION_INVALID', { option: '--factor', reason: 'either a factor or a rate is needed, and not both' })
  }
  if (rate !== undefined) return divideRatios(rateRatio(rate), rateRatio(clip))
  return ratio(BigInt(Math.round((factor ?? 1) * FACTOR_PARTS)), BigInt(FACTOR_PARTS))
}
