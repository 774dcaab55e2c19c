import fs from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { plainHeader } from '#protocol'
import { exifOrientation } from '#helper/document/exif'
import { readMetadata } from '#helper/document/vips-file'
import { itWithProgram } from '../../support/available'
import { readWithMagick } from '../../support/imagemagick'
import { newFolder, openFile, rawPicture, samplesOf, saveFile } from './document-job'

const size = { width: 33, height: 21 }
const XMP = '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
  + '<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" '
  + 'tiff:Orientation="6" dc:format="kept"/></rdf:RDF></x:xmpmeta>'

/** A file with everything in it: profile, EXIF with an orientation, XMP, resolution. */
async function richFile(deep: boolean, extension = 'png'): Promise<string> {
  const length = size.width * size.height * 4
  const samples = deep ? new Uint16Array(length) : new Uint8Array(length)
  for (let i = 0; i < length; i++) samples[i] = (i * 7919) % (deep ? 65_536 : 256)
  const file = path.join(newFolder(), `rich.${extension}`)
  await sharp(samples, { raw: { ...size, channels: 4 } }).withIccProfile('p3')
    .withExif({ IFD0: { Copyright: 'A. Artist', Make: 'Maker' }, IFD2: { LensModel: '50 mm', ISOSpeedRatings: '800' } })
    .withXmp(XMP).withMetadata({ orientation: 6, density: 300 }).toColourspace(deep ? 'rgb16' : 'srgb').toFile(file)
  return file
}

describe.each(['png', 'tif', 'psd', 'psb'])('opened and saved as .%s', (extension) => {
  test.each([8, 16])('%i bits come back bit for bit, with the same profile', async (depth) => {
    const opened = await openFile(await richFile(depth === 16))
    const opaque = extension.startsWith('ps') ? { layer: 'Picture' } : {}
    const saved = await saveFile({ path: `a.${extension}`, layers: [{ name: 'Picture', picture: 'p' }] }, { p: opened.picture })
    const again = await openFile(saved.path, opaque)
    expect(again.picture.header).toEqual(opened.picture.header)
    expect(Buffer.from(samplesOf(again.picture).buffer).equals(Buffer.from(samplesOf(opened.picture).buffer))).toBe(true)
    const before = readMetadata(opened.picture)
    const after = readMetadata(again.picture)
    expect(before.icc).toBeInstanceOf(Buffer)
    expect(after.icc?.equals(before.icc as Buffer)).toBe(true)
    expect(saved.notes).toEqual([])
  })

  test('EXIF, XMP and resolution survive, upright', async () => {
    const opened = await openFile(await richFile(true))
    expect(opened.facts.orientation).toBe(6)
    const saved = await saveFile({ path: `a.${extension}`, layers: [{ name: 'Picture', picture: 'p' }] }, { p: opened.picture })
    const { exif, xmp, pixelsPerInch } = readMetadata((await openFile(saved.path)).picture)
    expect(xmp?.toString()).toContain('dc:format="kept"')
    expect(xmp?.toString()).toContain('tiff:Orientation="1"')
    expect(pixelsPerInch).toBeCloseTo(300, 0)
    expect(exifOrientation(exif as Buffer)).toBe(1)
    expect(exif?.toString('latin1')).toContain('A. Artist')
    expect(exif?.toString('latin1')).toContain('50 mm')
  })
})

test('a result of a model, raw pixels without metadata, carries that of the picture it was made from', async () => {
  const source = await openFile(await richFile(false))
  const { width, height } = source.picture.header
  const denoised = rawPicture(plainHeader({ width, height }, 'rgb', 'u8'), (x, y, channel) => x + y + channel, 64)
  for (const name of ['a.png', 'a.tif', 'a.jpg', 'a.psd']) {
    const layers = [{ name: 'Denoised', picture: 'denoised' }]
    const saved = await saveFile({ path: name, layers, metadata: 'source' }, { denoised, source: source.picture })
    const { icc } = readMetadata((await openFile(saved.path)).picture)
    expect(icc?.equals(readMetadata(source.picture).icc as Buffer)).toBe(true)
  }
})

test('a gray matte beside a colour picture: gray in the file, without the RGB profile', async () => {
  const source = await openFile(await richFile(true))
  const matte = rawPicture(plainHeader(size, 'gray', 'u16'), (x, y) => x * 1900 + y)
  for (const name of ['matte.png', 'matte.tif']) {
    const layers = [{ name: 'M', picture: 'matte' }]
    const saved = await saveFile({ path: name, layers, metadata: 'source' }, { matte, source: source.picture })
    const again = await openFile(saved.path)
    expect(again.picture.header).toMatchObject({ channels: 'gray', sample: 'u16' })
    expect([...samplesOf(again.picture)]).toEqual([...samplesOf(matte)])
    expect(readMetadata(again.picture).icc).toBeUndefined()
  }
})

