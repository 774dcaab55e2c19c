import type { PictureHeader, Rate } from '#protocol'
import { toPacked } from './colour-args'
import { fileUrl, guards, MAX_PIXELS, quiet } from './input-args'
import type { MediaInfo } from './media-info'

export interface FrameSpan {
  path: string
  info: MediaInfo
  /** Counted from the clip's own first frame. */
  first: number
  frames: number
}

/** A key frame this many frames, or a second, before the wanted one is surely before it in the file as well. */
const BACK_FRAMES = 40
const BACK_US = 1_000_000

const seconds = (us: number): string => (us / 1e6).toFixed(6)

/** Microseconds on the file's clock at which frame `frame` is shown. */
export function frameUs({ rate, source }: MediaInfo, frame: number): number {
  return source.firstUs + (frame * rate.den * 1e6) / rate.num
}

/** Opens a clip so that all frames from some way before `first` on come out of the decoder. */
export function openArgs({ path, info, first }: Pick<FrameSpan, 'path' | 'info' | 'first'>): string[] {
  const { source, rate } = info
  const from = frameUs(info, first) - Math.max(BACK_US, (BACK_FRAMES * rate.den * 1e6) / rate.num)
  const seek = source.canSeek && from > source.firstUs ? ['-noaccurate_seek', '-seek_timestamp', '1', '-ss', seconds(from)] : []
  const decoder = source.decoder === undefined ? [] : ['-c:v', source.decoder]
  return ['-max_pixels', String(MAX_PIXELS), ...guards, '-noautorotate', ...seek, ...decoder, '-copyts', '-i', fileUrl(path)]
}

/**
 * The part of a filter chain that lets through exactly the frames from `first` on, progressive, at the clip's rate, upright,
 * numbered from 0. Frames are found by their time where the file was entered in the middle, else by counting.
 */
export function pickFilters({ info, first }: Pick<FrameSpan, 'info' | 'first'>): string[] {
  const { rate, source, scan, isVariableRate, rotation } = info
  const perSecond = `${rate.num}/${rate.den}`
  const weave = scan === 'progressive' ? [] : ['bwdif=mode=send_frame:parity=auto:deint=interlaced']
  const begin = source.canSeek ? seconds(frameUs(info, first) - source.firstUs) : '0'
  const steady = isVariableRate
    ? [`setpts=PTS-${seconds(source.firstUs)}/TB`, `fps=fps=${perSecond}:start_time=${begin}`]
    : []
  const found = isVariableRate ? [] : [`trim=start=${seconds(frameUs(info, first - 0.5))}`]
  const pick = source.canSeek ? found : [`trim=start_frame=${first}`]
  const turned = { 0: [], 90: ['transpose=clock'], 180: ['hflip', 'vflip'], 270: ['transpose=cclock'] }[rotation]
  return [...weave, ...steady, ...pick, `settb=${rate.den}/${rate.num}`, 'setpts=N', ...turned]
}

/**
 * Frames numbered at the rate that is written are neither doubled nor left out. (`-vsync`, which would say so, is gone from
 * ffmpeg 9, and `-fps_mode` unknown before 5.1.)
 */
export const steadyArgs = ({ num, den }: Rate): string[] => ['-r', `${num}/${den}`]

/** ffmpeg's arguments for frames `first` to `first + frames` of a clip, raw, as `header` says, on its standard output. */
export function decodeCommand(span: FrameSpan & { header: PictureHeader }): string[] {
  const { info, frames, header } = span
  const filters = [...pickFilters(span), ...toPacked(info, header)]
  return [
    ...quiet, ...openArgs(span), '-map', `0:${info.source.stream}`, '-vf', filters.join(','),
    '-frames:v', String(frames), ...steadyArgs(info.rate), '-f', 'rawvideo', 'pipe:1',
  ]
}
