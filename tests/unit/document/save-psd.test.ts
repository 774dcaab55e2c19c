import fs from 'node:fs'
import { initializeCanvas, readPsd } from 'ag-psd'
import { plainHeader } from '#protocol'
import { identify, readWithMagick } from '../../support/imagemagick'
import { itWithProgram } from '../../support/available'
import { readWithGimp } from '../../support/gimp'
import { layerPlane, readPsdStructure } from '../../support/psd-structure'
import { rawPicture, samplesOf, saveFile } from './document-job'

const size = { width: 61, height: 47 }
const pointsInside = [[30, 20], [5, 3], [60, 46]] as const

/** Every value differs from its neighbours, so that a shifted row or plane shows. */
const photograph = (sample: 'u8' | 'u16') => rawPicture(plainHeader(size, 'rgb', sample),
  (x, y, channel) => (sample === 'u8' ? (x * 3 + y * 5 + channel * 70) % 256 : (x * 911 + y * 1300 + channel * 20_000) % 65_536))

/** A flat middle, a ramp at the left, nothing below. */
const matteAt = (x: number, y: number): number => (y > 40 ? 0 : x < 16 ? x * 16 : 200)
const matte = (sample: 'u8' | 'u16') =>
  rawPicture(plainHeader(size, 'gray', sample), (x, y) => matteAt(x, y) * (sample === 'u8' ? 1 : 257), 64)

const threeLayers = async (name: string, sample: 'u8' | 'u16', matteSample: 'u8' | 'u16' = sample) => await saveFile({
  path: name,
  layers: [
    { name: 'Background', picture: 'photograph' },
    { name: 'Sübject 主題', picture: 'photograph', mask: 'matte' },
    { name: 'Removed noise', picture: 'photograph', hidden: true },
  ],
  checks: [{ left: 10, top: 12, right: 30, bottom: 25 }, { left: 40, top: 30, right: 55, bottom: 44 }],
}, { photograph: photograph(sample), matte: matte(matteSample) })

const be16 = (plane: Buffer): Uint16Array => new Uint16Array(new Uint8Array(Buffer.from(plane).swap16()).buffer)

const everyThird = (samples: ArrayLike<number>, from: number): number[] =>
  Array.from(samples).filter((_value, index) => index % 3 === from)

