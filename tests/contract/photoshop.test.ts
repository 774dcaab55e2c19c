import { mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { openPhotoshopHost } from '../../plugins/photoshop/host'
import { type LayerMaking, openPhotoshop, type Photoshop, type PhotoshopOptions } from '../simulators/photoshop'
import type { OpenDocument } from '../simulators/photoshop/machine'
import { modulesOf } from '../simulators/photoshop/official'
import { whiteOf } from '../simulators/photoshop/plane'
import { everyLayer, type LayerState } from '../simulators/photoshop/state'
import { describeHost, type HostKit, type OpenedHost, type Scene } from './host.contract'
import { boundsOf } from './scene'

const depths = { u8: 8, u16: 16, f32: 32 } as const

function layerOf(scene: Scene): LayerMaking {
  const white = whiteOf(depths[scene.sample])
  const store = (value: number): number => (scene.sample === 'f32' ? value : Math.round(value * white))
  const { state, mask } = scene
  return {
    name: 'Portrait', kind: state === 'background' ? 'background' : 'pixel', bounds: boundsOf(scene),
    isLocked: state === 'locked',
    pixels: (x, y, channel) => store(scene.value(x, y, channel)),
    ...(scene.channels === 'rgb-alpha' ? { alpha: (x: number, y: number) => store(scene.value(x, y, 3)) } : {}),
    ...(state === 'empty' ? { alpha: 0 } : {}),
    ...(mask === undefined ? {} : { mask: { paint: (x: number, y: number) => store(mask(x, y)) } }),
  }
}

function makeDocument(app: Photoshop, scene: Scene): OpenDocument {
  const depth = depths[scene.sample]
  const edge = scene.selection?.edge
  const selection = scene.selection && {
    bounds: scene.selection.bounds, ...(edge ? { paint: (x: number, y: number) => Math.round(edge(x, y) * 255) } : {}) }
  return app.makeDocument({
    title: 'photograph.psd', width: scene.width, height: scene.height, depth,
    mode: scene.channels.startsWith('gray') ? 'Grayscale' : 'RGB',
    layers: [layerOf(scene), { name: 'Below', pixels: whiteOf(depth) }],
    ...(selection ? { selection } : {}),
  })
}

function lookAt(app: Photoshop, document: OpenDocument): OpenedHost['look'] {
  return (landed) => {
    const own = app.machine.find(Number(landed.place.document)) ?? document
    const white = whiteOf(own.state.depth)
    const layer = [...everyLayer(own.state.layers)].find(({ id }) => id === landed.place.layer)
    if (landed.form === 'selection') return (x, y) => [(own.state.selection?.at(x, y) ?? 0) / 255]
    if (layer === undefined) return () => undefined
    if (landed.form === 'layer-mask' || landed.form === 'masked-layer') {
      return (x, y) => layer.mask && [layer.mask.plane.at(x, y) / white]
    }
    return (x, y) => [...layer.colours, layer.alpha].map((plane) => plane.at(x, y) / white)
  }
}

function repaint(app: Photoshop, document: OpenDocument): void {
  app.edit(document, 'Brush Tool', (draft) => {
    const layer = draft.layers[0] as LayerState
    layer.colours = layer.colours.map((plane) =>
      plane.written({ left: 8, top: 8, right: 30, bottom: 30 }, (_x, _y, old) => whiteOf(draft.depth) - old))
  })
}

/** One step of one sample of a layer. */
function dab(app: Photoshop, document: OpenDocument, layer: number): void {
  app.edit(document, 'Pencil', (draft) => {
    const on = draft.layers[layer] as LayerState
    on.colours = on.colours.map((plane) => plane.written({ left: 41, top: 29, right: 42, bottom: 30 }, (_x, _y, old) => old - 1))
  })
}

async function offerFiles(app: Photoshop): Promise<() => string[]> {
  const folders = ['from', 'to'].map((name) => join(app.roots.data, name))
  for (const folder of folders) mkdirSync(folder)
  const [from = '', to = ''] = folders
  for (const name of ['b.png', 'a.png']) {
    await sharp({ create: { width: 12, height: 10, channels: 3, background: '#204060' } }).png().toFile(join(from, name))
  }
  const answers = [from, to]
  app.uxpSide.storage.dialog = () => answers.shift()
  return () => readdirSync(to).sort()
}

const kit = (options: PhotoshopOptions): HostKit => ({
  doesNotApply: [],
  open: async (scene) => {
    const app = openPhotoshop({ files: 'request', ...options })
    const host = openPhotoshopHost(modulesOf(app))
    const document = scene === undefined ? undefined : makeDocument(app, scene)
    const opened = (): OpenDocument => document ?? app.makeDocument({ width: 1, height: 1 })
    return await Promise.resolve({
      host,
      hash: () => app.hash(opened()),
      undo: (times: number) => { for (let done = 0; done < times; done++) app.undo(opened()) },
      change: (what: Parameters<OpenedHost['change']>[0]) => {
        if (what === 'closed') return app.close(opened())
        if (what === 'pixels') return repaint(app, opened())
        if (what === 'stroke') return dab(app, opened(), 0)
        if (what === 'elsewhere') return dab(app, opened(), 1)
        app.edit(opened(), 'Crop', (draft) => { draft.width -= 5 })
      },
      look: (landed) => lookAt(app, opened())(landed),
      openAnother: () => {
        app.makeDocument({ title: 'another.psd', width: 9, height: 7, layers: [{ name: 'Other', pixels: 5 }] })
      },
      offerFiles: () => offerFiles(app),
      countLayers: () => [...everyLayer(opened().state.layers)].length,
      close: () => {
        expect([app.memory.live, app.countOpenFiles(), app.machine.scope]).toEqual([0, 0, undefined])
        app.remove()
      },
    } satisfies OpenedHost)
  },
})

describeHost('Photoshop, the worst of what was reported', kit({}))
describeHost('Photoshop, the best of what was reported', kit({
  readsNeedModal: false, maskWithoutMask: 'creates', maskDepth: 8, readsPlacedPixels: true, refusesEightOfSixteen: false,
  dropsOpaqueAlpha: true,
}))
