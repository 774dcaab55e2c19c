import { type ClipInfo, nominalRate, allowsDropFrame, parseTimecode, type Rate, type StartTimecode } from '#protocol'
import { type Frame, type ProbeAnswer, type Stream, tagOf } from './probe-answer'
import { perSecond, readRatio } from './rational'

const alphaFormat = /^(yuva|rgba|argb|abgr|bgra|gbrap|ya\d|pal8)/

/** True where the pixels, or those of a second stream that only libvpx reads (VP8, VP9), hold alpha. */
export const hasAlphaPlane = (pixelFormat: string, stream: Stream): boolean =>
  alphaFormat.test(pixelFormat) || tagOf(stream, 'alpha_mode') === '1'

/** Bits per sample of a pixel format by its name: `yuv422p10le` has 10, `rgb48le` 16, `yuv420p` 8. */
export function depthOf(pixelFormat: string, rawBits: string | undefined): 8 | 10 | 12 | 16 {
  const packed = /^(rgb48|bgr48|rgba64|bgra64|gbrpf32|gbrapf32|grayf32|xyz12)/.exec(pixelFormat) ? 16
    : /^(x2rgb10|x2bgr10|y210|nv20)/.test(pixelFormat) ? 10 : undefined
  const planar = /(?:p|gray|ya|p0|p2|p4)(9|10|12|14|16)(?:le|be)?$/.exec(pixelFormat)?.[1]
  const bits = packed ?? Number(planar ?? 8)
  const raw = Number(rawBits ?? 0)
  const used = bits === 16 && [10, 12].includes(raw) ? raw : bits
  return used <= 8 ? 8 : used <= 10 ? 10 : used <= 12 ? 12 : 16
}

/** Degrees clockwise that a player turns it; the display matrix counts the other way round. */
export function rotationOf(stream: Stream): ClipInfo['rotation'] {
  const matrix = stream.side_data_list?.find(({ rotation }) => rotation !== undefined)?.rotation
  const turn = matrix === undefined ? Number(tagOf(stream, 'rotate') ?? 0) : -matrix
  const quarter = Number.isFinite(turn) ? ((Math.round(turn / 90) % 4) + 4) % 4 : 0
  return ([0, 90, 180, 270] as const)[quarter as 0 | 1 | 2 | 3]
}

/** The decoder knows best what its frames are; where it is silent, the container. */
export function scanOf(stream: Stream, frames: readonly Frame[]): ClipInfo['scan'] {
  const interlaced = frames.filter((frame) => frame.interlaced_frame === 1)
  if (frames.length > 0 && frames.every((frame) => frame.interlaced_frame !== undefined)) {
    if (interlaced.length * 2 <= frames.length) return 'progressive'
    return interlaced[0]?.top_field_first === 1 ? 'top-first' : 'bottom-first'
  }
  const order = stream.field_order ?? 'progressive'
  if (['tt', 'bt'].includes(order)) return 'top-first'
  return ['bb', 'tb'].includes(order) ? 'bottom-first' : 'progressive'
}

const known = (...texts: (string | undefined)[]): string =>
  texts.find((text) => text !== undefined && text !== '' && text !== 'unknown' && text !== 'reserved')?.slice(0, 100) ?? 'unknown'

export function colourOf(stream: Stream, frame: Frame | undefined): ClipInfo['colour'] {
  const range = known(stream.color_range, frame?.color_range)
  return {
    range: range === 'tv' ? 'limited' : range === 'pc' ? 'full' : 'unknown',
    primaries: known(stream.color_primaries, frame?.color_primaries),
    transfer: known(stream.color_transfer, frame?.color_transfer),
    matrix: known(stream.color_space, frame?.color_space),
  }
}

/** Of a timecode track, the picture or the file, in this order; counted at the picture's own rate. */
export function startOf({ streams, format }: ProbeAnswer, picture: Stream, rate: Rate): StartTimecode | undefined {
  const track = streams.find(({ codec_tag_string: tag }) => tag === 'tmcd')
  const text = [track, picture, format].map((holder) => tagOf(holder, 'timecode')).find((found) => found !== undefined)
  if (text === undefined) return undefined
  const counted = readRatio(track?.avg_frame_rate) ?? rate
  const start = readStart(text, counted) ?? readStart(text, rate)
  if (start === undefined || nominalRate(counted) === nominalRate(rate)) return start
  return { frame: Math.round((start.frame * nominalRate(rate)) / nominalRate(counted)), isDropFrame: start.isDropFrame }
}

/** Files separate the frames by `:`, and drop-frame by `;`, `.` or `,`. Labels that can't be are no timecode. */
function readStart(text: string, rate: Rate): StartTimecode | undefined {
  const isDropFrame = /[;.,]\d+$/.test(text.trim()) && allowsDropFrame(rate)
  const label = text.trim().replace(/[:;.,](\d+)$/, isDropFrame ? ';$1' : ':$1')
  try {
    return parseTimecode(label, rate)
  } catch {
    return undefined
  }
}

/** What the container says the rate is; `r_frame_rate` is the clock that all frames fit, `avg_frame_rate` the mean. */
export const ratesOf = (stream: Stream): Rate[] => [stream.r_frame_rate, stream.avg_frame_rate]
  .map(readRatio).filter((rate) => rate !== undefined).filter((rate) => perSecond(rate) >= 0.01 && perSecond(rate) <= 1000)
