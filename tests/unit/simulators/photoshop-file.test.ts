import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPsd } from 'ag-psd'
import { itWithProgram } from '../../support/available'
import { readWithGimp } from '../../support/gimp'
import type { Photoshop } from '../../simulators/photoshop'
import type { OpenDocument } from '../../simulators/photoshop/machine'
import { modal, open, thrownBy } from './opened'

let folder: string
beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'firstpass-psd-')) })
afterEach(() => { rmSync(folder, { recursive: true }) })

const layered = (app: Photoshop, depth: 8 | 16 = 8): OpenDocument => {
  const white = depth === 8 ? 255 : 32768
  const part = (value: number): number => Math.round(value * white)
  return app.makeDocument({ width: 24, height: 16, depth, layers: [
    { name: 'Hidden', isVisible: false, opacity: 40, pixels: part(0.2) },
    { name: 'Portrait', bounds: { left: -2, top: 3, right: 12, bottom: 13 }, pixels: (_x, _y, c) => part([1, 0.5, 0][c]!),
      mask: { paint: (x) => (x < 6 ? white : part(0.25)), outside: 'black', feather: depth === 8 ? 1.5 : 0 } },
    { kind: 'background', pixels: (x) => part(x / 24) },
  ] })
}

describe('a simulated document as a file', () => {
  itWithProgram('gimp-console').each([8, 16] as const)('opens in GIMP with its layers and masks, %s bits', async (depth) => {
    const app = open()
    const file = join(folder, 'a.psd')
    await app.savePsd(layered(app, depth), file)
    const seen = readWithGimp(file, [[4, 5], [8, 5], [20, 15]])
    expect([seen.width, seen.height]).toEqual([24, 16])
    expect(seen.layers.map(({ name, visible }) => [name, visible]))
      .toEqual([['Background', true], ['Portrait', true], ['Hidden', false]])
    const [background, portrait] = seen.layers
    expect(background!.pixels.map((pixel) => pixel?.[0])).toEqual([depth === 8 ? 43 : 42, 85, 213])
    expect([portrait!.left, portrait!.top, portrait!.width, portrait!.height]).toEqual([-2, 3, 14, 10])
    expect(portrait!.pixels[0]!.slice(0, 3)).toEqual([255, 128, 0])
    expect(Math.abs((portrait!.mask![0] ?? 0) - 255)).toBeLessThanOrEqual(2)
    expect(Math.abs((portrait!.mask![1] ?? 0) - 64)).toBeLessThanOrEqual(2)
  })

  it('holds groups, live properties of masks, and what is seen', async () => {
    const app = open()
    const document = app.makeDocument({ width: 4, height: 4, layers: [
      { name: 'Group', kind: 'group', children: [
        { name: 'Top', pixels: 200, opacity: 50, mask: { paint: 255, feather: 2.5, density: 80, outside: 'white' } }] },
      { kind: 'background', pixels: 100 }] })
    const file = join(folder, 'b.psd')
    await app.savePsd(document, file)
    const psd = readPsd(readFileSync(file), { useImageData: true })
    expect(psd.children!.map(({ name, children }) => [name, children?.map((child) => child.name)]))
      .toEqual([['Background', undefined], ['Group', ['Top']]])
    expect(psd.children![1]!.children![0]!.mask).toMatchObject({ userMaskFeather: 2.5, defaultColor: 255 })
    expect([...psd.imageData!.data.slice(0, 4)]).toEqual([150, 150, 150, 255])
  })

  it('is what saveAs writes into an entry, and what opens from one', async () => {
    const app = open()
    layered(app)
    const entry = await (await app.uxp.storage.localFileSystem.getTemporaryFolder()).createFile('c.png')
    await modal(app, async () => {
      await app.photoshop.app.activeDocument!.saveAs.png(entry, undefined, true)
      const opened = await app.photoshop.app.open(entry)
      expect([opened.title, opened.width, opened.height, opened.layers.map((layer) => layer.name)])
        .toEqual(['c.png', 24, 16, ['Layer 0']])
    })
    const again = app.machine.documents.at(-1)!
    expect(again.state.layers[0]!.colours.map((plane) => plane.at(20, 15))).toEqual([213, 213, 213])
  })
})

