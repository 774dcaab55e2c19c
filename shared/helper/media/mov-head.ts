import type { ProresFilm } from './prores-film'

/** One picture track, as its index tells of it (QuickTime File Format Specification, Apple 2016). */
export interface MovTrack extends Pick<ProresFilm, 'width' | 'height' | 'colour' | 'pixelAspect' | 'timescale' | 'frameTicks'> {
  hasAlpha: boolean
  /** Bytes of each frame; they lie one behind the other from `firstByte` on. */
  sizes: readonly number[]
  firstByte: number
}

/** Numbers of so many bytes each. */
const u8 = (...values: number[]): Buffer => Buffer.from(values)
const u16 = (...values: number[]): Buffer => Buffer.concat(values.map((value) => u8(value >>> 8, value & 255)))
const u32 = (...values: number[]): Buffer => Buffer.concat(values.map((value) => {
  const four = Buffer.alloc(4)
  four.writeUInt32BE(value)
  return four
}))
const zeros = (count: number): Buffer => Buffer.alloc(count)
const text = (four: string): Buffer => Buffer.from(four, 'latin1')

function atom(kind: string, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  return Buffer.concat([u32(8 + content.length), text(kind), content])
}

/** With a version and flags. */
const full = (kind: string, flags: number, ...parts: readonly Buffer[]): Buffer => atom(kind, u32(flags), ...parts)

/** Nothing is turned or moved. */
const UPRIGHT = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)

/** What comes before the frames, which are `bytes` in all; a size of 64 bits holds any number of them. */
export const MOV_START_BYTES = 36
export function movStart(bytes: number): Buffer {
  const size = Buffer.alloc(8)
  size.writeBigUInt64BE(BigInt(16 + bytes))
  return Buffer.concat([atom('ftyp', text('qt  '), u32(0x200), text('qt  ')), u32(1), text('mdat'), size])
}

/** What comes after the frames: the index. */
export function movIndex(track: MovTrack): Buffer {
  const { timescale, frameTicks, sizes, width, height } = track
  // Readers go by the frames' own; this one has no more bits.
  const ticks = Math.min(0xffff_ffff, frameTicks * sizes.length)
  const length = full('mvhd', 0, u32(0, 0, timescale, ticks, 0x10000), u16(0x100), zeros(10), UPRIGHT, zeros(24), u32(2))
  const shown = full('tkhd', 3, u32(0, 0, 1, 0, ticks), zeros(16), UPRIGHT, u16(width, 0, height, 0))
  const clock = full('mdhd', 0, u32(0, 0, timescale, ticks), u16(0x7fff, 0))
  const kindOf = (...kind: readonly [string, string]): Buffer => full('hdlr', 0, ...kind.map(text), zeros(13))
  const here = atom('dinf', full('dref', 0, u32(1), full('url ', 1)))
  const information = atom('minf', full('vmhd', 1, zeros(8)), kindOf('dhlr', 'url '), here, samplesOf(track))
  return atom('moov', length, atom('trak', shown, atom('mdia', clock, kindOf('mhlr', 'vide'), information)))
}

/** What frames are, how long each is shown, how large it is and where they begin. */
function samplesOf({ frameTicks, sizes, firstByte, ...look }: MovTrack): Buffer {
  return atom(
    'stbl', full('stsd', 0, u32(1), describe(look)), full('stts', 0, u32(1, sizes.length, frameTicks)),
    full('stsc', 0, u32(1, 1, sizes.length, 1)), full('stsz', 0, u32(0, sizes.length, ...sizes)),
    full('stco', 0, u32(1, firstByte)),
  )
}

type Look = Pick<MovTrack, 'width' | 'height' | 'colour' | 'pixelAspect' | 'hasAlpha'>

function describe({ width, height, colour, pixelAspect, hasAlpha }: Look): Buffer {
  const name = Buffer.alloc(32)
  name.write('\x0cApple ProRes', 0, 'latin1')
  const { primaries, transfer, matrix } = colour
  return atom(
    'ap4h', zeros(6), u16(1), zeros(16), u16(width, height), u32(0x480000, 0x480000, 0), u16(1), name,
    u16(hasAlpha ? 32 : 24, 0xffff),
    atom('fiel', u8(1, 0)), atom('colr', text('nclc'), u16(primaries, transfer, matrix)),
    atom('pasp', u32(pixelAspect.num, pixelAspect.den)),
  )
}
