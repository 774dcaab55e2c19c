import { endHelpers } from '../support/helper'
import {
  closePhotoshopPanels, everywhere, inBox, LAYER, makePortrait, openPhotoshopPanel, type Paired, planeOf, SIZE, startPaired,
} from '../support/photoshop-panel'

let paired: Paired

beforeAll(async () => { paired = await startPaired() })
afterEach(closePhotoshopPanels)
afterAll(endHelpers)

const inLayer = (x: number, y: number): boolean => x >= LAYER.left && x < LAYER.right && y >= LAYER.top && y < LAYER.bottom
const less = (by: number) => everywhere((x, y) => (inLayer(x, y) ? (inBox(x, y) ? 200 : 40) - by : 0))

describe('denoise in Photoshop', () => {
  it('gives a layer above, in one step; run again takes its place, undo gives the document that was', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    const before = ps.hash(document)
    model.set('denoise', { strength: 35 })
    const [report] = await model.run('denoise')
    expect(report).toMatchObject({ status: 'placed', landed: { form: 'layer', differs: [], undoSteps: 1 } })
    expect(document.state.layers.map(({ name }) => name)).toEqual(['Denoised 35 (Firstpass)', 'Portrait', 'Background'])
    expect(planeOf(ps.layer(document, 'Denoised 35 (Firstpass)').colours[0])).toEqual(less(10))
    const first = ps.hash(document)
    model.set('denoise', { strength: 60, method: 'traditional' })
    expect(await model.runAgain()).toMatchObject([{ status: 'placed' }])
    expect(document.state.layers.map(({ name }) => name)).toEqual(['Denoised 60 (Firstpass)', 'Portrait', 'Background'])
    expect(planeOf(ps.layer(document, 'Denoised 60 (Firstpass)').colours[0])).toEqual(less(20))
    expect(ps.history(document)).toHaveLength(3)
    ps.undo(document)
    expect(ps.hash(document)).toBe(first)
    ps.undo(document)
    expect(ps.hash(document)).toBe(before)
  })

  it('shows only where the selection is, with its soft edge', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    ps.edit(document, 'Select', (draft) => {
      draft.selection = draft.layers[0]!.alpha.blank().written({ left: 4, top: 2, right: 12, bottom: 10 }, (x) => 20 * x)
    })
    expect(await model.run('denoise')).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    const made = document.state.layers[0]!
    expect(planeOf(made.mask?.plane)).toEqual(everywhere((x, y) => (x >= 4 && x < 12 && y >= 2 && y < 10 ? 20 * x : 0)))
    expect(made.colours[0]!.at(5, 3)).toBe(30)
  })

  it('is clipped to a layer that shows only in part, so that it shows in the same part', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    ps.edit(document, 'Opacity', (draft) => { draft.layers[0]!.opacity = 50 })
    await model.run('denoise')
    expect(document.state.layers[0]).toMatchObject({ name: 'Denoised 50 (Firstpass)', isClipped: true })
  })

  it('is clipped to every layer, so that a mask which comes later is not covered', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    await model.run('denoise')
    await model.run('mask')
    expect(document.state.layers.map(({ name, isClipped, mask }) => [name, isClipped, mask !== undefined]))
      .toEqual([['Denoised 50 (Firstpass)', true, false], ['Portrait', false, true], ['Background', false, false]])
  })

  it('of the Background shows within a cut-out that is made after it, and whole again once that is removed', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...SIZE, layers: [{ kind: 'background', pixels: (x, y) => (inBox(x, y) ? 200 : 40) }] })
    await model.run('denoise')
    const before = ps.hash(document)
    const [cut] = await model.run('mask')
    expect(document.state.layers.map(({ name, isClipped, isVisible }) => [name, isClipped, isVisible])).toEqual([
      ['Denoised 50 (Firstpass)', true, true], ['Subject (Firstpass)', false, true], ['Background', false, false]])
    const between = ps.hash(document)
    model.set('denoise', { strength: 70 })
    await model.run('denoise')
    expect(document.state.layers.map(({ name, isClipped }) => [name, isClipped])).toEqual([
      ['Denoised 70 (Firstpass)', true], ['Subject (Firstpass)', false], ['Background', false]])
    ps.undo(document)
    expect(ps.hash(document)).toBe(between)
    await model.removeLast(cut!.id)
    expect(ps.hash(document)).toBe(before)
  })

  it('of a layer in an artboard lies in the artboard, as its mask does', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...SIZE, active: ['Portrait'], layers: [{ name: 'Board', kind: 'artboard', children: [
      { name: 'Portrait', bounds: LAYER, pixels: (x, y) => (inBox(x, y) ? 200 : 40) }] }] })
    const before = ps.hash(document)
    await model.run('denoise')
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { form: 'layer-mask', differs: [] } }])
    const [board] = document.state.layers
    expect(board!.children!.map(({ name }) => name)).toEqual(['Denoised 50 (Firstpass)', 'Portrait'])
    expect(planeOf(ps.layer(document, 'Portrait').mask?.plane)).toEqual(everywhere((x, y) => (inBox(x, y) ? 255 : 0)))
    while (ps.history(document).length > 1) ps.undo(document)
    expect(ps.hash(document)).toBe(before)
  })

  it('is found again by another panel after the document was reopened, replaced and removed', async () => {
    const first = await openPhotoshopPanel(paired)
    const document = makePortrait(first.ps)
    const before = planeOf(document.state.layers[0]!.colours[0])
    await first.model.run('denoise')
    // Layers have other ids once a document was closed and opened.
    first.ps.edit(document, 'Reopen', (draft) => { for (const layer of draft.layers) layer.id += 1000 })
    document.active = [first.ps.layer(document, 'Portrait').id]
    const second = await openPhotoshopPanel(paired, { ps: first.ps })
    expect(await second.model.runAgain()).toMatchObject([{ status: 'placed', task: 'denoise' }])
    expect(document.state.layers.map(({ name }) => name)).toEqual(['Denoised 50 (Firstpass)', 'Portrait', 'Background'])
    await second.model.removeLast()
    expect(document.state.layers.map(({ name }) => name)).toEqual(['Portrait', 'Background'])
    expect(planeOf(document.state.layers[0]!.colours[0])).toEqual(before)
  })

  it('reaches the active layer of every open document', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const documents = [makePortrait(ps), makePortrait(ps)]
    await model.chooseScope('all-documents')
    expect(await model.run('denoise')).toMatchObject([{ status: 'placed' }, { status: 'placed' }])
    for (const { state } of documents) expect(planeOf(state.layers[0]!.colours[0])).toEqual(less(10))
    expect(ps.machine.activeId).toBe(documents[1]!.id)
  })
})

