import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Told } from '../../plugins/resolve/workflow-integration/bridge'
import { nodeSurroundings } from '../../plugins/resolve/workflow-integration/node-surroundings'
import { Plugin, type PluginSettings } from '../../plugins/resolve/workflow-integration/plugin'
import { openResolve, type Profile, type ResolveSimulator } from '../simulators/resolve'
import { readyScene } from '../simulators/resolve/ready-scene'
import { ask, endHelpers, startTestHelper, temporaryFolder, type TestHelper, until } from '../support/helper'
import { fakeElectron, type FakeWindow } from '../support/resolve/fake-electron'

jest.mock('electron', () => jest.requireActual('../support/resolve/fake-electron').electronModule as object, { virtual: true })

const MODULE = 'WorkflowIntegration.node'
const PAGE = { calls: [{ on: { $handle: 'resolve' }, call: 'GetCurrentPage' }] }

interface Room {
  plugin: Plugin
  window: FakeWindow
  host: ResolveSimulator
  loaded: string[]
  integration: ReturnType<ResolveSimulator['workflowIntegration']>
}

/** A Resolve whose user opens the plugin. */
async function open(changes: Partial<PluginSettings>, { profile = 'studio-21.1', hasModule = true }: {
  profile?: Profile
  hasModule?: boolean
} = {}): Promise<Room> {
  const folder = temporaryFolder()
  if (hasModule) fs.writeFileSync(path.join(folder, MODULE), '')
  const host = openResolve({ profile, scene: readyScene() })
  const integration = host.workflowIntegration('com.firstpass.resolve')
  const loaded: string[] = []
  const load = (file: string): unknown => {
    loaded.push(file)
    return integration
  }
  // Looks for the helper follow at once.
  const setTimer: typeof nodeSurroundings.setTimer = (ms, act) => nodeSurroundings.setTimer(ms === 1000 ? 5 : ms, act)
  const plugin = new Plugin({
    folder, developerFolder: temporaryFolder(), load, dataFolder: temporaryFolder(), env: {},
    surroundings: { ...nodeSurroundings, setTimer }, ...changes,
  })
  await plugin.start()
  const window = fakeElectron.windows.at(-1) as FakeWindow
  return { plugin, window, host, loaded, integration }
}

const call = async (url: string, batch: unknown = PAGE, parent: object | null = null): Promise<Told> =>
  fakeElectron.handlers.get('firstpass:call')?.({ senderFrame: { url, parent: parent as null } }, batch) as Promise<Told>
const codeOf = (told: Told): unknown => 'failure' in told ? told.failure.code : told.answers.answers

afterEach(() => {
  for (const window of fakeElectron.windows) window.isGone = true
  fakeElectron.forget()
})

