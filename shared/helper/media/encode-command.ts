import type { Encoding, PictureHeader, Rate } from '#protocol'
import {
  fromPacked, isFullRange, isRgb, matrixFor, matrixOf, packedFormat, rgbTagArgs, tagArgs, tagFilter, throughWhole, toPacked,
  wholeChroma,
} from './colour-args'
import { type FrameSpan, openArgs, pickFilters, steadyArgs } from './decode-command'
import { writesAlpha } from './encodings'
import { fileUrl, quiet } from './input-args'
import type { MediaInfo } from './media-info'
import { alphaBits, proresScale } from './prores-film'
import { timescaleOf } from './rational'

interface Made {
  /** Of the frames that are made. */
  header: PictureHeader
  rate: Rate
  encoding: Encoding
  /** Of the source, whose colours and pixel shape the result has. */
  info: MediaInfo
  /** The chunk's file; for `png` the folder. */
  file: string
  /** For `png`: the number of the chunk's first frame. */
  firstNumber?: number
}

/** The chunks' container keeps exact times; joined, they go into that of the encoding. */
export const CHUNK_EXTENSION = 'mov'

/** How a numbered picture is called: `frame_000048.png`: a dash before a number is a minus sign to some compositors. */
export const numberedName = (frame: number): string => `frame_${String(frame).padStart(6, '0')}.png`

/** ffmpeg's arguments for raw frames on its standard input into one chunk; ProRes 4444 is made faster by `proresFilm`. */
export function encodeCommand(made: Made): string[] {
  const { header, rate } = made
  const stored = storedAs(made)
  const raw = [
    '-f', 'rawvideo', '-pixel_format', packedFormat(header),
    '-video_size', `${header.width}x${header.height}`, '-framerate', `${rate.num}/${rate.den}`,
  ]
  const filters = [...fromFrames(header, stored), ...labelFilters(made, stored)]
  return [...quiet, ...raw, '-i', 'pipe:0', '-vf', filters.join(','), ...chunkArgs(made, stored)]
}

/**
 * ffmpeg's arguments to read a clip from `first` on, filter it, and write output frames `skip` to `skip + count` of what the
 * filter gives into one chunk. `frames` is how many source frames the filter sees.
 */
export function filterCommand(span: FrameSpan & Made & { filter: string; skip: number; count: number }): string[] {
  const { info, frames, filter, skip, count, rate, header } = span
  const stored = storedAs(span)
  const kept = [`trim=start_frame=${skip}:end_frame=${skip + count}`, `settb=${rate.den}/${rate.num}`, 'setpts=N']
  const made = stored.isRgb || isRgb(info.source.pixelFormat)
    ? [...toPacked(info, header), ...fromFrames(header, stored)]
    : yuvToYuv(info, stored, header)
  const filters = [...pickFilters(span), `trim=end_frame=${frames}`, filter, ...kept, ...made, ...labelFilters(span, stored)]
  return [
    ...quiet, ...openArgs(span), '-map', `0:${info.source.stream}`, '-vf', filters.join(','), '-frames:v', String(count),
    ...chunkArgs(span, stored),
  ]
}

/** How an encoding holds the samples of a header. */
interface Stored {
  pixelFormat: string
  isRgb: boolean
  matrix: number
  isFull: boolean
}

function storedAs({ encoding, header, info }: Pick<Made, 'encoding' | 'header' | 'info'>): Stored {
  const alpha = writesAlpha(encoding, header)
  const matrix = matrixFor(info.colour, header.height)
  const yuv = (pixelFormat: string, isFull = false): Stored => ({ pixelFormat, isRgb: false, matrix, isFull })
  const rgb = (pixelFormat: string): Stored => ({ pixelFormat, isRgb: true, matrix: 0, isFull: true })
  switch (encoding) {
    case 'prores-4444': return yuv(alpha ? 'yuva444p10le' : 'yuv444p10le')
    case 'prores-422-hq': return yuv('yuv422p10le')
    case 'h264': {
      const isEven = header.width % 2 === 0 && header.height % 2 === 0
      return yuv(`yuv${isEven ? '420' : '444'}p${header.sample === 'u8' ? '' : '10le'}`, isFullRange(info))
    }
    case 'ffv1': return rgb(losslessFormats[header.channels][header.sample === 'u8' ? 0 : 1])
    case 'png': return rgb(packedFormat(header).replace(/le$/, 'be'))
  }
}

