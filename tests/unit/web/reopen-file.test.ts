import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import sharp from 'sharp'
import type { PlaceHow } from '#host'
import { VERSION } from '#protocol'
import type { OpenDocument } from '#standalone/web/document'
import { saveDocument } from '#standalone/web/save-document'
import { croppedPixels } from '#standalone/web/sheet-rows'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { allOf, grayPixels, openFilesHost, type OpenedFiles, writeRamp } from '../../support/open-files'

const SIZE = { width: 30, height: 20 }
const whole = { left: 0, top: 0, right: SIZE.width, bottom: SIZE.height }
const recipeOf = (task: string, options: object): string =>
  JSON.stringify({ firstpassJob: 1, version: VERSION, task, input: 'ramp', options, provider: 'cpu', licence: 'any' })
const denoised = recipeOf('denoise', { strength: 35 })

let files: OpenedFiles
const folder = temporaryFolder()
beforeAll(async () => {
  await writeRamp(path.join(folder, 'ramp.png'), SIZE.width, SIZE.height)
  files = await openFilesHost()
})
afterAll(async () => {
  files.client.close()
  await endHelpers()
})

const how = (more: Partial<PlaceHow>): PlaceHow => ({
  form: 'layer', combine: 'replace', name: 'x', step: 'x', job: { id: 'j', recipe: '{}' },
  progress: () => undefined, isCancelled: () => false, ...more,
})

/** A photograph with a mask and a layer above, saved as its user would, and opened again. */
async function reopen(change: (document: OpenDocument) => OpenDocument = (same) => same): Promise<OpenDocument> {
  await files.open(path.join(folder, 'ramp.png'))
  const [target] = await files.host.targets('active')
  const { placement } = await files.host.read(target!, { region: 'all' })
  const matte = grayPixels({ left: 0, top: 0, ...SIZE }, (x) => (x < 10 ? 255 : x))
  const masked = how({ form: 'layer-mask', job: { id: 'm', recipe: recipeOf('mask', {}) } })
  await files.host.place(placement, { kind: 'matte', matte }, masked)
  const picture = (await files.host.read(target!, { region: 'all' })).picture
  await files.host.place(placement, { kind: 'picture', picture, scale: 1 }, how({
    name: 'Denoised 35 (Firstpass)', opacity: 60, job: { id: 'd', recipe: denoised },
  }))
  const saved = await saveDocument(files.client, change(files.store.active!), 'psd')
  const file = path.join(folder, 'saved.psd')
  writeFileSync(file, Buffer.from(await saved.bytes.arrayBuffer()))
  await files.open(file, 'saved.psd')
  return files.store.active!
}

/** With the topmost layer called so. */
const withName = (document: OpenDocument, name: string): OpenDocument => ({ ...document, content: {
  ...document.content, layers: document.content.layers.map((layer, at) => at === 0 ? layer : { ...layer, name }),
} })

async function reopenBytes(bytes: Buffer): Promise<OpenDocument> {
  const file = path.join(folder, 'changed.psd')
  writeFileSync(file, bytes)
  await files.open(file, 'changed.psd')
  return files.store.active!
}

const valuesOf = (sheet: OpenDocument['content']['layers'][number]['sheet']): Promise<number[]> =>
  allOf(croppedPixels(files.client, sheet, whole))

describe('a file of this page\'s that is opened again', () => {
  it('has its layers, their masks and opacity, and knows how the newest was made', async () => {
    const { content } = await reopen()
    expect(content.layers.map(({ name, opacity, isVisible }) => [name, opacity, isVisible]))
      .toEqual([['Photograph', 100, true], ['Denoised 35 (Firstpass)', 60, true]])
    const original = await sharp(path.join(folder, 'ramp.png')).ensureAlpha().raw().toBuffer()
    expect(content.layers[0]!.sheet.header.channels).toBe('rgb-alpha')
    expect(Buffer.from(await valuesOf(content.layers[0]!.sheet)).equals(original)).toBe(true)
    for (const { mask } of content.layers) {
      const values = await valuesOf(mask!.sheet)
      expect([values[9], values[10], values[29]]).toEqual([255, 10, 29])
    }
    const [target] = await files.host.targets('active')
    expect(target).toMatchObject({ name: 'Photograph', hasMask: true })
    const [earlier, ...others] = await files.host.earlier(target!)
    expect([earlier, others]).toMatchObject([{ job: { recipe: denoised }, landed: { form: 'layer' } }, []])
    const { placement } = await files.host.read(target!, { region: 'all' })
    const matte = grayPixels({ left: 0, top: 0, ...SIZE }, (x) => (x < 25 ? 255 : 3))
    await files.host.place(placement, { kind: 'matte', matte }, how({ form: 'layer-mask' }))
    for (const { mask } of files.store.active!.content.layers) {
      expect((await valuesOf(mask!.sheet)).slice(24, 26)).toEqual([255, 3])
    }
    await files.host.remove(earlier!.landed)
    expect(files.store.active!.content.layers.map(({ name }) => name)).toEqual(['Photograph'])
  })

  it('in which a layer blends in another way by now is one picture; long names are no trouble', async () => {
    await reopen()
    const saved = readFileSync(path.join(folder, 'saved.psd'))
    const blended = Buffer.from(saved)
    blended.write('mul ', blended.lastIndexOf('8BIMnorm', blended.indexOf('Denoised 35')) + 4, 'latin1')
    const named = await saveDocument(files.client, withName(files.store.active!, `${'D'.repeat(188)} (Firstpass)`), 'psd')
    const long = Buffer.from(await named.bytes.arrayBuffer())
    expect((await reopenBytes(long)).content.layers).toHaveLength(2)
    expect((await reopenBytes(saved)).content.layers).toHaveLength(2)
    expect((await reopenBytes(blended)).content.layers).toHaveLength(1)
  })

  it('with somebody else\'s layer in it is one picture, as every other file', async () => {
    const { content } = await reopen((document) => withName(document, 'Retouch'))
    expect(content.layers.map(({ name, mask }) => [name, mask])).toEqual([['Photograph', undefined]])
  })
})