describe('upscale in Photoshop', () => {
  it('gives a document of its own; the photograph\'s stays as it is', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    const before = ps.hash(document)
    const [report] = await model.run('upscale')
    expect(report).toMatchObject({ status: 'placed', landed: { form: 'document', differs: [], undoSteps: 0 } })
    expect(ps.hash(document)).toBe(before)
    const made = ps.machine.documents.find(({ id }) => id !== document.id)!
    expect(made.state).toMatchObject({ width: 40, height: 28, mode: 'RGB', depth: 8, profile: document.state.profile })
    const size = { width: 40, height: 28 }
    expect(planeOf(made.state.layers[0]!.colours[2], size)).toEqual(
      everywhere((x, y) => (inBox(LAYER.left + Math.floor(x / 2), LAYER.top + Math.floor(y / 2)) ? 202 : 42), size))
  })

  it('gives a smart object of the layer\'s size that has the pixels', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = makePortrait(ps)
    model.set('upscale', { form: 'smart-object' })
    expect(await model.run('upscale')).toMatchObject([{ status: 'placed', landed: { form: 'smart-object', differs: [] } }])
    const [made] = document.state.layers
    expect(made).toMatchObject({ kind: 'smartObject', name: 'Upscaled 2x (Firstpass)' })
    expect(made!.alpha.extent()).toEqual(LAYER)
    expect(planeOf(made!.colours[0])).toEqual(less(0))
    expect(ps.history(document)).toHaveLength(2)
  })
})

