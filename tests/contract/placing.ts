import type { Form, Landed, PlaceHow, Result, Target } from '#host'
import type { Bounds } from '#protocol'
import { describeCancelling } from './cancelling'
import type { Stage } from './host.contract'
import { codeOf, onlyTarget, plainScene, readWith } from './reading'
import { makePixels, type OpenedHost, pointsOf, readAll, type Scene, throughJson, type Values } from './scene'

/** Soft, with true black and white in it. */
export const matteValue: Values = (x, y) => (y < 3 ? 0 : Math.min(1, Math.max(0, (x - 4) / 30)))

export const matteOf = (bounds: Bounds): Result =>
  ({ kind: 'matte', matte: makePixels(bounds, { channels: 'gray', sample: 'u8' }, matteValue) })

let count = 0
export function howTo(form: Form, more: Partial<PlaceHow> = {}): PlaceHow {
  count++
  return {
    form, combine: 'replace', name: 'Subject (Firstpass)', step: 'Select subject',
    job: { id: `job${String(count).padStart(20, '0')}`, recipe: '{"task":"mask"}' },
    progress: () => undefined, isCancelled: () => false, ...more,
  }
}

/** Reads, forgets all but what JSON keeps, and places; a picture that was made of another is in its colours. */
export async function place(opened: OpenedHost, result: Result, how: PlaceHow & { of?: Target }): Promise<Landed | undefined> {
  const reading = await opened.host.read(how.of ?? await onlyTarget(opened), { region: 'all' })
  await reading.close()
  const { colour } = reading.picture.header
  const made: Result = result.kind !== 'picture' ? result
    : { ...result, picture: { ...result.picture, header: { ...result.picture.header, colour: throughJson(colour) } } }
  return await opened.host.place(throughJson(reading.placement), made, how)
}

async function land(opened: OpenedHost, result: Result, how: PlaceHow & { of?: Target }): Promise<Landed> {
  const landed = await place(opened, result, how)
  expect(landed).toEqual(throughJson(landed))
  return throughJson(landed!)
}

/** As stored in 8 bits, whatever the depth it lies in now. */
async function expectMatte(opened: OpenedHost, landed: Landed, wanted: { value: Values; bounds: Bounds }): Promise<void> {
  const look = opened.look(landed)
  for (const [x, y] of pointsOf(wanted.bounds)) {
    const [found = NaN] = await look(x, y) ?? []
    expect({ x, y, value: Math.round(found * 255) }).toEqual({ x, y, value: Math.round(wanted.value(x, y, 0) * 255) })
  }
}

const whole: Bounds = { left: 0, top: 0, right: plainScene.width, bottom: plainScene.height }

export function describePlacing(stage: Stage): void {
  describe('placing', () => {
    const forms: [Form, Result][] = [
      ['layer-mask', matteOf(whole)], ['selection', matteOf(whole)], ['masked-layer', matteOf(whole)],
    ]
    it.each(forms)('lays a matte down as %s; undo and remove give the document that was', async (form, result) => {
      const opened = await stage.open('a whole picture', plainScene)
      const before = await opened!.hash()
      const how = howTo(form)
      const landed = await land(opened!, result, how)
      expect(landed).toMatchObject({ form, differs: [], undoSteps: 1 })
      await expectMatte(opened!, landed, { value: matteValue, bounds: whole })
      expect(await opened!.hash()).not.toBe(before)
      await opened!.undo(landed.undoSteps)
      expect(await opened!.hash()).toBe(before)
      const again = await land(opened!, result, how)
      await opened!.host.remove(again)
      expect(await opened!.hash()).toBe(before)
      await opened!.host.remove(again)
      expect(await opened!.hash()).toBe(before)
    })
  })
  describeLayers(stage)
  describeCombining(stage)
  describeKeeping(stage)
  describeCancelling(stage)
}

