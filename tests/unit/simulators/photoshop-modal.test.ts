import type { Photoshop } from '../../simulators/photoshop'
import type { OpenDocument } from '../../simulators/photoshop/machine'
import { modal, open, thrownBy } from './opened'

const outside = 'The requested functionality is only allowed from inside a modal scope.'

const oneLayer = (app: Photoshop): OpenDocument =>
  app.makeDocument({ width: 8, height: 8, layers: [{ name: 'A', pixels: 10 }, { name: 'B', pixels: 20 }] })

const rename = (app: Photoshop, to: string): void => {
  const [layer] = app.photoshop.app.activeDocument!.layers
  layer!.name = to
}

describe('P1: what needs a modal scope', () => {
  it('is refused outside of one: methods, properties, commands, reads of pixels', async () => {
    const app = open()
    const document = oneLayer(app)
    const { app: dom, imaging, action } = app.photoshop
    expect(await thrownBy(async () => await dom.activeDocument!.createPixelLayer())).toBe(outside)
    expect(() => { rename(app, 'C') }).toThrow(outside)
    expect(await thrownBy(async () => await action.batchPlay([{ _obj: 'hide', null: [{ _ref: 'layer' }] }]))).toBe(outside)
    expect(await thrownBy(async () => await imaging.getPixels({ documentID: document.id }))).toBe(outside)
    expect(await action.batchPlay([{ _obj: 'get', _target: [{ _property: 'title' }, { _ref: 'document' }] }]))
      .toEqual([{ _obj: 'get', title: 'Untitled-1' }])
    expect(dom.activeDocument!.layers.map((layer) => layer.name)).toEqual(['A', 'B'])
  })

  it('reads pixels without one where the host is said to', async () => {
    const app = open({ readsNeedModal: false })
    const { imageData } = await app.photoshop.imaging.getPixels({ documentID: oneLayer(app).id })
    expect([...await imageData.getData()].slice(0, 3)).toEqual([10, 10, 10])
  })
})

describe('P2: one scope at a time', () => {
  it('rejects another plugin with number 9 once its time is over, naming who holds the host', async () => {
    const app = open({ turnsPerSecond: 3 })
    const release = app.occupy('com.example.other')
    expect(await thrownBy(async () => await modal(app, async () => await Promise.resolve())))
      .toBe('9: Host is in a modal state. Plugin: com.example.other is running a modal command')
    release()
    expect(await modal(app, async () => await Promise.resolve(7))).toBe(7)
  })

  it('waits as long as it was told to, and gets in when the other has finished', async () => {
    const app = open({ turnsPerSecond: 3 })
    const release = app.occupy()
    const waiting = app.photoshop.core.executeAsModal(async () => await Promise.resolve('in'), { commandName: 'X', timeOut: 100 })
    setImmediate(() => { setImmediate(release) })
    expect(await waiting).toBe('in')
  })

  it('lets the same plugin nest, with one progress and one cancel', async () => {
    const app = open()
    oneLayer(app)
    await modal(app, async (outer) => {
      outer.reportProgress({ value: 0.25 })
      await modal(app, async (inner) => {
        expect(inner).toBe(outer)
        inner.reportProgress({ value: 0.5, commandName: 'Masks' })
        await app.photoshop.app.activeDocument!.createPixelLayer()
      })
      expect(app.photoshop.core.isModal()).toBe(true)
    })
    expect(app.photoshop.core.isModal()).toBe(false)
    expect(app.progress()).toEqual([{ value: 0.25 }, { value: 0.5, commandName: 'Masks' }])
  })

  it('has two plugins of one host share its documents', async () => {
    const app = open({ turnsPerSecond: 1 })
    oneLayer(app)
    const other = app.otherPlugin('com.example.other')
    await modal(app, async () => {
      const waiting = other.core.executeAsModal(async () => await Promise.resolve(), { commandName: 'O' })
      expect(await thrownBy(async () => await waiting)).toContain('Plugin: firstpass is running')
    })
    expect(other.app.documents.map((document) => document.title)).toEqual(['Untitled-1'])
  })
})

describe('P3: a cancel', () => {
  it('makes every later call of the scope fail, closes documents that were to be closed, and rolls back', async () => {
    const app = open()
    const document = oneLayer(app)
    const before = app.hash(document)
    const seen: string[] = []
    const thrown = await thrownBy(async () => await modal(app, async (context) => {
      context.onCancel = (event) => { seen.push(event?.reason ?? '') }
      await context.hostControl.suspendHistory({ documentID: document.id, name: 'Step' })
      const made = await app.photoshop.app.createDocument({ width: 4, height: 4 })
      await context.hostControl.registerAutoCloseDocument(made.id)
      app.machine.activeId = document.id
      rename(app, 'C')
      app.pressEscape()
      expect(context.isCancelled).toBe(true)
      expect(() => { rename(app, 'D') }).toThrow('cancelled')
      await app.photoshop.app.activeDocument!.createPixelLayer()
    }))
    expect(thrown).toBe('-128: The user has cancelled the operation.')
    expect(seen).toEqual(['User pressed Esc'])
    expect(app.hash(document)).toBe(before)
    expect(app.machine.documents.map(({ id }) => id)).toEqual([document.id])
  })

  it('comes before any chosen call of a scope', async () => {
    const app = open({ cancelAtCall: 3 })
    oneLayer(app)
    const done: number[] = []
    const thrown = await thrownBy(async () => await modal(app, async () => {
      for (let at = 1; at < 6; at++) {
        await app.photoshop.app.activeDocument!.createPixelLayer()
        done.push(at)
      }
    }))
    expect([thrown, done]).toEqual(['-128: The user has cancelled the operation.', [1, 2]])
  })
})

