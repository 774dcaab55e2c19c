import type { Form, PictureHost, Landed, Result, Target } from '#host'
import { openPhotoshopHost } from '../../plugins/photoshop/host'
import { type DocumentMaking, openPhotoshop, type Photoshop, type PhotoshopOptions } from '../simulators/photoshop'
import type { OpenDocument } from '../simulators/photoshop/machine'
import { modulesOf } from '../simulators/photoshop/official'
import { howTo, matteOf } from './placing'
import { codeOf } from './reading'
import { makePixels, throughJson } from './scene'

const size = { width: 30, height: 20 }
const whole = { left: 0, top: 0, right: 30, bottom: 20 }
const shade = (x: number, y: number, channel: number): number => ((x * 7 + y * 3 + channel * 30) % 256)
const plain: DocumentMaking = { ...size, layers: [{ name: 'A', pixels: shade }, { kind: 'background', pixels: 255 }] }
const masked: DocumentMaking = { ...size, layers: [
  { name: 'A', pixels: shade, mask: { paint: (x) => (x < 10 ? 255 : 90) } }, { kind: 'background', pixels: 255 }] }

const cmyk: DocumentMaking = { ...size, mode: 'CMYK', layers: [{ name: 'A', pixels: shade }, { name: 'B', pixels: 9 }] }

interface Set { app: Photoshop; host: PictureHost; document: OpenDocument; target: Target }

const apps: Photoshop[] = []
afterEach(() => { for (const app of apps.splice(0)) app.remove() })

async function set(making: DocumentMaking, options: PhotoshopOptions = {}): Promise<Set> {
  const app = openPhotoshop(options)
  apps.push(app)
  const host = openPhotoshopHost(modulesOf(app))
  const document = app.makeDocument(making)
  const [target] = await host.targets('active')
  return { app, host, document, target: target! }
}

const picture = (): Result => ({
  kind: 'picture', scale: 1, picture: makePixels(whole, { channels: 'rgb', sample: 'u8' }, (x) => x / 255),
})

type Place = (result: Result, form: Form, more?: { instead: Landed }) => ReturnType<PictureHost['place']>

async function placing({ host, target }: Set): Promise<Place> {
  const reading = await host.read(target, { region: 'all', proxyPx: 8 })
  await reading.close()
  const { colour } = reading.picture.header
  return async (result, form, more = undefined) => {
    const made = result.kind === 'picture'
      ? { ...result, picture: { ...result.picture, header: { ...result.picture.header, colour } } } : result
    return await host.place(throughJson(reading.placement), made, { ...howTo(form), ...more })
  }
}

const nothingLeft = ({ app }: Set): void => {
  expect([app.memory.live, app.countOpenFiles(), app.machine.scope]).toEqual([0, 0, undefined])
}

describe('P3: Esc before every single call of the host', () => {
  const forms: [Form, DocumentMaking, () => Result][] = [
    ['layer-mask', plain, () => matteOf(whole)], ['layer-mask', masked, () => matteOf(whole)],
    ['masked-layer', plain, () => matteOf(whole)], ['selection', plain, () => matteOf(whole)],
    ['layer-mask', cmyk, () => matteOf(whole)], ['selection', cmyk, () => matteOf(whole)],
    ['layer', masked, picture], ['smart-object', plain, picture], ['document', plain, picture],
  ]
  it.each(forms)('while a %s is placed leaves the document as it was, and nothing held', async (form, making, result) => {
    let [at, landed, leftOver]: [number, unknown, number] = [0, undefined, 0]
    while (landed === undefined) {
      const own = await set(making)
      const place = await placing(own)
      const before = own.app.hash(own.document)
      own.app.knobs.cancelAtCall = ++at
      landed = await place(result(), form)
      if (landed === undefined) {
        expect(own.app.hash(own.document)).toBe(before)
        leftOver += own.app.machine.documents.length - 1
      }
      nothingLeft(own)
    }
    expect(at).toBeGreaterThan(4)
    expect(leftOver).toBe(0)
  })

  it('while a document takes the place of an earlier one: there is always one of them', async () => {
    for (let at = 1; ; at++) {
      const own = await set(plain)
      const place = await placing(own)
      const earlier = await place(picture(), 'document')
      own.app.knobs.cancelAtCall = at
      const landed = await place(picture(), 'document', { instead: earlier! })
      nothingLeft(own)
      const open = own.app.machine.documents.map(({ id }) => id)
      if (landed) expect(open).toContain(landed.place.document)
      else expect(open).toEqual([own.document.id, earlier!.place.document])
      if (landed?.differs.length === 0) {
        expect(open).toEqual([own.document.id, landed.place.document])
        break
      }
    }
  })

  it.each([['layer-mask', masked], ['layer', plain], ['selection', plain]] as const)(
    'while a %s is taken out again leaves it there whole, as one of our errors', async (form, making) => {
      for (let at = 1; ; at++) {
        const own = await set(making)
        const landed = await (await placing(own))(form === 'layer' ? picture() : matteOf(whole), form)
        const before = own.app.hash(own.document)
        own.app.knobs.cancelAtCall = at
        const thrown: unknown = await own.host.remove(landed!).catch((error: unknown) => error)
        nothingLeft(own)
        if (thrown === undefined) break
        expect([thrown, own.app.hash(own.document)]).toEqual([expect.objectContaining({ code: 'HOST_REFUSED' }), before])
      }
    })

  it('while it reads: refused in one sentence, nothing held', async () => {
    for (let at = 1; ; at++) {
      const own = await set(masked)
      own.app.knobs.cancelAtCall = at
      const reading = own.host.read(own.target, { region: 'all', proxyPx: 8, mask: 'layer-mask' })
      const made = await reading.catch((thrown: unknown) => thrown)
      nothingLeft(own)
      if (!(made instanceof Error)) break
      expect(made).toMatchObject({ code: 'HOST_REFUSED' })
    }
  })
})

