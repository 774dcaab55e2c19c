import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'
import sharp, { type Sharp } from 'sharp'
import { exifOrientation } from '#helper/document/exif'
import { readMetadata } from '#helper/document/vips-file'
import { pngChunk } from '../../support/png-chunk'
import { newFolder, openFile, samplesOf } from './document-job'

const size = { width: 40, height: 24 }

const samplesMade = (channels: number, deep: boolean): number[] =>
  Array.from({ length: size.width * size.height * channels }, (_, i) => (i * 7919 + (i % channels) * 211) % (deep ? 65_536 : 256))

/** A picture of sharp's own making; 16 bits where the samples are. */
function picture(channels: 1 | 2 | 3 | 4, deep = false): Sharp {
  const samples = deep ? Uint16Array.from(samplesMade(channels, true)) : Uint8Array.from(samplesMade(channels, false))
  const gray = channels < 3
  return sharp(samples, { raw: { ...size, channels } }).toColourspace(deep ? (gray ? 'grey16' : 'rgb16') : gray ? 'b-w' : 'srgb')
}

async function written(made: Sharp, name: string): Promise<string> {
  const file = path.join(newFolder(), name)
  await made.toFile(file)
  return file
}

test.each([
  ['gray', 1, false, 'u8'], ['gray-alpha', 2, false, 'u8'], ['rgb', 3, false, 'u8'], ['rgb-alpha', 4, false, 'u8'],
  ['gray', 1, true, 'u16'], ['gray-alpha', 2, true, 'u16'], ['rgb', 3, true, 'u16'], ['rgb-alpha', 4, true, 'u16'],
] as const)('PNG %s of %i channels, 16 bits %s: exact samples', async (...[channels, count, deep, sample]) => {
  const opened = await openFile(await written(picture(count, deep).png(), 'a b – Ünïcode.png'))
  expect(opened.picture.header).toMatchObject({ ...size, channels, sample, max: deep ? 65_535 : 255 })
  expect(opened.picture.offset).toBe(64)
  expect([...samplesOf(opened.picture)]).toEqual(samplesMade(count, deep))
  expect(opened.facts).toMatchObject({ format: 'png', ...size, depth: deep ? 16 : 8, orientation: 1, profile: 'sRGB' })
})

test.each(['webp', 'avif', 'jpg', 'tif'])('%s is opened, near to what was written', async (extension) => {
  const flat = sharp({ create: { ...size, channels: 3, background: { r: 200, g: 90, b: 30 } } })
  const opened = await openFile(await written(flat, `a.${extension}`))
  expect(opened.picture.header).toMatchObject({ ...size, channels: 'rgb', sample: 'u8' })
  const [red = 0, green = 0, blue = 0] = samplesOf(opened.picture)
  expect(Math.max(Math.abs(red - 200), Math.abs(green - 90), Math.abs(blue - 30))).toBeLessThanOrEqual(3)
})

test('a lossless WebP with alpha, and a TIFF of 16 bits with alpha, are exact', async () => {
  const webp = await openFile(await written(picture(4).webp({ lossless: true, exact: true }), 'a.webp'))
  expect(webp.picture.header.channels).toBe('rgb-alpha')
  expect([...samplesOf(webp.picture)]).toEqual(samplesMade(4, false))
  const tiff = await openFile(await written(picture(4, true).tiff({ compression: 'lzw' }), 'a.tif'))
  expect(tiff.picture.header).toMatchObject({ channels: 'rgb-alpha', sample: 'u16' })
  expect([...samplesOf(tiff.picture)]).toEqual(samplesMade(4, true))
})

test.each([10, 12])('an AVIF of %i bits: white is 65535, black 0', async (bitdepth) => {
  const samples = Uint16Array.from({ length: 64 * 64 * 3 }, (_, i) => (i < 64 * 32 * 3 ? 65_535 : 0))
  const raw = sharp(samples, { raw: { width: 64, height: 64, channels: 3 } }).toColourspace('rgb16')
  const opened = await openFile(await written(raw.avif({ bitdepth: bitdepth as 10, lossless: true, effort: 0 }), 'a.avif'))
  expect(opened.picture.header.sample).toBe('u16')
  expect(new Set(samplesOf(opened.picture))).toEqual(new Set([65_535, 0]))
})

test.each([1, 2, 3, 4, 5, 6, 7, 8])('EXIF orientation %i is applied, and the tag reset', async (orientation) => {
  // A dark pixel block at the stored top left; where it must appear follows from the EXIF standard.
  const stored = Buffer.alloc(size.width * size.height * 3, 220)
  for (let y = 0; y < 8; y++) stored.fill(10, y * size.width * 3, (y * size.width + 8) * 3)
  const file = await written(sharp(stored, { raw: { ...size, channels: 3 } }).withMetadata({ orientation }).png(), 'a.png')
  const opened = await openFile(file)
  const turned = orientation >= 5
  const { width, height } = opened.picture.header
  expect([width, height]).toEqual(turned ? [24, 40] : [40, 24])
  const right = [2, 3, 6, 7].includes(orientation)
  const bottom = [3, 4, 7, 8].includes(orientation)
  const samples = samplesOf(opened.picture)
  const at = (x: number, y: number): number | undefined => samples[(y * width + x) * 3]
  expect(at(right ? width - 2 : 1, bottom ? height - 2 : 1)).toBe(10)
  expect(at(right ? 1 : width - 2, bottom ? 1 : height - 2)).toBe(220)
  expect(opened.facts.orientation).toBe(orientation)
  const { exif } = readMetadata(opened.picture)
  expect(exif === undefined ? 1 : exifOrientation(exif)).toBe(1)
})