describe('the plugin in Resolve Studio, beside a helper', () => {
  let helper: TestHelper
  beforeAll(async () => { helper = await startTestHelper() })
  afterAll(endHelpers)

  const openHere = (how: Parameters<typeof open>[1] = {}) => open({ dataFolder: helper.dataFolder }, how)
  const own = (): string => `http://localhost:${helper.port}/resolve/`

  test('opens the helper\'s page for Resolve by a code that is good once, in a window that can do nothing else', async () => {
    const { window } = await openHere()
    expect(window.shown[0]).toBe('waiting.html#starting')
    const link = new URL(window.shown.at(-1) as string)
    expect([link.origin, link.pathname]).toEqual([`http://localhost:${helper.port}`, '/resolve/'])
    const code = /^#code=([0-9a-f]{64})$/.exec(link.hash)?.[1]
    const exchange = () => ask(helper, {
      method: 'POST', path: '/v1/session', body: JSON.stringify({ code, host: 'resolve' }),
      headers: { 'content-type': 'application/json', origin: link.origin },
    })
    expect((await exchange()).json().token).toMatch(/^[0-9a-f]{64}$/)
    expect((await exchange()).status).toBe(403)
    expect(window.settings.webPreferences).toMatchObject({ contextIsolation: true, sandbox: true, nodeIntegration: false })
    expect(window.guards.open?.({ url: 'https://example.org' })).toEqual({ action: 'deny' })
    const preventDefault = jest.fn()
    window.guards['will-navigate']?.({ preventDefault }, 'https://example.org')
    expect(preventDefault).toHaveBeenCalledTimes(1)
    const granted: boolean[] = []
    window.guards.permission?.({}, 'media', (isGranted: boolean) => granted.push(isGranted))
    expect(granted).toEqual([false])
  })

  test('makes the page\'s calls in Resolve', async () => {
    const { host } = await openHere()
    expect(await call(own())).toEqual({ answers: { answers: [{ value: 'edit' }] } })
    const told = await call(own(), { calls: [
      { on: { $handle: 'resolve' }, call: 'GetProjectManager' }, { on: { $answer: 0 }, call: 'GetCurrentProject' },
      { on: { $answer: 1 }, call: 'GetCurrentTimeline' }, { on: { $answer: 2 }, call: 'AddTrack', args: ['video'] },
    ] })
    expect(codeOf(told)).toMatchObject([{}, {}, {}, { value: true }])
    expect(host.timeline().tracks.video).toHaveLength(3)
  })

  test('and no other page\'s, nor anything that is no batch', async () => {
    const { host } = await openHere()
    const others = [
      `http://localhost:${helper.port}/`, `http://127.0.0.1:${helper.port}/resolve/`,
      `http://localhost:${helper.port + 1}/resolve/`, 'https://example.org/resolve/', 'file:///resolve/',
    ]
    for (const url of others) expect([url, codeOf(await call(url))]).toEqual([url, 'DOOR_FORBIDDEN'])
    expect(codeOf(await call(own(), PAGE, {}))).toBe('DOOR_FORBIDDEN')
    const quit = { calls: [{ on: { $handle: 'resolve' }, call: 'Quit' }] }
    for (const batch of [null, 'GetCurrentPage', { calls: [] }, quit]) {
      expect(codeOf(await call(own(), batch))).toBe('REQUEST_INVALID')
    }
    expect(host.machine.called).not.toContain('Resolve.Quit')
    expect(await fakeElectron.handlers.get('firstpass:start')?.({ senderFrame: null })).toBe(false)
  })

  test('opens the page anew when that asks for the helper', async () => {
    const { window } = await openHere()
    const before = window.shown.length
    expect(await fakeElectron.handlers.get('firstpass:start')?.({ senderFrame: { url: own(), parent: null } })).toBe(true)
    expect(window.shown.slice(before)).toEqual([expect.stringMatching(/\/resolve\/#code=[0-9a-f]{64}$/)])
    expect(new Set(window.shown).size).toBe(window.shown.length)
  })

  test('hears no page that came by a reload, whoever has the port now: the helper is proved anew', async () => {
    const { window } = await openHere()
    const before = window.shown.length
    const navigate = (url: string, isInPlace: boolean, isMainFrame: boolean): unknown =>
      window.guards['did-start-navigation']?.({}, url, isInPlace, isMainFrame)
    navigate(window.shown.at(-1) as string, false, true)
    navigate(own(), true, true)
    navigate('about:blank', false, false)
    expect(codeOf(await call(own()))).toEqual([{ value: 'edit' }])
    navigate(own(), false, true)
    expect(codeOf(await call(own()))).toBe('DOOR_FORBIDDEN')
    await until('the page is opened anew', () => window.shown.length > before)
    expect(window.shown.at(-1)).toMatch(/\/resolve\/#code=[0-9a-f]{64}$/)
    expect(codeOf(await call(own()))).toEqual([{ value: 'edit' }])
  })

  test('ends with Resolve, and with its window', async () => {
    const { integration } = await openHere()
    integration.tell('ResolveQuit')
    expect(fakeElectron.quits).toBe(1)
    fakeElectron.events.get('window-all-closed')?.()
    expect(fakeElectron.quits).toBe(2)
    expect(integration.GetResolve()).toBeNull()
  })

  test('older modules, which answer at once', async () => {
    const host = openResolve({ profile: 'studio-20', scene: readyScene() })
    const { Initialize, GetResolve } = host.workflowIntegration('com.firstpass.resolve')
    await openHere()
    fakeElectron.handlers.clear()
    await open({ dataFolder: helper.dataFolder, load: () => ({ Initialize, GetResolve }) })
    expect(await call(own())).toEqual({ answers: { answers: [{ value: 'edit' }] } })
  })

  test('in the free edition says that it is for Studio', async () => {
    const { window } = await openHere({ profile: 'free-21.1' })
    expect(window.shown).toEqual(['waiting.html#starting', 'waiting.html#refused'])
    expect(codeOf(await call(own()))).toBe('DOOR_FORBIDDEN')
  })
})

describe('the plugin in Resolve Studio, without', () => {
  afterAll(endHelpers)

  test('the module: it says where that is; the one of the installation is taken, and one beside the plugin first', async () => {
    expect((await open({}, { hasModule: false })).window.shown).toEqual(['waiting.html#starting', 'waiting.html#no-module'])
    const developerFolder = temporaryFolder()
    for (const name of ['SamplePlugin', 'Another']) {
      const examples = path.join(developerFolder, 'Workflow Integrations', 'Examples', name)
      fs.mkdirSync(examples, { recursive: true })
      if (name === 'SamplePlugin') fs.writeFileSync(path.join(examples, MODULE), '')
    }
    const { loaded } = await open({ developerFolder }, { hasModule: false })
    expect(loaded).toEqual([path.join(developerFolder, 'Workflow Integrations', 'Examples', 'SamplePlugin', MODULE)])
    const folder = temporaryFolder()
    fs.writeFileSync(path.join(folder, MODULE), '')
    expect((await open({ developerFolder, folder })).loaded).toEqual([path.join(folder, MODULE)])
  })

  test('a module that fails or hangs', async () => {
    const failing = { InitializePromise: async () => { throw new Error('no') } }
    expect((await open({ load: () => failing })).window.shown.at(-1)).toBe('waiting.html#refused')
    const foreign = (): never => { throw new Error('wrong architecture') }
    expect((await open({ load: foreign })).window.shown.at(-1)).toBe('waiting.html#refused')
    const setTimer: typeof nodeSurroundings.setTimer = (_ms, act) => nodeSurroundings.setTimer(0, act)
    const hanging = { InitializePromise: () => new Promise(() => undefined) }
    const { window } = await open({ load: () => hanging, surroundings: { ...nodeSurroundings, setTimer } })
    expect(window.shown.at(-1)).toBe('waiting.html#refused')
  })

  test('a helper that was ever started: it says so, and goes on by itself once there is one', async () => {
    const dataFolder = path.join(temporaryFolder(), 'data')
    const { window } = await open({ dataFolder })
    expect(window.shown).toEqual(['waiting.html#starting', 'waiting.html#no-helper'])
    const helper = await startTestHelper({ dataFolder })
    await until('the page is opened', () => window.shown.at(-1)?.startsWith(`http://localhost:${helper.port}/resolve/`) ?? false)
  })

  test('a running helper: it is started as the last one was, without what Electron needs', async () => {
    const dataFolder = temporaryFolder()
    const seen = path.join(dataFolder, 'seen')
    const program = path.join(dataFolder, 'helper.js')
    const tell = 'JSON.stringify([process.env.FIRSTPASS_HOME, process.env.ELECTRON_RUN_AS_NODE, process.env.KEPT, process.cwd()])'
    fs.writeFileSync(program, `const fs = require('fs'); fs.writeFileSync(${JSON.stringify(`${seen}.new`)}, ${tell})\n`
      + `fs.renameSync(${JSON.stringify(`${seen}.new`)}, ${JSON.stringify(seen)})`)
    fs.writeFileSync(path.join(dataFolder, 'launch.json'), JSON.stringify({ runtime: process.execPath, program }))
    const { window } = await open({ dataFolder, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1', KEPT: 'yes' } })
    expect(window.shown).toEqual(['waiting.html#starting', 'waiting.html#starting'])
    await until('it was started', () => fs.existsSync(seen))
    expect(JSON.parse(fs.readFileSync(seen, 'utf8'))).toEqual([dataFolder, null, 'yes', dataFolder])
    await until('it is told that none came', () => window.shown.at(-1) === 'waiting.html#no-helper')
  })

  test('a helper, but somebody else at its port: nothing of Resolve is shown to that', async () => {
    const dataFolder = path.join(temporaryFolder(), 'data')
    const helper = await startTestHelper({ dataFolder })
    const file = path.join(dataFolder, 'helper.json')
    fs.writeFileSync(file, JSON.stringify({ ...helper.file, token: 'f'.repeat(64) }), { mode: 0o600 })
    const { window } = await open({ dataFolder })
    expect(window.shown).toEqual(['waiting.html#starting', 'waiting.html#no-helper'])
    expect(codeOf(await call(`http://localhost:${helper.port}/resolve/`))).toBe('DOOR_FORBIDDEN')
  })
})

test('the preload shows the page two things, and nothing of Electron', async () => {
  jest.requireActual('../../plugins/resolve/workflow-integration/preload')
  const { firstpassInResolve: bridge = {} } = fakeElectron.exposed
  expect(Object.keys(fakeElectron.exposed)).toEqual(['firstpassInResolve'])
  expect(Object.keys(bridge).sort()).toEqual(['call', 'startHelper'])
  expect(await bridge.call?.(PAGE)).toBe('answered')
  await bridge.startHelper?.()
  expect(fakeElectron.invoked).toEqual([['firstpass:call', PAGE], ['firstpass:start']])
})
