import sharp from 'sharp'
import { endHelpers, pairPanel, startTestHelper, type TestHelper, until } from '../../support/helper'
import {
  closePanels, jobsOf, openPairedPanel, openPortrait, openTestPanel, pairNewPanel, PANEL, signal,
} from '../../support/test-panel'

let helper: TestHelper
let token: string

beforeAll(async () => {
  helper = await startTestHelper({ engine: 'engine-for-panels' })
  token = await pairPanel(helper, PANEL)
})

afterEach(() => {
  signal.clear(helper, 'hold')
  closePanels()
})

afterAll(endHelpers)

describe('a placed result', () => {
  it('is hidden and shown, removed, and its places to check are revealed and drawn', async () => {
    const { model, host } = await openPortrait({ helper, token })
    const document = host.documents[0]!
    await model.runCommand('denoise-last')
    await model.runCommand('toggle-before-after')
    expect([document.layers[1]!.isVisible, model.state.reports[0]!.isShown]).toEqual([false, false])
    await model.runCommand('toggle-before-after')
    expect([document.layers[1]!.isVisible, model.state.reports[0]!.isShown]).toEqual([true, true])
    await model.runCommand('remove-last')
    expect(document.layers.map(({ name }) => name)).toEqual(['Portrait layer'])
    expect(model.state.reports).toEqual([])

    await model.runCommand('select-subject')
    const [report] = model.state.reports
    await model.reveal(report!.checks[0]!)
    expect(host.revealed).toEqual([{ left: 1, top: 2, right: 3, bottom: 4 }])
    await model.placeChecks()
    await model.placeChecks()
    expect(document.layers).toHaveLength(2)
    expect(document.layers[1]).toMatchObject({ name: 'Check here (Firstpass)', form: 'check-layer', isVisible: false })
    await model.runCommand('run-again')
    expect(document.layers[0]!.mask).toBeDefined()
  })

  it('of another document keeps its own report', async () => {
    const { model, host } = await openPortrait({ helper, token })
    const [portrait] = await model.run('denoise')
    host.addDocument('Dog', { width: 4, height: 4 }, () => 9)
    await model.run('denoise')
    expect(model.state.reports.map(({ target }) => target.document)).toEqual(['Dog', 'Portrait'])
    await model.removeLast(portrait!.id)
    expect(host.documents.map(({ layers }) => layers.length)).toEqual([1, 2])
  })
})

describe('the two methods', () => {
  it('as layers lie beside each other, and one shows at a time', async () => {
    const { model, host } = await openPortrait({ helper, token })
    const [first] = await model.run('denoise')
    const [second] = await model.compare()
    expect(second).toMatchObject({ status: 'placed', credit: 'Traditional method on cpu, 1.4 s' })
    const shown = (): Record<string, boolean> =>
      Object.fromEntries(host.documents[0]!.layers.slice(1).map(({ name, isVisible }) => [name, isVisible]))
    expect(shown()).toEqual({ 'Denoised 50 (Firstpass)': false, 'Denoised 50, traditional (Firstpass)': true })
    const bytes = Object.fromEntries(host.documents[0]!.layers.map(({ name, bytes: [value] }) => [name, value]))
    expect(bytes).toEqual({
      'Portrait layer': 200, 'Denoised 50 (Firstpass)': 190, 'Denoised 50, traditional (Firstpass)': 180,
    })
    expect(await model.compare(second!.id)).toEqual([])
    expect(shown()).toEqual({ 'Denoised 50 (Firstpass)': true, 'Denoised 50, traditional (Firstpass)': false })
    await model.compare(first!.id)
    expect(shown()).toEqual({ 'Denoised 50 (Firstpass)': false, 'Denoised 50, traditional (Firstpass)': true })
    expect(model.state.reports.map(({ isShown }) => isShown)).toEqual([true, false])
  })

  it('as masks take turns', async () => {
    const { model, host } = await openPortrait({ helper, token })
    await model.run('mask')
    const [other] = await model.compare()
    expect(other).toMatchObject({ status: 'placed', settings: { method: 'traditional' }, landed: { form: 'layer-mask' } })
    expect(model.state.reports).toHaveLength(1)
    await model.compare()
    expect(model.state.reports).toMatchObject([{ credit: 'tiny (MIT) on cpu, 1.4 s', settings: { method: 'model' } }])
    await model.compare()
    expect(model.state.reports).toMatchObject([{ credit: 'Traditional method on cpu, 1.4 s' }])
    expect(host.placings.slice(1).every(({ how }) => how.instead?.form === 'layer-mask')).toBe(true)
    expect(host.documents[0]!.layers).toHaveLength(1)
  })
})

