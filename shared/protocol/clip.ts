import { safeCount, z } from './schema'
import { frameSchema, rateSchema, startTimecodeSchema } from './time'

const name = z.string().check(z.maxLength(100))

/** What ffmpeg calls them; `unknown` where the file does not say. */
export const colourTagsSchema = z.strictObject({
  range: z.enum(['limited', 'full', 'unknown']),
  primaries: name,
  transfer: name,
  matrix: name,
})
export type ColourTags = z.infer<typeof colourTagsSchema>

/** What a clip is, as read from the file; width and height as shown (rotation applied). */
export const clipInfoSchema = z.strictObject({
  container: name,
  codec: name,
  width: safeCount,
  height: safeCount,
  /** Width over height of one pixel. */
  pixelAspect: rateSchema,
  rate: rateSchema,
  /** Of a variable rate: as many as there are at `rate` in the clip's duration. */
  frames: safeCount,
  isVariableRate: z.boolean(),
  start: z.optional(startTimecodeSchema),
  /** Degrees clockwise that the file asks a player to turn it. */
  rotation: z.union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)]),
  scan: z.enum(['progressive', 'top-first', 'bottom-first']),
  colour: colourTagsSchema,
  /** Bits per sample: 8, 10, 12, 16. */
  depth: z.number(),
  hasAlpha: z.boolean(),
  /** The camera's log encoding (`slog3`, `logc3`, `vlog`, ...), where the tags or the user say so. */
  log: z.optional(name),
  audio: z.array(z.strictObject({ codec: name, channels: safeCount, sampleRate: safeCount })),
})
export type ClipInfo = z.infer<typeof clipInfoSchema>

/** A frame of the source that deserves a look; score 0..1, larger is worse. */
export const markerSchema = z.strictObject({ frame: frameSchema, score: z.number(), reason: z.string() })
export type Marker = z.infer<typeof markerSchema>
