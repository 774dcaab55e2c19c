import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'
import { type Layer, type Psd, writePsdBuffer } from 'ag-psd'
import { itWithProgram, program } from '../../support/available'
import { readWithMagick } from '../../support/imagemagick'
import { newFolder, openFile, samplesOf } from './document-job'

const size = { width: 40, height: 30 }
const imageData = (width: number, height: number, at: (x: number, y: number, channel: number) => number) => ({
  width, height,
  data: Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) => at((i >> 2) % width, (i >> 2) / width | 0, i & 3)),
})
const photo = imageData(40, 30, (x, y, channel) => (channel === 3 ? 255 : x * 5 + y + channel * 30))
const stamp = imageData(10, 8, (x, y, channel) => (channel === 3 ? y * 30 : x * 20 + channel))

/** A document of another writer: a group, a layer that reaches beyond the canvas, a mask, two layers of one name. */
function foreign(): string {
  const psd: Psd = {
    ...size, imageData: photo,
    children: [
      { name: 'Background', imageData: photo },
      { name: 'Ordner', children: [
        { name: 'Stamp', left: 35, top: -3, imageData: stamp, mask: { left: 0, top: 0, imageData: photo } },
        { name: 'Twin', left: 5, top: 6, imageData: stamp },
      ] },
      { name: 'Twin', left: 12, top: 10, imageData: stamp },
    ],
  }
  const file = path.join(newFolder(), 'foreign.psd')
  fs.writeFileSync(file, writePsdBuffer(psd))
  return file
}

test("another writer's merged picture, and the names of its layers without groups", async () => {
  const opened = await openFile(foreign())
  expect(opened.picture.header).toMatchObject({ ...size, channels: 'rgb', sample: 'u8' })
  expect(opened.facts.layers).toEqual(['Background', 'Stamp', 'Twin', 'Twin'])
  expect([...samplesOf(opened.picture)]).toEqual([...photo.data].filter((_value, index) => index % 4 < 3))
})

test('a layer lies on the canvas at its place; what reaches beyond is left out, its mask not applied', async () => {
  const opened = await openFile(foreign(), { layer: 'Stamp' })
  expect(opened.picture.header).toMatchObject({ ...size, channels: 'rgb-alpha' })
  expect(opened.notes).toEqual([
    'The mask of layer "Stamp" was not applied: its pixels are taken as they are.',
    'Layer "Stamp" reaches beyond the canvas; that part was left out.',
  ])
  const samples = samplesOf(opened.picture)
  const pixel = (x: number, y: number): number[] => [...samples.slice((y * 40 + x) * 4, (y * 40 + x) * 4 + 4)]
  expect(pixel(36, 0)).toEqual([20, 21, 22, 90])
  expect(pixel(39, 4)).toEqual([80, 81, 82, 210])
  expect(pixel(34, 0)).toEqual([0, 0, 0, 0])
  expect(pixel(36, 5)).toEqual([0, 0, 0, 0])
})

test.each<[string, boolean, Partial<Layer>]>([
  ['pixels, opacity and a mask', true, { opacity: 0.5, mask: { left: 2, top: 1, imageData: stamp } }],
  ['another way of blending', false, { blendMode: 'multiply' }],
  ['less fill', false, { fillOpacity: 0.5 }],
  ['an effect', false, { effects: { stroke: [{ enabled: true, size: { units: 'Pixels', value: 3 } }] } }],
  ['a group', false, { children: [{ name: 'Inner', imageData: stamp }] }],
  ['a mask that is off', false, { mask: { left: 2, top: 1, imageData: stamp, disabled: true } }],
  ['a mask that shows what is outside of it', false, { mask: { left: 2, top: 1, imageData: stamp, defaultColor: 255 } }],
  ['an adjustment', false, { adjustment: { type: 'invert' } }],
])('says whether the layers are all that a file shows: %s', async (_what, isPlain, change) => {
  const own = change.children || change.adjustment ? {} : { imageData: stamp }
  const children = [{ name: 'Background', imageData: photo }, { name: 'x', ...own, ...change }]
  const psd: Psd = { ...size, imageData: photo, children }
  const file = path.join(newFolder(), 'plain.psd')
  fs.writeFileSync(file, writePsdBuffer(psd))
  expect((await openFile(file)).facts).toMatchObject({ isPlain })
})

test.each([
  ['a layer', { top: -3, left: 35, bottom: 5, right: 45 }], ['a mask', { top: 0, left: 0, bottom: 30, right: 40 }],
])('%s that claims to be larger than any picture is refused before anything is read of it', async (_what, bounds) => {
  const rectangle = (left: number): Buffer => {
    const bytes = Buffer.alloc(16)
    const { top, bottom, right } = bounds
    for (const [index, side] of [top, left, bottom, right].entries()) bytes.writeInt32BE(side, index * 4)
    return bytes
  }
  const bytes = fs.readFileSync(foreign())
  // The last such place: a Background's is as large as its mask.
  const at = bytes.subarray(0, 1000).lastIndexOf(rectangle(bounds.left))
  rectangle(-(2 ** 31)).copy(bytes, at)
  const file = path.join(newFolder(), 'hostile.psd')
  fs.writeFileSync(file, bytes)
  await expect(openFile(file, { layer: 'Stamp' })).rejects.toMatchObject({ code: 'PICTURE_TOO_LARGE' })
})

test('of two layers with one name the upper is meant', async () => {
  const samples = samplesOf((await openFile(foreign(), { layer: 'Twin' })).picture)
  expect(samples[(11 * 40 + 12) * 4 + 3]).toBe(30)
  expect(samples[(7 * 40 + 5) * 4 + 3]).toBe(0)
})

itWithProgram('convert')('files of ImageMagick: gray and colour, 8 and 16 bits, three compressions', async () => {
  const convert = fs.existsSync('/usr/bin/convert') ? '/usr/bin/convert' : program('convert') as string
  for (const [depth, kind] of [[8, 'TrueColor'], [16, 'TrueColor'], [8, 'Grayscale'], [16, 'Grayscale']] as const) {
    for (const compress of ['None', 'RLE', 'Zip']) {
      const file = path.join(newFolder(), 'magick.psd')
      execFileSync(convert,
        ['-size', '37x23', 'plasma:tomato-steelblue', '-type', kind, '-depth', String(depth), '-compress', compress, file])
      const opened = await openFile(file)
      expect(opened.facts).toMatchObject({ width: 37, height: 23, depth })
      const seen = readWithMagick(file, kind === 'TrueColor' ? 'RGB' : 'GRAY')
      expect([...samplesOf(opened.picture)].map((value) => (depth === 8 ? value * 257 : value))).toEqual([...seen])
    }
  }
})
