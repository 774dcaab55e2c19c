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
  const wanted = first + floorToFrame(inNew(secondsOfTicks(at('end') - at('start'))), frame)
  const out = wanted < all ? wanted : all
  return { start: at('start'), length: floorToFrame(out - first, frame), in: first, out, toNew }
}
