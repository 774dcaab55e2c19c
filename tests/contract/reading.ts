import type { Needs, Reading, Target } from '#host'
import { type Bounds, channelCount, type Channels, FirstpassError, type Sample } from '#protocol'
import type { Stage } from './host.contract'
import { boundsOf, type OpenedHost, pointsOf, readAll, type Scene, stepOf, throughJson } from './scene'

/** Every pixel and channel has a value of its own, nearly. */
const ramp = (x: number, y: number, channel: number): number =>
  (channel === 3 ? 1 : ((x * 5 + y * 3 + channel * 40 + 400) % 200) / 255)

export const plainScene: Scene = { width: 48, height: 36, channels: 'rgb', sample: 'u8', value: ramp }
/** Partly left of and below the canvas. */
const outside: Scene = { ...plainScene, channels: 'rgb-alpha', bounds: { left: -7, top: 9, right: 30, bottom: 50 } }

export async function onlyTarget(opened: OpenedHost): Promise<Target> {
  const targets = await opened.host.targets('active')
  expect(targets).toHaveLength(1)
  return throughJson(targets[0]!)
}

export async function readWith(opened: OpenedHost, needs: Needs = { region: 'all' }): Promise<Reading> {
  return await opened.host.read(await onlyTarget(opened), needs)
}

/** The code of the failure, which must be one of ours. */
export async function codeOf(act: Promise<unknown>): Promise<string> {
  const thrown: unknown = await act.then(() => 'nothing was thrown', (error: unknown) => error)
  if (thrown instanceof FirstpassError) return thrown.code
  throw new Error(`not one of ours: ${String(thrown)}`)
}

async function expectValues(reading: Reading, scene: Scene, bounds: Bounds): Promise<void> {
  const { header } = reading.picture
  expect({ ...header.origin, width: header.width, height: header.height }).toEqual({
    left: bounds.left, top: bounds.top, width: bounds.right - bounds.left, height: bounds.bottom - bounds.top })
  expect(header.sample).toBe(scene.sample)
  const at = await readAll(reading.picture)
  const colours = channelCount(scene.channels) - (scene.channels.endsWith('alpha') ? 1 : 0)
  for (const [x, y] of pointsOf(bounds)) {
    for (let channel = 0; channel < colours; channel++) {
      expect(Math.abs(at(x, y, channel) - scene.value(x, y, channel))).toBeLessThanOrEqual(stepOf(scene.sample))
    }
  }
}

export function describeReading(stage: Stage): void {
  describe('reading', () => {
    it('has no targets while nothing is open', async () => {
      const opened = await stage.open('nothing open', undefined)
      expect(await opened?.host.targets('active') ?? []).toEqual([])
      expect(await opened?.host.targets('all-documents') ?? []).toEqual([])
    })

    it.each([['a whole picture', plainScene], ['a layer that reaches outside of the canvas', outside]])(
      'names %s, where it is, and what is selected', async (part, scene) => {
        const opened = await stage.open(part, scene)
        if (opened === undefined) return
        const target = await onlyTarget(opened)
        expect(target).toMatchObject({ kind: 'picture', bounds: boundsOf(scene), hasMask: false, hasSelection: false })
        expect([target.id, target.name, target.document].every((text) => text.length > 0)).toBe(true)
        expect(target.obstacle).toBeUndefined()
        const reading = await readWith(opened)
        await expectValues(reading, scene, boundsOf(scene))
        await reading.close()
        await reading.close()
      })

    const kinds: [Channels, Sample][] = [['rgb', 'u16'], ['rgb', 'f32'], ['gray', 'u8'], ['gray', 'u16'], ['rgb-alpha', 'u8']]
    it.each(kinds)('gives the values of %s, %s, as they are', async (channels, sample) => {
      const scene: Scene = { ...plainScene, channels, sample }
      const opened = await stage.open(`${channels} ${sample}`, scene)
      if (opened === undefined) return
      const reading = await readWith(opened)
      expect(reading.picture.header.channels.startsWith(channels === 'gray' ? 'gray' : 'rgb')).toBe(true)
      await expectValues(reading, scene, boundsOf(scene))
      await reading.close()
    })

    it('leaves the document as it was', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const before = await opened?.hash()
      await (await readWith(opened!, { region: 'all', proxyPx: 16 })).close()
      expect(await opened?.hash()).toBe(before)
    })

    it('gives a part that was asked for, as far as there is one', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const part = { left: 40, top: 30, right: 60, bottom: 34 }
      const reading = await readWith(opened!, { region: part })
      await expectValues(reading, plainScene, { ...part, right: 48 })
      expect(reading.placement.bounds).toEqual({ ...part, right: 48 })
      await reading.close()
      const nowhere = { left: 100, top: 0, right: 110, bottom: 10 }
      expect(await codeOf(readWith(opened!, { region: nowhere }))).toBe('SELECTION_EMPTY')
    })

    it('gives a small picture for what only looks', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const reading = await readWith(opened!, { region: 'all', proxyPx: 24 })
      const { header } = reading.proxy!
      expect(header).toMatchObject({ width: 24, height: 18, sample: 'u8' })
      expect(header.colour.profileName).toContain('sRGB')
      const at = await readAll(reading.proxy!)
      expect(Math.abs(at(header.origin.left + 2, header.origin.top + 2, 0) - ramp(4.5, 4.5, 0))).toBeLessThan(0.04)
      await reading.close()
    })
  })

  describeSelecting(stage)
  describeChecking(stage)
}