const eightBits = { channels: 'rgb', sample: 'u8' } as const
const picture = (value: Values, scale = 1): Result => ({
  kind: 'picture', scale,
  picture: makePixels({ ...whole, right: whole.right * scale, bottom: whole.bottom * scale }, eightBits, value),
})
const shade: Values = (x, y, channel) => ((x + 2 * y + 50 * channel) % 200) / 255

async function expectPicture(opened: OpenedHost, landed: Landed, value: Values): Promise<void> {
  const look = opened.look(landed)
  for (const [x, y] of pointsOf(whole)) {
    const found = (await look(x, y) ?? []).slice(0, 3).map((each) => Math.round(each * 255))
    expect([x, y, ...found]).toEqual([x, y, ...[0, 1, 2].map((channel) => Math.round(value(x, y, channel) * 255))])
  }
}

function describeLayers(stage: Stage): void {
  describe('placing pictures', () => {
    it('lays a new layer above, whose target stays as it is', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const before = await opened!.hash()
      const layers = opened!.countLayers()
      const target = await onlyTarget(opened!)
      const landed = await land(opened!, picture(shade), howTo('layer', { name: 'Denoised 35 (Firstpass)', opacity: 60 }))
      expect(landed).toMatchObject({ form: 'layer', differs: [], undoSteps: 1 })
      expect(landed.where).toContain('Denoised 35 (Firstpass)')
      expect(opened!.countLayers()).toBe(layers + 1)
      await expectPicture(opened!, landed, shade)
      const reading = await opened!.host.read(target, { region: 'all' })
      const at = await readAll(reading.picture)
      expect(Math.round(at(47, 35, 2) * 255)).toBe(Math.round(plainScene.value(47, 35, 2) * 255))
      await reading.close()
      await opened!.host.remove(landed)
      expect(await opened!.hash()).toBe(before)
    })

    it('shows a layer only where its limit is', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const before = await opened!.hash()
      const limit = makePixels(whole, { channels: 'gray', sample: 'u8' }, (x) => (x < 24 ? 1 : 0.2))
      const landed = await land(opened!, picture(shade), howTo('layer', { limit }))
      expect(landed.differs).toEqual([])
      await opened!.undo(landed.undoSteps)
      expect(await opened!.hash()).toBe(before)
    })

    it('takes the place of an earlier result in the same step', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const layers = opened!.countLayers()
      const target = await onlyTarget(opened!)
      const first = await land(opened!, picture(shade), howTo('layer'))
      const between = await opened!.hash()
      const weaker = picture((x, y, channel) => shade(x, y, channel) / 2)
      const second = await land(opened!, weaker, { ...howTo('layer', { instead: first }), of: target })
      expect(opened!.countLayers()).toBe(layers + 1)
      await expectPicture(opened!, second, (x, y, channel) => shade(x, y, channel) / 2)
      await opened!.undo(second.undoSteps)
      expect(await opened!.hash()).toBe(between)
    })

    it.each(['document', 'smart-object'] as const)('puts what is larger into a %s', async (form) => {
      const opened = await stage.open('a whole picture', plainScene)
      if (!opened!.host.capabilities().forms.includes(form)) return stage.lacks(`place as ${form}`)
      const before = await opened!.hash()
      const landed = await land(opened!, picture(shade, 2), howTo(form, { name: 'Upscaled 2x (Firstpass)' }))
      expect(landed).toMatchObject({ form, differs: [] })
      if (form === 'document') await expectPicture(opened!, landed, shade)
      await opened!.host.remove(landed)
      expect(await opened!.hash()).toBe(before)
    })

    it('draws places to check, and takes them away', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const before = await opened!.hash()
      const checks = [{ left: 4, top: 5, right: 14, bottom: 12 }, { left: 20, top: 20, right: 44, bottom: 30 }]
      const landed = await land(opened!, { kind: 'checks', checks }, howTo('check-layer'))
      expect(await opened!.hash()).not.toBe(before)
      await opened!.host.remove(landed)
      expect(await opened!.hash()).toBe(before)
    })
  })
}

const old: NonNullable<Scene['mask']> = (x, y) => (x < 24 ? 1 : y < 18 ? 0.5 : 0)

