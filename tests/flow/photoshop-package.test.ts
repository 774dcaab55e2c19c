import { createUxpContext } from '../simulators/uxp/context'
import type { NetworkKnobs } from '../simulators/uxp/network'
import { openPhotoshop, type Photoshop } from '../simulators/photoshop'
import { endHelpers, type TestHelper, until } from '../support/helper'
import { holdKnownPorts } from '../support/hold-known-ports'
import { buttonOf, expectWhole, type Packaged, packPlugin, pairByHand, startOnKnownPort } from '../support/packaged-plugin'
import { everywhere, inBox, makePortrait, planeOf } from '../support/photoshop-panel'

let plugin: Packaged

holdKnownPorts()
beforeAll(async () => { plugin = await packPlugin('photoshop') })
afterAll(endHelpers)

describe('the package', () => {
  it('holds what its manifest names and nothing else, small and without code from strings', () => {
    expectWhole(plugin)
    // Options of clips, which no panel of pictures needs.
    expect(/prores-4444|ffv1/.test(plugin.code)).toBe(false)
  })

  it('asks for no more than it needs', () => {
    const { network, ...others } = plugin.manifest.requiredPermissions
    expect(network).toBeDefined()
    expect(others).toEqual({ localFileSystem: 'request', launchProcess: { schemes: ['firstpass'], extensions: [] } })
  })
})

interface Running {
  ps: Photoshop
  uxp: ReturnType<typeof createUxpContext>
}

const running: Running[] = []
let helper: TestHelper | undefined
afterEach(async () => {
  await helper?.stop()
  helper = undefined
  for (const { ps, uxp } of running.splice(0)) {
    uxp.close()
    ps.remove()
  }
})

/** Photoshop with the plugin loaded as its user would. */
async function load(network: Partial<NetworkKnobs> = {}): Promise<Running> {
  const { folder } = plugin
  const ps = openPhotoshop({ pluginFolder: folder })
  const modules = { photoshop: ps.photoshop, uxp: ps.uxp, fs: ps.fs }
  const uxp = createUxpContext({ folder, modules, network })
  uxp.start()
  running.push({ ps, uxp })
  expect(ps.uxpSide.entrypoints.isSetUp).toBe(true)
  expect(await ps.uxpSide.entrypoints.start()).toBe(true)
  return { ps, uxp }
}

const box = everywhere((x, y) => (inBox(x, y) ? 255 : 0))

describe('the packaged plugin with UXP\'s globals only', () => {
  it('is in every way what the manifest says, and opens at once', async () => {
    const { ps, uxp } = await load()
    const { entrypoints } = ps.uxpSide
    expect(await entrypoints.openPanel('firstpass', uxp.document.body)).toBe(true)
    expect(entrypoints.late).toEqual([])
    expect(uxp.document.body.textContent).toContain('Select subject')
    expect(uxp.document.undrawn).toEqual([])
  })

  it('can start a helper that was quit while the panel knew it', async () => {
    helper = await startOnKnownPort({ engine: 'engine-for-panels' })
    const { ps, uxp } = await load()
    await ps.uxpSide.entrypoints.openPanel('firstpass', uxp.document.body)
    await pairByHand(uxp, helper)
    await helper.stop()
    const said = (): string => uxp.document.querySelector('[data-connection]')?.textContent ?? ''
    await until('it says so', () => said().includes('stopped answering'))
    expect(buttonOf(uxp, 'Start Firstpass')).toBeDefined()
  })

  it.each(['work', 'absent'] as const)('pairs, masks, runs its commands and undoes, where WebSocket is: %s', async (sockets) => {
    helper = await startOnKnownPort({ engine: 'engine-for-panels' })
    const { ps, uxp } = await load({ sockets })
    const document = makePortrait(ps)
    const before = ps.hash(document)
    await ps.uxpSide.entrypoints.openPanel('firstpass', uxp.document.body)
    await pairByHand(uxp, helper)
    await until('it can run', () => buttonOf(uxp, 'Select subject')?.disabled !== true)
    buttonOf(uxp, 'Select subject')!.click()
    await until('it works', () => buttonOf(uxp, 'Cancel') !== undefined)
    await until('it is done', () => buttonOf(uxp, 'Select subject') !== undefined)
    expect(planeOf(ps.layer(document, 'Portrait').mask?.plane)).toEqual(box)
    await ps.uxpSide.entrypoints.run('toggleBeforeAfter')
    expect(ps.layer(document, 'Portrait').mask?.isEnabled).toBe(false)
    await ps.uxpSide.entrypoints.run('removeLast')
    expect(ps.layer(document, 'Portrait').mask).toBeUndefined()
    ps.actions.start()
    await ps.uxpSide.entrypoints.run('denoiseLast')
    ps.undo(document)
    await ps.actions.play(ps.actions.stop(), uxp.globals)
    expect(document.state.layers.map(({ name }) => name)).toEqual(['Denoised 50 (Firstpass)', 'Portrait', 'Background'])
    while (ps.history(document).length > 1) ps.undo(document)
    expect(ps.hash(document)).toBe(before)
    expect(uxp.network.denied).toEqual([])
    expect(ps.memory).toMatchObject({ live: 0, bytes: 0 })
  })
})
