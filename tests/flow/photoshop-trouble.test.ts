import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { endHelpers, pairPanel, startTestHelper, until } from '../support/helper'
import {
  closePhotoshopPanels, everywhere, inBox, makePortrait, openPhotoshopPanel, type Paired, type PhotoshopPanel, planeOf,
  startPaired,
} from '../support/photoshop-panel'
import { PANEL, signal } from '../support/test-panel'

let paired: Paired

beforeAll(async () => { paired = await startPaired() })
afterEach(() => {
  signal.clear(paired.helper, 'hold')
  closePhotoshopPanels()
})
afterAll(endHelpers)

const box = everywhere((x, y) => (inBox(x, y) ? 255 : 0))

/** A run that waits in the engine until it is let go. */
async function holdRun(
  panel: PhotoshopPanel, task: 'mask' | 'denoise' = 'mask',
): Promise<{ ended: ReturnType<PhotoshopPanel['model']['run']> }> {
  signal.set(paired.helper, 'hold')
  const ended = panel.model.run(task)
  await until('the engine works', () => panel.model.state.run?.stage === 'working')
  return { ended }
}

async function endHeld(held: Awaited<ReturnType<typeof holdRun>>): ReturnType<PhotoshopPanel['model']['run']> {
  signal.clear(paired.helper, 'hold')
  return held.ended
}

function expectNothingHeld({ ps }: PhotoshopPanel): void {
  expect(ps.memory).toMatchObject({ live: 0, bytes: 0 })
  expect(ps.machine.scope).toBeUndefined()
  expect(ps.machine.documents.every(({ suspension }) => suspension === undefined)).toBe(true)
}

describe('while the helper works', () => {
  it('Photoshop is free: the user paints elsewhere, and the result still lands', async () => {
    const panel = await openPhotoshopPanel(paired)
    const document = makePortrait(panel.ps)
    const held = await holdRun(panel)
    expect(panel.ps.machine.scope).toBeUndefined()
    panel.ps.edit(document, 'New Layer', (draft) => { draft.layers[1]!.name = 'Paper' })
    expect(await endHeld(held)).toMatchObject([{ status: 'placed' }])
    expect(planeOf(panel.ps.layer(document, 'Portrait').mask?.plane)).toEqual(box)
    expectNothingHeld(panel)
  })

  it.each([
    ['a day has not passed', true], ['the helper has let go of the selection', false],
  ])('a result that is placed later keeps the selection\'s soft edge: %s', async (_when, isKept) => {
    const panel = await openPhotoshopPanel(paired)
    const { model, ps } = panel
    const document = makePortrait(ps)
    ps.edit(document, 'Select', (draft) => {
      draft.selection = draft.layers[0]!.alpha.blank().written({ left: 4, top: 2, right: 12, bottom: 10 }, (x) => 20 * x)
    })
    const held = await holdRun(panel, 'denoise')
    ps.edit(document, 'Pencil', (draft) => {
      const [layer] = draft.layers
      const dot = { left: 5, top: 5, right: 6, bottom: 6 }
      layer!.colours = layer!.colours.map((plane) => plane.written(dot, (_x, _y, old) => old - 1))
      delete draft.selection
    })
    expect(await endHeld(held)).toMatchObject([{ status: 'kept', problem: { code: 'TARGET_CHANGED' } }])
    const blobs = join(paired.helper.dataFolder, 'blobs')
    if (!isKept) for (const name of readdirSync(blobs)) rmSync(join(blobs, name), { recursive: true })
    await model.placeWaiting(model.state.waiting[0]!.job)
    const [report] = model.state.reports
    expect(report).toMatchObject({ status: 'placed', task: 'denoise' })
    expect(report!.notes.join().includes('it shows everywhere')).toBe(!isKept)
    expect(planeOf(document.state.layers[0]!.mask?.plane)).toEqual(!isKept ? everywhere(() => -1)
      : everywhere((x, y) => (x >= 4 && x < 12 && y >= 2 && y < 10 ? 20 * x : 0)))
    expectNothingHeld(panel)
  })

  it.each([
    ['its pixels are painted over', (panel: PhotoshopPanel, document) =>
      panel.ps.edit(document, 'Brush', (draft) => {
        const layer = draft.layers[0]!
        layer.colours = layer.colours.map((plane) => plane.written({ left: 4, top: 4, right: 14, bottom: 12 }, () => 90))
      })],
    ['the canvas is cropped', (panel: PhotoshopPanel, document) =>
      panel.ps.edit(document, 'Crop', (draft) => { draft.width = 20 })],
    ['the layer is deleted', (panel: PhotoshopPanel, document) =>
      panel.ps.edit(document, 'Delete', (draft) => { draft.layers.shift() })],
    ['the document is closed', (panel: PhotoshopPanel, document) => panel.ps.close(document)],
    ['the layer is locked', (panel: PhotoshopPanel, document) =>
      panel.ps.edit(document, 'Lock', (draft) => { draft.layers[0]!.locks.all = true })],
  ] as [string, (panel: PhotoshopPanel, document: ReturnType<typeof makePortrait>) => void][])(
    '%s: nothing is placed, and the panel says so', async (what, act) => {
      const panel = await openPhotoshopPanel(paired)
      const document = makePortrait(panel.ps)
      const held = await holdRun(panel)
      act(panel, document)
      const after = panel.ps.hash(document)
      const [report] = await endHeld(held)
      expect(report!.status).toBe('kept')
      expect(panel.ps.hash(document)).toBe(after)
      expectNothingHeld(panel)
      expect(panel.model.state.waiting).toHaveLength(1)
      const isGone = what.includes('deleted') || what.includes('closed')
      const code = what.includes('locked') ? 'TARGET_LOCKED' : isGone ? 'TARGET_GONE' : 'TARGET_CHANGED'
      expect(JSON.stringify([report, panel.model.state.waiting])).toContain(code)
    })

  it('cancel ends it, and the document is as it was', async () => {
    const panel = await openPhotoshopPanel(paired)
    const document = makePortrait(panel.ps)
    const before = panel.ps.hash(document)
    const held = await holdRun(panel)
    panel.model.cancel()
    expect(await held.ended).toMatchObject([{ status: 'cancelled' }])
    expect(panel.ps.hash(document)).toBe(before)
    expectNothingHeld(panel)
  })

  it('two panels at once: both results land, one after the other', async () => {
    const first = await openPhotoshopPanel(paired)
    const second = await openPhotoshopPanel(paired, { ps: first.ps })
    const document = makePortrait(first.ps)
    const held = await holdRun(first)
    const other = second.model.run('denoise')
    expect(await endHeld(held)).toMatchObject([{ status: 'placed' }])
    expect(await other).toMatchObject([{ status: 'placed' }])
    expect(planeOf(first.ps.layer(document, 'Portrait').mask?.plane)).toEqual(box)
    expect(document.state.layers[0]).toMatchObject({ name: 'Denoised 50 (Firstpass)' })
  })
})

