import { failure } from '#protocol'
import type { PanelState, RunState } from '#panel'
import { askAs, endHelpers, startTestHelper, type TestHelper, until } from '../../support/helper'
import {
  closePanels, jobsOf, openPairedPanel, type Paired, type PanelAndHelper, pairNewPanel, signal,
} from '../../support/test-panel'

let helper: TestHelper
let paired: Paired

beforeAll(async () => {
  helper = await startTestHelper({ engine: 'engine-for-panels' })
})

beforeEach(async () => {
  paired = await pairNewPanel(helper)
})

afterEach(() => {
  closePanels()
  signal.clear(helper, 'hold')
  signal.clear(helper, 'fail')
})

afterAll(endHelpers)

const size = { width: 12, height: 10 }
const inBox = (x: number, y: number): boolean => x >= 3 && x < 8 && y >= 2 && y < 9
const everywhere = (isIn: (x: number, y: number) => boolean): number[] =>
  Array.from({ length: size.width * size.height }, (_, at) => (isIn(at % size.width, Math.floor(at / size.width)) ? 255 : 0))

/** A bright box on a dark ground: the engine's matte is white there. */
async function openPortrait(): Promise<PanelAndHelper> {
  const panel = await openPairedPanel({}, paired)
  panel.host.addDocument('Portrait', size, (x, y) => (inBox(x, y) ? 200 : 40))
  return panel
}

/** All that a document is, to compare. */
const snapshot = ({ host }: PanelAndHelper): string => JSON.stringify(host.documents.map(({ layers, history, selection }) => ({
  layers: layers.map(({ bytes, mask, ...rest }) => ({ ...rest, bytes: [...bytes], mask: mask && [...mask] })), history,
  selection: selection && [...selection],
})))

const stagesOf = (seen: readonly PanelState[]): RunState['stage'][] =>
  seen.flatMap(({ run }) => run ? [run.stage] : []).filter((stage, at, all) => stage !== all[at - 1])

describe('the subject', () => {
  it('becomes a layer mask; the layer keeps its pixels and nothing is left behind', async () => {
    const panel = await openPortrait()
    const { model, host } = panel
    const layer = host.documents[0]!.layers[0]!
    const before = layer.bytes.slice()
    const [report] = await model.run('mask')
    expect(report).toMatchObject({
      status: 'placed', task: 'mask', credit: 'tiny (MIT) on cpu, 1.4 s', notes: ['Read from memory.'],
      target: { name: 'Portrait layer', document: 'Portrait' }, landed: { form: 'layer-mask' },
      checks: [{ left: 1, top: 2, right: 3, bottom: 4, reason: 'A soft edge' }],
    })
    expect([...layer.mask!]).toEqual(everywhere(inBox))
    expect(layer.bytes).toEqual(before)
    expect(host.documents[0]!.history).toEqual(['Firstpass: Select Subject'])
    expect(host.placings[0]!.how).toMatchObject({ name: 'Subject (Firstpass)', combine: 'replace' })
    expect(host.open).toBe(0)
    expect(await jobsOf(panel)).toEqual([{ state: 'succeeded', placed: true }])
    expect(JSON.parse(panel.kept.get('runs')!)).toEqual([])
    expect(stagesOf(panel.seen)).toEqual(expect.arrayContaining(['reading', 'sending', 'working', 'placing']))
    expect(panel.seen.some(({ run }) => run?.words === 'Finding the subject' && run.share === 1)).toBe(true)
  })

  it('is added to, taken from and cut with the mask that is there', async () => {
    const { model, host } = await openPortrait()
    const layer = host.documents[0]!.layers[0]!
    const left = (x: number): boolean => x < 5
    for (const [combine, isIn] of [
      ['add', (x, y) => left(x) || inBox(x, y)], ['subtract', (x, y) => left(x) && !inBox(x, y)],
      ['intersect', (x, y) => left(x) && inBox(x, y)],
    ] as ['add' | 'subtract' | 'intersect', (x: number, y: number) => boolean][]) {
      layer.mask = Uint8Array.from(everywhere(left))
      await model.run('mask', { combine })
      expect([...layer.mask]).toEqual(everywhere(isIn))
    }
    expect(host.placings.every(({ how }) => how.instead === undefined)).toBe(true)
  })

  it('becomes a selection with Cmd or Ctrl, and is looked for in the selection\'s box', async () => {
    const { model, host } = await openPortrait()
    const document = host.documents[0]!
    const marked = (x: number, y: number): boolean => x >= 5 && x < 7 && y >= 4 && y < 20
    document.selection = Uint8Array.from(everywhere(marked))
    model.set('mask', { isBoxed: true })
    const [report] = await model.run('mask', { form: 'selection' })
    expect(report).toMatchObject({ status: 'placed', landed: { form: 'selection' } })
    expect([...document.selection]).toEqual(everywhere((x, y) => inBox(x, y) && marked(x, y)))
    delete document.selection
    expect(await model.run('mask')).toMatchObject([{ status: 'failed', problem: { code: 'SELECTION_EMPTY' } }])
    expect(host.open).toBe(0)
  })

  it('starts from the mask that is there', async () => {
    const { model, host } = await openPortrait()
    const layer = host.documents[0]!.layers[0]!
    const drawn = Uint8Array.from({ length: 120 }, (_, at) => at * 2)
    layer.mask = drawn.slice()
    model.set('mask', { start: 'layer-mask' })
    await model.run('mask')
    expect(layer.mask).toEqual(drawn)
    delete layer.mask
    expect(await model.run('mask')).toMatchObject([{
      status: 'failed', problem: { code: 'MASK_MISSING', message: 'Portrait layer has no mask to start from.' },
    }])
  })

  it('as a clean layer brings the foreground and its matte', async () => {
    const { model, host } = await openPortrait()
    model.set('mask', { decontaminate: true })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed', landed: { form: 'masked-layer' } }])
    const [below, above] = host.documents[0]!.layers
    expect(above).toMatchObject({ name: 'Subject (Firstpass)', bytes: below!.bytes })
    expect([...above!.mask!]).toEqual(everywhere(inBox))
    expect(below!.mask).toBeUndefined()
  })

  it('remembers in its recipe which models the user allowed', async () => {
    const { model, host, helper } = await openPortrait()
    const allow = (licence: string) =>
      askAs(helper, helper.file.token, { method: 'POST', path: '/v1/settings', body: { licence } })
    const licences: unknown[] = []
    for (const licence of ['any', 'permissive']) {
      await allow(licence)
      await model.run('mask')
      licences.push((JSON.parse(host.placings.at(-1)!.how.job.recipe) as { licence: string }).licence)
    }
    expect(licences).toEqual(['any', 'permissive'])
  })

  it('leaves the feather to a host that has it live, else asks the helper for it', async () => {
    const { model, host } = await openPortrait()
    model.set('mask', { featherPx: 3 })
    await model.run('mask')
    expect(host.placings[0]!.how.featherPx).toBeUndefined()
    expect(JSON.parse(host.placings[0]!.how.job.recipe)).toMatchObject({ task: 'mask', options: { featherPx: 3, model: 'tiny' } })
    host.can = { ...host.can, hasLiveFeather: true }
    await model.run('mask')
    expect(host.placings[1]!.how.featherPx).toBe(3)
    await model.run('mask', { combine: 'add' })
    expect(host.placings[2]!.how.featherPx).toBeUndefined()
  })
})

