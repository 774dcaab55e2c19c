import sharp from 'sharp'
import { plainHeader } from '#protocol'
import { memoryPixels } from '../../support/memory-host'
import { around } from '../../../shared/panel/loupe'
import { howOf } from '../../../shared/panel/modifiers'
import { pngUrl } from '../../../shared/panel/png'
import { asScreenRgb } from '../../../shared/panel/preview'
import { readRecipe } from '../../../shared/panel/recipe'
import { boundsOfSelection } from '../../../shared/panel/tasks/bounds-of-selection'
import { describeCredit, describeTimeLeft } from '../../../shared/panel/text/en'

describe('small parts of the panel', () => {
  it('modifiers are Adobe\'s', () => {
    expect(howOf({})).toEqual({})
    expect(howOf({ metaKey: true })).toEqual({ form: 'selection' })
    expect(howOf({ ctrlKey: true, shiftKey: true })).toEqual({ form: 'selection', combine: 'add' })
    expect(howOf({ altKey: true })).toEqual({ combine: 'subtract' })
    expect(howOf({ altKey: true, shiftKey: true })).toEqual({ combine: 'intersect' })
  })

  it('a selection\'s bounds, in the document\'s pixels', async () => {
    const header = { ...plainHeader({ width: 7, height: 5 }, 'gray', 'u8'), origin: { left: -2, top: 10 } }
    const bytes = new Uint8Array(35)
    expect(await boundsOfSelection(memoryPixels(bytes, header))).toBeUndefined()
    bytes[1 * 7 + 4] = 1
    bytes[3 * 7 + 2] = 255
    expect(await boundsOfSelection(memoryPixels(bytes, header))).toEqual({ left: 0, top: 11, right: 3, bottom: 14 })
  })

  it('the loupe stays within the target', () => {
    const inside = { left: 100, top: 0, right: 1000, bottom: 300 }
    expect(around({ x: 500, y: 150 }, inside, 512)).toEqual({ left: 244, top: 0, right: 756, bottom: 300 })
    expect(around({ x: 0, y: 0 }, inside, 512)).toEqual({ left: 100, top: 0, right: 612, bottom: 300 })
    expect(around({ x: 5000, y: 0 }, inside, 512)).toEqual({ left: 488, top: 0, right: 1000, bottom: 300 })
  })

  it('a PNG of more than one stored block is read by another program, byte for byte', async () => {
    const rgb = Uint8Array.from({ length: 200 * 150 * 3 }, (_, at) => (at * 7 + (at >> 8)) % 256)
    const url = pngUrl(rgb, { width: 200, height: 150 })
    const { data, info } = await sharp(Buffer.from(url.split(',')[1]!, 'base64')).raw().toBuffer({ resolveWithObject: true })
    expect([info.width, info.height, info.channels]).toEqual([200, 150, 3])
    expect(Buffer.compare(data, rgb)).toBe(0)
  })

  it('pixels of every kind as a screen shows them', () => {
    const size = { width: 2, height: 1 }
    const u16 = { ...plainHeader(size, 'gray-alpha', 'u16'), max: 32768 as const }
    const gray = new Uint8Array(Uint16Array.from([32768, 32768, 16384, 16384]).buffer)
    expect([...asScreenRgb(u16, gray)]).toEqual([255, 255, 255, 191, 191, 191])
    const linear = { ...plainHeader(size, 'rgb', 'f32'), colour: { profileName: 'Linear', transfer: 'linear' as const } }
    const floats = new Uint8Array(Float32Array.from([0, 0.2159, 1, 2, -1, 0.001]).buffer)
    expect([...asScreenRgb(linear, floats)]).toEqual([0, 128, 255, 255, 0, 3])
  })

  it('recipes that are none, or of another version, are nothing', () => {
    expect(readRecipe('')).toBeUndefined()
    expect(readRecipe('{"firstpassJob":2}')).toBeUndefined()
    const by = { version: '0.1.0', provider: 'cpu', licence: 'any' }
    const recipe = { firstpassJob: 1, task: 'upscale', input: 'x', options: { scale: 3 }, ...by }
    expect(readRecipe(JSON.stringify(recipe))).toMatchObject({ task: 'upscale', settings: { scale: 3 } })
    expect(readRecipe(JSON.stringify({ ...recipe, options: { scale: 9 } }))).toBeUndefined()
  })

  it('times and credits are words', () => {
    expect([900, 12_300, 100_000].map(describeTimeLeft)).toEqual(['Nearly done', 'About 13 s left', 'About 2 min left'])
    expect(describeCredit({ method: 'traditional', ms: 90 })).toBe('Traditional method, 0.1 s')
    expect(describeCredit({ ms: 90, provider: 'cpu' })).toBe('No model on cpu, 0.1 s')
  })
})
