import type { Photoshop } from '../../simulators/photoshop'
import type { GetPixelsOptions } from '../../simulators/photoshop/read-pixels'
import { modal, open, thrownBy } from './opened'

type Depth = 8 | 16 | 32
const subject = (app: Photoshop, depth: Depth = 8, more: object = {}) => app.makeDocument({
  width: 40, height: 30, depth, layers: [
    { name: 'Portrait', bounds: { left: -5, top: 4, right: 15, bottom: 24 }, pixels: (x, y, c) => (x + 5) * 4 + c + y * 0 },
    { kind: 'background', pixels: 9 },
  ], ...more,
})

async function read(app: Photoshop, options: GetPixelsOptions, how: { chunky?: boolean; fullRange?: boolean } = {}) {
  return await modal(app, async () => {
    const { imageData, sourceBounds, level } = await app.photoshop.imaging.getPixels(options)
    const data = await imageData.getData(how)
    const { components, componentSize, colorSpace, colorProfile, hasAlpha, pixelFormat, width, height } = imageData
    await imageData.dispose()
    return {
      sourceBounds, level, components, componentSize, colorSpace, colorProfile, hasAlpha, pixelFormat, width, height, data,
    }
  })
}

const sides = (...[left, top, right, bottom]: [number, number, number, number]) => ({ left, top, right, bottom })
const make = async (app: Photoshop, samples: Uint8Array | Uint16Array | Float32Array, more: object = {}) =>
  await app.photoshop.imaging.createImageDataFromBuffer(samples,
    { width: 2, height: 1, components: 4, colorSpace: 'RGB', ...more })

