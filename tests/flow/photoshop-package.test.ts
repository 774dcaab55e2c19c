import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PORTS, VERSION } from '#protocol'
import { createUxpContext } from '../simulators/uxp/context'
import { UxpEvent } from '../simulators/uxp/dom-event'
import type { NetworkKnobs } from '../simulators/uxp/network'
import { openPhotoshop, type Photoshop } from '../simulators/photoshop'
import { endHelpers, startTestHelper, temporaryFolder, type TestHelper, until } from '../support/helper'
import { everywhere, inBox, makePortrait, planeOf } from '../support/photoshop-panel'
import { showCode } from '../support/test-panel'
import { unzip } from '../support/unzip'

const root = resolve(__dirname, '../..')
let zip: (folder: string, file: string) => Promise<void>

interface Manifest {
  version: string
  main: string
  icons: { path: string }[]
  entrypoints: { type: string; id: string; icons?: { path: string }[] }[]
  requiredPermissions: Record<string, unknown> & { network: { domains: string[] } }
}

let folder: string
let names: string[]
let manifest: Manifest

beforeAll(async () => {
  ({ zip } = await import(join(root, 'plugins/package.js')) as { zip: typeof zip })
  const scratch = temporaryFolder()
  folder = join(scratch, 'plugin')
  await zip(join(root, 'build/photoshop'), join(scratch, 'one.ccx'))
  await zip(join(root, 'build/photoshop'), join(scratch, 'two.ccx'))
  expect(readFileSync(join(scratch, 'one.ccx')).equals(readFileSync(join(scratch, 'two.ccx')))).toBe(true)
  names = unzip(join(scratch, 'one.ccx'), folder)
  manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest
})
afterAll(endHelpers)

describe('the package', () => {
  it('holds what its manifest names and nothing else, small and without code from strings', () => {
    const icons = [...manifest.icons, ...manifest.entrypoints.flatMap(({ icons: own = [] }) => own)].map(({ path }) => path)
    const scaled = icons.flatMap((path) => [path, path.replace('.png', '@2x.png')])
    expect(names.sort()).toEqual([...new Set([...scaled, 'index.html', 'main.js', 'manifest.json'])].sort())
    const code = readFileSync(join(folder, 'main.js'), 'utf8')
    expect(code.length).toBeLessThanOrEqual(200_000)
    expect(/\beval\(|new Function\(/.test(code)).toBe(false)
    // Options of clips, which no panel of pictures needs.
    expect(/prores-4444|ffv1/.test(code)).toBe(false)
    expect(readFileSync(join(folder, manifest.main), 'utf8')).toContain('src="main.js"')
  })

  it('asks for no more than it needs', () => {
    expect(manifest.version).toBe(VERSION)
    const { network, ...others } = manifest.requiredPermissions
    expect(network.domains).toEqual(['http', 'ws'].flatMap((scheme) => PORTS.map((port) => `${scheme}://localhost:${port}`)))
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
  const ps = openPhotoshop({ pluginFolder: folder })
  const modules = { photoshop: ps.photoshop, uxp: ps.uxp, fs: ps.fs }
  const uxp = createUxpContext({ folder, modules, network })
  uxp.start()
  running.push({ ps, uxp })
  expect(ps.uxpSide.entrypoints.isSetUp).toBe(true)
  expect(await ps.uxpSide.entrypoints.start()).toBe(true)
  return { ps, uxp }
}

const textOf = ({ uxp }: Running): string => uxp.document.body.textContent
const buttonOf = ({ uxp }: Running, label: string) =>
  uxp.document.querySelectorAll('sp-button,sp-action-button').find(({ textContent }) => textContent.trim() === label)

/** On one of the ports that the manifest names. */
async function startOnKnownPort(): Promise<TestHelper> {
  for (const port of PORTS) {
    const helper = await startTestHelper({ engine: 'engine-for-panels', env: { TEST_PORT: String(port) } }).catch(() => undefined)
    if (helper) return helper
  }
  throw new Error('none of the ports is free')
}

const box = everywhere((x, y) => (inBox(x, y) ? 255 : 0))

describe('the packaged plugin with UXP\'s globals only', () => {
  it('is in every way what the manifest says, and opens at once', async () => {
    const plugin = await load()
    const { entrypoints } = plugin.ps.uxpSide
    expect(await entrypoints.openPanel('firstpass', plugin.uxp.document.body)).toBe(true)
    expect(entrypoints.late).toEqual([])
    expect(textOf(plugin)).toContain('Select subject'.split(' ')[0])
    expect(plugin.uxp.document.undrawn).toEqual([])
    expect(existsSync(join(folder, manifest.main))).toBe(true)
  })

  it.each(['work', 'absent'] as const)('pairs, masks, runs its commands and undoes, where WebSocket is: %s', async (sockets) => {
    helper = await startOnKnownPort()
    const plugin = await load({ sockets })
    const { ps, uxp } = plugin
    const document = makePortrait(ps)
    const before = ps.hash(document)
    await ps.uxpSide.entrypoints.openPanel('firstpass', uxp.document.body)
    await until('it asks to be paired', () => buttonOf(plugin, 'Pair') !== undefined)
    const field = uxp.document.querySelector('sp-textfield')!
    field.value = await showCode(helper)
    field.dispatchEvent(new UxpEvent('input', { bubbles: true }))
    await new Promise((resolve) => setImmediate(resolve))
    buttonOf(plugin, 'Pair')!.click()
    await until('it is paired', () => buttonOf(plugin, 'Pair') === undefined)
    await until('it can run', () => buttonOf(plugin, 'Select subject')?.disabled !== true)
    buttonOf(plugin, 'Select subject')!.click()
    await until('it works', () => buttonOf(plugin, 'Cancel') !== undefined)
    await until('it is done', () => buttonOf(plugin, 'Select subject') !== undefined)
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