describe('Escape in Photoshop', () => {
  it('at every call while it reads or places leaves the document as it was', async () => {
    const panel = await openPhotoshopPanel(paired)
    const { model, ps } = panel
    const document = makePortrait(ps)
    const before = ps.hash(document)
    let call = 1
    for (let isPlaced = false; !isPlaced; call += 1) {
      ps.knobs.cancelAtCall = call
      const [report] = await model.run('mask')
      isPlaced = report!.status === 'placed'
      if (!isPlaced) expect([call, ps.hash(document)]).toEqual([call, before])
      const { status, problem } = report!
      if (status === 'failed') expect([call, problem!.message]).toEqual([call, expect.stringContaining('cancelled')])
      expectNothingHeld(panel)
    }
    expect(call).toBeGreaterThan(8)
    expect(planeOf(ps.layer(document, 'Portrait').mask?.plane)).toEqual(box)
  })
})

describe('Photoshop itself', () => {
  it('is busy with another plugin: says which, and works once it is free', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    const free = ps.occupy('com.example.slow')
    const [report] = await model.run('mask')
    expect(report).toMatchObject({ status: 'failed', problem: { code: 'HOST_BUSY' } })
    expect(report!.problem!.message).toContain('com.example.slow')
    free()
    expect(await model.run('mask')).toMatchObject([{ status: 'placed' }])
    expect(planeOf(ps.layer(document, 'Portrait').mask?.plane)).toEqual(box)
  })

  it('turns black blocks white: the mask is made from a selection, which is there again after', async () => {
    const { model, ps } = await openPhotoshopPanel(paired, { zeroBlockTurnsWhite: true })
    const document = makePortrait(ps)
    ps.edit(document, 'Mask', (draft) => {
      const layer = draft.layers[0]!
      layer.mask = { plane: layer.alpha, feather: 0, density: 100, isEnabled: true }
      draft.selection = layer.alpha.blank().written({ left: 0, top: 0, right: 5, bottom: 5 }, () => 200)
    })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    expect(planeOf(ps.layer(document, 'Portrait').mask?.plane)).toEqual(box)
    expect(document.state.selection?.at(2, 2)).toBe(200)
    expect(document.state.selection?.extent()).toEqual({ left: 0, top: 0, right: 5, bottom: 5 })
  })

  it('refuses masks of Lab and of fills by imaging: they are made from a selection', async () => {
    const { model, ps } = await openPhotoshopPanel(paired, { labMaskRejects: true })
    const document = ps.makeDocument({ width: 24, height: 16, mode: 'Lab', active: ['Light'], layers: [
      { name: 'Light', pixels: (x, y, channel) => (channel === 0 ? (inBox(x, y) ? 250 : 20) : 128) },
    ] })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    expect(planeOf(ps.layer(document, 'Light').mask?.plane)).toEqual(box)
    expect(document.state.selection).toBeUndefined()
  })
})

describe('a helper that dies', () => {
  it('while it works: the run fails with one sentence, the document is as it was; a new helper is found', async () => {
    const helper = await startTestHelper({ engine: 'engine-for-panels' })
    const own = { helper, token: await pairPanel(helper, PANEL) }
    const panel = await openPhotoshopPanel(own)
    const document = makePortrait(panel.ps)
    const before = panel.ps.hash(document)
    signal.set(helper, 'hold')
    const running = panel.model.run('mask')
    await until('the engine works', () => panel.model.state.run?.stage === 'working')
    await helper.kill()
    signal.clear(helper, 'hold')
    const [report] = await running
    expect(report).toMatchObject({ status: 'failed', problem: { code: expect.stringMatching(/^HELPER_/) } })
    expect(panel.ps.hash(document)).toBe(before)
    expectNothingHeld(panel)
    const again = { dataFolder: helper.dataFolder, env: { TEST_PORT: String(helper.port) } }
    await startTestHelper({ engine: 'engine-for-panels', ...again })
    await until('the panel is ready again', () => panel.model.state.connection.kind === 'ready')
    expect(await panel.model.run('mask')).toMatchObject([{ status: 'placed' }])
    expect(planeOf(panel.ps.layer(document, 'Portrait').mask?.plane)).toEqual(box)
  })
})
