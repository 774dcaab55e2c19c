import * as fs from 'node:fs'
import * as path from 'node:path'
import { ratio } from '#protocol'
import { closeClipPanels, openClipPanel } from '../../support/clip-panel'
import { endHelpers, startTestHelper, temporaryFolder, type TestHelper, until } from '../../support/helper'
import { closePanels, openPairedPanel, type PanelAndHelper, signal } from '../../support/test-panel'

afterEach(async () => {
  closePanels()
  closeClipPanels()
  await endHelpers()
})

const size = { width: 12, height: 10 }
const matte = Array.from({ length: 120 }, (_, at) => (at % 12 < 6 ? 255 : 0))

/** A run whose helper is killed while it works. */
async function killWhileWorking(nowMs: () => number): Promise<{ panel: PanelAndHelper; running: Promise<readonly object[]> }> {
  const panel = await openPairedPanel({ surroundings: { nowMs } })
  panel.host.addDocument('Portrait', size, (x) => (x < 6 ? 200 : 40))
  signal.set(panel.helper, 'hold')
  const running = panel.model.run('mask')
  await until('it works', () => panel.model.state.run?.stage === 'working')
  await panel.helper.kill()
  await until('the panel sees that', () => panel.model.state.connection.kind === 'lost')
  return { panel, running }
}

const startAgain = ({ port, dataFolder }: TestHelper): Promise<TestHelper> =>
  startTestHelper({ engine: 'engine-for-panels', dataFolder, env: { TEST_PORT: String(port) } })

describe('a helper that dies while it works', () => {
  it('and comes back soon: the run goes on by itself', async () => {
    const { panel: { model, host, helper }, running } = await killWhileWorking(Date.now)
    expect(model.state.run?.stage).toBe('working')
    signal.clear(helper, 'hold')
    await startAgain(helper)
    expect(await running).toMatchObject([{ status: 'placed' }])
    expect([...host.documents[0]!.layers[0]!.mask!]).toEqual(matte)
  })

  it('and stays away: the run fails, and its result is offered once the helper is back', async () => {
    // Ten seconds of patience pass in half of one.
    const { panel: { model, host, helper }, running } = await killWhileWorking(() => Date.now() * 20)
    expect(await running).toMatchObject([{ status: 'failed', problem: { code: 'HELPER_LOST' } }])
    signal.clear(helper, 'hold')
    await startAgain(helper)
    await until('it is offered', () => model.state.waiting.length === 1)
    await model.placeWaiting(model.state.waiting[0]!.job)
    expect([...host.documents[0]!.layers[0]!.mask!]).toEqual(matte)
    expect(model.state.waiting).toEqual([])
  })

  it('while it works on a clip, the run goes on by itself when it is back, and the clip is placed once', async () => {
    const wish = { engine: 'engine-for-clips', codec: 'codec-for-clips' }
    const helper = await startTestHelper(wish)
    const info = {
      container: 'mov', codec: 'prores', width: 96, height: 64, pixelAspect: { num: 1, den: 1 }, rate: { num: 25, den: 1 },
      frames: 40, isVariableRate: false, rotation: 0, scan: 'progressive', depth: 10, hasAlpha: false, audio: [],
      colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' },
    }
    for (const name of ['clip.json', 'made.json']) fs.writeFileSync(path.join(helper.dataFolder, name), JSON.stringify(info))
    const { model, host } = await openClipPanel(helper)
    const folder = temporaryFolder()
    fs.writeFileSync(path.join(folder, 'walk.mov'), 'frames')
    host.add(path.join(folder, 'walk.mov'), { seconds: ratio(1n) })
    signal.set(helper, 'hold')
    const running = model.run()
    await until('it works', () => model.state.run?.stage === 'working')
    await helper.kill()
    signal.clear(helper, 'hold')
    await startTestHelper({ ...wish, dataFolder: helper.dataFolder, env: { TEST_PORT: String(helper.port) } })
    expect(await running).toMatchObject([{ status: 'placed' }])
    expect(host.placings).toHaveLength(1)
    expect(fs.readdirSync(path.join(folder, 'Firstpass'))).toHaveLength(1)
  })
})