describe('denoise and upscale', () => {
  it('a layer above, within the selection\'s soft edge, with the opacity asked for', async () => {
    const { model, host } = await openPortrait()
    const document = host.documents[0]!
    const edge = Uint8Array.from({ length: 120 }, (_, at) => at)
    document.selection = edge
    model.set('denoise', { strength: 35, opacity: 60 })
    const [report] = await model.run('denoise')
    expect(report).toMatchObject({ status: 'placed', landed: { form: 'layer' } })
    const [below, above] = document.layers
    expect(above).toMatchObject({ name: 'Denoised 35 (Firstpass)', opacity: 60, bytes: below!.bytes.map((value) => value - 10) })
    const { limit } = host.placings[0]!.how
    expect(await limit!.read(0, 120)).toEqual(edge)
    model.set('denoise', { isLimited: false })
    await model.run('denoise')
    expect(host.placings[1]!.how.limit).toBeUndefined()
  })

  it('a document of its own, each pixel twice', async () => {
    const { model, host } = await openPortrait()
    expect(await model.run('upscale')).toMatchObject([{ status: 'placed', landed: { form: 'document' } }])
    expect(host.documents[1]).toMatchObject({ name: 'Upscaled 2x (Firstpass)', width: 24, height: 20 })
    const { bytes } = host.documents[1]!.layers[0]!
    expect([bytes[0], bytes[3 * (24 * 4 + 6)], bytes[3 * (24 * 17 + 15)], bytes[3 * (24 * 18 + 15)]]).toEqual([40, 200, 200, 40])
  })
})

describe('again', () => {
  it('replaces the earlier result of the task, not that of another', async () => {
    const { model, host } = await openPortrait()
    await model.run('denoise')
    await model.run('mask')
    model.set('denoise', { strength: 80 })
    model.choose('mask')
    await model.run('denoise')
    expect(host.documents[0]!.layers.map(({ name }) => name)).toEqual(['Portrait layer', 'Denoised 80 (Firstpass)'])
    expect(host.documents[0]!.layers[0]!.mask).toBeDefined()
    expect(model.state.reports.map(({ task }) => task)).toEqual(['denoise', 'mask'])
    await model.runAgain()
    expect(host.documents[0]!.layers).toHaveLength(2)
    expect(model.state.reports.map(({ task }) => task)).toEqual(['denoise', 'mask'])
  })

  it('works from what the document says, after the panel was closed', async () => {
    const first = await openPortrait()
    first.model.set('denoise', { strength: 35, luma: 40 })
    await first.model.run('denoise')
    first.model.close()
    const { model, host } = await openPairedPanel({ host: first.host }, paired)
    await model.runAgain()
    expect(host.documents[0]!.layers.map(({ name }) => name)).toEqual(['Portrait layer', 'Denoised 35 (Firstpass)'])
    expect(JSON.parse(host.placings[1]!.how.job.recipe)).toMatchObject({ options: { strength: 35, luma: 40 } })
  })

  it('says so where nothing was made yet', async () => {
    const { model } = await openPortrait()
    expect(await model.runAgain()).toEqual([])
    expect(model.state.problem).toMatchObject({ message: 'Nothing was made here by Firstpass yet.' })
  })
})

