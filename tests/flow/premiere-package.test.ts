import * as path from 'node:path'
import { openPremiere, type Premiere } from '../simulators/premiere'
import { createUxpContext } from '../simulators/uxp/context'
import type { NetworkKnobs } from '../simulators/uxp/network'
import { itWithProgram } from '../support/available'
import { makeFilm } from '../support/film'
import { endHelpers, temporaryFolder, type TestHelper, until } from '../support/helper'
import { holdKnownPorts } from '../support/hold-known-ports'
import { allowByDigits, buttonOf, expectWhole, type Packaged, packPlugin, startOnKnownPort } from '../support/packaged-plugin'
import { above, cutOf, frameTicks, makeTimeline } from '../support/premiere-panel'

const FILM = frameTicks(24000n, 1001n)

let plugin: Packaged

holdKnownPorts()
beforeAll(async () => { plugin = await packPlugin('premiere') })
afterAll(endHelpers)

describe('the package', () => {
  it('holds what its manifest names and nothing else, small and without code from strings', () => {
    expectWhole(plugin)
    // What only a panel of pictures needs.
    expect(/batchPlay|putLayerMask/.test(plugin.code)).toBe(false)
    expect(plugin.manifest.host.app).toBe('premierepro')
  })

  it('asks for no more than it needs: no file but the plugin\'s own', () => {
    const { network, ...others } = plugin.manifest.requiredPermissions
    expect(network).toBeDefined()
    expect(others).toEqual({ localFileSystem: 'plugin', launchProcess: { schemes: ['firstpass'], extensions: [] } })
  })
})

interface Running {
  app: Premiere
  uxp: ReturnType<typeof createUxpContext>
}

const running: Running[] = []
let helper: TestHelper | undefined
afterEach(async () => {
  await helper?.stop()
  helper = undefined
  for (const { app, uxp } of running.splice(0)) {
    uxp.close()
    app.remove()
  }
})

/** Premiere with the plugin loaded as its user would. */
async function load(network: Partial<NetworkKnobs> = {}): Promise<Running> {
  const { folder } = plugin
  const app = openPremiere({ pluginFolder: folder })
  const uxp = createUxpContext({ folder, modules: { premierepro: app.premierepro, uxp: app.uxp }, network })
  uxp.start()
  running.push({ app, uxp })
  expect(app.uxpSide.entrypoints.isSetUp).toBe(true)
  expect(await app.uxpSide.entrypoints.start()).toBe(true)
  return { app, uxp }
}

describe('the packaged plugin with UXP\'s globals only', () => {
  it('opens at once, with all tasks on clips and none on pictures', async () => {
    const { app, uxp } = await load()
    const { entrypoints } = app.uxpSide
    expect(await entrypoints.openPanel('firstpass', uxp.document.body)).toBe(true)
    expect(entrypoints.late).toEqual([])
    const hasTask = (task: string): boolean => buttonOf(uxp, task, 'sp-action-button') !== undefined
    expect(['Subject', 'Denoise', 'Upscale', 'Slow motion', 'Mask'].map(hasTask)).toEqual([true, true, true, true, false])
    expect(uxp.document.undrawn).toEqual([])
  })

  itWithProgram('ffmpeg', 'ffprobe').each(['work', 'absent', 'fail'] as const)(
    'pairs, enlarges a clip and removes it, where WebSocket is: %s', async (sockets) => {
      const folder = temporaryFolder()
      const film = path.join(folder, 'film.mov')
      makeFilm({ file: film, frames: 12 })
      const real = '../../../shared/helper/engine'
      helper = await startOnKnownPort({ engine: `${real}/engine-main`, codec: `${real}/codec-main` })
      const { app, uxp } = await load({ sockets })
      const clip = cutOf({ file: film, at: 10, frames: 6, from: 3, filmFrame: FILM }, FILM)
      makeTimeline(app, { folder, frame: FILM, clips: [clip] })
      const before = app.hash()
      await app.uxpSide.entrypoints.openPanel('firstpass', uxp.document.body)
      await until('it asks to be let in', () => buttonOf(uxp, 'Open Firstpass’s window') !== undefined)
      buttonOf(uxp, 'Open Firstpass’s window')!.click()
      await until('the system is asked', () => app.uxpSide.shell.opened.includes('firstpass://open'))
      await allowByDigits(uxp, helper)
      buttonOf(uxp, 'Upscale', 'sp-action-button')!.click()
      await until('it can run', () => buttonOf(uxp, 'Upscale', 'sp-button')?.disabled === false)
      buttonOf(uxp, 'Upscale', 'sp-button')!.click()
      await until('it works', () => buttonOf(uxp, 'Cancel') !== undefined)
      await until('it is done', () => buttonOf(uxp, 'Upscale', 'sp-button') !== undefined)
      expect(above(app, FILM, FILM)).toMatchObject([{ track: 1, start: 10, end: 16, in: 3, out: 9 }])
      buttonOf(uxp, 'Remove')!.click()
      await until('it is removed', () => app.clips().length === 1)
      for (let left = app.history().length; left > 0; left -= 1) app.undo()
      expect(app.hash()).toBe(before)
      expect(uxp.network.denied).toEqual([])
    })
})
