import { openPhotoshop, type Photoshop } from '../../simulators/photoshop'

const opened: Photoshop[] = []
const open = (...given: Parameters<typeof openPhotoshop>): Photoshop => {
  const made = openPhotoshop(...given)
  opened.push(made)
  return made
}
afterEach(() => { for (const each of opened.splice(0)) each.remove() })

const subject = (app: Photoshop, depth: 8 | 16 | 32 = 8) => app.makeDocument({
  width: 40, height: 30, depth, layers: [
    { name: 'Portrait', bounds: { left: -5, top: 4, right: 15, bottom: 24 }, pixels: (x, y, c) => (x + 5) * 4 + c + (y - y) },
    { kind: 'background', pixels: 9 },
  ],
})

describe('a picture in the model', () => {
  it('gives a layer its pixels, trimmed to them, at its own depth', async () => {
    const app = open()
    const document = subject(app)
    const id = app.layer(document, 'Portrait').id
    const read = await app.photoshop.core.executeAsModal(async () => {
      const { imageData, sourceBounds, level } = await app.photoshop.imaging.getPixels({
        documentID: document.id, layerID: id, sourceBounds: { left: 0, top: 0, right: 40, bottom: 6 } })
      const data = await imageData.getData()
      await imageData.dispose()
      return { sourceBounds, level, components: imageData.components, first: [...data.slice(0, 4)], length: data.length }
    }, { commandName: 'Read' })
    expect(read).toEqual({
      sourceBounds: { left: 0, top: 4, right: 15, bottom: 6 }, level: 0,
      components: 4, first: [20, 21, 22, 255], length: 15 * 2 * 4,
    })
    expect(app.memory).toMatchObject({ live: 0, bytes: 0, peakBytes: 240 })
  })
})
