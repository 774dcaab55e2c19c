import { safeCount, z } from './schema'
import { frameRangeSchema, frameSchema, rateSchema, startTimecodeSchema } from './time'

const label = z.string().check(z.maxLength(1000))
const key = z.string().check(z.regex(/^[A-Za-z0-9_.-]{1,80}$/, 'is not made of letters, digits, _ . -'))
const pixels = z.number().check(z.int(), z.minimum(1), z.maximum(1_000_000))

export const pictureSizeSchema = z.strictObject({
  width: pixels,
  height: pixels,
  /** Width over height of one pixel. */
  pixelAspect: rateSchema,
})
export type PictureSize = z.infer<typeof pictureSizeSchema>

/** A file that clips are taken from. */
export const timelineMediaSchema = z.strictObject({
  id: key,
  name: label,
  /**
   * Absolute, as on the machine that plays it: `/a/b.mov`, `C:\a\b.mov`, `\\server\share\b.mov`. Or a file's bare name, `b.mov`,
   * for one that will lie in the timeline's own folder.
   */
  path: z.string().check(z.minLength(1), z.maxLength(32_000)),
  rate: rateSchema,
  /** Of a still, 1. */
  frames: safeCount.check(z.minimum(1)),
  /** The timecode of its first frame. */
  start: z.optional(startTimecodeSchema),
  /** Absent: it has no picture, or a file that was read does not say. */
  picture: z.optional(pictureSizeSchema),
  /** Straight, never premultiplied. */
  hasAlpha: z._default(z.boolean(), false),
  /** One picture that lasts as long as it is shown. */
  isStill: z._default(z.boolean(), false),
  /** Its audio streams, in order. */
  audio: z._default(z.array(z.strictObject({
    channels: z.number().check(z.int(), z.minimum(1), z.maximum(64)),
    sampleRate: z.number().check(z.int(), z.minimum(1), z.maximum(10_000_000)),
  })).check(z.maxLength(64)), []),
})
export type TimelineMedia = z.infer<typeof timelineMediaSchema>

/** A piece of a media on a track. */
export const timelineClipSchema = z.strictObject({
  name: label,
  media: key,
  /** Frames of the media, from its first one (0), at its own rate; its timecode is not counted in. */
  source: frameRangeSchema,
  /** Frames of the timeline, from its first one (0), at the timeline's rate. */
  record: frameRangeSchema,
  /** Seconds of the media in a second of the timeline: 1/2 is slow motion. */
  speed: z._default(rateSchema, { num: 1, den: 1 }),
  /** Of a clip on an audio track: which stream of the media, and which channels of it, each from 0. */
  sound: z.optional(z.strictObject({
    stream: z.number().check(z.int(), z.minimum(0), z.maximum(63)),
    channels: z.array(z.number().check(z.int(), z.minimum(0), z.maximum(63))).check(z.minLength(1), z.maxLength(64)),
  })),
  /** Clips of the same link are moved and cut together. */
  link: z.optional(key),
})
export type TimelineClip = z.infer<typeof timelineClipSchema>

export const timelineTrackSchema = z.strictObject({
  kind: z.enum(['video', 'audio']),
  name: label,
  /** In order, not overlapping. */
  clips: z.array(timelineClipSchema).check(z.maxLength(10_000)),
})
export type TimelineTrack = z.infer<typeof timelineTrackSchema>

export const markerColourSchema = z.enum([
  'red', 'orange', 'yellow', 'green', 'cyan', 'blue', 'purple', 'magenta', 'white', 'black',
])
export type MarkerColour = z.infer<typeof markerColourSchema>

export const timelineMarkerSchema = z.strictObject({
  /** Of the timeline, from its first one (0). */
  frame: frameSchema,
  frames: z._default(safeCount.check(z.minimum(1)), 1),
  name: label,
  note: z._default(z.string().check(z.maxLength(10_000)), ''),
  colour: z._default(markerColourSchema, 'red'),
})
export type TimelineMarker = z.infer<typeof timelineMarkerSchema>

/** Video tracks bottom to top (V1 first), audio tracks from A1. Times are counts of frames, never float seconds. */
export const timelineSchema = z.strictObject({
  name: label,
  rate: rateSchema,
  /** The label of its first frame. Records and markers do not count it in. */
  start: z._default(startTimecodeSchema, { frame: 0, isDropFrame: false }),
  /** Absent where a file that was read does not say. */
  picture: z.optional(pictureSizeSchema),
  media: z.array(timelineMediaSchema).check(z.maxLength(10_000)),
  tracks: z.array(timelineTrackSchema).check(z.maxLength(100)),
  markers: z._default(z.array(timelineMarkerSchema).check(z.maxLength(10_000)), []),
})
export type Timeline = z.infer<typeof timelineSchema>
/** As it is written, defaults left out. */
export type TimelineInput = z.input<typeof timelineSchema>

export const timelineFormatSchema = z.enum(['otio', 'fcpxml', 'xml', 'edl', 'mlt'])
/** `xml` is Premiere's, called xmeml or FCP 7 XML. */
export type TimelineFormat = z.infer<typeof timelineFormatSchema>
