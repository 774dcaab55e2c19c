import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import type { Photoshop } from '../../simulators/photoshop'
import type { Descriptor } from '../../simulators/photoshop/batch-play'
import { modal, open, thrownBy } from './opened'

const layers = (app: Photoshop) => app.makeDocument({ width: 40, height: 30, layers: [
  { name: 'A', bounds: { left: 10, top: 5, right: 30, bottom: 25 }, pixels: 50 },
  { name: 'B', pixels: 20 }, { kind: 'background', pixels: 5 },
] })

const play = async (app: Photoshop, commands: Descriptor[], options = {}): Promise<Descriptor[]> =>
  await modal(app, async () => await app.photoshop.action.batchPlay(commands, options))

const byName = (name: string) => ({ _ref: 'layer', _name: name })

async function tokenOf(app: Photoshop, name: string, size: { width: number; height: number }): Promise<string> {
  const file = join(app.roots.temp, name)
  await sharp({ create: { ...size, channels: 3, background: { r: 200, g: 100, b: 50 } } }).png().toFile(file)
  const fs = app.uxp.storage.localFileSystem
  return fs.createSessionToken(await fs.getEntryWithUrl(`plugin-temp:/${name}`))
}

describe('P10: commands', () => {
  it('answers a missing target with a descriptor, and stops there unless told to go on', async () => {
    const app = open()
    const document = layers(app)
    const commands = ['A', 'Z', 'B'].map((name) => ({ _obj: 'hide', null: [byName(name)] }))
    const results = await play(app, commands)
    expect(results).toEqual([{ _obj: 'hide' },
      { _obj: 'error', message: 'The object "layer Z" is not currently available.', result: -25922 }])
    expect([app.layer(document, 'A').isVisible, app.layer(document, 'B').isVisible]).toEqual([false, true])
    expect(await play(app, commands, { continueOnError: true })).toHaveLength(3)
    expect(app.layer(document, 'B').isVisible).toBe(false)
    expect((await play(app, [{ _obj: 'noSuchThing' }]))[0]).toMatchObject({ _obj: 'error', result: -25922 })
  })

  it('rejects what is no list of descriptors, and keeps what was played', async () => {
    const app = open()
    layers(app)
    expect(await thrownBy(async () => await play(app, { _obj: 'hide' } as never))).toContain('Illegal Parameter type')
    expect(await thrownBy(async () => await play(app, [{ name: 'x' } as never]))).toContain('Illegal Parameter type')
    await play(app, [{ _obj: 'show', null: [byName('A')] }])
    expect(app.played).toEqual([{ _obj: 'show', null: [{ _ref: 'layer', _name: 'A' }] }])
  })

  it('rejects with -128 where the user cancels', async () => {
    const app = open({ cancelAtCall: 1 })
    layers(app)
    expect(await thrownBy(async () => await play(app, [{ _obj: 'show', null: [byName('A')] }]))).toContain('-128')
  })

  it('makes, selects, moves, copies, groups and deletes layers', async () => {
    const app = open()
    const document = layers(app)
    const names = (): string[] => document.state.layers.map((layer) => layer.name)
    const make = { _obj: 'make', _target: [{ _ref: 'layer' }], using: { name: 'N' } }
    await play(app, [{ _obj: 'select', _target: [byName('B')] }, make])
    expect(names()).toEqual(['A', 'N', 'B', 'Background'])
    await play(app, [{ _obj: 'duplicate', _target: [byName('A')], name: 'A2' }, { _obj: 'delete', _target: [byName('N')] }])
    expect(names()).toEqual(['A2', 'A', 'B', 'Background'])
    const from = [byName('A'), byName('B')]
    const [group] = await play(app, [{ _obj: 'make', _target: [{ _ref: 'layerSection' }], from }])
    expect(document.state.layers.map((layer) => layer.children?.map((child) => child.name) ?? layer.name))
      .toEqual(['A2', ['A', 'B'], 'Background'])
    expect(document.active).toEqual([group!.layerID])
    const [got] = await app.photoshop.action.batchPlay([{ _obj: 'get', _target: [{ _property: 'hasUserMask' }, byName('A')] }])
    expect(got).toEqual({ _obj: 'get', hasUserMask: false })
  })

  it('selects a subject in the middle of the layer, with a soft edge, or says that there is none', async () => {
    const app = open()
    const document = layers(app)
    const [done] = await play(app, [{ _obj: 'autoCutout', sampleAllLayers: false }])
    const at = (x: number, y: number): number => document.state.selection!.at(x, y)
    expect([done, at(20, 15), at(10, 5), at(15, 15)]).toEqual([{ _obj: 'autoCutout' }, 255, 0, 158])
    app.knobs.subject = 'nothing'
    expect((await play(app, [{ _obj: 'autoCutout' }]))[0]!.message).toContain('no prominent subject')
  })

  it('loads transparency and masks as selections, and mixes them', async () => {
    const app = open()
    const document = layers(app)
    const selection = [{ _ref: 'channel', _property: 'selection' }]
    const transparency = [{ _ref: 'channel', _enum: 'channel', _value: 'transparencyEnum' }, byName('A')]
    await play(app, [{ _obj: 'set', _target: selection, to: transparency }])
    expect(document.state.selection!.extent()).toEqual({ left: 10, top: 5, right: 30, bottom: 25 })
    await play(app, [{ _obj: 'set', _target: selection, to: { _obj: 'rectangle', left: 0, top: 0, right: 12, bottom: 30 } },
      { _obj: 'intersectWith', _target: selection, to: transparency }])
    expect(document.state.selection!.extent()).toEqual({ left: 10, top: 5, right: 12, bottom: 25 })
    await play(app, [{ _obj: 'set', _target: selection, to: { _enum: 'ordinal', _value: 'none' } }])
    expect(document.state.selection).toBeUndefined()
  })

  it('keeps metadata of the document and of layers', async () => {
    const app = open()
    const document = layers(app)
    const property = { _ref: 'property', _property: 'XMPMetadataAsUTF8' }
    const about = { _ref: 'document', _enum: 'ordinal', _value: 'targetEnum' }
    await play(app, [{ _obj: 'set', _target: [property, about], to: { _obj: 'document', XMPMetadataAsUTF8: '<x/>' } }])
    expect(await app.photoshop.action.batchPlay([{ _obj: 'get', _target: [{ _property: 'XMPMetadataAsUTF8' }, about] }]))
      .toEqual([{ _obj: 'get', XMPMetadataAsUTF8: '<x/>' }])
    app.undo(document)
    expect(document.state.xmp).toBe('')
  })

  it('places a file as smart object above the active layer, fitted to the canvas, and squeezed by a selection', async () => {
    const app = open()
    const document = layers(app)
    const place = async (): Promise<Descriptor> => {
      const token = await tokenOf(app, 'result.png', { width: 80, height: 40 })
      return (await play(app, [{ _obj: 'placeEvent', null: { _path: token, _kind: 'local' } }]))[0]!
    }
    const placed = await place()
    const layer = app.layer(document, 'result')
    expect([placed.ID, layer.kind, document.state.layers[0]!.name]).toEqual([layer.id, 'smartObject', 'result'])
    expect(layer.alpha.extent()).toEqual({ left: 0, top: 5, right: 40, bottom: 25 })
    expect(layer.colours.map((plane) => plane.at(20, 10))).toEqual([200, 100, 50])
    app.undo(document)
    app.edit(document, 'Select', (draft) => { draft.selection = draft.layers[0]!.alpha })
    await place()
    expect(app.layer(document, 'result').alpha.extent()).toEqual({ left: 10, top: 5, right: 30, bottom: 25 })
  })

  it('turns layers into a smart object with another id', async () => {
    const app = open()
    const document = layers(app)
    const old = app.layer(document, 'A').id
    await play(app, [{ _obj: 'newPlacedLayer' }])
    const { kind, id, placed } = app.layer(document, 'A')
    expect([kind, id === old, document.active, placed?.width]).toEqual(['smartObject', false, [id], 40])
  })
})

