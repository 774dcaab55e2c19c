import { readRate } from './rates'
import type { MediaFacts } from './surroundings'
import { readTimecode } from './timecode'
import { lastPlace } from './values'

/** What ffprobe is asked, so that `factsOfProbe` understands the answer. */
export const probeArguments = ['-v', 'error', '-count_packets', '-show_entries',
  'stream=codec_type,width,height,r_frame_rate,nb_read_packets,pix_fmt,channels:stream_tags=timecode:format_tags=timecode',
  '-of', 'default=noprint_wrappers=1']

const stills = ['png', 'jpg', 'jpeg', 'tif', 'tiff', 'exr', 'dpx']
const alphas = ['rgba', 'bgra', 'argb', 'abgr', 'yuva', 'ya8', 'ya16', 'gbrap', 'pal8']

/** @param text ffprobe's answer, one "name=value" a line; the first stream's come first */
export function factsOfProbe(path: string, text: string): MediaFacts | undefined {
  const pairs = text.split('\n').map((line) => line.trim().split('=')).filter((pair) => pair.length === 2)
  const first = (name: string): string => pairs.find((pair) => pair[0] === name && pair[1] !== 'N/A')?.[1] ?? ''
  if (path.endsWith('.srt')) return factsOf('subtitle', { frames: 1 })
  const width = Number(first('width'))
  const [num, den] = first('r_frame_rate').split('/').map((part) => Number(part))
  const hasPicture = width > 0 && num !== undefined && den !== undefined && num > 0 && den > 0
  const audioChannels = Number(first('channels'))
  if (!hasPicture) return audioChannels > 0 ? factsOf('audio', { frames: 24, audioChannels }) : undefined
  const ending = path.substring(lastPlace(path, '.') + 1).toLowerCase()
  const isStill = stills.indexOf(ending) >= 0
  const rate = den === 1 || num % den === 0 ? { num: num / den, den: 1 } : readRate(`${num / den}`)
  const timecode = first('TAG:timecode')
  const isDrop = timecode.indexOf(';') >= 0
  return factsOf(isStill ? 'still' : 'video', {
    frames: isStill ? 1 : Number(first('nb_read_packets')), rate, width, height: Number(first('height')), audioChannels,
    startFrame: timecode === '' ? 0 : readTimecode(timecode, rate, isDrop) ?? 0, isDrop,
    hasAlpha: alphas.some((start) => first('pix_fmt').startsWith(start)),
  })
}

/** What is not said is nothing; 24 frames per second. */
export function factsOf(kind: MediaFacts['kind'], more: Partial<MediaFacts>): MediaFacts {
  const nothing: MediaFacts = {
    kind, frames: 1, rate: { num: 24, den: 1 }, width: 0, height: 0, startFrame: 0, isDrop: false, hasAlpha: false,
    audioChannels: 0,
  }
  return { ...nothing, ...more }
}
