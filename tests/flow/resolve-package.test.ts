import * as fs from 'node:fs'
import * as path from 'node:path'
import * as vm from 'node:vm'
import { VERSION } from '#protocol'
import { endHelpers, temporaryFolder } from '../support/helper'
import { electronModule, fakeElectron } from '../support/resolve/fake-electron'

const { packageResolve } = jest.requireActual('../../plugins/package') as { packageResolve(to: string): void }
const PLUGIN = 'resolve/com.firstpass.resolve'
const ID = 'com.firstpass.resolve'

describe('what is installed into DaVinci Resolve', () => {
  const dist = temporaryFolder()
  const read = (name: string): string => fs.readFileSync(path.join(dist, name), 'utf8')

  beforeAll(() => packageResolve(dist))
  afterAll(endHelpers)

  test('is the script, the plugin, and how to install both; nothing of Blackmagic\'s', () => {
    const names = fs.readdirSync(dist, { recursive: true, encoding: 'utf8' }).map((name) => name.split(path.sep).join('/'))
    expect(names.filter((name) => fs.statSync(path.join(dist, name)).isFile()).sort()).toEqual([
      'firstpass.lua', 'resolve/INSTALL.txt', ...['main.js', 'manifest.xml', 'package.json', 'preload.js', 'waiting.html']
        .map((name) => `${PLUGIN}/${name}`), 'resolve/resolve.d.ts',
    ])
    for (const system of ['macOS', 'Windows', 'Linux', 'To uninstall']) expect(read('resolve/INSTALL.txt')).toContain(system)
  })

  test('names the plugin as the module of Resolve is told it, in this version', () => {
    const manifest = read(`${PLUGIN}/manifest.xml`)
    const field = (name: string): string | undefined => new RegExp(`<${name}>([^<]*)</${name}>`).exec(manifest)?.[1]
    expect([field('Id'), field('Version'), field('FilePath')]).toEqual([ID, VERSION, 'main.js'])
    expect(JSON.parse(read(`${PLUGIN}/package.json`))).toMatchObject({ name: ID, version: VERSION, main: 'main.js' })
    expect(read(`${PLUGIN}/main.js`)).toContain(`"${ID}"`)
  })

  test('asks Electron and Node for modules, and nobody else', () => {
    const asked = ['main.js', 'preload.js'].flatMap((name) =>
      [...read(`${PLUGIN}/${name}`).matchAll(/\brequire\("([^"]+)"\)/g)].map(([, module]) => module))
    expect([...new Set(asked)].sort()).toEqual(['child_process', 'crypto', 'electron', 'fs', 'http', 'os', 'path'])
  })

  test('its main process starts in a sandboxed window and says what is missing', async () => {
    const folder = path.join(dist, PLUGIN)
    const loads = (name: string): unknown => (name === 'electron' ? electronModule : jest.requireActual(name))
    const code = `(function (require, process, __dirname) {${read(`${PLUGIN}/main.js`)}\n})`
    const env = { FIRSTPASS_HOME: temporaryFolder(), PROGRAMDATA: temporaryFolder() }
    const run = vm.runInThisContext(code) as (...given: unknown[]) => void
    run(loads, { env, platform: 'win32' }, folder)
    await new Promise(setImmediate)
    const [window] = fakeElectron.windows
    expect(window?.settings.webPreferences).toMatchObject({ preload: path.join(folder, 'preload.js'), sandbox: true })
    expect(window?.shown.at(-1)).toBe('waiting.html#no-module')
    fakeElectron.forget()
  })

  test('its waiting page runs no script and asks for nothing', () => {
    const page = read(`${PLUGIN}/waiting.html`)
    expect(page).toContain("default-src 'none'")
    expect(page).not.toMatch(/<script|https?:|src=|href=/)
    for (const id of ['starting', 'no-helper', 'no-module', 'refused']) expect(page).toContain(`id="${id}"`)
  })
})
