import * as http from 'node:http'
import type { AddressInfo } from 'node:net'
import { PROTOCOL } from '#protocol'
import { askAs, endHelpers, nodeSurroundings, pairPanel, startTestHelper, until } from '../../support/helper'
import { poseAs } from '../../support/other-version'
import { closePanels, openPairedPanel, openTestPanel, PANEL, showCode, type TestPanel } from '../../support/test-panel'

const servers = new Set<http.Server>()

afterEach(async () => {
  closePanels()
  await endHelpers()
  await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))))
  servers.clear()
})

/** A program on a port of its own that answers everything with one text. */
async function listen(text: string): Promise<number> {
  const server = http.createServer((_, answer) => answer.setHeader('connection', 'close').end(text))
  servers.add(server)
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return (server.address() as AddressInfo).port
}

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const port = await listen('')
  const [server] = [...servers].slice(-1)
  await new Promise((resolve) => server!.close(resolve))
  servers.delete(server!)
  return port
}

const kindsOf = ({ seen }: TestPanel): string[] =>
  seen.map(({ connection }) => connection.kind).filter((kind, at, all) => kind !== all[at - 1])

const hello = (major: number, minor = 9): string =>
  JSON.stringify({ product: 'firstpass', version: '9.9.9', protocol: { major, minor } })