describe('P5: getPixels', () => {
  it('trims to what has pixels, also outside of the canvas', async () => {
    const app = open()
    const id = app.layer(subject(app), 'Portrait').id
    const { sourceBounds, level, components, data } = await read(app, { layerID: id, sourceBounds: sides(-100, 0, 40, 6) })
    expect({ sourceBounds, level, components, length: data.length, first: [...data.slice(0, 4)] })
      .toEqual({ sourceBounds: sides(-5, 4, 15, 6), level: 0, components: 4, length: 20 * 2 * 4, first: [0, 1, 2, 255] })
    const empty = { layerID: id, sourceBounds: sides(20, 0, 40, 30) }
    expect(await thrownBy(async () => await read(app, empty))).toContain('no pixels')
  })

  it('gives three components of the Background, and of all that is seen above it', async () => {
    const app = open()
    const document = subject(app)
    const background = document.state.layers[1]!.id
    const below = await read(app, { layerID: background, sourceBounds: { left: 0, top: 0, width: 2, height: 1 } })
    expect([below.components, below.hasAlpha, below.pixelFormat, ...below.data]).toEqual([3, false, 'RGB', 9, 9, 9, 9, 9, 9])
    const seen = await read(app, { sourceBounds: sides(14, 4, 16, 5) })
    expect([seen.components, ...seen.data]).toEqual([3, 76, 77, 78, 9, 9, 9])
  })

  it('looks back into the history', async () => {
    const app = open()
    const document = subject(app)
    const historyStateID = app.photoshop.app.activeDocument!.historyStates[0]!.id
    app.edit(document, 'Brush', (draft) => { draft.layers[1]!.colours = draft.layers[0]!.colours })
    const options = { layerID: document.state.layers[1]!.id, sourceBounds: sides(10, 10, 11, 11) }
    expect([...(await read(app, options)).data]).toEqual([60, 61, 62])
    expect([...(await read(app, { ...options, historyStateID })).data]).toEqual([9, 9, 9])
  })

  it('tells the level of a smaller picture, and bounds of that level', async () => {
    const app = open()
    const document = app.makeDocument({ width: 64, height: 64, layers: [{ name: 'A', pixels: (x) => x * 2 }] })
    const layerID = app.layer(document, 'A').id
    const small = await read(app, { layerID, sourceBounds: sides(16, 0, 48, 64), targetSize: { width: 8 } })
    expect({ ...small, data: [...small.data.slice(0, 8)] }).toMatchObject({
      level: 2, sourceBounds: sides(4, 0, 12, 16), width: 8, height: 16, data: [35, 35, 35, 255, 43, 43, 43, 255] })
    const larger = await read(app, { layerID, targetSize: { width: 500 } })
    expect([larger.width, larger.height, larger.level]).toEqual([64, 64, 0])
  })

  it('mats on white when asked to, and drops alpha', async () => {
    const app = open()
    const alpha = (x: number): number => (x === 0 ? 51 : 255)
    const document = app.makeDocument({ width: 2, height: 1, layers: [{ name: 'A', pixels: 100, alpha }] })
    const matted = await read(app, { layerID: app.layer(document, 'A').id, applyAlpha: true })
    expect([matted.components, ...matted.data]).toEqual([3, 224, 224, 224, 100, 100, 100])
  })

  it('gives 16 bits as 0..32768, or the full range when asked', async () => {
    const app = open()
    const document = app.makeDocument({
      width: 1, height: 1, depth: 16, layers: [{ name: 'A', pixels: (_x, _y, c) => [0, 16384, 32768][c]! }] })
    const id = app.layer(document, 'A').id
    const half = await read(app, { layerID: id, componentSize: -1 })
    expect([half.componentSize, half.data.constructor.name, ...half.data]).toEqual([16, 'Uint16Array', 0, 16384, 32768, 32768])
    expect([...(await read(app, { layerID: id }, { fullRange: true })).data]).toEqual([0, 32768, 65535, 65535])
  })

  it('gives floats beyond 1, under a profile name that it does not take back', async () => {
    const app = open()
    const document = app.makeDocument({
      width: 1, height: 1, depth: 32, layers: [{ name: 'A', pixels: (_x, _y, c) => [-0.5, 0.25, 4][c]! }] })
    const id = app.layer(document, 'A').id
    const light = await read(app, { layerID: id })
    expect([light.colorProfile, ...light.data]).toEqual(['sRGB IEC61966-2.1 (Linear RGB Profile)', -0.5, 0.25, 4, 1])
    expect(app.photoshop.app.activeDocument!.colorProfileName).toBe(light.colorProfile)
    expect(await thrownBy(async () => await read(app, { layerID: id, colorProfile: light.colorProfile })))
      .toBe('Invalid color profile: sRGB IEC61966-2.1 (Linear RGB Profile)')
    const eight = await read(app, { layerID: id, componentSize: 8, colorProfile: 'sRGB IEC61966-2.1' })
    expect([...eight.data]).toEqual([0, 137, 255, 255])
  })

  it('converts between profiles and spaces', async () => {
    const app = open()
    const document = app.makeDocument({
      width: 1, height: 1, profile: 'Adobe RGB (1998)', layers: [{ name: 'A', pixels: (_x, _y, c) => [200, 100, 50][c]! }] })
    const options = { layerID: app.layer(document, 'A').id }
    expect([...(await read(app, { ...options, colorProfile: 'sRGB IEC61966-2.1' })).data]).toEqual([227, 100, 42, 255])
    expect((await read(app, options)).colorProfile).toBe('Adobe RGB (1998)')
    const lab = await read(app, { ...options, colorSpace: 'Lab' })
    expect([lab.colorProfile, lab.pixelFormat, lab.components]).toEqual(['Lab D50', 'LABAlpha', 4])
    const gray = await read(app, { ...options, colorSpace: 'Grayscale' })
    expect([gray.colorProfile, gray.components]).toEqual(['Gray Gamma 2.2', 2])
    expect(await thrownBy(async () => await read(app, { ...options, colorSpace: 'CMYK' }))).toBe('Invalid color space: CMYK')
  })

  it('gives planes side by side, drops opaque alpha where it is said to, and refuses what has no pixels', async () => {
    const app = open({ dropsOpaqueAlpha: true })
    const document = app.makeDocument({ width: 2, height: 1, layers: [
      { name: 'A', pixels: (x, _y, c) => 10 * x + c },
      { name: 'Group', kind: 'group', children: [{ name: 'T', kind: 'text', pixels: 1 }] }] })
    const planar = await read(app, { layerID: app.layer(document, 'A').id }, { chunky: false })
    expect([...planar.data]).toEqual([0, 10, 1, 11, 2, 12])
    const refused = async (name: string): Promise<string> =>
      await thrownBy(async () => await read(app, { layerID: app.layer(document, name).id }))
    expect([await refused('Group'), await refused('T')]).toEqual(
      ['The layer has no pixels of its own.', 'The layer is not a pixel layer.'])
    app.knobs.readsPlacedPixels = true
    expect(await refused('T')).toBe('nothing')
  })
})