describe('the loupe', () => {
  /** The pixel in the middle of a data URL's picture, and its size, as another program sees them. */
  async function middleOf(url: string | undefined): Promise<number[]> {
    const { data, info } = await sharp(Buffer.from(url!.split(',')[1]!, 'base64')).raw().toBuffer({ resolveWithObject: true })
    const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * info.channels
    return [info.width, info.height, ...data.subarray(at, at + 3)]
  }

  it('shows 512 px around a point: before, after and what was removed; only these are read', async () => {
    const panel = await openPairedPanel({}, { helper, token })
    const { model, host } = panel
    host.addDocument('Wide', { width: 900, height: 600 }, (x, y) => (x === 500 && y === 300 ? 120 : 50))
    const { length } = await jobsOf(panel)
    model.choose('denoise')
    await until('the target is known', () => model.state.targets[0]?.document === 'Wide')
    await model.loupe({ x: 500, y: 300 })
    const { loupe } = model.state
    expect(loupe?.state).toBe('ready')
    expect(await middleOf(loupe?.before)).toEqual([512, 512, 120, 130, 140])
    expect(await middleOf(loupe?.after)).toEqual([512, 512, 110, 120, 130])
    expect(await middleOf(loupe?.removed)).toEqual([512, 512, 133, 133, 133])
    expect([host.open, host.placings.length, host.documents[0]!.layers.length]).toEqual([0, 0, 1])
    await until('the helper forgot it', async () => (await jobsOf(panel)).length === length)
    model.set('denoise', { method: 'traditional' })
    await until('it is looked at again', () => model.state.loupe?.after !== loupe?.after)
    expect(await middleOf(model.state.loupe?.after)).toEqual([512, 512, 100, 110, 120])
    model.choose('upscale')
    expect(model.state.loupe).toBeUndefined()
    await model.loupe({ x: 500, y: 300 })
    expect(await middleOf(model.state.loupe?.before)).toEqual([256, 256, 120, 130, 140])
    expect(await middleOf(model.state.loupe?.after)).toEqual([512, 512, 120, 130, 140])
    await model.loupe(undefined)
    expect(model.state.loupe).toBeUndefined()
  })

  it('of a mask: the cut-out and what is hidden, from one job however often it is moved', async () => {
    const panel = await openPairedPanel({}, await pairNewPanel(helper))
    const { model, host } = panel
    host.addDocument('Wide', { width: 900, height: 600 }, (x) => (x < 500 ? 200 : 40))
    await until('the target is known', () => model.state.targets[0]?.document === 'Wide')
    await model.loupe({ x: 300, y: 300 })
    const { loupe } = model.state
    expect(loupe?.state).toBe('ready')
    expect(await middleOf(loupe?.before)).toEqual([512, 512, 200, 210, 220])
    expect(await middleOf(loupe?.after)).toEqual([512, 512, 200, 210, 220])
    expect(await middleOf(loupe?.removed)).toEqual([512, 512, 200, 210, 220])
    // Nobody waits for it, should the panel end without a word.
    expect(await jobsOf(panel)).toEqual([{ state: 'succeeded', placed: true }])
    await model.loupe({ x: 600, y: 300 })
    expect(await middleOf(model.state.loupe?.before)).toEqual([512, 512, 40, 50, 60])
    expect((await middleOf(model.state.loupe?.after)).slice(2)).toEqual([204, 204, 204])
    expect((await middleOf(model.state.loupe?.removed)).slice(2)).toEqual([154, 38, 42])
    expect(await jobsOf(panel)).toHaveLength(1)
    host.documents[0]!.layers[0]!.bytes.fill(90)
    await model.loupe({ x: 600, y: 300 })
    expect((await middleOf(model.state.loupe?.before)).slice(2)).toEqual([90, 90, 90])
    await until('the first job is forgotten', async () => (await jobsOf(panel)).length === 1)
    expect([host.open, host.placings.length]).toEqual([0, 0])
    await model.loupe(undefined)
    await until('the helper forgot it', async () => (await jobsOf(panel)).length === 0)
  })

  it('says why it shows nothing', async () => {
    const { model, host } = await openPortrait({ helper, token })
    await until('the target is known', () => model.state.targets.length > 0)
    model.choose('denoise')
    host.documents[0]!.layers = []
    await model.loupe({ x: 1, y: 1 })
    expect(model.state.loupe).toMatchObject({ state: 'failed', problem: { code: 'TARGET_GONE' } })
  })
})

