import type { Photoshop, PhotoshopOptions } from '../../simulators/photoshop'
import type { OpenDocument } from '../../simulators/photoshop/machine'
import { modal, open, thrownBy } from './opened'

const two = (options: PhotoshopOptions = {}): { app: Photoshop; document: OpenDocument; layerID: number } => {
  const app = open(options)
  const document = app.makeDocument({ width: 8, height: 6, layers: [
    { name: 'A', pixels: 10 }, { name: 'Locked', pixels: 1, isLocked: true }, { name: 'Fill', kind: 'solidColor' },
    { kind: 'background' },
  ] })
  return { app, document, layerID: app.layer(document, 'A').id }
}

const gray = async (app: Photoshop, values: number[], more: object = {}) =>
  await app.photoshop.imaging.createImageDataFromBuffer(Uint8Array.from(values),
    { width: values.length, height: 1, components: 1, colorSpace: 'Grayscale', ...more })

interface Put { values: number[]; left?: number; replace?: boolean }

const putMask = async (app: Photoshop, layerID: number, put: Put): Promise<void> =>
  await modal(app, async () => {
    const imageData = await gray(app, put.values)
    await app.photoshop.imaging.putLayerMask({
      layerID, imageData, targetBounds: { left: put.left ?? 0, top: 0 } as never,
      ...(put.replace === undefined ? {} : { replace: put.replace }),
    })
    await imageData.dispose()
  })

async function getMask(app: Photoshop, layerID: number, sourceBounds?: object): Promise<{ bounds: object; values: number[] }> {
  return await modal(app, async () => {
    const { imageData, sourceBounds: bounds } = await app.photoshop.imaging.getLayerMask({ layerID, sourceBounds })
    const values = [...await imageData.getData()]
    await imageData.dispose()
    return { bounds, values }
  })
}

const makeMask = (value: string) => ({
  _obj: 'make', new: { _class: 'channel' }, at: { _ref: 'channel', _enum: 'channel', _value: 'mask' },
  using: { _enum: 'userMaskEnabled', _value: value },
})

describe('P7: layer masks', () => {
  it('refuses or creates where there is none, as the host is said to', async () => {
    const { app, document, layerID } = two()
    expect(await thrownBy(async () => await putMask(app, layerID, { values: [1, 2] }))).toBe('The layer "A" has no user mask.')
    expect(await thrownBy(async () => await getMask(app, layerID))).toBe('The layer "A" has no user mask.')
    app.knobs.maskWithoutMask = 'creates'
    await putMask(app, layerID, { values: [1, 2], left: 3 })
    expect(await getMask(app, layerID)).toEqual({ bounds: { left: 3, top: 0, right: 5, bottom: 1 }, values: [1, 2] })
    expect(app.layer(document, 'A').mask).toMatchObject({ feather: 0, density: 100, isEnabled: true })
  })

  it('throws the mask away that is there, or writes into it', async () => {
    const { app, layerID } = two({ maskWithoutMask: 'creates' })
    await putMask(app, layerID, { values: [10, 20, 30] })
    await putMask(app, layerID, { values: [99], left: 1, replace: false })
    expect((await getMask(app, layerID)).values).toEqual([10, 99, 30])
    await putMask(app, layerID, { values: [7], left: 1 })
    expect(await getMask(app, layerID)).toEqual({ bounds: { left: 1, top: 0, right: 2, bottom: 1 }, values: [7] })
  })

  it('has a block of zeros come out white, where it is said to', async () => {
    const { app, layerID } = two({ maskWithoutMask: 'creates', zeroBlockTurnsWhite: true })
    await putMask(app, layerID, { values: [0, 0] })
    expect((await getMask(app, layerID)).values).toEqual([255, 255])
    await putMask(app, layerID, { values: [0, 1] })
    expect((await getMask(app, layerID, { left: 0, top: 0, right: 2, bottom: 1 })).values).toEqual([1])
  })

  it('keeps feather and density alive over a new mask', async () => {
    const { app, document, layerID } = two({ maskWithoutMask: 'creates' })
    await putMask(app, layerID, { values: [1] })
    await modal(app, async () => {
      const [layer] = app.photoshop.app.activeDocument!.layers
      layer!.layerMaskFeather = 2.5
      layer!.layerMaskDensity = 80
      await Promise.resolve()
    })
    await putMask(app, layerID, { values: [5] })
    expect(app.layer(document, 'A').mask).toMatchObject({ feather: 2.5, density: 80 })
  })

  it('refuses the Background, locked layers, fills, other images, and Lab where it is said to', async () => {
    const { app, document } = two({ maskWithoutMask: 'creates', labMaskRejects: true })
    const refused = async (name: string): Promise<string> =>
      await thrownBy(async () => await putMask(app, app.layer(document, name).id, { values: [1] }))
    expect(await Promise.all(['Background', 'Locked', 'Fill'].map(refused)))
      .toEqual(['The Background layer can not have a mask.', 'The layer "Locked" is locked.', '-1: Code: -1'])
    const lab = app.makeDocument({ width: 2, height: 2, mode: 'Lab', layers: [{ name: 'L', pixels: 0 }] })
    expect(await thrownBy(async () => await putMask(app, app.layer(lab, 'L').id, { values: [1] }))).toBe('-1: Code: -1')
    app.activate(document)
    expect(await thrownBy(async () => await modal(app, async () => {
      const imageData = await gray(app, [1, 2, 3], { width: 1, components: 3, colorSpace: 'RGB' })
      await app.photoshop.imaging.putLayerMask({ layerID: app.layer(document, 'A').id, imageData })
    }))).toBe('The image must be Grayscale with one component.')
  })

  it('gives a mask at the depth of its document, or in 8 bits', async () => {
    const app = open()
    const document = app.makeDocument({ width: 2, height: 1, depth: 16, layers: [{ name: 'A', mask: { paint: 16384 } }] })
    const { id } = app.layer(document, 'A')
    expect((await getMask(app, id)).values).toEqual([16384, 16384])
    app.knobs.maskDepth = 8
    expect((await getMask(app, id)).values).toEqual([128, 128])
  })

  it('is made by command from nothing, everything or the selection, and only once', async () => {
    const { app, document, layerID } = two()
    app.edit(document, 'Select', (draft) => {
      draft.selection = draft.layers[0]!.alpha.blank().written({ left: 1, top: 1, right: 3, bottom: 2 }, (x) => x * 100)
    })
    const play = async (value: string): Promise<unknown> =>
      await modal(app, async () => (await app.photoshop.action.batchPlay([makeMask(value)]))[0])
    expect(await play('revealSelection')).toEqual({ _obj: 'make' })
    expect(await getMask(app, layerID)).toEqual({ bounds: { left: 1, top: 1, right: 3, bottom: 2 }, values: [100, 200] })
    expect(document.state.selection).toBeUndefined()
    expect(await play('hideAll')).toMatchObject({ _obj: 'error', result: -25922 })
    app.undo(document)
    await play('revealAll')
    expect((await getMask(app, layerID, { left: 0, top: 0, right: 3, bottom: 1 })).values).toEqual([255, 255, 255])
  })
})