describe('a file that is opened and saved', () => {
  it('comes to the front where it is open already, whatever was saved as a copy', async () => {
    const app = open()
    const other = layered(app)
    const entry = await (await app.uxp.storage.localFileSystem.getTemporaryFolder()).createFile('own.psd')
    await modal(app, async () => {
      await app.photoshop.app.activeDocument!.saveAs.psd(entry, undefined, true)
      expect(app.photoshop.app.activeDocument!.title).toBe('Untitled-1')
      await app.photoshop.app.activeDocument!.saveAs.psd(entry)
      expect(app.photoshop.app.activeDocument!.title).toBe('own.psd')
      app.makeDocument({ width: 2, height: 2 })
      expect((await app.photoshop.app.open(entry)).id).toBe(other.id)
      expect(app.photoshop.app.activeDocument!.id).toBe(other.id)
    })
    expect(app.machine.documents).toHaveLength(2)
  })

  it('is a PSD up to 30,000 pixels, and no picture is refused in the host\'s words', async () => {
    const app = open()
    const folder = await app.uxp.storage.localFileSystem.getTemporaryFolder()
    app.makeDocument({ width: 30_001, height: 1 })
    const text = await folder.createFile('text.jpg')
    await text.write('no picture')
    const wide = await folder.createFile('wide.psd')
    const said = await modal(app, async () => [
      await thrownBy(async () => await app.photoshop.app.activeDocument!.saveAs.psd(wide)),
      await thrownBy(async () => await app.photoshop.app.open(text)),
    ])
    expect(said[0]).toContain('30,000 pixels')
    expect(said[1]).toContain('not the right kind of document')
  })

  it('S7: is chosen in a dialog only where the manifest asks for dialogs; an entry is no file yet', async () => {
    const narrow = open({ files: 'plugin' })
    expect(await thrownBy(async () => await narrow.uxp.storage.localFileSystem.getFolder())).toContain('Permission denied')
    const app = open({ files: 'request' })
    app.uxpSide.storage.dialog = () => folder
    const chosen = (await app.uxp.storage.localFileSystem.getFolder())!
    const entry = await chosen.createFile('a.txt')
    expect(await chosen.getEntries()).toEqual([])
    await entry.write('x')
    expect(await thrownBy(async () => await chosen.createFile('a.txt'))).toContain('EntryExists')
  })
})

describe('a document of 30,000 px', () => {
  it('costs what is painted on it: bands are read, a mask is laid, and undo is the same as before', async () => {
    const app = open()
    const side = 30_000
    const document = app.makeDocument({
      width: side, height: side, layers: [{ name: 'A', pixels: (x, y, c) => (x + y + c) % 256 }] })
    const layerID = app.layer(document, 'A').id
    const before = app.hash(document)
    await modal(app, async ({ hostControl }) => {
      const band = { left: 0, top: 29_980, right: side, bottom: side }
      const { imageData, sourceBounds } = await app.photoshop.imaging.getPixels({ layerID, sourceBounds: band })
      const data = await imageData.getData()
      expect([sourceBounds, data.length]).toEqual([band, 30_000 * 20 * 4])
      expect([data[4], data.at(-2)]).toEqual([29_981 % 256, (29_999 * 2 + 2) % 256])
      await imageData.dispose()
      await hostControl.suspendHistory({ documentID: document.id, name: 'Mask' })
      await app.photoshop.action.batchPlay([{ _obj: 'make', new: { _class: 'channel' }, using: { _value: 'hideAll' },
        at: { _ref: 'channel', _enum: 'channel', _value: 'mask' } }])
      const made = await app.photoshop.imaging.createImageDataFromBuffer(new Uint8Array(side * 4).fill(77),
        { width: side, height: 4, components: 1, colorSpace: 'Grayscale' })
      const targetBounds = { left: 0, top: 98 } as never
      await app.photoshop.imaging.putLayerMask({ layerID, imageData: made, replace: false, targetBounds })
      await made.dispose()
    })
    const { mask, alpha } = app.layer(document, 'A')
    expect(alpha.extent()).toEqual({ left: 0, top: 0, right: side, bottom: side })
    expect(mask!.plane.extent()).toEqual({ left: 0, top: 98, right: side, bottom: 102 })
    expect(mask!.plane.at(29_999, 100)).toBe(77)
    expect(app.hash(document)).not.toBe(before)
    app.undo(document)
    expect(app.hash(document)).toBe(before)
    expect(app.memory.peakBytes).toBeLessThan(16 * 1024 * 1024)
  })
})
