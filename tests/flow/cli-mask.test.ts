import { join } from 'node:path'
import sharp from 'sharp'
import { readWithGimp } from '../support/gimp'
import { itWithProgram } from '../support/available'
import { layerPlane, readPsdStructure } from '../support/psd-structure'
import { Bench } from '../support/run-firstpass'

const bench = new Bench()
afterAll(() => bench.clear())

const at = (name: string): string => join(bench.folder, name)
const [width, height] = [64, 48] as const

/** A red disc on blue, and its matte with a soft edge of two pixels, as a person would have painted it. */
const painted = Array.from({ length: width * height }, (_, i) => {
  const distance = Math.hypot((i % width) - 32, Math.floor(i / width) - 24)
  return Math.round(255 * Math.min(1, Math.max(0, (17 - distance) / 2)))
})

beforeAll(async () => {
  const pixels = Buffer.from(painted.flatMap((alpha) => [alpha, 40, 255 - alpha]))
  await sharp(pixels, { raw: { width, height, channels: 3 } }).png().toFile(at('disc.png'))
  await sharp(Buffer.from(painted), { raw: { width, height, channels: 1 } }).toColourspace('b-w').png().toFile(at('painted.png'))
})

describe('mask from the command line', () => {
  it('makes a document: the photograph untouched, the subject above it with the very mask that was given', async () => {
    const ended = await bench.run('mask', 'disc.png', '--mask', 'painted.png', '--no-refine')
    expect(ended).toMatchObject({ status: 0, err: '' })
    const psd = readPsdStructure(at('disc-subject.psd'))
    expect(psd.layers.map(({ name, hidden }) => ({ name, hidden }))).toEqual([
      { name: 'Background', hidden: false }, { name: 'Subject', hidden: false },
    ])
    const [bottom, subject] = psd.layers
    expect(subject?.mask?.bounds).toEqual({ top: 0, left: 0, bottom: height, right: width })
    expect([...layerPlane(psd, subject!, -2)]).toEqual(painted)
    for (const layer of [bottom!, subject!]) {
      expect([...layerPlane(psd, layer, 0)]).toEqual(painted)
      expect([...layerPlane(psd, layer, 1)]).toEqual(painted.map(() => 40))
    }
  })

  it('feathers and shifts the mask of the user', async () => {
    const words = ['--no-refine', '--shift', '-4', '--feather', '1', '-o', 'smaller.png']
    expect(await bench.run('mask', 'disc.png', '--mask', 'painted.png', ...words)).toMatchObject({ status: 0 })
    const matte = await sharp(at('smaller.png')).toColourspace('b-w').raw().toBuffer()
    const row = matte.subarray(24 * width, 25 * width)
    expect(row[32]).toBe(255)
    expect(painted[24 * width + 32 + 14]).toBe(255)
    expect(row[32 + 14]).toBeLessThan(64)
    expect(row[32 + 8]).toBeGreaterThan(192)
  })

  itWithProgram('gimp-console')('opens in GIMP with a layer mask', async () => {
    const ended = await bench.run('mask', 'disc.png', '--mask', 'painted.png', '--no-refine', '-o', 'gimp.psd')
    expect(ended).toMatchObject({ status: 0 })
    const { layers } = readWithGimp(at('gimp.psd'), [[32, 24], [2, 2]])
    expect(layers.find(({ name }) => name === 'Subject')?.mask).toEqual([255, 0])
    expect(layers.find(({ name }) => name === 'Background')?.mask).toBeUndefined()
  })
})
