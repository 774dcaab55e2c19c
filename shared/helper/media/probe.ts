import { type ClipInfo, failure } from '#protocol'
import type { MediaPrograms } from './find-ffmpeg'
import { rawKindOfStream, refuseOthers } from './identify-media'
import { fileUrl, guards, MAX_PIXELS } from './input-args'
import { logEncodingOf } from './log-encoding'
import type { MediaInfo } from './media-info'
import {
  answerSchema, type Frame, framesSchema, type Packets, type ProbeAnswer, readPackets, readUs, type Stream,
} from './probe-answer'
import { colourOf, depthOf, hasAlphaPlane, ratesOf, rotationOf, scanOf, startOf } from './picture-facts'
import { measurePace, type Pace } from './frame-times'
import { perSecond, readRatio } from './rational'
import { runProgram } from './run-program'

/** Of clips; what lies beyond is refused before anything of the size is allocated. */
export const clipLimits = { sidePx: 16_384, frames: 2_000_000, audioStreams: 64 } as const

/** A file up to here is read once through, so that every frame is counted and every step seen. */
const COUNTED_BYTES = 1e9
/** Of a list of all frames: 25 bytes each. */
const LISTED_BYTES = 64e6
const COUNT_LIMIT_MS = 600_000
const LOOK_LIMIT_MS = 60_000

type Programs = Pick<MediaPrograms, 'ffprobe'>

/**
 * What a clip is, as its bytes say.
 * @param path absolute, of a regular file
 * @param watch called several times a second while it is looked through; throws to stop
 * @throws FILE_EMPTY, MEDIA_RAW, MEDIA_TOO_LARGE, MEDIA_UNREADABLE
 */
export async function probeClip(programs: Programs, path: string, watch: () => void = () => undefined): Promise<MediaInfo> {
  refuseOthers(path)
  const file = { programs, path, watch }
  const answer = await askStreams(file)
  const picture = choosePicture(path, answer)
  const frames = await askFrames(file, picture)
  const [first] = frames
  const pixelFormat = first?.pix_fmt ?? picture.pix_fmt
  if (first === undefined || pixelFormat === undefined) throw unreadable(path, 'no frame of it can be decoded')
  const firstUs = timeOf(first)
  const { pace, isTimed } = await readPace({ file, answer, picture, firstUs })
  if (pace.frames > clipLimits.frames) throw tooLarge(path, `${pace.frames} frames long`, `${clipLimits.frames} frames`)
  const rotation = rotationOf(picture)
  const size = sizeOf(path, picture)
  const audio = answer.streams.filter(({ codec_type: type }) => type === 'audio').slice(0, clipLimits.audioStreams)
  const start = startOf(answer, picture, pace.rate)
  const log = logEncodingOf(answer, picture)
  const scan = scanOf(picture, frames)
  return {
    container: nameOf(answer.format.format_name?.split(',')[0]),
    codec: nameOf(picture.codec_name),
    ...(rotation % 180 === 0 ? size : { width: size.height, height: size.width }),
    pixelAspect: turnAspect(readRatio(picture.sample_aspect_ratio), rotation),
    ...pace,
    ...(start === undefined ? {} : { start }),
    rotation, scan,
    colour: colourOf(picture, first),
    depth: depthOf(pixelFormat, picture.bits_per_raw_sample),
    hasAlpha: hasAlphaPlane(pixelFormat, picture),
    ...(log === undefined ? {} : { log }),
    audio: audio.map((stream) => ({
      codec: nameOf(stream.codec_name), channels: Math.max(0, Math.floor(stream.channels ?? 0)), sampleRate: rateOfSound(stream),
    })),
    source: {
      stream: picture.index, pixelFormat, firstUs: firstUs ?? 0,
      canSeek: isTimed && canLookUp(answer, picture), audioStreams: audio.map(({ index }) => index),
      ...decoderOf(picture, pixelFormat), notes: notesOf(pace, scan),
    },
  }
}

const nameOf = (text: string | undefined): string => (text ?? 'unknown').slice(0, 100)
const timeOf = (frame: Frame): number | undefined => readUs(frame.best_effort_timestamp_time) ?? readUs(frame.pts_time)
const unreadable = (path: string, reason: string): unknown => failure('MEDIA_UNREADABLE', { path, reason })
const tooLarge = (path: string, size: string, limit: string): unknown => failure('MEDIA_TOO_LARGE', { path, size, limit })