describe('P8: selections', () => {
  const getSelection = async (app: Photoshop) => await modal(app, async () => {
    const { imageData, sourceBounds } = await app.photoshop.imaging.getSelection({})
    return { bounds: sourceBounds, values: [...await imageData.getData()], size: imageData.componentSize }
  })
  const put = async (app: Photoshop, values: number[], more: object): Promise<void> => await modal(app, async () => {
    await app.photoshop.imaging.putSelection({ imageData: await gray(app, values), ...more })
  })

  it('are not there at first: reading rejects, bounds are null', async () => {
    const { app } = two()
    expect(await thrownBy(async () => await getSelection(app))).toBe('There is no selection.')
    expect(app.photoshop.app.activeDocument!.selection.bounds).toBeNull()
  })

  it('are gray of 8 bits at every depth, added to or replaced, within the canvas', async () => {
    const app = open()
    const document = app.makeDocument({ width: 6, height: 4, depth: 16 })
    await put(app, [100, 255, 30], { targetBounds: { left: -1, top: 1 } })
    expect(await getSelection(app)).toEqual({ bounds: { left: 0, top: 1, right: 2, bottom: 2 }, values: [255, 30], size: 8 })
    await put(app, [90, 90], { targetBounds: { left: 0, top: 1 }, replace: false })
    expect((await getSelection(app)).values).toEqual([255, 90])
    expect(app.photoshop.app.activeDocument!.selection.bounds).toMatchObject({ left: 0, top: 1, width: 2, height: 1 })
    await put(app, [0, 0], {})
    expect(document.state.selection).toBeUndefined()
  })

  it('are made by hand: rectangles in four ways, all, inverse, none', async () => {
    const { app, document } = two()
    const { selection } = app.photoshop.app.activeDocument!
    const at = (...points: [number, number][]): number[] => points.map(([x, y]) => document.state.selection?.at(x, y) ?? -1)
    await modal(app, async () => {
      await selection.selectRectangle({ left: 0, top: 0, right: 4, bottom: 2 })
      await selection.selectRectangle({ left: 2, top: 1, right: 6, bottom: 3 }, 'addTo')
      expect(at([0, 0], [5, 2], [5, 0])).toEqual([255, 255, 0])
      await selection.selectRectangle({ left: 0, top: 0, right: 1, bottom: 6 }, 'subtractFrom')
      await selection.selectRectangle({ left: 0, top: 0, right: 8, bottom: 2 }, 'intersectWith')
      expect(at([0, 0], [1, 0], [5, 1], [5, 2])).toEqual([0, 255, 255, 0])
      await selection.inverse()
      expect(at([0, 0], [1, 0])).toEqual([255, 0])
      await selection.selectAll()
      expect(selection.solid).toBe(true)
      await selection.deselect()
      expect(selection.bounds).toBeNull()
    })
  })
})
