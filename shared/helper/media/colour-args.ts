import { type ClipInfo, failure, hasAlpha, type PictureHeader } from '#protocol'
import { matrixNumbers } from './colour-numbers'
import { depthOf } from './picture-facts'

const { bt709, fcc, bt470bg, smpte170m, smpte240m, bt2020nc } = matrixNumbers

/** Those that frames are turned by, by ffprobe's names; constant luminance is taken for the other. */
const matrices: Readonly<Record<string, number | undefined>> = {
  bt709, fcc, bt470bg, smpte170m, smpte240m, bt2020nc, bt2020c: bt2020nc,
}

type Tagged = Pick<ClipInfo, 'colour' | 'height' | 'rotation' | 'width'>

/** Lines as stored: what decides on the matrix of a file that names none. */
const storedHeight = ({ width, height, rotation }: Pick<Tagged, 'width' | 'height' | 'rotation'>): number =>
  (rotation % 180 === 0 ? height : width)

/** Of a clip's YUV: as tagged; untagged 601 below 720 lines and 709 from there, as players take it. */
export const matrixOf = (info: Tagged): number => matrices[info.colour.matrix] ?? (storedHeight(info) < 720 ? 6 : 1)

/** Of YUV that is made: as tagged; untagged as players will take a picture of that height. */
export const matrixFor = (colour: ClipInfo['colour'], height: number): number =>
  matrices[colour.matrix] ?? (height < 720 ? 6 : 1)

export const isRgb = (pixelFormat: string): boolean =>
  /^(gbr|rgb|bgr|argb|abgr|0rgb|0bgr|x2rgb|x2bgr|pal8|monob|monow)/.test(pixelFormat)

const packed: Readonly<Record<PictureHeader['channels'], readonly [string, string]>> = {
  gray: ['gray', 'gray16le'], 'gray-alpha': ['ya8', 'ya16le'], rgb: ['rgb24', 'rgb48le'], 'rgb-alpha': ['rgba', 'rgba64le'],
}

/** ffmpeg's name of a header's interleaved samples. @throws PICTURE_INVALID for samples no clip has */
export function packedFormat({ channels, sample, max }: PictureHeader): string {
  if (sample === 'f32' || max === 32768) throw failure('PICTURE_INVALID', { reason: `samples of a clip up to ${max}` })
  return packed[channels][sample === 'u8' ? 0 : 1]
}

const planarRgb = (alpha: boolean, depth: number): string => `gbr${alpha ? 'a' : ''}p${depth > 8 ? `${depth}le` : ''}`
const planarYuv = (alpha: boolean, depth: number): string => `yuv${alpha ? 'a' : ''}444p${depth > 8 ? `${depth}le` : ''}`

const sharp = 'filter=bicubic:dither=none'

interface Size {
  width: number
  height: number
}

interface Source extends Tagged {
  source: { pixelFormat: string }
}

/** True where samples reach white at the top of their range, not at 235 of 255. */
export const isFullRange = ({ colour, source }: Source): boolean =>
  colour.range === 'full' || source.pixelFormat.startsWith('yuvj')

/**
 * The part of a filter chain that turns decoded frames into those of `header`. zscale works exactly; ffmpeg's own
 * conversion of YUV to RGB of 16 bits makes white 65,283.
 */
export function toPacked(info: Source & { hasAlpha: boolean }, header: PictureHeader): string[] {
  const { pixelFormat } = info.source
  const format = packedFormat(header)
  const alpha = hasAlpha(header.channels)
  if (isRgb(pixelFormat)) return [`format=${format}`]
  const stored = depthOf(pixelFormat, undefined)
  const planar = `format=${planarRgb(alpha, header.sample === 'u8' ? 8 : 16)}`
  if (/^gray/.test(pixelFormat)) return [...fromGray(info, stored), planar, `format=${format}`]
  const range = isFullRange(info) ? 'full' : 'limited'
  const toRgb = `zscale=matrixin=${matrixOf(info)}:rangein=${range}:matrix=0:range=full:${sharp}`
  const stretched = alpha && header.sample === 'u16' ? stretchAlpha(stored) : []
  return [...wholeChroma(info, info), toRgb, planar, `format=${format}`, ...stretched]
}

/** The part of a filter chain that turns decoded frames into planar RGB of 8 bits, shrunk to `size`; for looking only. */
export function colourSteps(info: Source & { hasAlpha: boolean }, size: { width: number; height: number }): string[] {
  const { pixelFormat } = info.source
  const shrink = `scale=${size.width}:${size.height}:flags=area`
  const planar = `format=${planarRgb(info.hasAlpha, 8)}`
  if (isRgb(pixelFormat)) return [planar, shrink]
  const range = isFullRange(info) ? 'full' : 'limited'
  const plain = `format=${planarYuv(info.hasAlpha, 8)}`
  return [plain, shrink, `zscale=matrixin=${matrixOf(info)}:rangein=${range}:matrix=0:range=full:filter=bilinear`, planar]
}