describe.each([
  ['8 bits', 'u8', 'a.psd'], ['16 bits', 'u16', 'a.psd'], ['8 bits, PSB', 'u8', 'a.psb'], ['16 bits, PSB', 'u16', 'a.psb'],
] as const)(
  '%s', (_, sample, name) => {
    test('lengths add up, and each layer is what was asked for', async () => {
      const saved = await threeLayers(name, sample)
      const structure = readPsdStructure(saved.path)
      expect(structure).toMatchObject({
        isLarge: name.endsWith('b'), ...size, depth: sample === 'u8' ? 8 : 16, mode: 3, channels: 3, mergedAlpha: false,
      })
      expect(structure.layers.map((layer) => [layer.name, layer.hidden, [...layer.channels.keys()].sort()])).toEqual([
        ['Background', false, [0, 1, 2]],
        ['Sübject 主題', false, [-1, -2, 0, 1, 2]],
        ['Removed noise', true, [-1, 0, 1, 2]],
        ['Check here', true, [-1, 0, 1, 2]],
      ])
      expect(structure.layers[0]?.transparencyLocked).toBe(true)
      const whole = { top: 0, left: 0, bottom: 47, right: 61 }
      expect(structure.layers[1]?.mask).toEqual({ bounds: whole, defaultColour: 0, flags: 0 })
      expect(structure.layers[3]?.bounds).toEqual({ top: 10, left: 8, bottom: 46, right: 57 })
    })

    test('pixels and mask values are exact, the mask in the depth of the document', async () => {
      const saved = await threeLayers(name, sample, 'u8')
      const structure = readPsdStructure(saved.path)
      const [background, subject] = structure.layers
      const wanted = samplesOf(photograph(sample))
      const planeOf = (layer: typeof background, id: number): Uint8Array | Uint16Array => {
        const plane = layerPlane(structure, layer as NonNullable<typeof layer>, id)
        return sample === 'u8' ? plane : be16(plane)
      }
      for (const layer of [background, subject]) {
        for (const id of [0, 1, 2]) expect([...planeOf(layer, id)]).toEqual(everyThird(wanted, id))
      }
      const scale = sample === 'u8' ? 1 : 257
      const values = Array.from({ length: 61 * 47 }, (_value, index) => matteAt(index % 61, Math.floor(index / 61)) * scale)
      expect([...planeOf(subject, -2)]).toEqual(values)
    })

    test('the merged picture is the photograph: the same pixels, masked, lie on it', async () => {
      const structure = readPsdStructure((await threeLayers(name, sample)).path)
      const wanted = samplesOf(photograph(sample))
      structure.merged.forEach((plane, channel) => {
        expect([...(sample === 'u8' ? plane : be16(plane))]).toEqual(everyThird(wanted, channel))
      })
    })

    itWithProgram('convert', 'identify')('ImageMagick counts the layers and shows the merged picture', async () => {
      const saved = await threeLayers(name, sample)
      expect(identify(saved.path).map(({ width, height, left, top }) => [width, height, left, top])).toEqual([
        [61, 47, 0, 0], [61, 47, 0, 0], [61, 47, 0, 0], [61, 47, 0, 0], [49, 36, 8, 10],
      ])
      const scale = sample === 'u8' ? 257 : 1
      expect([...readWithMagick(saved.path, 'RGB')]).toEqual([...samplesOf(photograph(sample))].map((value) => value * scale))
    })

    // GIMP 2.10 reads no PSB.
    const itInGimp = name.endsWith('.psd') ? itWithProgram('gimp-console') : undefined
    itInGimp?.('GIMP shows layers, their visibility, their pixels and the mask', async () => {
      const saved = await threeLayers(name, sample)
      const seen = readWithGimp(saved.path, pointsInside)
      expect(seen.layers.map((layer) => [layer.name, layer.visible, layer.mask !== undefined])).toEqual([
        ['Background', true, false], ['Sübject 主題', true, true], ['Removed noise', false, false],
        ['Check here', false, false],
      ])
      const wanted = samplesOf(photograph(sample))
      pointsInside.forEach(([x, y], index) => {
        const at = (y * 61 + x) * 3
        const shown = seen.layers[1]?.pixels[index] ?? []
        for (let channel = 0; channel < 3; channel++) {
          const value = (wanted[at + channel] as number) / (sample === 'u8' ? 1 : 257)
          expect(Math.abs((shown[channel] ?? -1) - value)).toBeLessThanOrEqual(1)
        }
        expect(Math.abs((seen.layers[1]?.mask?.[index] ?? -1) - matteAt(x, y))).toBeLessThanOrEqual(2)
      })
    })
  })

test('ag-psd reads 8 bits back: names, masks, pixels', async () => {
  const saved = await threeLayers('a.psd', 'u8')
  initializeCanvas(() => { throw new Error('raw data was asked for') },
    (width, height) => ({ width, height, data: new Uint8ClampedArray(width * height * 4), colorSpace: 'srgb' as const }))
  const psd = readPsd(fs.readFileSync(saved.path), { useImageData: true, useRawThumbnail: true })
  expect(psd.children?.map((layer) => [layer.name, layer.hidden])).toEqual(
    [['Background', false], ['Sübject 主題', false], ['Removed noise', true], ['Check here', true]])
  const mask = psd.children?.[1]?.mask
  expect(mask).toMatchObject({ top: 0, left: 0, bottom: 47, right: 61, defaultColor: 0 })
  expect(mask?.imageData?.data[(20 * 61 + 30) * 4]).toBe(200)
  const wanted = samplesOf(photograph('u8'))
  const pixels = psd.children?.[0]?.imageData?.data ?? new Uint8Array(0)
  expect([...pixels].filter((_value, index) => index % 4 < 3)).toEqual([...wanted])
})

test('16 bits stay 16 bits: a ramp keeps its 65,536 levels in the layer and in the merged picture', async () => {
  const ramp = rawPicture(plainHeader({ width: 4096, height: 16 }, 'rgb', 'u16'), (x, y) => x * 16 + y)
  const saved = await saveFile({ path: 'ramp.psd', layers: [{ name: 'Background', picture: 'ramp' }] }, { ramp })
  const structure = readPsdStructure(saved.path)
  const layer = structure.layers[0]
  if (layer === undefined) throw new Error('no layer')
  expect(new Set(be16(layerPlane(structure, layer, 1))).size).toBe(65_536)
  expect(new Set(be16(structure.merged[2] ?? Buffer.alloc(0))).size).toBe(65_536)
})