const rateOfSound = ({ sample_rate: text }: Stream): number => (/^\d{1,7}$/.test(text ?? '') ? Number(text) : 0)

interface File {
  programs: Programs
  path: string
  watch(): void
}

async function ask({ programs, path, watch }: File, args: readonly string[], limitMs = LOOK_LIMIT_MS): Promise<string> {
  const all = ['-hide_banner', '-loglevel', 'error', '-max_pixels', String(MAX_PIXELS), ...guards, ...args, '-i', fileUrl(path)]
  const answer = await runProgram(programs.ffprobe, all, { limitMs, limitBytes: LISTED_BYTES, watch })
  if (answer.status === 0) return answer.stdout
  throw failure('MEDIA_UNREADABLE', { path, reason: answer.isCut ? 'it is too long to look through' : explain(answer.stderr) })
}

/** What ffprobe complains of, in words that help. */
function explain(complaint: string): string {
  if (/moov atom not found/i.test(complaint)) return 'its index is missing; it was cut off, or is still being written'
  if (/not on whitelist/i.test(complaint)) return 'it is of a kind that names other files, or none that Firstpass reads'
  if (/Invalid data found/i.test(complaint)) return 'its content is no film, or is damaged'
  const last = complaint.trim().split('\n').at(-1)?.replace(/^.*?: (?=[^:]*$)/, '').replace(/^\[[^\]]*\] /, '') ?? ''
  return last === '' ? 'ffprobe gives no reason' : last.slice(0, 200)
}

function parse<T>(path: string, text: string, schema: { safeParse(value: unknown): { success: boolean; data?: T } }): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (thrown) {
    throw failure('MEDIA_UNREADABLE', { path, reason: 'ffprobe\'s answer is not understood' }, thrown)
  }
  const parsed = schema.safeParse(json)
  if (parsed.success && parsed.data !== undefined) return parsed.data
  throw failure('MEDIA_UNREADABLE', { path, reason: 'ffprobe\'s answer is not understood' })
}

async function askStreams(file: File): Promise<ProbeAnswer> {
  const text = await ask(file, ['-print_format', 'json', '-show_format', '-show_streams'])
  return parse(file.path, text, answerSchema)
}

/** The first few, decoded: what the pixels really are, and when the first one is shown. An edit list may hide a whole group. */
async function askFrames(file: File, { index }: Stream): Promise<Frame[]> {
  for (const packets of [12, 600]) {
    const which = ['-print_format', 'json', '-select_streams', String(index), '-read_intervals', `%+#${packets}`, '-show_frames']
    const { frames } = parse(file.path, await ask(file, which), framesSchema)
    if (frames.length > 0) return frames.slice(0, 12)
  }
  return []
}

/** Covers and thumbnails are pictures, not the film. */
function choosePicture(path: string, { streams }: ProbeAnswer): Stream {
  const isStill = ({ disposition: flags }: Stream): boolean =>
    flags?.attached_pic === 1 || flags?.timed_thumbnails === 1 || flags?.still_image === 1
  const raw = streams.map(rawKindOfStream).find((kind) => kind !== undefined)
  if (raw !== undefined) throw failure('MEDIA_RAW', { path, kind: raw })
  const films = streams.filter((stream) => stream.codec_type === 'video' && !isStill(stream))
  const [picture] = [...films.filter(({ disposition: flags }) => flags?.default === 1), ...films]
  if (picture === undefined) {
    const hasSound = streams.some(({ codec_type: type }) => type === 'audio')
    throw unreadable(path, hasSound ? 'it holds sound only' : 'it holds no film')
  }
  if (picture.codec_name === undefined || picture.codec_name === 'unknown' || picture.codec_name === 'none') {
    throw unreadable(path, `ffmpeg has no decoder for "${(picture.codec_tag_string ?? '?').slice(0, 20)}"`)
  }
  return picture
}

function sizeOf(path: string, { width = 0, height = 0 }: Stream): { width: number; height: number } {
  if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1) {
    throw unreadable(path, 'it says no size')
  }
  const { sidePx } = clipLimits
  if (Math.max(width, height) > sidePx || width * height > MAX_PIXELS) {
    throw tooLarge(path, `${width} x ${height}`, `${sidePx} pixels a side`)
  }
  return { width, height }
}