describe('what is remembered', () => {
  it('the last settings of each task', async () => {
    const first = await openPortrait({ helper, token })
    first.model.set('denoise', { strength: 35, chroma: 20 })
    first.model.set('mask', { form: 'selection' })
    const again = openTestPanel({ ports: [helper.port], kept: first.kept })
    expect(again.model.state.settings.denoise).toMatchObject({ strength: 35, chroma: 20 })
    expect(again.model.state.settings.mask.form).toBe('selection')
    again.model.set('denoise', { chroma: undefined })
    expect('chroma' in again.model.state.settings.denoise).toBe(false)
    first.kept.set('settings-mask', '{"form":"poster"}')
    expect(openTestPanel({ ports: [], kept: first.kept }).model.state.settings.mask.form).toBe('layer-mask')
  })

  it('presets by name, in the format of the command line', async () => {
    const { model, kept } = await openPortrait({ helper, token })
    model.set('denoise', { strength: 70, opacity: 40 })
    model.choose('denoise')
    model.savePreset(' Night ')
    expect(JSON.parse(model.exportPreset('Night')!)).toEqual({
      firstpassPreset: 1, name: 'Night', task: 'denoise', options: { method: 'model', strength: 70, removed: false },
    })
    model.set('denoise', { strength: 10 })
    model.choose('mask')
    model.loadPreset('Night')
    expect([model.state.task, model.state.settings.denoise.strength]).toEqual(['denoise', 70])
    model.importPreset('{"firstpassPreset":1,"name":"Hair","task":"mask","options":{"featherPx":2}}')
    expect([model.state.task, model.state.settings.mask.featherPx]).toEqual(['mask', 2])
    expect(openTestPanel({ ports: [], kept }).model.state.presets.map(({ name }) => name)).toEqual(['Hair', 'Night'])
    model.importPreset('{"firstpassPreset":1,"name":"Bad","task":"mask","options":{"featherPx":"much"}}')
    expect(model.state.problem).toMatchObject({ code: 'OPTION_INVALID' })
    model.removePreset('Night')
    expect(model.state.presets.map(({ name }) => name)).toEqual(['Hair'])
  })

  it('a run whose panel was closed: its result is offered by the next one, and placed', async () => {
    const first = await openPortrait({ helper, token })
    signal.set(helper, 'hold')
    void first.model.run('denoise')
    await until('it works', () => first.model.state.run?.stage === 'working')
    const kept = new Map(first.kept)
    const second = await openPairedPanel({ host: first.host, kept }, { helper, token })
    signal.clear(helper, 'hold')
    await until('it is offered', () => second.model.state.waiting.length === 1)
    expect(second.model.state.waiting[0]).toMatchObject({ title: 'Denoised 50 (Firstpass) for “Portrait layer”' })
    await second.model.placeWaiting(second.model.state.waiting[0]!.job)
    expect(second.model.state.reports).toMatchObject([{ status: 'placed', task: 'denoise' }])
    expect(JSON.parse(kept.get('runs')!)).toEqual([])
  })

  it('what waits of a picture goes in the place of an earlier result', async () => {
    const { model, host } = await openPortrait({ helper, token })
    const { layers } = host.documents[0]!
    await model.run('denoise')
    model.set('denoise', { strength: 70 })
    signal.set(helper, 'hold')
    const running = model.run('denoise')
    await until('it works', () => model.state.run?.stage === 'working')
    layers[0]!.bytes[0] = 99
    signal.clear(helper, 'hold')
    expect(await running).toMatchObject([{ status: 'kept' }])
    await model.placeWaiting(model.state.waiting[0]!.job)
    expect(model.state.problem).toBeUndefined()
    expect(host.documents[0]!.layers.map(({ name }) => name)).toEqual(['Portrait layer', 'Denoised 70 (Firstpass)'])
  })
})
