import sharp from 'sharp'
import { pictureTasks } from '#panel'
import type { Client } from '#client'
import { failure, plainHeader } from '#protocol'
import { memoryPixels } from '../../support/memory-host'
import { keptLimit } from '../../../shared/panel/keep-limit'
import type { KeptRun } from '../../../shared/panel/kept'
import { around } from '../../../shared/panel/loupe'
import { howOf } from '../../../shared/panel/modifiers'
import { pngUrl } from '../../../shared/panel/png'
import { Presets } from '../../../shared/panel/presets'
import { asScreenRgb } from '../../../shared/panel/preview'
import { readRecipe } from '../../../shared/panel/recipe'
import { readStep, writeStep } from '../../../shared/panel/step'
import { pictureRules } from '../../../shared/panel/tasks'
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

  it('a recorded step is played as it was; one that somebody wrote, or another version, is refused', () => {
    const settings = pictureRules.mask.check({ featherPx: 3 })
    const wish = { task: 'mask', settings, how: { form: 'selection', combine: 'add' } } as const
    const { text } = writeStep(wish)
    expect(readStep(text)).toEqual(wish)
    const step = { firstpassStep: 1, task: 'upscale', settings: {}, how: {} }
    expect(readStep(JSON.stringify(step))).toEqual({ task: 'upscale', settings: pictureRules.upscale.defaults, how: {} })
    for (const change of [
      { firstpassStep: 2 }, { task: 'slow' }, { task: '__proto__' }, { settings: { scale: 99 } }, { settings: { unknown: 1 } },
      { settings: [] }, { how: { form: 'layer-mask' } }, { how: { form: 'check-layer' } }, { how: { beside: {} } }, { more: 1 },
    ]) expect(() => readStep(JSON.stringify({ ...step, ...change }))).toThrow('it was not recorded by this version')
    for (const other of ['', '[]', 'null', '{"__proto__":{}}', text.slice(1)]) {
      expect(() => readStep(other)).toThrow('it was not recorded by this version')
    }
  })

  it('a selection that the helper has let go of is none, also for a host that would leave it there', async () => {
    const limit = { blob: 'b'.repeat(24), header: plainHeader({ width: 7, height: 5 }, 'gray', 'u8') }
    const clientOf = (window: () => Promise<Uint8Array>): Client => ({ window }) as unknown as Client
    const there = clientOf(async () => new Uint8Array(1))
    expect(await keptLimit(there, { limit } as KeptRun)).toMatchObject({ held: limit })
    expect(await keptLimit(there, {} as KeptRun)).toBeUndefined()
    const gone = clientOf(async () => { throw failure('BLOB_MISSING', { id: limit.blob }) })
    expect(await keptLimit(gone, { limit } as KeptRun)).toBeUndefined()
    const lost = clientOf(async () => { throw failure('HELPER_LOST', { reason: 'it is gone' }) })
    await expect(keptLimit(lost, { limit } as KeptRun)).rejects.toMatchObject({ code: 'HELPER_LOST' })
  })

  it('a preset that is changed while the helper is told of it is told again', async () => {
    const kept = new Map<string, string>()
    const presets = new Presets({ get: (key) => kept.get(key), set: (key, value) => void kept.set(key, value) }, pictureTasks)
    const told: unknown[] = []
    const client = {
      presets: async () => told.slice(-1),
      savePreset: async (preset: unknown) => {
        told.push(preset)
        if (told.length === 1) presets.save('Night', 'denoise', { strength: 70 })
      },
    } as unknown as Client
    presets.save('Night', 'denoise', { strength: 10 })
    await presets.exchange(client)
    await presets.exchange(client)
    expect(told).toMatchObject([{ options: { strength: 10 } }, { options: { strength: 70 } }])
    expect(presets.list()).toMatchObject([{ name: 'Night', options: { strength: 70 } }])
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
    expect(readRecipe(pictureTasks, '')).toBeUndefined()
    expect(readRecipe(pictureTasks, '{"firstpassJob":2}')).toBeUndefined()
    const by = { version: '0.1.0', provider: 'cpu', licence: 'any' }
    const recipe = { firstpassJob: 1, task: 'upscale', input: 'x', options: { scale: 3 }, ...by }
    expect(readRecipe(pictureTasks, JSON.stringify(recipe))).toMatchObject({ task: 'upscale', settings: { scale: 3 } })
    expect(readRecipe(pictureTasks, JSON.stringify({ ...recipe, options: { scale: 9 } }))).toBeUndefined()
  })

  it('times and credits are words', () => {
    expect([900, 12_300, 100_000].map(describeTimeLeft)).toEqual(['Nearly done', 'About 13 s left', 'About 2 min left'])
    expect(describeCredit({ method: 'traditional', ms: 90 })).toBe('Traditional method, 0.1 s')
    expect(describeCredit({ ms: 90, provider: 'cpu' })).toBe('No model on cpu, 0.1 s')
  })
})
