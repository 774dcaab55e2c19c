import * as fs from 'node:fs'
import * as path from 'node:path'
import { readPreset } from '#standalone/cli/preset-file'
import { ask, askAs, endHelpers, startTestHelper, type TestHelper, until } from '../support/helper'
import { closePanels, openPairedPanel, openTestPanel, pairNewPanel } from '../support/test-panel'

let helper: TestHelper
beforeAll(async () => { helper = await startTestHelper({ engine: 'engine-for-panels' }) })
afterEach(closePanels)
afterAll(endHelpers)

const names = ({ state }: { state: { presets: readonly { name: string }[] } }): string[] => state.presets.map(({ name }) => name)

describe('presets in panels and in the command line', () => {
  it('are the same: what a panel saves, the command line reads, and another panel has', async () => {
    const first = await openPairedPanel({}, await pairNewPanel(helper))
    first.model.set('denoise', { strength: 70 })
    first.model.choose('denoise')
    await first.model.savePreset('Night')
    expect(first.model.state.problem).toBeUndefined()
    expect(readPreset('Night', 'denoise', helper.dataFolder).options).toMatchObject({ strength: 70 })
    const second = await openPairedPanel({}, await pairNewPanel(helper))
    await until('it has them', () => second.model.state.presets.length === 1)
    second.model.loadPreset('Night')
    expect([second.model.state.task, second.model.state.settings.denoise.strength]).toEqual(['denoise', 70])
    fs.writeFileSync(path.join(helper.dataFolder, 'presets/Hair.json'),
      '{"firstpassPreset":1,"name":"Hair","task":"mask","options":{"featherPx":2}}')
    await second.model.refreshPresets()
    expect(names(second.model)).toEqual(['Hair', 'Night'])
    await second.model.removePreset('Night')
    await first.model.refreshPresets()
    expect(names(first.model)).toEqual(['Hair'])
    expect(fs.readdirSync(path.join(helper.dataFolder, 'presets'))).toEqual(['Hair.json'])
  })

  it('that were made without the helper come to it later; its own of a name is not lost at the first meeting', async () => {
    const own = await pairNewPanel(helper)
    const kept = new Map([['panel', own.id!]])
    fs.mkdirSync(path.join(helper.dataFolder, 'presets'), { recursive: true })
    const both = path.join(helper.dataFolder, 'presets/Both.json')
    fs.writeFileSync(both,
      '{"firstpassPreset":1,"name":"Both","task":"mask","options":{"featherPx":9}}')
    const away = openTestPanel({ ports: [], kept })
    await away.model.savePreset('Both')
    await away.model.savePreset('Mine')
    expect(names(away.model)).toEqual(['Both', 'Mine'])
    const here = await openPairedPanel({ kept }, own)
    await until('they have met', () => here.model.state.presets.length > 2)
    expect(names(here.model)).toEqual(['Both', 'Hair', 'Mine'])
    expect(readPreset('Both', 'mask', helper.dataFolder).options).toMatchObject({ featherPx: 9 })
    expect(readPreset('Mine', 'mask', helper.dataFolder).options).toMatchObject({ featherPx: 0 })
    // From then on the last word counts, also that of a panel which was alone.
    const again = openTestPanel({ ports: [], kept })
    await again.model.removePreset('Both')
    const back = await openPairedPanel({ kept }, own)
    await until('it is told', () => !fs.existsSync(both))
    await back.model.refreshPresets()
    expect(names(back.model)).toEqual(['Hair', 'Mine'])
  })

  it('refuse names that are paths, in the panel and on the wire', async () => {
    const { model, token } = await openPairedPanel({}, await pairNewPanel(helper))
    await model.savePreset('../../escape')
    expect(model.state.problem).toMatchObject({ code: 'OPTION_INVALID' })
    const preset = { firstpassPreset: 1, name: '../../escape', task: 'mask', options: {} }
    const post = async (what: string, body: object) =>
      (await askAs(helper, token, { method: 'POST', path: `/v1/presets/${what}`, body })).json() as { code?: string }
    expect(await post('save', preset)).toMatchObject({ code: 'OPTION_INVALID' })
    expect(await post('save', { ...preset, name: 'x', extra: 1 })).toMatchObject({ code: 'REQUEST_INVALID' })
    expect(await post('remove', { name: '..' })).toMatchObject({ code: 'OPTION_INVALID' })
    expect((await ask(helper, { path: '/v1/presets' })).status).toBe(401)
    expect(fs.readdirSync(helper.dataFolder)).not.toContain('escape.json')
  })
})
