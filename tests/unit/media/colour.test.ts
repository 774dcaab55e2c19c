import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import type { Encoding, PictureHeader } from '#protocol'
import { itWithProgram } from '../../support/available'
import { encodeFrames } from '../../support/encode-frames'
import { decodeFrames, ffmpeg, probed, type ProbedClip } from '../../support/read-numbers'
import { headerOf, jobFolder, seededNumbers } from '../../support/run-task'

const folder = jobFolder()
const it = itWithProgram('ffmpeg', 'ffprobe')

/** Kr and Kb of ITU-R BT.601, BT.709 and BT.2020. */
const weights = { smpte170m: [0.299, 0.114], bt709: [0.2126, 0.0722], bt2020nc: [0.2627, 0.0593] } as const
type Matrix = keyof typeof weights

/** Studio-range Y, U, V of 10 bits, by the book. */
function toYuv([r = 0, g = 0, b = 0]: readonly number[], matrix: Matrix): number[] {
  const [kr, kb] = weights[matrix]
  const y = kr * r + (1 - kr - kb) * g + kb * b
  return [64 + 876 * y, 512 + 896 * (b - y) / (2 * (1 - kb)), 512 + 896 * (r - y) / (2 * (1 - kr))]
}

function toRgb([y = 0, u = 0, v = 0]: readonly number[], matrix: Matrix): number[] {
  const [kr, kb] = weights[matrix]
  const luma = (y - 64) / 876
  const r = luma + 2 * (1 - kr) * (v - 512) / 896
  const b = luma + 2 * (1 - kb) * (u - 512) / 896
  return [r, (luma - kr * r - kb * b) / (1 - kr - kb), b]
}

const SIZE = { width: 32, height: 16 }
const PIXELS = SIZE.width * SIZE.height

/** Random colours, black and white among them, as 10-bit YUV. */
function makeColours(matrix: Matrix): number[][] {
  const random = seededNumbers(7)
  return Array.from({ length: PIXELS }, (_, at) => (at < 2 ? [at, at, at] : [random(), random(), random()]))
    .map((rgb) => toYuv(rgb, matrix).map(Math.round))
}

function writeYuv(name: string, colours: number[][], args: readonly string[]): string {
  const raw = Buffer.alloc(PIXELS * 6)
  colours.forEach((yuv, at) => yuv.forEach((value, plane) => raw.writeUInt16LE(value, (plane * PIXELS + at) * 2)))
  const file = join(folder, name)
  execFileSync('ffmpeg', [
    '-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'yuv444p10le', '-s', `${SIZE.width}x${SIZE.height}`, '-r', '25', '-i', 'pipe:0',
    '-c:v', 'ffv1', ...args, '-y', file,
  ], { input: raw })
  return file
}

const tags = (matrix: Matrix): string[] => ['-colorspace', matrix, '-color_range', 'tv']

function worst(clip: ProbedClip, header: PictureHeader, wanted: number[][]): number {
  const [frame = Buffer.alloc(0)] = decodeFrames(clip, { first: 0, frames: 1 }, header)
  let most = 0
  wanted.forEach((rgb, at) => rgb.forEach((value, channel) => {
    const found = header.sample === 'u8' ? frame[at * 3 + channel] ?? 0 : frame.readUInt16LE((at * 3 + channel) * 2)
    most = Math.max(most, Math.abs(found - Math.min(1, Math.max(0, value)) * header.max))
  }))
  return most
}

describe('colours of decoded frames', () => {
  it('are those of the tagged matrix, to the last bit of 16', async () => {
    for (const matrix of ['smpte170m', 'bt709', 'bt2020nc'] as const) {
      const colours = makeColours(matrix)
      const clip = await probed(writeYuv(`${matrix}.mkv`, colours, tags(matrix)))
      expect(clip.info).toMatchObject({ depth: 10, colour: { matrix, range: 'limited' } })
      const wanted = colours.map((yuv) => toRgb(yuv, matrix))
      expect(worst(clip, headerOf(32, 16, { sample: 'u16' }), wanted)).toBeLessThanOrEqual(1)
      expect(worst(clip, headerOf(32, 16), wanted)).toBeLessThanOrEqual(0.51)
    }
  })

  it('are of 601 in a small clip without tags, of 709 in a large one', async () => {
    const colours = makeColours('smpte170m')
    const small = await probed(writeYuv('untagged.mkv', colours, []))
    expect(small.info.colour.matrix).toBe('unknown')
    const wanted = colours.map((yuv) => toRgb(yuv, 'smpte170m'))
    expect(worst(small, headerOf(32, 16, { sample: 'u16' }), wanted)).toBeLessThanOrEqual(1)
    const file = join(folder, 'large.mkv')
    const one = 'color=c=gray:s=1280x720:r=25:d=0.04,format=yuv444p,geq=lum=81:cb=90:cr=240'
    ffmpeg('-f', 'lavfi', '-i', one, '-c:v', 'ffv1', file)
    const large = await probed(file)
    const [frame] = decodeFrames(large, { first: 0, frames: 1 }, headerOf(1280, 720))
    const byte = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 255)
    const red = toRgb([81 * 4, 90 * 4, 240 * 4], 'bt709').map(byte)
    expect([...frame!.subarray(0, 3)]).toEqual(red)
  })

  it('keep white white and levels apart in RGB and gray sources of every depth', async () => {
    const formats = {
      rgb24: ['rawvideo', 3, 0xff], bgra: ['ffv1', 4, 0xff], gbrp10le: ['ffv1', 6, 0x3ff], gbrp16le: ['ffv1', 6, 0xffff],
      gray: ['ffv1', 1, 0xff], gray10le: ['ffv1', 2, 0x3ff], rgb48le: ['rawvideo', 6, 0xffff],
    } as const
    for (const [format, [codec, bytes, white]] of Object.entries(formats)) {
      const file = join(folder, `${format}.nut`)
      const raw = Buffer.alloc(PIXELS * bytes, 0xff)
      if (white > 0xff) for (let at = 0; at < raw.length; at += 2) raw.writeUInt16LE(white, at)
      execFileSync('ffmpeg', [
        '-v', 'error', '-f', 'rawvideo', '-pix_fmt', format, '-s', '32x16', '-i', 'pipe:0', '-c:v', codec, '-y', file,
      ], { input: raw })
      const clip = await probed(file)
      const header = headerOf(32, 16, { sample: clip.info.depth > 8 ? 'u16' : 'u8' })
      const isWhite = worst(clip, header, [[1, 1, 1]]) <= (header.sample === 'u8' ? 0 : 1)
      expect({ format, isWhite }).toEqual({ format, isWhite: true })
    }
  })
})

