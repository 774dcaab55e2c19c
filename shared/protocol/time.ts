import { z } from './schema'

/** Frames per second as a fraction: 24000/1001. Time is a count of frames at a rate, never float seconds. */
export const rateSchema = z.strictObject({
  num: z.number().check(z.int(), z.minimum(1), z.maximum(1_000_000_000)),
  den: z.number().check(z.int(), z.minimum(1), z.maximum(1_000_000_000)),
})
export type Rate = z.infer<typeof rateSchema>

/** A place in a clip: frames from its first one, which is 0. */
export const frameSchema = z.number().check(z.int(), z.minimum(0), z.maximum(1_000_000_000))

/** Half-open: `in` is the first frame, `out` the one after the last. */
export const frameRangeSchema = z.strictObject({ in: frameSchema, out: frameSchema })
export type FrameRange = z.infer<typeof frameRangeSchema>

/** The timecode of a clip's first frame: frames since 00:00:00:00, counted (drop-frame skips labels, not frames). */
export const startTimecodeSchema = z.strictObject({ frame: frameSchema, isDropFrame: z.boolean() })
export type StartTimecode = z.infer<typeof startTimecodeSchema>