describe('P4: history', () => {
  it('has a step for each change, and one for all while it is suspended, under its final name', async () => {
    const app = open()
    const document = oneLayer(app)
    const before = app.hash(document)
    await modal(app, async (context) => {
      await app.photoshop.app.activeDocument!.createPixelLayer()
      const handle = await context.hostControl.suspendHistory({ documentID: document.id, name: 'Step' })
      await app.photoshop.app.activeDocument!.createPixelLayer()
      await app.photoshop.app.activeDocument!.createPixelLayer()
      await context.hostControl.resumeHistory({ ...handle, finalName: 'Select subject' })
    })
    expect(app.history(document)).toEqual(['Open', 'New Layer', 'Select subject'])
    expect(document.state.layers).toHaveLength(5)
    app.undo(document)
    expect(document.state.layers).toHaveLength(3)
    app.undo(document)
    expect(app.hash(document)).toBe(before)
    app.redo(document)
    expect(document.state.layers).toHaveLength(3)
  })

  it('makes no step where nothing changed, commits what is left open, and rolls back what threw', async () => {
    const app = open()
    const document = oneLayer(app)
    const about = { documentID: document.id, name: 'Step' }
    await modal(app, async ({ hostControl }) => { await hostControl.resumeHistory(await hostControl.suspendHistory(about)) })
    expect(app.history(document)).toEqual(['Open'])
    await modal(app, async (context) => {
      await context.hostControl.suspendHistory(about)
      rename(app, 'C')
    })
    expect(app.history(document)).toEqual(['Open', 'Step'])
    const before = app.hash(document)
    await thrownBy(async () => await modal(app, async (context) => {
      await context.hostControl.suspendHistory(about)
      rename(app, 'D')
      throw new Error('no')
    }))
    expect([app.history(document), app.hash(document)]).toEqual([['Open', 'Step'], before])
  })

  it('tells documents apart by pixels, masks, structure and selection, and by nothing else', async () => {
    const app = open()
    const document = oneLayer(app)
    const before = app.hash(document)
    const hashes = new Set([before])
    const edit = (act: Parameters<Photoshop['edit']>[2]): void => {
      app.edit(document, 'Edit', act)
      hashes.add(app.hash(document))
      app.undo(document)
      expect(app.hash(document)).toBe(before)
    }
    edit((draft) => {
      const { colours } = draft.layers[0]!
      colours[1] = colours[1]!.written({ left: 7, top: 7, right: 8, bottom: 8 }, () => 11)
    })
    edit((draft) => { draft.layers.reverse() })
    edit((draft) => { draft.layers[1]!.isVisible = false })
    edit((draft) => { draft.layers[0]!.mask = { plane: draft.layers[0]!.alpha, feather: 0, density: 100, isEnabled: true } })
    edit((draft) => { draft.selection = draft.layers[0]!.alpha })
    expect(hashes.size).toBe(6)
    app.activate(document, 'B')
    expect(app.hash(document)).toBe(before)
  })
})

describe('P13: notifications', () => {
  it('come with name and descriptor, and not from within a scope', async () => {
    const app = open()
    const document = oneLayer(app)
    const seen: unknown[] = []
    const listen = (name: string, descriptor: object): void => { seen.push([name, descriptor]) }
    const { action } = app.photoshop
    await action.addNotificationListener(['select', 'modalJavaScriptScopeEnter', 'make'], listen)
    app.activate(document, 'B')
    app.select(document, { left: 1, top: 1, right: 3, bottom: 3 })
    expect(document.state.selection!.extent()).toEqual({ left: 1, top: 1, right: 3, bottom: 3 })
    await modal(app, async () => {
      await action.batchPlay([{ _obj: 'select', _target: [{ _ref: 'layer', _name: 'A' }] }])
    })
    expect(seen).toEqual([
      ['select', { _obj: 'select', documentID: document.id }],
      ['modalJavaScriptScopeEnter', { _obj: 'modalJavaScriptScopeEnter' }],
    ])
    await action.removeNotificationListener(['select'], listen)
    app.activate(document, 'B')
    expect(seen).toHaveLength(2)
  })
})
