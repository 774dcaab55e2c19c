import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Landed, PlaceHow, Pixels, Reading, Target } from '#host'
import { plainHeader } from '#protocol'
import { croppedPixels } from '#standalone/web/sheet-rows'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { allOf, grayPixels, openFilesHost, type OpenedFiles, writeRamp } from '../../support/open-files'

const WIDTH = 30
const HEIGHT = 20
const how = (changes: Partial<PlaceHow> = {}): PlaceHow => ({
  form: 'layer-mask', combine: 'replace', name: 'Subject (Firstpass)', step: 'Select subject', job: { id: 'j', recipe: '{}' },
  progress: () => undefined, isCancelled: () => false, ...changes,
})

describe('opened files as a host', () => {
  const file = path.join(temporaryFolder(), 'ramp.png')
  let files: OpenedFiles
  let target: Target

  beforeAll(async () => {
    await writeRamp(file, WIDTH, HEIGHT)
    files = await openFilesHost()
  })
  beforeEach(async () => {
    await files.open(file)
    target = (await files.host.targets('active'))[0]!
  })
  afterAll(async () => {
    files.client.close()
    await endHelpers()
  })

  const layers = () => files.store.active!.content.layers
  const readAll = (more = {}): Promise<Reading> => files.host.read(target, { region: 'all', ...more })
  const place = async (matte: Pixels, changes: Partial<PlaceHow> = {}): Promise<Landed> =>
    (await files.host.place((await readAll()).placement, { kind: 'matte', matte }, how(changes)))!
  const maskNow = async () => allOf((await readAll({ mask: 'layer-mask' })).mask!)
  const left = grayPixels({ left: 0, top: 0, width: WIDTH, height: HEIGHT }, (x) => (x < 10 ? 255 : 0))
  const top = grayPixels({ left: 0, top: 0, width: WIDTH, height: HEIGHT }, (_x, y) => (y < 5 ? 200 : 0))
  const at = (x: number, y: number) => y * WIDTH + x

  it('says what it is and what it can\'t', () => {
    expect(files.host.capabilities()).toMatchObject({ name: 'a browser', hasLiveFeather: false, findsSubject: false })
    expect(files.host.capabilities().limits.length).toBeGreaterThan(0)
  })

  it('reads the whole, a region, and any window of it', async () => {
    const { picture } = await readAll()
    const origin = { left: 0, top: 0 }
    expect(picture.header).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 'rgb', sample: 'u8', origin })
    expect([...await picture.read(at(12, 3) * 3, 3)]).toEqual([12, 3, 7])
    const part = await files.host.read(target, { region: { left: 25, top: 18, right: 99, bottom: 99 } })
    expect(part.placement.bounds).toEqual({ left: 25, top: 18, right: 30, bottom: 20 })
    expect((await allOf(part.picture)).slice(0, 6)).toEqual([25, 18, 7, 26, 18, 7])
    expect([...await part.picture.read(4, 7)]).toEqual([18, 7, 27, 18, 7, 28, 18])
    await expect(files.host.read(target, { region: { left: 99, top: 0, right: 100, bottom: 5 } }))
      .rejects.toMatchObject({ code: 'SELECTION_EMPTY' })
  })

  it('gives a small copy that goes when the reading is closed', async () => {
    const reading = await readAll({ proxyPx: 15 })
    expect(reading.proxy!.header).toMatchObject({ width: 15, height: 10, sample: 'u8' })
    const jobs = async () => (await files.client.inbox()).jobs.map(({ latest }) => latest.task)
    expect(await jobs()).toContain('view')
    await reading.close()
    await reading.close()
    expect(await jobs()).not.toContain('view')
  })

  it('places a mask in one step, and undo leaves no trace', async () => {
    const before = JSON.stringify(files.store.active!.content)
    const landed = await place(left)
    expect(landed).toMatchObject({ form: 'layer-mask', where: 'Layer mask on “Photograph”', differs: [], undoSteps: 1 })
    const mask = await maskNow()
    expect([mask[at(9, 4)], mask[at(10, 4)]]).toEqual([255, 0])
    files.store.undo(files.store.active!.id)
    expect(JSON.stringify(files.store.active!.content)).toBe(before)
  })

  it.each([
    ['replace', [0, 200, 200, 0]], ['add', [255, 255, 200, 0]], ['subtract', [255, 55, 0, 0]], ['intersect', [0, 200, 0, 0]],
  ] as const)('a mask can %s', async (combine, expected) => {
    await place(left)
    await place(top, { combine })
    const mask = await maskNow()
    expect([mask[at(2, 9)], mask[at(2, 2)], mask[at(20, 2)], mask[at(20, 9)]]).toEqual(expected)
  })

  const darker = (more: Partial<PlaceHow> = {}) => async (): Promise<Landed> => {
    const { picture, placement } = await readAll()
    const made = await files.host.place(placement, { kind: 'picture', picture, scale: 1 }, how({ form: 'layer', ...more }))
    return made!
  }
  const maskOf = async (layer: number): Promise<number[] | undefined> => {
    const mask = layers()[layer]!.mask
    return mask && mask.isOn ? allOf(croppedPixels(files.client, mask.sheet, { left: 0, top: 0, right: WIDTH, bottom: HEIGHT }))
      : undefined
  }

  it.each(['before', 'after'])('a layer above does not cover what the mask hides, which came %s it', async (order) => {
    const before = JSON.stringify(files.store.active!.content)
    const make = [() => place(left), darker()]
    const [first, second] = order === 'before' ? make : make.reverse()
    const landed = [await first!(), await second!()]
    const mask = landed.find(({ form }) => form === 'layer-mask')!
    for (const layer of [0, 1]) expect([(await maskOf(layer))![at(9, 4)], (await maskOf(layer))![at(10, 4)]]).toEqual([255, 0])
    await files.host.show(mask, false)
    expect([await maskOf(0), await maskOf(1)]).toEqual([undefined, undefined])
    await files.host.show(mask, true)
    const other = await place(top)
    expect((await maskOf(1))![at(20, 2)]).toBe(200)
    await files.host.remove(other)
    expect((await maskOf(1))![at(9, 4)]).toBe(255)
    await files.host.remove(mask)
    expect(layers().map((layer) => layer.mask)).toEqual([undefined, undefined])
    await files.host.remove(landed.find(({ form }) => form === 'layer')!)
    expect(JSON.stringify(files.store.active!.content)).toBe(before)
  })

  it('a layer that is limited to the selection lies within the mask too', async () => {
    await place(left)
    await darker({ limit: top })()
    const mask = (await maskOf(1))!
    expect([mask[at(2, 9)], mask[at(2, 2)], mask[at(20, 2)], mask[at(20, 9)]]).toEqual([0, 200, 0, 0])
  })

  it('without a mask everything shows: subtracting leaves the rest, the others give the new one', async () => {
    await place(left, { combine: 'subtract' })
    const mask = await maskNow()
    expect([mask[at(2, 2)], mask[at(20, 2)]]).toEqual([0, 255])
  })

  it('removing a mask brings back the one before; a second time does nothing', async () => {
    const first = await place(left)
    const second = await place(top)
    await files.host.remove(second)
    expect((await maskNow())[at(2, 9)]).toBe(255)
    await files.host.remove(second)
    await files.host.remove(first)
    expect(layers()[0]!.mask).toBeUndefined()
  })

  it('shows before and after', async () => {
    const landed = await place(left)
    await files.host.show(landed, false)
    expect(layers()[0]!.mask!.isOn).toBe(false)
    await files.host.show(landed, true)
    expect(layers()[0]!.mask!.isOn).toBe(true)
    await files.host.remove(landed)
    await expect(files.host.show(landed, true)).rejects.toMatchObject({ code: 'TARGET_GONE' })
  })

  it('a selection is read with its soft edge, in the place of what is read', async () => {
    const soft = grayPixels({ left: 4, top: 2, width: 8, height: 4 }, (x) => x * 10)
    const region = { left: 4, top: 2, right: 12, bottom: 6 }
    const { placement } = await files.host.read(target, { region })
    await files.host.place(placement, { kind: 'matte', matte: soft }, how({ form: 'selection' }))
    const selected = (await files.host.targets('active'))[0]!
    expect(selected.hasSelection).toBe(true)
    const reading = await files.host.read(target, { region: 'selection' })
    expect(reading.placement.bounds).toEqual(region)
    expect((await allOf(reading.selection!)).slice(0, 3)).toEqual([40, 50, 60])
    const whole = await allOf((await readAll()).selection!)
    expect([whole[at(3, 2)], whole[at(4, 2)], whole[at(11, 5)], whole[at(12, 5)]]).toEqual([0, 40, 110, 0])
  })

  it('a new layer lies above its target at its place, limited, and the earlier one goes', async () => {
    const region = { left: 10, top: 5, right: 14, bottom: 8 }
    const { placement } = await files.host.read(target, { region })
    const header = plainHeader({ width: 4, height: 3 }, 'rgb', 'u8')
    const picture = { header, read: (_offset: number, length: number) => new Uint8Array(length).fill(9) }
    const limit = grayPixels({ left: 10, top: 5, width: 4, height: 3 }, () => 128)
    const denoised = how({ form: 'layer', name: 'Denoised 35 (Firstpass)', opacity: 60, limit })
    const first = (await files.host.place(placement, { kind: 'picture', picture, scale: 1 }, denoised))!
    const again = { ...denoised, name: 'Denoised 50 (Firstpass)', instead: first }
    await files.host.place(placement, { kind: 'picture', picture, scale: 1 }, again)
    expect(layers().map(({ name }) => name)).toEqual(['Photograph', 'Denoised 50 (Firstpass)'])
    expect(layers()[1]).toMatchObject({ opacity: 60, sheet: { header: { origin: { left: 10, top: 5 } } }, mask: { isOn: true } })
    expect(await files.host.earlier(target)).toMatchObject([{ landed: { form: 'layer' }, job: { id: 'j', recipe: '{}' } }])
    files.store.undo(files.store.active!.id)
    expect(layers().map(({ name }) => name)).toEqual(['Photograph', 'Denoised 35 (Firstpass)'])
  })

  it('a cancelled placing leaves the document as it was', async () => {
    const before = JSON.stringify(files.store.active!.content)
    let windows = 0
    const cancelled = how({ isCancelled: () => ++windows > 1 })
    expect(await files.host.place((await readAll()).placement, { kind: 'matte', matte: left }, cancelled)).toBeUndefined()
    expect(JSON.stringify(files.store.active!.content)).toBe(before)
  })

  it('a document that was closed meanwhile is gone', async () => {
    const { stamp, placement } = await readAll()
    expect(await files.host.check(stamp)).toBe('same')
    files.store.close(files.store.active!.id)
    expect(await files.host.check(stamp)).toBe('gone')
    const placing = files.host.place(placement, { kind: 'matte', matte: left }, how())
    await expect(placing).rejects.toMatchObject({ code: 'TARGET_GONE' })
    await expect(files.host.read(target, { region: 'all' })).rejects.toMatchObject({ code: 'TARGET_GONE' })
  })

  it('an enlargement is a document of its own, whose removal closes it', async () => {
    const header = plainHeader({ width: 60, height: 40 }, 'rgb', 'u8')
    const picture = { header, read: (_offset: number, length: number) => new Uint8Array(length) }
    const { placement } = await readAll()
    const before = files.store.active!.id
    const landed = (await files.host.place(placement, { kind: 'picture', picture, scale: 2 }, how({ form: 'document' })))!
    expect(files.store.active).toMatchObject({ width: 60, height: 40, name: 'photo – Subject (Firstpass)' })
    await files.host.remove(landed)
    expect(files.store.state.documents.map(({ id }) => id)).toContain(before)
    expect(files.store.state.documents.some(({ width }) => width === 60)).toBe(false)
  })

  it('what the helper holds is placed without being read', async () => {
    const job = await files.client.submit({
      task: 'view', options: { maxPx: 100 },
      inputs: { picture: left },
    })
    await files.client.follow(job.latest.job)
    const held = { job: job.latest.job, result: 'view' }
    const never = (): never => { throw new Error('nothing is to be read') }
    await place({ header: left.header, held, read: never })
    expect(layers()[0]!.mask!.sheet.at).toEqual(held)
    expect((await maskNow())[at(9, 4)]).toBe(255)
  })

  it('places to check are a layer of their own; revealing one selects it', async () => {
    const boxes = [{ left: 1, top: 1, right: 4, bottom: 4 }]
    const { placement } = await readAll()
    const landed = (await files.host.place(placement, { kind: 'checks', checks: boxes }, how({ form: 'check-layer' })))!
    expect(files.store.active!.content.checks).toMatchObject({ boxes, isVisible: true })
    const seen: unknown[] = []
    files.store.watchFocus(({ bounds }) => seen.push(bounds))
    await files.host.reveal(placement, boxes[0]!)
    expect([files.store.active!.content.selection!.bounds, seen]).toEqual([boxes[0], boxes])
    await files.host.remove(landed)
    expect(files.store.active!.content.checks).toBeUndefined()
  })
})

describe('opening', () => {
  let folder: string
  let files: OpenedFiles
  beforeAll(async () => {
    folder = temporaryFolder()
    files = await openFilesHost()
  })
  afterAll(async () => {
    files.client.close()
    await endHelpers()
  })

  it.each([
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', 'FILE_UNSUPPORTED'],
    ['text', 'no picture', 'FILE_UNSUPPORTED'],
    ['cut', '\x89PNG\r\n\x1a\n', 'FILE_UNREADABLE'],
  ])('a file of %s is refused by its own name, and no path of this machine is told', async (name, text, code) => {
    const file = path.join(folder, name)
    writeFileSync(file, Buffer.from(text, 'latin1'))
    const error: { code: string; message: string; data: object } = await files.open(file, 'my <b>picture</b>.png').then(() => {
      throw new Error('it was opened')
    }, (thrown) => thrown)
    expect(error.code).toBe(code)
    expect(error.message).toContain('my <b>picture</b>.png')
    expect(JSON.stringify(error.data)).not.toMatch(/jobs|tmp/)
  })
})
