import { writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import { type Bounds, channelCount } from '#protocol'
import type { Content, Layer, Sheet } from '#standalone/web/document'
import { croppedPixels } from '#standalone/web/sheet-rows'
import { endHelpers, temporaryFolder } from '../support/helper'
import { openFilesHost, type OpenedFiles } from '../support/open-files'
import { describeHost, type HostKit, type OpenedHost, type Scene } from './host.contract'
import { plainScene } from './reading'
import { makePixels, readAll, type Values } from './scene'

/** A scene's layer as a file, which is how it gets into a browser. */
async function writeScene(scene: Scene): Promise<string> {
  const { width, height, channels, sample } = scene
  const whole = { left: 0, top: 0, right: width, bottom: height }
  const pixels = makePixels(whole, { channels, sample }, (x, y, channel) => scene.value(x, y, channel))
  const bytes = Buffer.from(await pixels.read(0, width * height * channelCount(channels) * (sample === 'u8' ? 1 : 2)))
  const raw = sample === 'u8' ? bytes : new Uint16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2)
  const space = `${channels.startsWith('gray') ? 'gray' : 'rgb'} ${sample}`
  const spaces: Record<string, string> = { 'gray u8': 'b-w', 'gray u16': 'grey16', 'rgb u8': 'srgb', 'rgb u16': 'rgb16' }
  const file = path.join(temporaryFolder(), 'photograph.png')
  const form = { raw: { width, height, channels: channelCount(channels) as 1 | 2 | 3 | 4 } }
  writeFileSync(file, await sharp(raw, form).toColourspace(spaces[space] ?? 'srgb').png().toBuffer())
  return file
}

let files: OpenedFiles
beforeAll(async () => { files = await openFilesHost() })
afterAll(async () => {
  files.client.close()
  await endHelpers()
})

async function hold(bounds: Bounds, value: Values): Promise<Sheet> {
  const { header, read } = makePixels(bounds, { channels: 'gray', sample: 'u8' }, value)
  const bytes = header.width * header.height
  const own = { reads: 0, read }
  const blob = await files.client.upload({ bytes, read: (offset, length) => own.read(offset, length) })
  return { header, at: { header, blob } }
}

/** What the scene has beside its pixels, as a user would have made it. */
async function dress({ width, height, mask, selection }: Scene, content: Content): Promise<Content> {
  const canvas = { left: 0, top: 0, right: width, bottom: height }
  const layers = await Promise.all(content.layers.map(async (layer): Promise<Layer> =>
    mask ? { ...layer, mask: { id: 'painted', isOn: true, order: 0, sheet: await hold(canvas, mask) } } : layer))
  const edge = selection?.edge && await hold(selection.bounds, selection.edge)
  const chosen = selection && { id: 'chosen', bounds: selection.bounds, ...(edge ? { sheet: edge } : {}) }
  return { ...content, layers, ...(chosen ? { selection: chosen } : {}) }
}

const lookInto = (sheet: Sheet | undefined) => async (x: number, y: number): Promise<number[] | undefined> => {
  if (!sheet) return undefined
  const at = await readAll(croppedPixels(files.client, sheet, { left: x, top: y, right: x + 1, bottom: y + 1 }))
  return Array.from({ length: channelCount(sheet.header.channels) }, (_, channel) => at(x, y, channel))
}

async function openScene(scene: Scene | undefined): Promise<OpenedHost | undefined> {
  const { store, host } = files
  for (const { id } of store.state.documents) store.close(id)
  const isElsewhere = scene?.bounds !== undefined || scene?.state !== undefined || scene?.sample === 'f32'
  if (isElsewhere) return undefined
  if (scene) {
    await files.open(await writeScene(scene))
    const content = await dress(scene, store.active!.content)
    store.change(store.active!.id, () => content)
  }
  const id = store.active?.id ?? ''
  const own = () => store.find(id)
  return {
    host,
    hash: () => JSON.stringify(own().content),
    undo: (times) => { for (let done = 0; done < times; done++) store.undo(id) },
    async change(what) {
      const before = own()
      const whole = { left: 0, top: 0, right: before.width, bottom: before.height }
      if (what === 'closed' || what === 'size') store.close(id)
      if (what === 'size') store.add({ ...before, width: before.width - 5 })
      if (what === 'elsewhere') store.change(id, (content) => ({ ...content, selection: { id: 'x', bounds: whole } }))
      if (what !== 'pixels' && what !== 'stroke') return
      const sheet = await hold(whole, () => 0.5)
      store.change(id, (content) => ({ ...content, layers: content.layers.map((layer) => ({ ...layer, sheet })) }))
    },
    look: ({ form, place }) => async (x, y) => {
      const { content } = store.find(place.document)
      if (form === 'selection') return lookInto(content.selection?.sheet)(x, y)
      if (form === 'document') return lookInto(content.layers[0]?.sheet)(x, y)
      const layer = content.layers.find((each) => each.id === (form === 'layer-mask' ? place.layer : place.id))
      return lookInto(form === 'layer' ? layer?.sheet : layer?.mask?.sheet)(x, y)
    },
    async openAnother() {
      await files.open(await writeScene({ ...plainScene, width: 9, height: 7 }))
    },
    countLayers: () => own().content.layers.length,
    close: () => undefined,
  }
}

const kit: HostKit = {
  open: openScene,
  doesNotApply: [
    'a layer that reaches outside of the canvas', 'files that it opens itself', 'rgb f32', 'an empty layer', 'a locked layer',
    'place as smart-object',
  ],
}

describeHost('files in a browser', kit)