/** zscale takes pictures of an odd side only with as many chroma samples as luma. */
export function wholeChroma({ width, height }: Size, { source, hasAlpha: alpha }: Source & { hasAlpha: boolean }): string[] {
  const { pixelFormat } = source
  if (width % 2 === 0 && height % 2 === 0) return []
  const depth = depthOf(pixelFormat, undefined)
  return [`format=${pixelFormat.startsWith('yuvj') ? 'yuvj444p' : planarYuv(alpha, depth)}`]
}

/** Gray reaches white at the top of its range unless the file says otherwise; its samples go onto three planes as they are. */
function fromGray({ colour }: Source, stored: number): string[] {
  const range = colour.range === 'limited' ? 'limited' : 'full'
  return [`mergeplanes=0x000000:${planarRgb(false, stored)}`, `zscale=matrixin=0:rangein=${range}:matrix=0:range=full:${sharp}`]
}

/**
 * ffmpeg widens alpha now by shifting, now by repeating bits, by kind and version: what was opaque is made so again. Either
 * way the upper bits are the sample.
 */
function stretchAlpha(depth: number): string[] {
  if (depth === 16) return []
  return [`lutrgb=a='round(floor(val/${1 << (16 - depth)})*65535/${(1 << depth) - 1})'`]
}

/** YUV that is made: its format, with how many bits, and what to say of it. */
interface YuvTarget {
  pixelFormat: string
  matrix: number
  isFull: boolean
}

/** The part of a filter chain that turns frames of `header` into YUV (4:4:4 on the way to fewer chroma samples). */
export function fromPacked(header: PictureHeader, target: YuvTarget): string[] {
  const { pixelFormat, matrix, isFull } = target
  const alpha = pixelFormat.startsWith('yuva')
  const bits = header.sample === 'u8' ? 8 : 16
  const planar = header.channels === 'gray'
    ? `mergeplanes=0x000000:${planarRgb(false, bits)}`
    : `format=${planarRgb(alpha, alpha ? 16 : bits)}`
  const toYuv = `zscale=matrixin=0:rangein=full:matrix=${matrix}:range=${isFull ? 'full' : 'limited'}:${sharp}`
  const rounded = alpha ? roundAlpha(bits, depthOf(pixelFormat, undefined)) : []
  return [...rounded, planar, toYuv, ...throughWhole(header, pixelFormat), `format=${pixelFormat}`]
}

/** Of an odd width: zscale stops at 4:4:4, ffmpeg's own conversion makes the rest. */
export const throughWhole = ({ width, height }: Size, pixelFormat: string): string[] =>
  ((width % 2 === 0 && height % 2 === 0) || !pixelFormat.includes('422') ? [] : ['format=yuv444p10le'])

/**
 * ffmpeg cuts alpha to fewer bits by shifting, and from 8 bits to planes it is one off: rounded here, in the one kind that
 * lutrgb takes unharmed (lutyuv and planar kinds clip alpha). Widened by ffmpeg, white is 65,283 or 65,535 by version: the
 * sample of 8 bits is found again from either by 256.5.
 */
function roundAlpha(bits: 8 | 16, made: number): string[] {
  const most = (1 << made) - 1
  const step = 1 << (16 - made)
  if (bits === 16) return [`lutrgb=a='round(val*${most}/65535)*${step}'`]
  const wide = ['r', 'g', 'b'].map((channel) => `${channel}='round(val/256.5)*257'`).join(':')
  return ['format=rgba64le', `lutrgb=${wide}:a='round(round(val/256.5)*${most}/255)*${step}'`]
}

const isName = (text: string): boolean => /^[a-z0-9-]{1,40}$/.test(text) && text !== 'unknown'

/** What the frames are said to be; nothing where the source says nothing. */
export function tagFilter(colour: ClipInfo['colour'], isFull: boolean): string {
  const named: readonly (readonly [string, string])[] = [
    ['color_primaries', colour.primaries], ['color_trc', colour.transfer], ['colorspace', colour.matrix],
  ]
  const tags = named.map(([key, value]) => `${key}=${isName(value) ? value : 'unknown'}`)
  return `setparams=range=${isFull ? 'full' : 'limited'}:${tags.join(':')}`
}

/** Encoders and containers call these otherwise than ffprobe and filters do. */
const transferOptions: Readonly<Record<string, string>> = { bt470m: 'gamma22', bt470bg: 'gamma28' }

/** The same for the encoder and the container. */
export function tagArgs({ primaries, transfer, matrix }: ClipInfo['colour']): string[] {
  const named: readonly (readonly [string, string])[] = [
    ['-color_primaries', primaries], ['-color_trc', transferOptions[transfer] ?? transfer], ['-colorspace', matrix],
  ]
  return named.flatMap(([key, value]) => (isName(value) && value !== 'gbr' ? [key, value] : []))
}

/** Of a result that is stored as RGB. */
export const rgbTagArgs = (colour: ClipInfo['colour']): string[] =>
  [...tagArgs({ ...colour, matrix: 'unknown' }), '-colorspace', 'rgb', '-color_range', 'pc']