describe('what else the host does', () => {
  it('P7: a block of zeros that came out white is told', async () => {
    const own = await set(plain, { zeroBlockTurnsWhite: true })
    const place = await placing(own)
    const zeros: Result = { kind: 'matte', matte: makePixels(whole, { channels: 'gray', sample: 'u8' }, () => 0) }
    const landed = await place(zeros, 'layer-mask')
    const { mask } = own.app.layer(own.document, 'A')
    const isBlack = mask!.plane.extent() === undefined && mask!.plane.outside === 0
    expect(isBlack || landed!.differs.length > 0).toBe(true)
  })

  it('P2: another plugin at work is HOST_BUSY, and its end lets this one in', async () => {
    const own = await set(plain, { turnsPerSecond: 1 })
    const place = await placing(own)
    const release = own.app.occupy('com.example.other')
    expect(await codeOf(place(matteOf(whole), 'layer-mask'))).toBe('HOST_BUSY')
    release()
    expect(await place(matteOf(whole), 'layer-mask')).toMatchObject({ form: 'layer-mask', differs: [] })
  })

  it('a document that closes between the calls is TARGET_GONE or HOST_REFUSED, and nothing is held', async () => {
    for (let at = 1; ; at++) {
      const own = await set(plain)
      const place = await placing(own)
      const begin = own.app.machine.calls
      own.app.beforeCalls(({ count }) => { if (count === begin + at) own.app.close(own.document) })
      const made = await place(matteOf(whole), 'layer-mask').catch((thrown: unknown) => thrown)
      nothingLeft(own)
      if (!(made instanceof Error)) break
      expect(['TARGET_GONE', 'HOST_REFUSED']).toContain((made as { code?: string }).code)
      expect(at).toBeLessThan(100)
    }
  })

  it('S9: strings that are thrown become sentences', async () => {
    const own = await set(plain, { throwsStrings: true })
    const place = await placing(own)
    own.app.edit(own.document, 'Lock', (draft) => { draft.layers[0]!.locks.all = true })
    expect(['TARGET_LOCKED', 'HOST_REFUSED']).toContain(await codeOf(place(matteOf(whole), 'layer-mask')))
  })

  it('P9: a document of 12,000 px is read and masked within the panel\'s memory', async () => {
    const own = await set({ ...plain, width: 12_000, height: 400 })
    const reading = await own.host.read(own.target, { region: 'all', proxyPx: 512 })
    const { bounds } = reading.placement
    await reading.close()
    const matte = makePixels(bounds, { channels: 'gray', sample: 'u8' }, (x) => (x % 256) / 255)
    const landed = await own.host.place(reading.placement, { kind: 'matte', matte }, howTo('layer-mask'))
    expect(landed).toMatchObject({ differs: [] })
    expect(own.app.layer(own.document, 'A').mask!.plane.at(11_999, 399)).toBe(11_999 % 256)
    expect(own.app.memory.peakBytes).toBeLessThanOrEqual(64 * 1024 * 1024)
    nothingLeft(own)
  })

  const kinds: [string, DocumentMaking][] = [
    ['a group', { ...size, layers: [
      { name: 'A', kind: 'group', children: [{ name: 'In', pixels: shade }] }, { name: 'Z', pixels: 9 }] }],
    ['a smart object', { ...size, layers: [{ name: 'A', kind: 'smartObject', pixels: shade }, { name: 'Z', pixels: 9 }] }],
    ['a text', { ...size, layers: [{ name: 'A', kind: 'text', pixels: shade }, { name: 'Z', pixels: 9 }] }],
    ['an adjustment', { ...size, layers: [{ name: 'A', kind: 'curves' }, { name: 'Z', pixels: shade }] }],
    ['the Background', { ...size, layers: [{ name: 'A', kind: 'background', pixels: shade }] }],
    ['a Lab layer', { ...size, mode: 'Lab', layers: [{ name: 'A', pixels: shade }] }],
    ['32 bits', { ...size, depth: 32, layers: [{ name: 'A', pixels: (x) => x / 15 }] }],
  ]
  it.each(kinds)('%s gives pixels and takes a mask; one undo gives what was', async (_name, making) => {
    const own = await set({ ...making, active: ['A'] })
    const before = own.app.hash(own.document)
    const place = await placing(own)
    expect(own.app.hash(own.document)).toBe(before)
    expect(own.app.machine.documents).toHaveLength(1)
    const landed = await place(matteOf(whole), 'layer-mask')
    expect(landed!.undoSteps).toBe(1)
    expect(own.app.hash(own.document)).not.toBe(before)
    own.app.undo(own.document)
    expect(own.app.hash(own.document)).toBe(before)
    nothingLeft(own)
  })

  it('P12: CMYK gives what only looks, takes a mask, and refuses pictures', async () => {
    const own = await set({ ...size, mode: 'CMYK', layers: [{ name: 'A', pixels: shade }] }, { cmykCrashes: true })
    const before = own.app.hash(own.document)
    const reading = await own.host.read(own.target, { region: 'all', proxyPx: 16 })
    await reading.close()
    expect([own.app.machine.documents.length, own.app.hash(own.document)]).toEqual([1, before])
    expect(await codeOf(own.host.place(reading.placement, picture(), howTo('layer')))).toBe('COLOUR_UNSUPPORTED')
    expect(await own.host.place(reading.placement, matteOf(whole), howTo('layer-mask'))).toBeDefined()
    expect(own.app.machine.isCrashed).toBe(false)
    own.app.undo(own.document)
    expect(own.app.hash(own.document)).toBe(before)
  })
})
