import { z } from '#protocol'

const optionalText = z.optional(z.string())
const optionalNumber = z.optional(z.number())
const tags = z.optional(z.record(z.string(), z.string()))

const sideData = z.object({ side_data_type: optionalText, rotation: optionalNumber })

/** One stream, as ffprobe describes it; whatever else it says is left out. */
export const streamSchema = z.object({
  index: z.number(),
  codec_type: optionalText,
  codec_name: optionalText,
  codec_tag_string: optionalText,
  width: optionalNumber,
  height: optionalNumber,
  pix_fmt: optionalText,
  sample_aspect_ratio: optionalText,
  field_order: optionalText,
  color_range: optionalText,
  color_space: optionalText,
  color_transfer: optionalText,
  color_primaries: optionalText,
  r_frame_rate: optionalText,
  avg_frame_rate: optionalText,
  bits_per_raw_sample: optionalText,
  nb_frames: optionalText,
  duration: optionalText,
  sample_rate: optionalText,
  channels: optionalNumber,
  disposition: z.optional(z.record(z.string(), z.number())),
  tags,
  side_data_list: z.optional(z.array(sideData)),
})
export type Stream = z.infer<typeof streamSchema>

/** One decoded frame. */
export const frameSchema = z.object({
  pts_time: optionalText,
  best_effort_timestamp_time: optionalText,
  width: optionalNumber,
  height: optionalNumber,
  pix_fmt: optionalText,
  interlaced_frame: optionalNumber,
  top_field_first: optionalNumber,
  color_range: optionalText,
  color_space: optionalText,
  color_transfer: optionalText,
  color_primaries: optionalText,
})
export type Frame = z.infer<typeof frameSchema>

export const answerSchema = z.object({
  streams: z._default(z.array(streamSchema), []),
  format: z._default(z.object({
    format_name: optionalText, duration: optionalText, size: optionalText, tags,
  }), {}),
})
export type ProbeAnswer = z.infer<typeof answerSchema>

export const framesSchema = z.object({ frames: z._default(z.array(frameSchema), []) })

/** Microseconds of a time in seconds; undefined for `N/A`, none, and times no clip has. */
export function readUs(text: string | undefined): number | undefined {
  if (text === undefined || !/^-?\d{1,9}(\.\d{1,9})?$/.test(text)) return undefined
  return Math.round(Number(text) * 1e6)
}

/** A tag by its name in any case. */
export function tagOf(holder: { tags?: Record<string, string> | undefined } | undefined, name: string): string | undefined {
  return Object.entries(holder?.tags ?? {}).find(([key]) => key.toLowerCase() === name)?.[1]
}

/** Packets of the picture, one a line: `TIME,DURATION,FLAGS`. */
export interface Packets {
  /** Times at which frames are shown, in the order they are stored; without those that only serve to decode others. */
  timesUs: number[]
  /** Frames to be shown of which the container says no time. */
  untimed: number
  lastUs: number | undefined
}

export function readPackets(text: string): Packets {
  const packets: Packets = { timesUs: [], untimed: 0, lastUs: undefined }
  let latest = -Infinity
  for (const line of text.split('\n')) {
    const [time, duration, flags] = line.split(',')
    if (flags === undefined || flags.includes('D')) continue
    const at = readUs(time)
    if (at === undefined) packets.untimed += 1
    else packets.timesUs.push(at)
    if (at === undefined || at < latest) continue
    latest = at
    packets.lastUs = readUs(duration)
  }
  return packets
}