function describeCombining(stage: Stage): void {
  const mixes: ['replace' | 'add' | 'subtract' | 'intersect', (a: number, b: number) => number][] = [
    ['replace', (_a, b) => b], ['add', (a, b) => Math.max(a, b)],
    ['subtract', (a, b) => Math.min(a, 1 - b)], ['intersect', (a, b) => Math.min(a, b)],
  ]
  describe('with what is there', () => {
    it.each(mixes)('a mask: %s', async (combine, mix) => {
      const opened = await stage.open('a mask', { ...plainScene, mask: old })
      if (opened === undefined) return
      const before = await opened.hash()
      const landed = await land(opened, matteOf(whole), howTo('layer-mask', { combine }))
      expect(landed.differs).toEqual([])
      await expectMatte(opened, landed, { value: (x, y) => mix(old(x, y), matteValue(x, y, 0)), bounds: whole })
      await opened.host.remove(landed)
      expect(await opened.hash()).toBe(before)
    })

    it.each(mixes)('a selection: %s', async (combine, mix) => {
      const bounds = { left: 10, top: 6, right: 30, bottom: 20 }
      const opened = await stage.open('a selection', { ...plainScene, selection: { bounds } })
      if (opened === undefined) return
      const landed = await land(opened, matteOf(whole), howTo('selection', { combine }))
      const isIn = (x: number, y: number): number => (x >= 10 && x < 30 && y >= 6 && y < 20 ? 1 : 0)
      await expectMatte(opened, landed, { value: (x, y) => mix(isIn(x, y), matteValue(x, y, 0)), bounds: whole })
      await opened.undo(landed.undoSteps)
      expect((await readWith(opened)).selection).toBeDefined()
    })
  })
}

function describeKeeping(stage: Stage): void {
  describe('what was placed', () => {
    it('is shown and hidden, and found again with its recipe', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const how = howTo('layer')
      const landed = await land(opened!, picture(shade), how)
      const shown = await opened!.hash()
      await opened!.host.show(landed, false)
      expect(await opened!.hash()).not.toBe(shown)
      await opened!.host.show(landed, true)
      expect(await opened!.hash()).toBe(shown)
      const mask = howTo('layer-mask')
      await land(opened!, matteOf(whole), mask)
      const earlier = await opened!.host.earlier(await onlyTarget(opened!))
      expect(earlier.map(({ job }) => job)).toEqual([how.job, mask.job])
      expect(earlier[0]!.landed).toEqual(throughJson(earlier[0]!.landed))
      await opened!.host.remove(earlier[0]!.landed)
      expect(await codeOf(opened!.host.show(landed, false))).toBe('TARGET_GONE')
    })

    it('is refused where the target changed or went meanwhile', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const reading = await readWith(opened!)
      await reading.close()
      const [placement, stamp] = [throughJson(reading.placement), throughJson(reading.stamp)]
      await opened!.change('pixels')
      const between = await opened!.hash()
      expect(await codeOf(opened!.host.place(placement, matteOf(whole), howTo('layer-mask', { stamp })))).toBe('TARGET_CHANGED')
      expect(await opened!.hash()).toBe(between)
      await opened!.change('closed')
      expect(await codeOf(opened!.host.place(placement, matteOf(whole), howTo('layer-mask')))).toBe('TARGET_GONE')
    })

    it('is refused as a mask where the layer is locked', async () => {
      const opened = await stage.open('a locked layer', { ...plainScene, state: 'locked' })
      if (opened === undefined) return
      const before = await opened.hash()
      expect(await codeOf(place(opened, matteOf(whole), howTo('layer-mask')))).toBe('TARGET_LOCKED')
      expect(await opened.hash()).toBe(before)
    })

    it('tells who watches', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const seen: string[] = []
      const stop = opened!.host.watch((change) => { seen.push(change) })
      await opened!.change('closed')
      expect(seen).toContain('targets')
      stop()
    })
  })
}