describe('P6: writing pixels', () => {
  it('checks a buffer\'s length, type, space and values', async () => {
    const app = open()
    expect(await thrownBy(async () => await make(app, new Uint8Array(7)))).toBe('The buffer holds 7 values, not 8.')
    expect(await thrownBy(async () => await make(app, [1, 2] as unknown as Uint8Array))).toContain('Invalid parameter')
    expect(await thrownBy(async () => await make(app, new Uint8Array(4), { components: 2 }))).toBe('Invalid components: 2')
    expect(await thrownBy(async () => await make(app, new Uint8Array(8), { colorProfile: 'Best RGB' }))).toContain('Best RGB')
    expect(await thrownBy(async () => await make(app, new Uint16Array(8).fill(40000)))).toContain('above 32768')
    const wide = await make(app, new Uint16Array(8).fill(65535), { fullRange: true })
    expect([...await wide.getData()]).toEqual(new Array(8).fill(32768))
  })

  it('throws the layer\'s pixels away unless told otherwise, and takes only the place from the bounds', async () => {
    const app = open()
    const document = subject(app)
    const layerID = app.layer(document, 'Portrait').id
    const put = async (more: object): Promise<void> => await modal(app, async () => {
      const imageData = await make(app, Uint8Array.from([1, 2, 3, 255, 4, 5, 6, 128]))
      await app.photoshop.imaging.putPixels({ layerID, imageData, ...more })
      await imageData.dispose()
    })
    await put({ replace: false, targetBounds: { left: 12, top: 5, width: 20, height: 20 } })
    expect((await read(app, { layerID })).sourceBounds).toEqual(sides(-5, 4, 15, 24))
    expect([...(await read(app, { layerID, sourceBounds: sides(12, 5, 15, 6) })).data])
      .toEqual([1, 2, 3, 255, 4, 5, 6, 128, 76, 77, 78, 255])
    await put({})
    expect((await read(app, { layerID })).sourceBounds).toEqual(sides(0, 0, 2, 1))
  })

  it('keeps values when the image has another depth or space', async () => {
    const app = open()
    const document = app.makeDocument({ width: 2, height: 1, depth: 16, layers: [{ name: 'A', pixels: 0 }] })
    const layerID = app.layer(document, 'A').id
    await modal(app, async () => {
      const imageData = await make(app, Uint8Array.from([0, 51, 255, 255, 0, 0, 0, 51]))
      await app.photoshop.imaging.putPixels({ layerID, imageData })
    })
    expect([...(await read(app, { layerID })).data]).toEqual([0, 6554, 32768, 32768, 0, 0, 0, 6554])
  })

  it('refuses groups, smart objects, locked layers and the Background', async () => {
    const app = open()
    const document = app.makeDocument({ width: 2, height: 1, layers: [
      { name: 'G', kind: 'group' }, { name: 'S', kind: 'smartObject' }, { name: 'L', isLocked: true }, { kind: 'background' }] })
    const refused = await Promise.all(['G', 'S', 'L', 'Background'].map(async (name) => await thrownBy(async () =>
      await modal(app, async () => {
        const imageData = await make(app, new Uint8Array(8))
        await app.photoshop.imaging.putPixels({ layerID: app.layer(document, name).id, imageData })
      }))))
    expect(refused).toEqual(['The layer "G" is not a pixel layer.', 'The layer "S" is not a pixel layer.',
      'The layer "L" is locked.', 'The layer "Background" is locked.'])
  })
})

describe('P9: memory', () => {
  it('counts live image data, warns at 600 MB, and gives it back on dispose', async () => {
    const app = open({ memoryLimitBytes: 2e9 })
    const images: { getData(): Promise<unknown>; dispose(): Promise<void> }[] = []
    for (let at = 0; at < 7; at++) {
      images.push(await app.photoshop.imaging.createImageDataFromBuffer(new Uint8Array(1e8),
        { width: 10_000, height: 10_000, components: 1, colorSpace: 'Grayscale' }))
    }
    expect(app.memory).toMatchObject({ live: 7, bytes: 7e8, peakBytes: 7e8 })
    expect(app.memory.warnings).toEqual(['Plugin memory usage increased to: 600MB. Plugin exceeds memory limit.'])
    for (const image of images) await image.dispose()
    expect(app.memory).toMatchObject({ live: 0, bytes: 0 })
    expect(await thrownBy(async () => await images[0]!.getData())).toBe('The image data has been disposed.')
  })

  it('fails above the panel\'s limit', async () => {
    const app = open()
    app.makeDocument({ width: 8000, height: 8000 })
    expect(await thrownBy(async () => await read(app, {}))).toContain('Image data takes 192000000 bytes at once')
    expect(app.memory.live).toBe(0)
  })
})

describe('P12: modes', () => {
  it('has no buffers of CMYK, indexed and bitmap documents', async () => {
    const app = open()
    for (const mode of ['CMYK', 'Indexed', 'Bitmap'] as const) {
      app.makeDocument({ width: 2, height: 2, mode, layers: [{ name: 'A', pixels: 0 }] })
      expect(await thrownBy(async () => await read(app, {})))
        .toBe(`The color mode ${mode} is not supported by the imaging API.`)
    }
    const crashing = open({ cmykCrashes: true })
    crashing.makeDocument({ width: 2, height: 2, mode: 'CMYK' })
    await thrownBy(async () => await read(crashing, {}))
    const after = await thrownBy(async () => await modal(crashing, async () => await Promise.resolve()))
    expect(after).toBe('The application has quit.')
  })

  it('refuses 8 bits of a 16-bit document with Code: -1, where it is said to', async () => {
    const app = open()
    const layerID = app.layer(subject(app, 16), 'Portrait').id
    expect(await thrownBy(async () => await read(app, { layerID, componentSize: 8 }))).toBe('-1: Code: -1')
    app.knobs.refusesEightOfSixteen = false
    expect((await read(app, { layerID, componentSize: 8 })).data.constructor.name).toBe('Uint8Array')
  })
})