itWithProgram('convert')('ImageMagick finds all 65,536 levels, shuffled, in each format of 16 bits', async () => {
  // Each value once, in an order that does not compress: ImageMagick takes a well packed TIFF for a cut one.
  const shuffled = (index: number): number => {
    const first = (index * 40_503) % 65_536
    return ((first ^ (first >> 7)) * 11_291) % 65_536
  }
  const ramp = rawPicture(plainHeader({ width: 4096, height: 16 }, 'gray', 'u16'), (x, y) => shuffled(x * 16 + y))
  for (const name of ['ramp.psd', 'ramp.tif', 'ramp.png']) {
    const saved = await saveFile({ path: name, layers: [{ name: 'Ramp', picture: 'ramp' }] }, { ramp })
    expect(new Set(readWithMagick(saved.path, 'GRAY')).size).toBe(65_536)
  }
})

test("Photoshop's own 16 bits, 0..32768, become 0..65535", async () => {
  const header = { ...plainHeader({ width: 3, height: 1 }, 'gray', 'u16'), max: 32768 as const }
  const p = rawPicture(header, (x) => [0, 16384, 32768][x] ?? 0)
  const saved = await saveFile({ path: 'a.psd', layers: [{ name: 'A', picture: 'p' }] }, { p })
  expect([...be16(readPsdStructure(saved.path).merged[0] ?? Buffer.alloc(0))]).toEqual([0, 32768, 65535])
})

test('32 bits are written as they are, beyond white too', async () => {
  const p = rawPicture(plainHeader({ width: 5, height: 2 }, 'rgb', 'f32'), (x, y, channel) => x * 0.7 - y + channel)
  const layers = [{ name: 'A', picture: 'p' }, { name: 'B', picture: 'p', hidden: true }]
  const saved = await saveFile({ path: 'a.psd', layers }, { p })
  const structure = readPsdStructure(saved.path)
  expect(structure).toMatchObject({ depth: 32, blocks: ['Lr32'] })
  const plane = structure.merged[1] ?? Buffer.alloc(0)
  const wanted = samplesOf(p)
  for (let i = 0; i < 10; i++) expect(plane.readFloatBE(i * 4)).toBe(wanted[i * 3 + 1])
})

test('a transparent document says so, and its merged picture lies on white', async () => {
  const p = rawPicture(plainHeader({ width: 4, height: 1 }, 'rgb-alpha', 'u8'),
    (x, _y, channel) => (channel === 3 ? [0, 51, 204, 255][x] ?? 0 : 100))
  const saved = await saveFile({ path: 'a.psd', layers: [{ name: 'A', picture: 'p' }] }, { p })
  const structure = readPsdStructure(saved.path)
  expect(structure).toMatchObject({ mergedAlpha: true, channels: 4 })
  expect([...(structure.merged[3] ?? [])]).toEqual([0, 51, 204, 255])
  expect([...(structure.merged[0] ?? [])]).toEqual([255, 224, 131, 100])
})

test('where a mask hides, what lies below is merged', async () => {
  const below = rawPicture(plainHeader({ width: 3, height: 1 }, 'gray', 'u8'), () => 10)
  const above = rawPicture(plainHeader({ width: 3, height: 1 }, 'gray', 'u8'), () => 210)
  const mask = rawPicture(plainHeader({ width: 3, height: 1 }, 'gray', 'u8'), (x) => [0, 128, 255][x] ?? 0)
  const layers = [{ name: 'A', picture: 'below' }, { name: 'B', picture: 'above', mask: 'mask' }]
  const saved = await saveFile({ path: 'a.psd', layers }, { below, above, mask })
  expect([...(readPsdStructure(saved.path).merged[0] ?? [])]).toEqual([10, 110, 210])
})

test('a side past 30,000 needs a PSB: a PSD is refused, a PSB is written', async () => {
  const p = rawPicture(plainHeader({ width: 30_001, height: 2 }, 'gray', 'u8'), (x) => x % 251)
  const layers = [{ name: 'A', picture: 'p' }]
  await expect(saveFile({ path: 'a.psd', layers }, { p })).rejects.toMatchObject({ code: 'OUTPUT_TOO_LARGE' })
  const saved = await saveFile({ path: 'a.psb', layers }, { p })
  expect(readPsdStructure(saved.path)).toMatchObject({ isLarge: true, width: 30_001 })
})

test('16 bits that pass 2 GB are refused before anything is written', async () => {
  const p = { file: '/nowhere', offset: 0, header: plainHeader({ width: 20_000, height: 10_000 }, 'rgb', 'u16') }
  await expect(saveFile({ path: 'a.psd', layers: [{ name: 'A', picture: 'p' }] }, { p }))
    .rejects.toMatchObject({ code: 'OUTPUT_TOO_LARGE', data: { reason: 'a PSD ends at 2 GB' } })
})
