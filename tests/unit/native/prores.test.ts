import type { ProresForm, Raster } from '../../../native/lib'
import { both, emptyRaster, itNative, randomFrom, randomRaster, seed, truth } from './support'

const WHITE = 1023
/** One channel each, of four; sums of bytes without a rest, so that both kinds of kernels agree to the bit. */
const mixOf = (channel: number, channels = 4): ProresForm['mixes'][number] =>
  ({ weights: Array.from({ length: channels }, (_, c) => (c === channel ? 4 : 0)), offset: 0, most: WHITE })
const matrix = Array.from({ length: 64 }, (_, i) => 4 + Math.floor(i / 24) + (i % 3))
const form = (alphaBits: ProresForm['alphaBits'], scale = 3): ProresForm =>
  ({ mixes: [0, 1, 2, ...(alphaBits === 0 ? [] : [3])].map((channel) => mixOf(channel)), matrix, scale, alphaBits })

function painted(width: number, height: number, paint: (x: number, y: number, channel: number) => number): Raster {
  const raster = emptyRaster({ width, height, channels: 4, depth: 'u8' })
  raster.data.forEach((_, i) => {
    const pixel = Math.floor(i / 4)
    raster.data[i] = paint(pixel % width, Math.floor(pixel / width), i % 4)
  })
  return raster
}

describe.each(both)('encodeProres ($kind)', (kernels) => {
  it('takes a dozen bits for a plane of one colour, and runs of alpha together', () => {
    const { bytes, sizes } = kernels.encodeProres(painted(16, 16, (_x, _y, channel) => (channel === 3 ? 255 : 128)), form(8))
    // 100000 (0), 1000 (0), 1, 1; then 1 00000000 (no less than white), 0 and 255 in 15 bits.
    const even = [0b1000_0010, 0b0011_0000]
    expect([...bytes]).toEqual([8 << 3, 3, 0, 2, 0, 2, 0, 2, ...even, ...even, ...even, 0x80, 0x00, 0x7f, 0x80])
    expect([...sizes]).toEqual([bytes.length])
    expect([...kernels.encodeProres(painted(16, 16, () => 128), form(0)).bytes])
      .toEqual([6 << 3, 3, 0, 2, 0, 2, ...even, ...even, ...even])
  })

  it('repeats the edge of a picture that fills no macroblock', () => {
    const one = painted(1, 1, (_x, _y, channel) => 40 * channel + 30)
    const all = painted(16, 16, (_x, _y, channel) => 40 * channel + 30)
    expect(kernels.encodeProres(one, form(16))).toEqual(kernels.encodeProres(all, form(16)))
  })

  it('makes slices of eight macroblocks, and of powers of two of what is left', () => {
    const picture = painted(16 * 13 - 5, 40, (x, y, channel) => (x * 7 + y * 3 + channel * 50) & 255)
    const { sizes, bytes } = kernels.encodeProres(picture, form(8))
    expect(sizes.length).toBe(3 * 3)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(bytes.length)
  })

  it('gives the same for bands as for the whole', () => {
    const picture = painted(50, 40, (x, y, channel) => (x * y + channel * 99) & 255)
    const bands = [[0, 16], [16, 24]].map(([top = 0, height = 0]) => kernels.encodeProres({
      ...picture, data: picture.data.slice(4 * 50 * top, 4 * 50 * (top + height)), top, height,
    }, form(8)))
    const whole = kernels.encodeProres(picture, form(8))
    expect(bands.flatMap(({ bytes }) => [...bytes])).toEqual([...whole.bytes])
    expect(bands.flatMap(({ sizes }) => [...sizes])).toEqual([...whole.sizes])
  })

  it('refuses what does not fit', () => {
    const picture = painted(20, 40, () => 0)
    const refused = expect.objectContaining({ code: 'KERNEL_MISUSED' })
    const encode = (raster: Raster, wanted: ProresForm) => () => kernels.encodeProres(raster, wanted)
    expect(encode({ ...picture, height: 20, data: picture.data.slice(0, 1600) }, form(0))).toThrow(refused)
    expect(encode({ ...picture, top: 8, fullHeight: 48 }, form(0))).toThrow(refused)
    expect(encode(picture, { ...form(0), alphaBits: 8 })).toThrow(refused)
    expect(encode(picture, { ...form(0), scale: 225 })).toThrow(refused)
    expect(encode(picture, { ...form(0), matrix: matrix.with(5, 0) })).toThrow(refused)
    expect(encode(picture, { ...form(0), mixes: [0, 1, 2].map((c) => ({ ...mixOf(c), most: 1024 })) })).toThrow(refused)
    expect(encode(emptyRaster({ width: 4, height: 4, channels: 4, depth: 'f32' }), form(0))).toThrow(refused)
  })
})

describe('encodeProres', () => {
  itNative('gives the same bits for what is of one colour, with a dot somewhere', (native) => {
    const [width, height] = [16 * 19 + 3, 33]
    for (const dots of [[], [0], [width - 1], [width * 20 + 100, width * 32 + 5], [15 * width + 127, 16 * width + 128]]) {
      // Two colours side by side, each of several slices.
      const picture = painted(width, height, (x, _y, channel) => (x < 128 || x >= 256 ? 0 : 60 * channel))
      for (const dot of dots) picture.data[4 * dot + 1] = 200
      expect(native.encodeProres(picture, form(8))).toEqual(truth.encodeProres(picture, form(8)))
    }
  })

  itNative(`gives the same bits in both kinds, seed ${seed}`, (native) => {
    const random = randomFrom(seed)
    for (const [width, height] of [[1, 1], [37, 5], [130, 33], [64, 48]] as const) {
      for (const alphaBits of [0, 8, 16] as const) {
        const noise = randomRaster({ width, height, channels: 4, depth: 'u8' }, 255, random)
        const soft = painted(width, height, (x, y, channel) =>
          Math.max(0, Math.min(255, 128 + 150 * Math.sin(x / 9 + channel) * Math.cos(y / 7) + 3 * random())))
        for (const picture of [noise, soft]) {
          const wanted = form(alphaBits, 1 + Math.floor(random() * 20))
          expect(native.encodeProres(picture, wanted)).toEqual(truth.encodeProres(picture, wanted))
        }
        const words = randomRaster({ width, height, channels: 1, depth: 'u16' }, 255, random)
        const gray = { ...form(alphaBits), mixes: form(alphaBits).mixes.map(() => mixOf(0, 1)) }
        expect(native.encodeProres(words, gray)).toEqual(truth.encodeProres(words, gray))
      }
    }
  })
})
