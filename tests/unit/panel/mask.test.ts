import { endHelpers } from '../../support/helper'
import { closePanels, jobsOf, openPairedPanel, type PanelAndHelper } from '../../support/test-panel'

afterEach(async () => {
  closePanels()
  await endHelpers()
})

const size = { width: 12, height: 10 }
const inBox = (x: number, y: number): boolean => x >= 3 && x < 8 && y >= 2 && y < 9

/** A bright box on a dark ground: the engine's matte is white there. */
async function openPortrait(): Promise<PanelAndHelper> {
  const panel = await openPairedPanel()
  panel.host.addDocument('Portrait', size, (x, y) => (inBox(x, y) ? 200 : 40))
  return panel
}

const matteOf = (isIn: (x: number, y: number) => boolean): number[] =>
  Array.from({ length: size.width * size.height }, (_, at) => (isIn(at % size.width, Math.floor(at / size.width)) ? 255 : 0))

describe('the subject', () => {
  it('becomes a layer mask, and the layer keeps its pixels', async () => {
    const { model, host, ...rest } = await openPortrait()
    const layer = host.documents[0]!.layers[0]!
    const before = layer.bytes.slice()
    const [report] = await model.run('mask')
    expect(report).toMatchObject({
      status: 'placed', task: 'mask', credit: 'tiny (MIT) on cpu, 1.4 s', notes: ['Read from memory.'],
      target: { name: 'Portrait layer', document: 'Portrait' }, landed: { form: 'layer-mask' },
      checks: [{ left: 1, top: 2, right: 3, bottom: 4, reason: 'A soft edge' }],
    })
    expect([...layer.mask!]).toEqual(matteOf(inBox))
    expect(layer.bytes).toEqual(before)
    expect(host.documents[0]!.history).toEqual(['Firstpass: Select Subject'])
    expect(host.placings[0]!.how).toMatchObject({ name: 'Subject (Firstpass)', combine: 'replace' })
    expect(host.open).toBe(0)
    expect(await jobsOf({ model, host, ...rest })).toEqual([{ state: 'succeeded', placed: true }])
  })
})
