import { PLAYBACK, stepTextOf } from '../../plugins/photoshop/host'
import type { PanelModel } from '#panel'
import type { Globals } from '../simulators/photoshop/actions-panel'
import { endHelpers } from '../support/helper'
import {
  closePhotoshopPanels, everywhere, inBox, makePortrait, openPhotoshopPanel, type Paired, planeOf, startPaired,
} from '../support/photoshop-panel'

let paired: Paired

beforeAll(async () => { paired = await startPaired() })
afterEach(closePhotoshopPanels)
afterAll(endHelpers)

const box = everywhere((x, y) => (inBox(x, y) ? 255 : 0))

/** The plugin's global function as main.ts has it, over a test's panel. */
const globalsOf = (model: PanelModel): Globals => ({
  [PLAYBACK]: async (context: { onCancel?: unknown }, info: unknown) => {
    context.onCancel = () => model.cancel()
    const reports = await model.play(stepTextOf(info))
    if (reports.length === 0 || reports.some(({ status }) => status !== 'placed')) {
      throw new Error(model.state.problem?.message ?? reports[0]?.problem?.message ?? reports[0]?.status)
    }
  },
})

describe('actions', () => {
  it.each([true, false])('keep a run with its settings and replay it on another document; in a scope of the host\'s: %s',
    async (playsModally) => {
      const { model, ps } = await openPhotoshopPanel(paired, { playsModally })
      const first = makePortrait(ps)
      await model.run('mask')
      ps.actions.start()
      model.set('denoise', { strength: 35, opacity: 60 })
      await model.run('denoise')
      await model.run('mask', { combine: 'subtract' })
      const steps = ps.actions.stop()
      expect(steps.map(({ name, methodName }) => [name, methodName]))
        .toEqual([['Firstpass: Denoise', PLAYBACK], ['Firstpass: Select Subject', PLAYBACK]])
      model.set('denoise', { strength: 90, opacity: 100 })
      const second = makePortrait(ps)
      await ps.actions.play(steps, globalsOf(model))
      expect(second.state.layers.map(({ name, opacity }) => [name, opacity]))
        .toEqual([['Denoised 35 (Firstpass)', 60], ['Portrait', 100], ['Background', 100]])
      expect(planeOf(ps.layer(second, 'Portrait').mask?.plane)).toEqual(box.map((value) => 255 - value))
      expect(ps.history(second)).toEqual(['Open', 'Firstpass: Denoise', 'Firstpass: Select Subject'])
      expect(model.state.settings.denoise).toMatchObject({ strength: 90, opacity: 100 })
      expect(first.state.layers.map(({ name }) => name)).toEqual(['Denoised 35 (Firstpass)', 'Portrait', 'Background'])
    })

  it('keep nothing of runs that failed, of what is replayed, or where this Photoshop can\'t', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    ps.actions.start()
    await model.run('mask')
    expect(model.state.problem).toMatchObject({ code: 'TARGET_EMPTY' })
    makePortrait(ps)
    const step = { plugin: 'firstpass', name: 'x', methodName: PLAYBACK, info: {} }
    await expect(ps.actions.play([step], globalsOf(model))).rejects.toThrow('it was not recorded by this version')
    await model.run('mask')
    const [recorded] = ps.actions.stop()
    ps.actions.start()
    await ps.actions.play([recorded!], globalsOf(model), true)
    expect([ps.actions.stop(), stepTextOf(recorded!.info).length > 50]).toEqual([[], true])
    Object.assign(ps.photoshop.action, { recordAction: undefined })
    expect(await model.run('mask')).toMatchObject([{ status: 'placed' }])
  })

  it('end where a step fails or is cancelled, and the document is as it was', async () => {
    const { model, ps } = await openPhotoshopPanel(paired)
    const portrait = makePortrait(ps)
    ps.actions.start()
    await model.run('denoise')
    const steps = ps.actions.stop()
    const cmyk = ps.makeDocument({ width: 8, height: 8, mode: 'CMYK', layers: [{ name: 'Inks', pixels: 3 }] })
    const before = ps.hash(cmyk)
    await expect(ps.actions.play([...steps, ...steps], globalsOf(model))).rejects.toThrow('CMYK')
    expect([ps.hash(cmyk), ps.history(cmyk)]).toEqual([before, ['Open']])
    ps.undo(portrait)
    ps.activate(portrait, 'Portrait')
    const plain = ps.hash(portrait)
    for (const stage of ['working', 'placing'] as const) {
      const stop = model.subscribe(() => { if (model.state.run?.stage === stage) ps.pressEscape() })
      await expect(ps.actions.play(steps, globalsOf(model))).rejects.toThrow('cancelled')
      stop()
      expect([ps.hash(portrait), ps.history(portrait), ps.machine.scope]).toEqual([plain, ['Open'], undefined])
    }
    await ps.actions.play(steps, globalsOf(model))
    expect(portrait.state.layers[0]!.name).toBe('Denoised 50 (Firstpass)')
  })
})
