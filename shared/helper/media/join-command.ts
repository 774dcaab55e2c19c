import { allowsDropFrame, type Encoding, type FrameRange, formatTimecode, framesOfDay, nominalRate, type Rate } from '#protocol'
import { rgbTagArgs, tagArgs } from './colour-args'
import { frameUs } from './decode-command'
import { fitsMov, kindOf } from './encodings'
import { fileUrl, guards, quiet } from './input-args'
import type { MediaInfo } from './media-info'
import { timescaleOf } from './rational'

interface Join {
  /** A file that holds `chunkList`; ffmpeg is run in the folder of the chunks. */
  list: string
  /** The source's path. */
  source: string
  info: MediaInfo
  /** Of the source. */
  range: FrameRange
  /** Of the result, and how many frames it has. */
  rate: Rate
  frames: number
  encoding: Exclude<Encoding, 'png'>
  keepsAudio: boolean
  output: string
}

/** One chunk of a list; `name` is a bare name of letters, digits, dots and dashes. */
export interface ListedChunk {
  name: string
  frames: number
}

/**
 * What ffmpeg reads the chunks' order from. Times are those of whole frames, so that no error adds up. `file:` has the names
 * looked up in the folder that ffmpeg runs in: beside the list, they would be part of a URL, where a # or ? of the user's
 * folder ends the path; and no list can hold a path with a line feed.
 */
export function chunkList(chunks: readonly ListedChunk[], rate: Rate): string {
  const us = (frame: number): number => Math.round((frame * rate.den * 1e6) / rate.num)
  let frame = 0
  const lines = chunks.map(({ name, frames }) => {
    const length = us(frame + frames) - us(frame)
    frame += frames
    return `file '${fileUrl(name)}'\nduration ${(length / 1e6).toFixed(6)}\n`
  })
  return `ffconcat version 1.0\n${lines.join('')}`
}

/** ffmpeg's arguments to join chunks into the result, nothing encoded anew: with the source's sound, timecode and colour tags. */
export function joinCommand(join: Join): string[] {
  const { list, source, info, rate, encoding, output } = join
  const sound = soundOf(join)
  const listed = ['-f', 'concat', '-safe', '0', '-protocol_whitelist', 'file', '-i', fileUrl(list)]
  const heard = sound.length === 0 ? [] : [...soundInput(join), '-i', fileUrl(source)]
  const maps = ['-map', '0:v:0', ...sound.flatMap(({ stream }) => ['-map', `1:${stream}`])]
  const codecs = ['-c', 'copy', ...sound.flatMap(({ codec }, at) => (codec === undefined ? [] : [`-c:a:${at}`, codec]))]
  const timecode = timecodeOf(join)
  const isMov = kindOf(encoding).extension === 'mov'
  const container = isMov
    ? ['-video_track_timescale', String(timescaleOf(rate)), '-movflags', '+write_colr', '-f', 'mov']
    // Without it the file gets a random number, and the same job would not give the same bytes.
    : ['-fflags', '+bitexact', '-f', 'matroska']
  return [
    ...quiet, '-copyts', ...listed, ...heard, ...maps, ...codecs, '-map_metadata', '-1', '-map_chapters', '-1',
    ...(encoding === 'ffv1' ? rgbTagArgs(info.colour) : tagArgs(info.colour)),
    ...(timecode === undefined ? [] : isMov ? ['-timecode', timecode] : ['-metadata', `timecode=${timecode}`]),
    ...endOf(join), ...container, '-y', fileUrl(output),
  ]
}

/** Each stream of sound, copied where the container holds its kind, else decoded without loss of what it says. */
function soundOf({ info, keepsAudio, encoding }: Join): { stream: number; codec: string | undefined }[] {
  if (!keepsAudio) return []
  const isMov = kindOf(encoding).extension === 'mov'
  return info.source.audioStreams.map((stream, at) => {
    const codec = info.audio[at]?.codec ?? ''
    return { stream, codec: isMov && !fitsMov(codec) ? 'pcm_s24le' : undefined }
  })
}

/** The sound's clock is set so that the range's first frame is at 0, as in the result. */
function soundInput({ info, range }: Join): string[] {
  const startUs = frameUs(info, range.in)
  const from = range.in === 0 ? [] : ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', (Math.max(0, startUs) / 1e6).toFixed(6)]
  return [...guards, ...from, '-itsoffset', (-startUs / 1e6).toFixed(6)]
}

/** A part of the clip ends where its frames do; of a whole clip no sound is cut off. */
function endOf({ info, range, frames, rate }: Join): string[] {
  if (range.in === 0 && range.out >= info.frames) return []
  return ['-ss', '0', '-t', ((frames * rate.den) / rate.num).toFixed(6)]
}

/** The label of the result's first frame, at the result's own rate. */
function timecodeOf({ info, range, rate }: Join): string | undefined {
  if (info.start === undefined) return undefined
  const isDropFrame = info.start.isDropFrame && allowsDropFrame(rate)
  const at = info.start.frame + range.in
  const frame = Math.round((at * nominalRate(rate)) / nominalRate(info.rate))
  return formatTimecode({ frame: frame % framesOfDay(rate, isDropFrame), isDropFrame }, rate)
}