describe('what goes wrong', () => {
  it('the target changed meanwhile: said, kept, and placed by hand', async () => {
    const panel = await openPortrait()
    const { model, host } = panel
    const layer = host.documents[0]!.layers[0]!
    signal.set(paired.helper, 'hold')
    const running = model.run('mask')
    await until('it works', () => model.state.run?.stage === 'working')
    layer.bytes[0] = 99
    signal.clear(paired.helper, 'hold')
    expect(await running).toMatchObject([{ status: 'kept', problem: { code: 'TARGET_CHANGED' } }])
    expect(layer.mask).toBeUndefined()
    expect(model.state.waiting).toMatchObject([{ title: 'Subject (Firstpass) for “Portrait layer”', isBusy: false }])
    expect(await jobsOf(panel)).toEqual([{ state: 'succeeded', placed: false }])
    await model.placeWaiting(model.state.waiting[0]!.job)
    expect([...layer.mask!]).toEqual(everywhere(inBox))
    expect(model.state.waiting).toEqual([])
    expect(model.state.reports[0]).toMatchObject({ status: 'placed', landed: { form: 'layer-mask' } })
    expect(await jobsOf(panel)).toEqual([{ state: 'succeeded', placed: true }])
  })

  it('the target is gone: kept; placing it says why it can\'t be, discarding removes it', async () => {
    const panel = await openPortrait()
    const { model, host } = panel
    signal.set(paired.helper, 'hold')
    const running = model.run('mask')
    await until('it works', () => model.state.run?.stage === 'working')
    host.documents[0]!.layers = []
    signal.clear(paired.helper, 'hold')
    expect(await running).toMatchObject([{ status: 'kept', problem: { code: 'TARGET_GONE' } }])
    const { job } = model.state.waiting[0]!
    await model.placeWaiting(job)
    expect(model.state.waiting).toMatchObject([{ job, isBusy: false, problem: { code: 'TARGET_GONE' } }])
    await model.discardWaiting(job)
    expect(model.state.waiting).toEqual([])
    expect(await jobsOf(panel)).toEqual([])
  })

  it('the host refuses: the result is kept, the document as it was', async () => {
    const panel = await openPortrait()
    const before = snapshot(panel)
    panel.host.onPlace = () => {
      throw failure('HOST_BUSY', { host: 'Memory', reason: 'a dialog is open' })
    }
    expect(await panel.model.run('denoise')).toMatchObject([{ status: 'kept', problem: { code: 'HOST_BUSY' } }])
    expect(snapshot(panel)).toBe(before)
    expect(panel.model.state.waiting).toHaveLength(1)
  })

  it('the helper fails: its sentence is shown', async () => {
    const panel = await openPortrait()
    const before = snapshot(panel)
    signal.set(paired.helper, 'fail')
    expect(await panel.model.run('mask')).toMatchObject([{
      status: 'failed', problem: { code: 'OUT_OF_MEMORY', message: 'The smallest tile still needs 5000 MB of memory.' },
    }])
    expect(snapshot(panel)).toBe(before)
    expect(panel.host.open).toBe(0)
    expect(panel.kept.get('runs')).toBe('[]')
  })

  it('nothing is open', async () => {
    const { model } = await openPairedPanel({}, paired)
    expect(await model.run('mask')).toEqual([])
    expect(model.state.problem).toMatchObject({ message: 'There is no picture to work on.' })
  })

  it('a setting that the task does not know is refused, and the others stay', async () => {
    const { model } = await openPortrait()
    model.set('denoise', { strength: 400 })
    expect(model.state.problem).toMatchObject({ code: 'OPTION_INVALID', message: 'denoise: strength: is above 100.' })
    expect(model.state.settings.denoise.strength).toBe(50)
  })
})

describe('several targets', () => {
  it('each has its report; one that can\'t be read does not stop the others', async () => {
    const { model, host } = await openPortrait()
    host.addDocument('Cat', size, () => 200).layers[0]!.obstacle = failure('TARGET_EMPTY', { name: 'Cat layer' }).toJSON()
    host.addDocument('Dog', size, (x) => (x < 6 ? 200 : 0))
    await model.chooseScope('all-documents')
    expect(model.state.targets.map(({ document }) => document)).toEqual(['Portrait', 'Cat', 'Dog'])
    const reports = await model.run('mask')
    expect(reports.map(({ target, status }) => [target.document, status])).toEqual(
      [['Portrait', 'placed'], ['Cat', 'failed'], ['Dog', 'placed']])
    expect(reports[1]!.problem).toMatchObject({ code: 'TARGET_EMPTY', message: 'Cat layer has no pixels.' })
    expect([...host.documents[2]!.layers[0]!.mask!]).toEqual(everywhere((x) => x < 6))
  })
})