test('a palette, 1 bit and 1 bit with group 4 become 8 bits', async () => {
  const palette = await openFile(await written(picture(3).png({ palette: true, colours: 8 }), 'a.png'))
  expect(palette.picture.header).toMatchObject({ channels: 'rgb', sample: 'u8' })
  const oneBit = picture(1).threshold(128).tiff({ bitdepth: 1, compression: 'ccittfax4' })
  const bilevel = await openFile(await written(oneBit, 'a.tif'))
  expect(bilevel.picture.header).toMatchObject({ channels: 'gray', sample: 'u8' })
  expect(new Set(samplesOf(bilevel.picture))).toEqual(new Set([0, 255]))
})

test('of an animated WebP the first picture is opened, and a note says so', async () => {
  const frames = Buffer.alloc(40 * 72 * 3)
  for (const frame of [0, 1, 2]) frames.fill(frame * 90, frame * 40 * 24 * 3, (frame + 1) * 40 * 24 * 3)
  const raw = { width: 40, height: 72, channels: 3, pageHeight: 24 } as const
  const opened = await openFile(await written(sharp(frames, { raw }).webp({ lossless: true, delay: [90, 90, 90] }), 'a.webp'))
  expect(opened.picture.header).toMatchObject(size)
  expect(new Set(samplesOf(opened.picture))).toEqual(new Set([0]))
  expect(opened.notes).toEqual(['The file holds 3 pictures; the first one was opened.'])
})

test('the embedded profile is named and kept byte for byte', async () => {
  const file = await written(picture(3, true).withIccProfile('p3').png(), 'a.png')
  const opened = await openFile(file)
  const { icc } = await sharp(file).metadata()
  expect(icc).toBeInstanceOf(Buffer)
  expect(readMetadata(opened.picture).icc?.equals(icc as Buffer)).toBe(true)
  expect(opened.picture.header.colour.profileName).toMatch(/P3/)
})

describe('the proxy', () => {
  test('is sRGB of 8 bits, at most 1600 px a side, never enlarged', async () => {
    const large = sharp({ create: { width: 3000, height: 200, channels: 3, background: '#808080' } }).jpeg()
    const opened = await openFile(await written(large, 'a.jpg'))
    expect(opened.proxy.header).toMatchObject({ width: 1600, height: 107, channels: 'rgb', sample: 'u8' })
    const small = await openFile(await written(picture(1), 'a.png'))
    expect(small.proxy.header).toMatchObject({ ...size, channels: 'rgb', sample: 'u8' })
  })

  test('lies on white where the picture is transparent, at both depths', async () => {
    const clear = sharp({ create: { ...size, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } })
    for (const space of ['srgb', 'rgb16']) {
      const opened = await openFile(await written(clear.clone().toColourspace(space).png(), 'a.png'))
      expect(new Set(samplesOf(opened.proxy))).toEqual(new Set([255]))
    }
  })

  test('is converted from the embedded profile, the same from 8 and from 16 bits', async () => {
    // Display P3 (200, 100, 50) is sRGB (215, 93, 31), by the matrices of both.
    const samples = (deep: boolean): Uint16Array | Uint8Array =>
      (deep ? Uint16Array.of(200 * 257, 100 * 257, 50 * 257) : Uint8Array.of(200, 100, 50))
    for (const deep of [false, true]) {
      const source = sharp(samples(deep), { raw: { width: 1, height: 1, channels: 3 } }).toColourspace(deep ? 'rgb16' : 'srgb')
      const plain = await written(source.png(), 'plain.png')
      const file = path.join(newFolder(), 'a.png')
      fs.writeFileSync(file, withProfile(fs.readFileSync(plain), await displayP3()))
      const opened = await openFile(file)
      expect(opened.picture.header.colour.profileName).toMatch(/P3/)
      const proxy = [...samplesOf(opened.proxy)]
      const wanted = [215, 93, 31]
      proxy.forEach((value, channel) => { expect(Math.abs(value - (wanted[channel] ?? 0))).toBeLessThanOrEqual(2) })
    }
  })
})

async function displayP3(): Promise<Buffer> {
  const black = sharp({ create: { width: 1, height: 1, channels: 3, background: '#000' } })
  const made = await black.withIccProfile('p3').png().toBuffer()
  return (await sharp(made).metadata()).icc as Buffer
}

/** Puts an iCCP chunk behind a PNG's IHDR, pixels untouched. */
function withProfile(png: Buffer, icc: Buffer): Buffer {
  const chunk = pngChunk('iCCP', Buffer.concat([Buffer.from('p3\0\0', 'latin1'), zlib.deflateSync(icc)]))
  return Buffer.concat([png.subarray(0, 33), chunk, png.subarray(33)])
}
