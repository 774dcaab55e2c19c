import type { MadeClip, Placement } from '#host'
import { divideRatios, frameAt, multiplyRatios, ratio, rateRatio, type Rate, roundRatio, subtractRatios } from '#protocol'
import { readRatio } from './clip-place'

/** Where a clip goes, in frames of the timeline, and which part of it, in its own; `to` is exclusive. */
export interface ClipPlan {
  start: number
  /** As long as it should be, and as long as Resolve can make it, which rounds down. */
  length: number
  reached: number
  from: number
  to: number
}

/** Handles stay hidden on both sides of what is played. */
export function planClip({ place }: Placement, clip: MadeClip, rate: Rate): ClipPlan {
  const start = Number(place.start)
  const first = multiplyRatios(subtractRatios(readRatio(place.in), clip.begins), clip.stretch)
  // The picture that the original shows at the first of its frames.
  const from = Math.min(clip.frames - 1, Math.max(0, frameAt(first, clip.rate, 'floor')))
  const stretched = multiplyRatios(ratio(BigInt(Number(place.end) - start)), clip.stretch)
  const length = Number(roundRatio(stretched, 'floor'))
  const perFrame = divideRatios(rateRatio(rate), rateRatio(clip.rate))
  // As many as are floored to no more than the length: a frame too long would cover what comes after.
  const most = Number(roundRatio(divideRatios(ratio(BigInt(length + 1)), perFrame), 'ceil')) - 1
  const to = Math.min(clip.frames, from + most)
  const reached = Number(roundRatio(multiplyRatios(ratio(BigInt(to - from)), perFrame), 'floor'))
  return { start, length, reached, from, to }
}
