import type { MadeClip, Placement } from '#host'
import { multiplyRatios, ratio, subtractRatios } from '#protocol'
import { floorToFrame, secondsOfTicks, ticksOfSeconds } from './ticks'

/** Where a clip goes and which part of it, in ticks. */
export interface ClipPlan {
  /** On the timeline. */
  start: bigint
  length: bigint
  /** In the new clip; half-open. */
  in: bigint
  out: bigint
  /** Of the whole new clip, and so of what comes down where Premiere does not heed in and out. */
  all: bigint
  /** What there should be of it on the timeline: more than `length` where the file is too short. */
  wanted: bigint
  /** By so much may it be longer as long as it was not trimmed: Premiere may take whole frames of the new clip only. */
  slack: bigint
  /** Where a moment of the original's media is in the new clip. */
  toNew(ticks: bigint): bigint
}

/** Handles stay hidden on both sides of what is played. @param frame ticks of the sequence's frame */
export function planClip({ place }: Placement, clip: MadeClip, frame: bigint): ClipPlan {
  const at = (name: string): bigint => BigInt(place[name] ?? 0)
  const inNew = (seconds: ReturnType<typeof ratio>): bigint => ticksOfSeconds(multiplyRatios(seconds, clip.stretch))
  const toNew = (ticks: bigint): bigint => inNew(subtractRatios(secondsOfTicks(ticks), clip.begins))
  const lead = toNew(at('in'))
  const first = lead > 0n ? lead : 0n
  const all = ticksOfSeconds(ratio(BigInt(clip.frames) * BigInt(clip.rate.den), BigInt(clip.rate.num)))
  const wanted = floorToFrame(inNew(secondsOfTicks(at('end') - at('start'))), frame)
  const out = first + wanted < all ? first + wanted : all
  const own = ticksOfSeconds(ratio(BigInt(clip.rate.den), BigInt(clip.rate.num)))
  const slack = first % own === 0n && out % own === 0n ? 0n : own
  return { start: at('start'), length: floorToFrame(out - first, frame), in: first, out, all, wanted, slack, toNew }
}