describe('the connection', () => {
  it('says that no helper runs, and is ready by itself once one does', async () => {
    const port = await freePort()
    const panel = openTestPanel({ ports: [port] })
    expect(panel.model.state.connection).toEqual({ kind: 'connecting' })
    await panel.model.connect()
    expect(panel.model.state.connection).toEqual({
      kind: 'not-running', problem: {
        code: 'HELPER_UNREACHABLE', message: 'Firstpass is not running.',
        hint: expect.stringMatching(/^Start it below.* your system’s menu/) as string,
      },
    })
    const helper = await startTestHelper({ engine: 'engine-for-panels', env: { TEST_PORT: String(port) } })
    await until('the panel sees it', () => panel.model.state.connection.kind === 'not-paired')
    await panel.model.pair(await showCode(helper))
    await until('it is ready', () => panel.model.state.models.length > 0)
    expect(panel.model.state.tasks).toEqual(['mask', 'denoise', 'upscale'])
  })

  it('is paired by six digits once; a wrong code says so and changes nothing', async () => {
    const helper = await startTestHelper()
    const kept = new Map<string, string>()
    const panel = openTestPanel({ ports: [helper.port], kept })
    await panel.model.connect()
    expect(panel.model.state.connection).toMatchObject({
      kind: 'not-paired', problem: { hint: expect.stringContaining('window') },
    })
    await panel.model.pair('12 34')
    expect(panel.model.state.problem).toMatchObject({ message: 'A code has six digits.' })
    const code = await showCode(helper)
    await panel.model.pair(code === '000000' ? '000001' : '000000')
    expect(panel.model.state.problem).toMatchObject({ message: 'Pairing was refused: the code is wrong.' })
    expect(await panel.vault.get()).toBeUndefined()
    await panel.model.pair(`${code.slice(0, 3)} ${code.slice(3)}`)
    expect(panel.model.state).toMatchObject({ connection: { kind: 'ready' } })
    expect(panel.model.state.problem).toBeUndefined()
    expect(await panel.vault.get()).toMatch(/^[0-9a-f]{64}$/)
    expect(kept.get('panel')).toMatch(/^photoshop-[0-9a-f]{16}$/)
    expect([...kept.values()].join()).not.toContain(await panel.vault.get())
    const { pairings } = (await askAs(helper, helper.file.token, { path: '/v1/pairings' })).json() as { pairings?: unknown[] }
    expect(pairings).toMatchObject([{ panel: kept.get('panel'), name: 'Firstpass in Memory 1.0', host: 'photoshop' }])
  })

  it('says which half is too old', async () => {
    const old = openTestPanel({ ports: [await listen(hello(0))] })
    await old.model.connect()
    expect(old.model.state.connection).toMatchObject({
      kind: 'wrong-version', problem: { message: 'The helper is too old for this panel.' },
    })
    const next = openTestPanel({ ports: [await listen(hello(2))] })
    await next.model.connect()
    expect(next.model.state.connection).toMatchObject({
      kind: 'wrong-version', problem: { message: 'This panel is too old for the helper.' },
    })
  })

  it('names a port that another program holds', async () => {
    const port = await listen('<html>It works!</html>')
    const panel = openTestPanel({ ports: [await freePort(), port] })
    await panel.model.connect()
    expect(panel.model.state.connection).toMatchObject({
      kind: 'port-taken', problem: { message: `Another program answers on port ${port}, where the helper should be.` },
    })
  })

  it.each([
    ['an error', new Error('Permission denied to the url http://localhost. Manifest entry not found.'), 'does not let the panel'],
    ['a string', 'Permission denied to the url http://localhost', 'does not let the panel'],
    ['macOS', new Error('App Transport Security blocked a cleartext load (-1022)'), 'macOS blocks'],
  ])('believes a refusal of the runtime only when it lasts: %s', async (_, thrown, words) => {
    const panel = openTestPanel({ ports: [1], surroundings: { fetch: () => Promise.reject(thrown) } })
    await panel.model.connect()
    expect(panel.model.state.connection.kind).toBe('connecting')
    await until('it is believed', () => panel.model.state.connection.kind === 'denied')
    expect(kindsOf(panel)).toEqual(['connecting', 'denied'])
    expect(panel.model.state.connection).toMatchObject({ problem: { message: expect.stringContaining(words) } })
  })

  it('tells a helper that is lost, and is ready again when it is back', async () => {
    const panel = await openPairedPanel()
    const { helper, model } = panel
    await helper.kill()
    await until('it is lost', () => model.state.connection.kind === 'lost')
    expect(model.state.connection).toMatchObject({ problem: { message: 'The helper stopped answering.' } })
    await startTestHelper({ engine: 'engine-for-panels', dataFolder: helper.dataFolder, env: { TEST_PORT: String(helper.port) } })
    await until('it is back', () => model.state.connection.kind === 'ready')
  })

  it('gives its token to none of two programs that prove to know it: one only passes on what the other says', async () => {
    const helper = await startTestHelper({ engine: 'engine-for-panels' })
    const token = await pairPanel(helper, PANEL)
    const relay = await poseAs(helper, { protocol: PROTOCOL })
    const sent: string[] = []
    const panel = openTestPanel({
      ports: [relay.port, helper.port], token, surroundings: {
        fetch: (url, init) => {
          if (init.headers.authorization !== undefined) sent.push(url)
          return nodeSurroundings.fetch(url, init)
        },
      },
    })
    await panel.model.connect()
    await relay.close()
    expect(sent).toEqual([])
    expect(panel.model.state.connection).toMatchObject({
      kind: 'port-taken', problem: { code: 'HELPER_DOUBTFUL', message: expect.stringContaining(String(relay.port)) as string },
    })
    await until('the other has ended', () => panel.model.state.connection.kind === 'ready')
  })

  it('asks to be paired again after its pairing was revoked', async () => {
    const { helper, model } = await openPairedPanel()
    await askAs(helper, helper.file.token, { method: 'POST', path: `/v1/pairings/${PANEL}/revoke` })
    await until('it sees that', () => model.state.connection.kind === 'not-paired')
  })

  it('asks the system to start the helper, and says where that does not work', async () => {
    const port = await freePort()
    const willing = openTestPanel({ ports: [port] })
    await willing.model.startHelper()
    expect(willing.opened).toEqual(['firstpass://start'])
    expect(willing.model.state.problem).toBeUndefined()
    const unwilling = openTestPanel({ ports: [port], opens: false })
    await unwilling.model.startHelper()
    expect(unwilling.model.state.problem).toMatchObject({ code: 'HELPER_START_FAILED', hint: expect.stringMatching(/^Open it from the Start menu.*`firstpass serve`/) as string })
  })

  it('sends its token to nobody who can\'t prove that he knows it', async () => {
    const sent: string[] = []
    const port = await listen(hello(1))
    const panel = openTestPanel({ ports: [port], token: 'ab'.repeat(32), surroundings: {
      fetch: (url, init) => {
        sent.push(url + JSON.stringify(init))
        return nodeSurroundings.fetch(url, init)
      },
    } })
    await panel.model.connect()
    expect(panel.model.state.connection.kind).toBe('not-paired')
    expect(sent.length).toBeGreaterThan(1)
    expect(sent.join()).not.toContain('ab'.repeat(32))
  })

  it('refuses to run while there is no helper, and says why', async () => {
    const panel = openTestPanel({ ports: [await freePort()] })
    panel.host.addDocument('Portrait', { width: 4, height: 4 }, () => 1)
    expect(await panel.model.run('mask')).toEqual([])
    expect(panel.model.state.problem).toMatchObject({ message: 'Firstpass is not running.' })
  })

  it('connects by itself where a command of the host comes first', async () => {
    const helper = await startTestHelper({ engine: 'engine-for-panels' })
    const panel = openTestPanel({ ports: [helper.port], token: await pairPanel(helper, PANEL) })
    panel.host.addDocument('Portrait', { width: 4, height: 4 }, () => 200)
    await panel.model.runCommand('select-subject')
    expect(panel.model.state.reports).toMatchObject([{ status: 'placed', task: 'mask' }])
  })
})