interface Wanted {
  header: PictureHeader
  raw: Buffer
  encoding: Encoding
}

/** One frame of a header, encoded as the helper does. */
async function encode({ programs, info }: ProbedClip, { header, raw, encoding }: Wanted): Promise<string> {
  const file = join(folder, `${encoding}-${header.sample}-${header.channels}.mov`)
  await encodeFrames(programs, { header, rate: { num: 25, den: 1 }, encoding, info, file }, raw)
  return file
}

/** Planes of a file as its codec holds them, 16 bits a sample. */
function planesOf(file: string, format: string): Uint16Array {
  const bytes = Uint8Array.from(ffmpeg('-i', file, '-frames:v', '1', '-pix_fmt', format, '-f', 'rawvideo', 'pipe:1'))
  return new Uint16Array(bytes.buffer)
}

describe('colours of encoded frames', () => {
  it('come back as the same 10-bit samples when nothing was done to them', async () => {
    const clip = await probed(writeYuv('there.mkv', makeColours('bt709'), tags('bt709')))
    const header = headerOf(32, 16, { sample: 'u16' })
    const [raw] = decodeFrames(clip, { first: 0, frames: 1 }, header)
    const file = await encode(clip, { header, raw: raw!, encoding: 'ffv1' })
    const again = await probed(file)
    expect(decodeFrames(again, { first: 0, frames: 1 }, header)[0]!.equals(raw!)).toBe(true)
    const yuv = planesOf(file, 'gbrp16le')
    expect(yuv.length).toBe(PIXELS * 3)
  })

  it('keep alpha to half a step of ten bits, from eight bits and from sixteen', async () => {
    const clip = await probed(writeYuv('alpha.mkv', makeColours('bt709'), tags('bt709')))
    for (const sample of ['u8', 'u16'] as const) {
      const header = headerOf(32, 16, { channels: 'rgb-alpha', sample })
      const bytes = sample === 'u8' ? 1 : 2
      const raw = Buffer.alloc(PIXELS * 4 * bytes)
      const alphas = Array.from({ length: PIXELS }, (_, at) => Math.round((at / (PIXELS - 1)) * header.max))
      const write = (alpha: number, at: number): number =>
        (sample === 'u8' ? raw.writeUInt8(alpha, at) : raw.writeUInt16LE(alpha, at * 2))
      alphas.forEach((alpha, at) => write(alpha, at * 4 + 3))
      const again = await probed(await encode(clip, { header, raw, encoding: 'prores-4444' }))
      expect(again.info.hasAlpha).toBe(true)
      const wide = headerOf(32, 16, { channels: 'rgb-alpha', sample: 'u16' })
      const [frame] = decodeFrames(again, { first: 0, frames: 1 }, wide)
      const errors = alphas.map((alpha, at) => Math.abs(frame!.readUInt16LE((at * 4 + 3) * 2) / 65535 - alpha / header.max))
      expect(Math.max(...errors)).toBeLessThanOrEqual(0.75 / 1023)
      expect([errors[0], errors[PIXELS - 1]]).toEqual([0, 0])
    }
  })

  it('are as exact beside alpha of eight bits', async () => {
    const clip = await probed(writeYuv('beside.mkv', makeColours('bt709'), tags('bt709')))
    const header = headerOf(32, 16, { channels: 'rgb-alpha' })
    for (const shade of [0, 1, 127, 128, 200, 254, 255]) {
      const raw = Buffer.alloc(PIXELS * 4, shade)
      const [luma] = planesOf(await encode(clip, { header, raw, encoding: 'prores-4444' }), 'yuva444p10le')
      expect({ shade, error: Math.abs(luma! - (64 + (876 * shade) / 255)) <= 1 }).toEqual({ shade, error: true })
    }
  })

  it('hold a gray matte as luma alone, black at 64 and white at 940', async () => {
    const clip = await probed(writeYuv('gray.mkv', makeColours('bt709'), tags('bt709')))
    for (const encoding of ['prores-4444', 'prores-422-hq'] as const) {
      const header = headerOf(32, 16, { channels: 'gray', sample: 'u16' })
      const raw = Buffer.alloc(PIXELS * 2)
      for (let at = PIXELS / 2; at < PIXELS; at++) raw.writeUInt16LE(65535, at * 2)
      const file = await encode(clip, { header, raw, encoding })
      const planes = planesOf(file, encoding === 'prores-4444' ? 'yuv444p10le' : 'yuv422p10le')
      expect(Math.abs(planes[0]! - 64)).toBeLessThanOrEqual(1)
      expect(Math.abs(planes[PIXELS - 1]! - 940)).toBeLessThanOrEqual(1)
      expect(planes.subarray(PIXELS).every((chroma) => Math.abs(chroma - 512) <= 1)).toBe(true)
    }
  })
})