describe('P11: tokens', () => {
  it('refuses paths, and session tokens of a plugin that has gone', async () => {
    const app = open()
    const document = layers(app)
    const token = await tokenOf(app, 'a.png', { width: 2, height: 2 })
    const place = async (path: string): Promise<Descriptor> =>
      (await play(app, [{ _obj: 'placeEvent', null: { _path: path, _kind: 'local' } }]))[0]!
    expect(await place(join(app.roots.temp, 'a.png'))).toMatchObject({ _obj: 'error', result: -25920 })
    app.uxpSide.storage.endSession()
    expect(await place(token)).toMatchObject({ _obj: 'error' })
    expect(() => app.uxp.storage.localFileSystem.getEntryForSessionToken(token)).toThrow('token is not defined')
    expect(document.state.layers).toHaveLength(3)
    const { saveAs } = app.photoshop.app.activeDocument!
    const saved = await thrownBy(async () => await modal(app, async () => await saveAs.psd('/x.psd' as never)))
    expect(saved).toContain('an entry is expected')
  })

  it('has persistent tokens throw once their file has moved', async () => {
    const app = open()
    writeFileSync(join(app.roots.data, 'kept.txt'), 'x')
    const fs = app.uxp.storage.localFileSystem
    const token = await fs.createPersistentToken(await fs.getEntryWithUrl('plugin-data:/kept.txt'))
    expect((await fs.getEntryForPersistentToken(token)).name).toBe('kept.txt')
    await app.fs.unlink('plugin-data:/kept.txt')
    expect(await thrownBy(async () => await fs.getEntryForPersistentToken(token))).toBe('token is not defined')
  })
})