test('the job stands in the XMP of every format, beside what was there, once', async () => {
  const opened = await openFile(await richFile(false))
  const job = '{"task":"mask","name":"<a> & \\"b\\" ü"}'
  for (const name of ['a.png', 'a.tif', 'a.jpg', 'a.psd']) {
    const layers = [{ name: 'P', picture: 'p' }]
    const first = await saveFile({ path: name, layers, job: '{"task":"old"}' }, { p: opened.picture })
    const between = await openFile(first.path)
    expect(between.facts.job).toBe('{"task":"old"}')
    const second = await saveFile({ path: name, layers, job }, { p: between.picture })
    const again = await openFile(second.path)
    expect(again.facts.job).toBe(job)
    const xmp = readMetadata(again.picture).xmp?.toString() ?? ''
    expect(xmp).toContain('dc:format="kept"')
    expect(xmp.match(/<firstpass:job>/g)).toHaveLength(1)
  }
})

test('a job with characters that no XML may hold leaves a packet that others can read', async () => {
  const p = rawPicture(plainHeader({ width: 4, height: 4 }, 'rgb', 'u8'), () => 9)
  const job = '{"a":\t"\0\x01\x1f\uffff]]>"}'
  const saved = await saveFile({ path: 'a.tif', layers: [{ name: 'P', picture: 'p' }], job }, { p })
  expect((await openFile(saved.path)).facts.job).toBe('{"a":\t"]]>"}')
})

test('JPEG: 16 bits and alpha are reduced, and notes say so', async () => {
  const p = rawPicture(plainHeader({ width: 16, height: 16 }, 'rgb-alpha', 'u16'),
    (_x, y, channel) => (channel === 3 ? (y < 8 ? 65_535 : 0) : 20_000))
  const saved = await saveFile({ path: 'a.jpeg', layers: [{ name: 'P', picture: 'p' }] }, { p })
  expect(saved.notes).toEqual(
    ['A JPEG holds 8 bits: values were rounded.', 'A JPEG has no transparency: the picture was laid on white.'])
  const again = await openFile(saved.path)
  expect(again.picture.header).toMatchObject({ channels: 'rgb', sample: 'u8' })
  const samples = samplesOf(again.picture)
  expect(Math.abs((samples[0] ?? 0) - 78)).toBeLessThanOrEqual(2)
  expect(samples[15 * 16 * 3] ?? 0).toBeGreaterThanOrEqual(253)
})

test('a JPEG past 65,535 a side is refused', async () => {
  const p = rawPicture(plainHeader({ width: 65_536, height: 1 }, 'gray', 'u8'), () => 0)
  await expect(saveFile({ path: 'a.jpg', layers: [{ name: 'P', picture: 'p' }] }, { p }))
    .rejects.toMatchObject({ code: 'OUTPUT_TOO_LARGE' })
})

test('1 x 1 and 30,000 x 40 pixels', async () => {
  for (const [width, height] of [[1, 1], [30_000, 40]] as const) {
    const p = rawPicture(plainHeader({ width, height }, 'rgb', 'u8'), (x, y, channel) => (x + y * 3 + channel) % 256)
    for (const name of ['a.psd', 'a.png', 'a.tif', 'a.jpg']) {
      const again = await openFile((await saveFile({ path: name, layers: [{ name: 'P', picture: 'p' }] }, { p })).path)
      expect(again.picture.header).toMatchObject({ width, height })
      if (name !== 'a.jpg') expect(Buffer.from(samplesOf(again.picture)).equals(Buffer.from(samplesOf(p)))).toBe(true)
    }
  }
})

itWithProgram('convert')('ImageMagick reads our TIFF: 8, 16 and 32 bits, alpha, many strips', async () => {
  for (const sample of ['u8', 'u16', 'f32'] as const) {
    const max = { u8: 255, u16: 65_535, f32: 1 }[sample]
    const header = plainHeader({ width: 400, height: 700 }, 'rgb-alpha', sample)
    const p = rawPicture(header, (x, y, channel) => max * (((x * 7 + y * 13 + channel * 50 + x * y) % 251) / 251))
    const saved = await saveFile({ path: 'a.tif', layers: [{ name: 'P', picture: 'p' }] }, { p })
    const seen = readWithMagick(saved.path, 'RGBA')
    const wanted = samplesOf(p)
    let largest = 0
    wanted.forEach((value, index) => {
      const error = (seen[index] ?? -1) / 65_535 - value / max
      largest = error > largest ? error : -error > largest ? -error : largest
    })
    expect(largest).toBeLessThan(1.1 / 65_535)
  }
})

test('layers, inputs and extensions that do not exist', async () => {
  const p = rawPicture(plainHeader(size, 'rgb', 'u8'), () => 0)
  const layers = [{ name: 'P', picture: 'p' }]
  await expect(saveFile({ path: 'a.bmp', layers }, { p })).rejects.toMatchObject({ code: 'OPTION_INVALID' })
  await expect(saveFile({ path: 'a.psd', layers: [{ name: 'P', picture: 'q' }] }, { p }))
    .rejects.toMatchObject({ code: 'INPUT_MISSING' })
  await expect(saveFile({ path: 'a.psd', layers: [{ name: 'P', picture: 'p', mask: 'p' }] }, { p }))
    .rejects.toMatchObject({ code: 'PICTURE_INVALID' })
  expect(fs.existsSync('a.bmp')).toBe(false)
})
