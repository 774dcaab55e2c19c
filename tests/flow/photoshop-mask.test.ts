import { endHelpers } from '../support/helper'
import {
  closePhotoshopPanels, everywhere, inBox, LAYER, makePortrait, openPhotoshopPanel, type Paired, type PhotoshopPanel, planeOf,
  SIZE, startPaired,
} from '../support/photoshop-panel'

let paired: Paired

beforeAll(async () => { paired = await startPaired() })
afterEach(closePhotoshopPanels)
afterAll(endHelpers)

const box = everywhere((x, y) => (inBox(x, y) ? 255 : 0))
const inLayer = (x: number, y: number): boolean => x >= LAYER.left && x < LAYER.right && y >= LAYER.top && y < LAYER.bottom

/** Everything that a plugin must let go of. */
function expectNothingHeld({ ps }: PhotoshopPanel): void {
  expect(ps.memory).toMatchObject({ live: 0, bytes: 0 })
  expect(ps.machine.scope).toBeUndefined()
}

describe('select subject in Photoshop', () => {
  it('gives a layer mask, in one step, and undo gives the document that was', async () => {
    const panel = await openPhotoshopPanel(paired)
    const { model, ps } = panel
    const document = makePortrait(ps)
    const [before, colours] = [ps.hash(document), ps.layer(document, 'Portrait').colours]
    const [report] = await model.run('mask')
    expect(report).toMatchObject({
      status: 'placed', target: { name: 'Portrait', document: 'photograph.psd' },
      landed: { form: 'layer-mask', where: 'Layer mask on “Portrait”', differs: [], undoSteps: 1 },
    })
    expect(planeOf(ps.layer(document, 'Portrait').mask?.plane)).toEqual(box)
    expect(ps.layer(document, 'Portrait').colours).toEqual(colours)
    expect(ps.history(document)).toEqual(['Open', 'Firstpass: Select Subject'])
    expect(document.active).toEqual([ps.layer(document, 'Portrait').id])
    expectNothingHeld(panel)
    ps.undo(document)
    expect(ps.hash(document)).toBe(before)
  })

  it('keeps all of a 16-bit matte, 0..32768', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps, 16)
    const store = (value: number): number => Math.round(value / 255 * 32768)
    ps.edit(document, 'Mask', (draft) => {
      const layer = draft.layers[0]!
      layer.mask = { plane: layer.alpha.blank().written(LAYER, (x) => store(x * 10)), feather: 0, density: 100, isEnabled: true }
    })
    model.set('mask', { start: 'layer-mask' })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed' }])
    expect(ps.layer(document, 'Portrait').mask?.plane.at(10, 5)).toBe(store(100))
  })

  it.each([
    ['add', (old: boolean, own: boolean) => old || own],
    ['subtract', (old: boolean, own: boolean) => old && !own],
    ['intersect', (old: boolean, own: boolean) => old && own],
  ] as const)('%s: together with the mask that is there; remove gives it back', async (combine, isIn) => {
    const { model, ps } = await openPhotoshopPanel(paired, { zeroBlockTurnsWhite: true })
    const document = makePortrait(ps)
    const old = (x: number): boolean => x < 9
    ps.edit(document, 'Mask', (draft) => {
      const layer = draft.layers[0]!
      const plane = layer.alpha.blank().written({ left: 0, top: 0, right: 24, bottom: 16 }, (x) => (old(x) ? 255 : 0))
      layer.mask = { plane, feather: 3, density: 80, isEnabled: true }
    })
    const before = planeOf(ps.layer(document, 'Portrait').mask?.plane)
    expect(await model.run('mask', { combine })).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    const wanted = everywhere((x, y) => (isIn(old(x), inBox(x, y)) ? 255 : 0))
    expect(planeOf(ps.layer(document, 'Portrait').mask?.plane)).toEqual(wanted)
    expect(ps.layer(document, 'Portrait').mask).toMatchObject({ feather: 3, density: 80 })
    await model.removeLast()
    expect(model.state.problem).toBeUndefined()
    expect(planeOf(ps.layer(document, 'Portrait').mask?.plane)).toEqual(before)
    expect(ps.layer(document, 'Portrait').mask).toMatchObject({ feather: 3, density: 80 })
  })

  it('becomes a selection, in the selection\'s box', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    ps.edit(document, 'Select', (draft) => {
      draft.selection = draft.layers[0]!.alpha.blank().written({ left: 8, top: 0, right: 24, bottom: 16 }, () => 255)
    })
    model.set('mask', { isBoxed: true })
    expect(await model.run('mask', { form: 'selection' })).toMatchObject([{ status: 'placed', landed: { form: 'selection' } }])
    expect(planeOf(document.state.selection)).toEqual(everywhere((x, y) => (inBox(x, y) && x >= 8 ? 255 : 0)))
    expect(ps.layer(document, 'Portrait').mask).toBeUndefined()
  })

  it('starts from what Photoshop itself takes for the subject, without touching the document', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    model.set('mask', { start: 'host-subject' })
    const [report] = await model.run('mask')
    expect(report).toMatchObject({ status: 'placed' })
    const values = planeOf(ps.layer(document, 'Portrait').mask?.plane)
    expect([values[8 * SIZE.width + 12], values[0], values.at(-1)]).toEqual([255, 0, 0])
    expect(ps.history(document)).toEqual(['Open', 'Firstpass: Select Subject'])
    expect(document.state.selection).toBeUndefined()
    expect(ps.machine.documents).toHaveLength(1)
  })

  it('as a decontaminated layer: masked pixels above, the layer hidden; remove shows it again', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    const before = ps.hash(document)
    model.set('mask', { decontaminate: true })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { form: 'masked-layer', differs: [] } }])
    const made = ps.layer(document, 'Subject (Firstpass)')
    expect(planeOf(made.mask?.plane)).toEqual(box)
    expect(planeOf(made.colours[1])).toEqual(everywhere((x, y) => (inLayer(x, y) ? (inBox(x, y) ? 201 : 41) : 0)))
    expect(ps.layer(document, 'Portrait')).toMatchObject({ isVisible: false })
    expect(document.state.layers.map(({ name }) => name)).toEqual(['Subject (Firstpass)', 'Portrait', 'Background'])
    await model.removeLast()
    expect(ps.hash(document)).toBe(before)
  })

  it('run again finds the mask of another session also under a layer of places to check', async () => {
    const first = await openPhotoshopPanel(paired)
    const document = makePortrait(first.ps)
    await first.model.run('mask')
    await first.model.placeChecks()
    const second = await openPhotoshopPanel(paired, { ps: first.ps })
    expect(await second.model.runAgain()).toMatchObject([{ status: 'placed', landed: { form: 'layer-mask' } }])
    expect(document.state.layers.map(({ name }) => name)).toEqual(['Check here (Firstpass)', 'Portrait', 'Background'])
  })

  it('run again takes the place of the old mask; before and after is the mask off and on', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    model.set('mask', { featherPx: 4 })
    await model.run('mask')
    expect(ps.layer(document, 'Portrait').mask?.feather).toBe(4)
    model.set('mask', { featherPx: 1 })
    expect(await model.runAgain()).toMatchObject([{ status: 'placed' }])
    expect(ps.layer(document, 'Portrait').mask?.feather).toBe(1)
    await model.toggleBeforeAfter()
    expect(ps.layer(document, 'Portrait').mask?.isEnabled).toBe(false)
    await model.toggleBeforeAfter()
    expect(ps.layer(document, 'Portrait').mask?.isEnabled).toBe(true)
    await model.runCommand('remove-last')
    expect(ps.layer(document, 'Portrait').mask).toBeUndefined()
  })

  it('reaches every active layer, and shows a place to check', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({
      ...{ width: 24, height: 16 }, active: ['One', 'Two'],
      layers: ['One', 'Two'].map((name) => ({ name, bounds: LAYER, pixels: (x: number, y: number) => (inBox(x, y) ? 200 : 40) })),
    })
    const reports = await model.run('mask')
    expect(reports.map(({ status, target }) => [status, target.name])).toEqual([['placed', 'One'], ['placed', 'Two']])
    for (const name of ['One', 'Two']) expect(planeOf(ps.layer(document, name).mask?.plane)).toEqual(box)
    expect(ps.history(document)).toHaveLength(3)
    await model.reveal(reports[0]!.checks[0]!, reports[0]!.id)
    expect(document.state.selection?.extent()).toEqual({ left: 3, top: 3, right: 5, bottom: 5 })
  })
})