interface PaceQuestion {
  file: File
  answer: ProbeAnswer
  picture: Stream
  firstUs: number | undefined
}

async function readPace({ file, answer, picture, firstUs }: PaceQuestion): Promise<{ pace: Pace; isTimed: boolean }> {
  const rates = ratesOf(picture)
  const isLarge = Number(answer.format.size ?? 0) > COUNTED_BYTES
  const told = isLarge ? toldPace(picture, rates) : undefined
  const interval = told === undefined ? [] : ['-read_intervals', '%+#600']
  const entries = [
    '-select_streams', String(picture.index), '-show_entries', 'packet=pts_time,duration_time,flags', '-of', 'csv=p=0',
  ]
  const packets = readPackets(await ask(file, [...interval, ...entries], COUNT_LIMIT_MS))
  const pace = paceOf(packets, rates, firstUs)
  if (pace === undefined) throw unreadable(file.path, 'it holds no frames')
  const isTimed = packets.untimed === 0 && firstUs !== undefined
  return { pace: told === undefined ? pace : { ...pace, frames: told.frames }, isTimed }
}

/** What a large file's container says of itself, where it does not contradict itself. */
function toldPace({ nb_frames: count, duration }: Stream, rates: readonly ClipInfo['rate'][]): { frames: number } | undefined {
  const [clock, mean] = rates
  const frames = /^\d{1,9}$/.test(count ?? '') ? Number(count) : 0
  const us = readUs(duration)
  if (clock === undefined || mean === undefined || us === undefined || frames === 0) return undefined
  const isSteady = Math.abs(perSecond(mean) / perSecond(clock) - 1) < 0.0005
  return isSteady && Math.abs((us / 1e6) * perSecond(clock) - frames) < 0.6 ? { frames } : undefined
}

function paceOf(packets: Packets, rates: ClipInfo['rate'][], firstUs: number | undefined): Pace | undefined {
  // What is shown before the first frame that can be decoded can't be.
  const times = packets.timesUs.filter((time) => firstUs === undefined || time >= firstUs)
  const [rate] = rates
  if (packets.untimed > 0 || firstUs === undefined || times.length === 0) {
    const frames = packets.untimed + packets.timesUs.length
    return frames === 0 || rate === undefined ? undefined : { rate, frames, isVariableRate: false }
  }
  return measurePace(times, packets.lastUs, rates)
}

const everyFrameWhole = /^(prores|dnxhd|mjpeg|ffv1|rawvideo|v210|v308|v408|v410|cfhd|png|jpeg2000|dvvideo|huffyuv|utvideo|hap)$/

/** Containers with an index of their key frames; others are found by guessing, which may land behind the frame wanted. */
function canLookUp({ format }: ProbeAnswer, { codec_name: codec }: Stream): boolean {
  const name = format.format_name ?? ''
  return /^(mov|matroska)/.test(name) || (name === 'mxf' && everyFrameWhole.test(codec ?? ''))
}

/** The plain decoders of VP8 and VP9 leave alpha out. */
function decoderOf(picture: Stream, pixelFormat: string): { decoder?: string } {
  const isHidden = hasAlphaPlane(pixelFormat, picture) && !hasAlphaPlane(pixelFormat, { index: 0 })
  const decoder = isHidden ? { vp8: 'libvpx', vp9: 'libvpx-vp9' }[picture.codec_name ?? ''] : undefined
  return decoder === undefined ? {} : { decoder }
}

function notesOf({ isVariableRate, rate }: Pace, scan: ClipInfo['scan']): string[] {
  const fps = Number(perSecond(rate).toFixed(3))
  return [
    ...(isVariableRate ? [`The clip's frame rate varies; it is taken as ${fps} frames a second throughout.`] : []),
    ...(scan === 'progressive' ? [] : ['The clip is interlaced; each pair of fields is made into one frame.']),
  ]
}

function turnAspect(aspect: ClipInfo['pixelAspect'] | undefined, rotation: number): ClipInfo['pixelAspect'] {
  const { num, den } = aspect ?? { num: 1, den: 1 }
  return rotation % 180 === 0 ? { num, den } : { num: den, den: num }
}