const losslessFormats: Readonly<Record<PictureHeader['channels'], readonly [string, string]>> = {
  gray: ['gray', 'gray16le'], 'gray-alpha': ['ya8', 'gbrap16le'], rgb: ['bgr0', 'gbrp16le'], 'rgb-alpha': ['bgra', 'gbrap16le'],
}

const fromFrames = (header: PictureHeader, stored: Stored): string[] =>
  (stored.isRgb ? [`format=${stored.pixelFormat}`] : fromPacked(header, stored))

/** Without a detour by way of RGB, where nothing asks for it. */
function yuvToYuv(info: MediaInfo, { pixelFormat, matrix, isFull }: Stored, header: PictureHeader): string[] {
  const range = isFullRange(info) ? 'full' : 'limited'
  const to = `matrix=${matrix}:range=${isFull ? 'full' : 'limited'}:filter=bicubic:dither=none`
  const zscale = `zscale=matrixin=${matrixOf(info)}:rangein=${range}:${to}`
  return [...wholeChroma(header, info), zscale, ...throughWhole(header, pixelFormat), `format=${pixelFormat}`]
}

/** A matte is a measure and no light: readers would change it by a picture's gamma. */
const UNTAGGED = { primaries: 'unknown', transfer: 'unknown', matrix: 'unknown' }

/** Pixel shape and colour tags, as the source's. */
function labelFilters({ info, encoding, header }: Made, { isRgb: isRgbStored, isFull }: Stored): string[] {
  const { num, den } = info.pixelAspect
  const matrix = isRgbStored ? 'gbr' : info.colour.matrix === 'gbr' ? 'unknown' : info.colour.matrix
  const isMatte = encoding === 'png' && header.channels === 'gray'
  const colour = { ...info.colour, matrix, ...(isMatte ? UNTAGGED : {}) }
  return [`setsar=sar=${num}/${den}:max=1000000`, tagFilter(colour, isFull)]
}

function chunkArgs({ encoding, file, header, info, rate, firstNumber = 0 }: Made, stored: Stored): string[] {
  const { pixelFormat, isFull } = stored
  const coded = [...encoderArgs[encoding], ...alphaArgs(encoding, pixelFormat, { header, info })]
  const common = ['-pix_fmt', pixelFormat, '-an', ...steadyArgs(rate), ...coded]
  if (encoding === 'png') {
    const pattern = `${file.replaceAll('%', '%%')}/frame_%06d.png`
    return [...common, '-f', 'image2', '-start_number', String(firstNumber), '-y', fileUrl(pattern)]
  }
  const tags = stored.isRgb
    ? rgbTagArgs(info.colour)
    : [...tagArgs(info.colour), '-color_range', isFull ? 'pc' : 'tv']
  return [...common, ...tags, '-video_track_timescale', String(timescaleOf(rate)), '-f', 'mov', '-y', fileUrl(file)]
}

/** As `proresFilm` makes them; prores_aw, the other encoder, takes no fixed scale. */
function alphaArgs(encoding: Encoding, pixelFormat: string, { header, info }: Pick<Made, 'header' | 'info'>): string[] {
  if (encoding !== 'prores-4444') return []
  const bits = pixelFormat.startsWith('yuva') ? alphaBits(header) : 0
  return ['-alpha_bits', String(bits), '-qscale:v', String(proresScale(header, info))]
}

const encoderArgs: Readonly<Record<Encoding, readonly string[]>> = {
  'prores-4444': ['-c:v', 'prores_ks', '-profile:v', '4'],
  'prores-422-hq': ['-c:v', 'prores_ks', '-profile:v', '3', '-qscale:v', '3'],
  ffv1: ['-c:v', 'ffv1', '-level', '3', '-g', '1', '-slices', '4', '-slicecrc', '1'],
  // Without B-frames the chunks join without a seam in their times.
  h264: ['-c:v', 'libx264', '-preset', 'fast', '-crf', '14', '-bf', '0', '-g', '48'],
  png: ['-c:v', 'png', '-compression_level', '3'],
}
