import {
  formatTimecode, framesOfDay, isSameRate, type PictureSize, type Rate, rateRatio, type Ratio, ratio, roundRatio,
  type StartTimecode,
} from '#protocol'
import { element, leaf, textAt, type XmlElement } from './xml'

/** xmeml knows whole rates and those x 1000/1001. */
export interface Timebase {
  timebase: number
  isNtsc: boolean
  /** False: the nearest there is. */
  isExact: boolean
}

/** Those that editing programs know; 1000/11 is 91 x 1000/1001, and no help. */
const ntscBases: readonly bigint[] = [15n, 24n, 30n, 48n, 60n, 90n, 96n, 120n]
const wholeBases: readonly number[] = [24, 25, 30, 48, 50, 60, 90, 100, 120]

export function timebaseOf(rate: Rate): Timebase {
  const { num, den } = rateRatio(rate)
  const ntsc = ratio(num * 1001n, den * 1000n)
  if (den !== 1n && ntsc.den === 1n && ntscBases.includes(ntsc.num)) {
    return { timebase: Number(ntsc.num), isNtsc: true, isExact: true }
  }
  return { timebase: Math.max(1, Number(roundRatio({ num, den }, 'nearest'))), isNtsc: false, isExact: den === 1n }
}

export const rateOf = ({ timebase, isNtsc }: Pick<Timebase, 'timebase' | 'isNtsc'>): Rate =>
  (isNtsc ? { num: timebase * 1000, den: 1001 } : { num: timebase, den: 1 })

/** A rate that xmeml knows: the same, the smallest multiple up to four, or the nearest. */
export function nearRate(rate: Rate): { rate: Rate; isExact: boolean } {
  for (const factor of [1, 2, 3, 4]) {
    const multiple = { num: rate.num * factor, den: rate.den }
    const timebase = timebaseOf(multiple)
    const isKnown = factor === 1 || timebase.isNtsc || wholeBases.includes(timebase.timebase)
    if (timebase.isExact && isKnown) return { rate: rateOf(timebase), isExact: factor === 1 }
  }
  return { rate: rateOf(timebaseOf(rate)), isExact: false }
}

export function writeRate(rate: Rate): XmlElement {
  const { timebase, isNtsc } = timebaseOf(rate)
  return element('rate', {}, [leaf('timebase', timebase), leaf('ntsc', isNtsc ? 'TRUE' : 'FALSE')])
}

/** @returns undefined where the element has none that makes sense */
export function readRate(parent: XmlElement | undefined): Rate | undefined {
  const timebase = Number(textAt(parent, 'rate', 'timebase'))
  if (!Number.isInteger(timebase) || timebase < 1 || timebase > 10_000) return undefined
  return rateOf({ timebase, isNtsc: textAt(parent, 'rate', 'ntsc')?.trim().toUpperCase() === 'TRUE' })
}

/** @param inside further elements, a media's reel */
export function writeTimecode(start: StartTimecode, rate: Rate): XmlElement {
  const { frame, isDropFrame } = start
  // Labels exist within a day only; the frame says it all.
  const string = frame < framesOfDay(rate, isDropFrame) ? [leaf('string', formatTimecode(start, rate))] : []
  return element('timecode', {}, [
    writeRate(rate), ...string, leaf('frame', frame), leaf('displayformat', isDropFrame ? 'DF' : 'NDF'),
  ])
}

/** Premiere's own clock, of which every rate in use has a whole number a frame. */
const TICKS_PER_SECOND = 254_016_000_000n

export const ticksOf = (seconds: Ratio): string =>
  String(roundRatio(ratio(seconds.num * TICKS_PER_SECOND, seconds.den), 'nearest'))

export const secondsOfTicks = (ticks: string): Ratio => ratio(BigInt(ticks), TICKS_PER_SECOND)

/** Shapes of pixels that xmeml has names for. */
const aspects: readonly (readonly [string, Rate])[] = [
  ['square', { num: 1, den: 1 }], ['HD-(1440x1080)', { num: 4, den: 3 }], ['HD-(1280x1080)', { num: 3, den: 2 }],
  ['NTSC-601', { num: 10, den: 11 }], ['NTSC-601', { num: 8, den: 9 }], ['PAL-601', { num: 12, den: 11 }],
  ['PAL-601', { num: 59, den: 54 }], ['PAL-601', { num: 16, den: 15 }],
]

export const aspectName = ({ pixelAspect }: PictureSize): string =>
  aspects.find(([, rate]) => isSameRate(rate, pixelAspect))?.[0] ?? 'square'

export const aspectOf = (name: string | undefined): Rate => aspects.find(([known]) => known === name)?.[1] ?? { num: 1, den: 1 }