describe('what is no plain layer', () => {
  it('the Background: a masked copy above it, the Background hidden', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...SIZE, layers: [
      { kind: 'background', pixels: (x, y) => (inBox(x, y) ? 200 : 40) },
    ] })
    const before = ps.hash(document)
    const [report] = await model.run('mask')
    expect(report).toMatchObject({ status: 'placed', landed: { form: 'masked-layer' } })
    expect(report!.notes.concat(report!.landed!.differs).join(' ')).toContain('The Background can\'t have a mask')
    const [made, background] = document.state.layers
    expect(planeOf(made!.mask?.plane)).toEqual(everywhere((x, y) => (inBox(x, y) ? 255 : 0)))
    expect(planeOf(made!.colours[0])).toEqual(everywhere((x, y) => (inBox(x, y) ? 200 : 40)))
    expect(background).toMatchObject({ isBackground: true, isVisible: false })
    await model.removeLast()
    expect(ps.hash(document)).toBe(before)
  })

  it.each(['smartObject', 'text', 'group'] as const)('a %s is read through a copy and gets a real mask', async (kind) => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const box = { bounds: LAYER, pixels: (x: number, y: number) => (inBox(x, y) ? 200 : 40) }
    const document = ps.makeDocument({ ...SIZE, layers: [
      kind === 'group' ? { name: 'Thing', kind, children: [{ name: 'Inside', ...box }] } : { name: 'Thing', kind, ...box },
      { kind: 'background', pixels: 255 },
    ] })
    const other = makePortrait(ps)
    ps.activate(document)
    const [report] = await model.run('mask')
    expect(report).toMatchObject({ status: 'placed', landed: { form: 'layer-mask', differs: [] } })
    expect(report!.notes[0]).toContain('“Thing”')
    expect(ps.machine).toMatchObject({ activeId: document.id, documents: [{ id: document.id }, { id: other.id }] })
    expect(ps.layer(document, 'Thing').kind).toBe(kind)
    expect(planeOf(ps.layer(document, 'Thing').mask?.plane)).toEqual(everywhere((x, y) => (inBox(x, y) ? 255 : 0)))
    expect(ps.history(document)).toHaveLength(2)
  })

  it('an adjustment layer: the mask is of the picture as it is seen', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...SIZE, active: ['Curves'], layers: [
      { name: 'Curves', kind: 'curves' }, { kind: 'background', pixels: (x, y) => (inBox(x, y) ? 200 : 40) },
    ] })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { form: 'layer-mask' } }])
    expect(planeOf(ps.layer(document, 'Curves').mask?.plane)).toEqual(everywhere((x, y) => (inBox(x, y) ? 255 : 0)))
  })

  it('CMYK: a mask by an RGB copy; denoise says why not, before anything is sent', async () => {
    const { model, ps } = await openPhotoshopPanel(paired, { cmykCrashes: true })
    const document = ps.makeDocument({ ...SIZE, mode: 'CMYK', layers: [
      { name: 'Inks', bounds: LAYER, pixels: (x, y) => (inBox(x, y) ? 255 : 20) },
    ] })
    expect(await model.run('denoise')).toMatchObject([{ status: 'failed', problem: { code: 'COLOUR_UNSUPPORTED' } }])
    await model.loupe({ x: 8, y: 8 })
    expect(model.state.loupe).toMatchObject({ state: 'failed', problem: { code: 'COLOUR_UNSUPPORTED' } })
    model.choose('mask')
    await model.loupe({ x: 8, y: 8 })
    expect(model.state.loupe).toMatchObject({ state: 'ready', removed: expect.stringMatching(/^data:image/) })
    await model.loupe(undefined)
    const [report] = await model.run('mask')
    expect(report).toMatchObject({ status: 'placed' })
    expect(planeOf(ps.layer(document, 'Inks').mask?.plane)).toEqual(everywhere((x, y) => (inBox(x, y) ? 255 : 0)))
    expect(ps.machine).toMatchObject({ isCrashed: false, documents: [expect.anything()] })
  })

  it('CMYK: is added to the mask that is there, which remove gives back; becomes a selection too', async () => {
    const { model, ps } = await openPhotoshopPanel(paired, { cmykCrashes: true })
    const document = ps.makeDocument({ ...SIZE, mode: 'CMYK', active: ['Inks'], layers: [
      { name: 'Inks', pixels: (x, y) => (inBox(x, y) ? 255 : 20), mask: { paint: (x) => (x < 3 ? 255 : 0) } },
    ] })
    expect(await model.run('mask', { combine: 'add' })).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    expect(planeOf(ps.layer(document, 'Inks').mask?.plane)).toEqual(everywhere((x, y) => (inBox(x, y) || x < 3 ? 255 : 0)))
    await model.removeLast()
    expect(planeOf(ps.layer(document, 'Inks').mask?.plane)).toEqual(everywhere((x) => (x < 3 ? 255 : 0)))
    expect(await model.run('mask', { form: 'selection' })).toMatchObject([{ status: 'placed' }])
    expect(planeOf(document.state.selection)).toEqual(everywhere((x, y) => (inBox(x, y) ? 255 : 0)))
    expect(ps.machine).toMatchObject({ isCrashed: false, documents: [expect.anything()] })
  })

  it('Lab comes back as Lab', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...SIZE, mode: 'Lab', layers: [
      { name: 'Light', bounds: LAYER, pixels: (_x, _y, channel) => (channel === 0 ? 200 : 128) },
    ] })
    expect(await model.run('denoise')).toMatchObject([{ status: 'placed' }])
    const [made] = document.state.layers
    expect(made!.colours[0]!.at(10, 8)).toBeLessThan(200)
    expect(made!.colours[0]!.at(10, 8)).toBeGreaterThan(185)
    expect(Math.abs(made!.colours[1]!.at(10, 8) - 128)).toBeLessThanOrEqual(2)
  })

  it.each([
    ['an empty layer', 'TARGET_EMPTY', { layers: [{ name: 'Empty', alpha: 0 }] }],
    ['an artboard', 'TARGET_UNREADABLE', { layers: [{ name: 'Board', kind: 'artboard' as const, children: [{ name: 'In' }] }] }],
    ['indexed colour', 'TARGET_UNREADABLE', { mode: 'Indexed' as const, layers: [{ name: 'Colours', pixels: 3 }] }],
  ])('%s: says so and does nothing', async (_what, code, making) => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const document = ps.makeDocument({ ...SIZE, ...making })
    expect(await model.run('mask')).toMatchObject([{ status: 'failed', problem: { code } }])
    expect(ps.history(document)).toEqual(['Open'])
  })

  it('a layer partly outside of the canvas keeps its mask there, and one pixel is enough', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const bounds = { left: -6, top: -4, right: 8, bottom: 9 }
    const document = ps.makeDocument({ ...SIZE, active: ['Big'], layers: [
      { name: 'Big', bounds, pixels: (x) => (x < 2 ? 220 : 10) },
      { name: 'Dot', bounds: { left: 3, top: 3, right: 4, bottom: 4 }, pixels: 220 },
    ] })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { differs: [] } }])
    const { plane } = ps.layer(document, 'Big').mask!
    expect([plane.at(-6, -4), plane.at(1, 8), plane.at(2, 0), plane.at(7, 8)]).toEqual([255, 255, 0, 0])
    ps.activate(document, 'Dot')
    expect(await model.run('mask')).toMatchObject([{ status: 'placed' }])
    expect(ps.layer(document, 'Dot').mask!.plane.extent()).toEqual({ left: 3, top: 3, right: 4, bottom: 4 })
  })
})