const edge = (x: number, _y: number): number => Math.min(1, (x - 9) / 5)
const selected: Scene = { ...plainScene, selection: { bounds: { left: 10, top: 6, right: 30, bottom: 20 } } }
const softly: Scene = { ...plainScene, selection: { bounds: { left: 10, top: 6, right: 30, bottom: 20 }, edge } }
const masked: Scene = { ...plainScene, mask: (x) => (x < 20 ? 1 : 0.4) }

function describeSelecting(stage: Stage): void {
  describe('reading what is selected and masked', () => {
    it('reads within the selection, and gives it', async () => {
      const opened = await stage.open('a selection', selected)
      if (opened === undefined) return
      expect((await onlyTarget(opened)).hasSelection).toBe(true)
      const reading = await readWith(opened, { region: 'selection' })
      await expectValues(reading, plainScene, selected.selection!.bounds)
      const at = await readAll(reading.selection!)
      expect(at(10, 6, 0)).toBe(1)
      expect(reading.selection!.header).toMatchObject({ channels: 'gray', sample: 'u8', width: 20, height: 14 })
      await reading.close()
    })

    it('gives the soft edge of a selection, the size of what was read', async () => {
      const opened = await stage.open('a selection with a soft edge', softly)
      if (opened === undefined) return
      const reading = await readWith(opened, { region: 'all' })
      const at = await readAll(reading.selection!)
      expect(reading.selection!.header).toMatchObject({ width: 48, height: 36 })
      for (const [x, y, value] of [[10, 6, 0.2], [12, 19, 0.6], [29, 10, 1], [9, 10, 0], [10, 20, 0]] as const) {
        expect(Math.abs(at(x, y, 0) - value)).toBeLessThan(0.01)
      }
      await reading.close()
    })

    it('reads all where nothing is selected', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const reading = await readWith(opened!, { region: 'selection' })
      await expectValues(reading, plainScene, boundsOf(plainScene))
      expect(reading.selection).toBeUndefined()
      await reading.close()
    })

    it('gives the mask to start from, the size of what was read', async () => {
      const opened = await stage.open('a mask', masked)
      if (opened === undefined) return
      expect((await onlyTarget(opened)).hasMask).toBe(true)
      const reading = await readWith(opened, { region: { left: 15, top: 0, right: 25, bottom: 10 }, mask: 'layer-mask' })
      const at = await readAll(reading.mask!)
      expect([at(15, 0, 0), at(24, 9, 0)].map((value) => Math.round(value * 255))).toEqual([255, 102])
      await reading.close()
    })
  })
}

function describeChecking(stage: Stage): void {
  describe('what became of a target', () => {
    it('is the same while nothing happens, even after the stamp went through JSON', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const { stamp, close } = await readWith(opened!)
      expect(await opened!.host.check(throughJson(stamp))).toBe('same')
      await close()
    })

    it.each([
      ['pixels', 'changed'], ['stroke', 'changed'], ['elsewhere', 'same'], ['size', 'changed'], ['closed', 'gone'],
    ] as const)(
      'when its %s: %s', async (what, state) => {
        const opened = await stage.open('a whole picture', plainScene)
        const { stamp, close } = await readWith(opened!)
        await close()
        await opened!.change(what)
        expect(await opened!.host.check(throughJson(stamp))).toBe(state)
      })

    it('can not be read once it is gone', async () => {
      const opened = await stage.open('a whole picture', plainScene)
      const target = await onlyTarget(opened!)
      await opened!.change('closed')
      expect(await codeOf(opened!.host.read(target, { region: 'all' }))).toBe('TARGET_GONE')
    })

    it('says why nothing can be done with an empty layer, and refuses to read it', async () => {
      const opened = await stage.open('an empty layer', { ...plainScene, state: 'empty' })
      if (opened === undefined) return
      const target = await onlyTarget(opened)
      expect(target.obstacle).toMatchObject({ code: 'TARGET_EMPTY' })
      expect(await codeOf(opened.host.read(target, { region: 'all' }))).toBe('TARGET_EMPTY')
    })
  })
}
