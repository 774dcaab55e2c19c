import * as fs from 'node:fs'
import { connect } from 'node:net'
import * as os from 'node:os'
import * as path from 'node:path'
import WebSocket from 'ws'
import { HELPER_FILE, PROTOCOL } from '#protocol'
import {
  ask, askAs, endHelpers, grayRamp, openClient, pairPanel, startTestHelper, temporaryFolder, type TestHelper, until,
} from '../support/helper'

const mode = (file: string): string => (fs.statSync(file).mode & 0o777).toString(8)
const json = { 'content-type': 'application/json' }

/** Each test is one line of the security checklist for a local helper, by its number. */
describe('security of the helper', () => {
  let helper: TestHelper
  const plain = { id: 'j'.repeat(24), task: 'open', options: { path: '/nowhere/a.png' }, inputs: {} }
  const job = (changes: object = {}) => ({ ...plain, ...changes })

  beforeAll(async () => {
    helper = await startTestHelper()
  })
  afterAll(endHelpers)

  test('1 listens on loopback only, on 127.0.0.1 and ::1; tells of itself in a private file that goes at its end', async () => {
    for (const address of ['127.0.0.1', '::1']) {
      expect((await ask(helper, { path: '/v1/hello', address })).status).toBe(200)
    }
    const outside = Object.values(os.networkInterfaces()).flat().filter((one) => one && !one.internal && one.family === 'IPv4')
    for (const one of outside) {
      await expect(ask(helper, { path: '/v1/hello', address: one!.address })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    }
    const other = await startTestHelper()
    expect([mode(other.dataFolder), mode(path.join(other.dataFolder, HELPER_FILE))]).toEqual(['700', '600'])
    expect(Object.keys(other.file).sort()).toEqual(['pid', 'port', 'protocol', 'token', 'version'])
    await other.stop()
    expect(fs.readdirSync(other.dataFolder).filter((name) => name.startsWith('helper.'))).toEqual([])
  })

  test('1 refuses to start where others may read its secrets', async () => {
    const dataFolder = path.join(temporaryFolder(), 'data')
    fs.mkdirSync(dataFolder)
    fs.writeFileSync(path.join(dataFolder, 'panels.json'), '{"panels":[]}', { mode: 0o644 })
    await expect(startTestHelper({ dataFolder })).rejects.toThrow('FILE_EXPOSED')
    fs.chmodSync(path.join(dataFolder, 'panels.json'), 0o600)
    await expect(startTestHelper({ dataFolder })).resolves.toBeDefined()
  })

  test('2 without a valid token: 401, and nothing happens; a token in the address does not count', async () => {
    const body = JSON.stringify(job())
    for (const headers of [{}, { authorization: `Bearer ${'0'.repeat(64)}` }, { authorization: helper.file.token }]) {
      const target = `/v1/jobs?token=${helper.file.token}`
      const answer = await ask(helper, { method: 'POST', path: target, body, headers: { ...json, ...headers } })
      expect([answer.status, answer.json().code]).toEqual([401, 'NOT_PAIRED'])
    }
    expect(fs.readdirSync(path.join(helper.dataFolder, 'jobs'))).toEqual([])
    expect(helper.file.token).toMatch(/^[0-9a-f]{64}$/)
  })

  test('2 wrong tokens are heard ten times a minute; right ones always', async () => {
    const statuses: number[] = []
    for (let count = 0; count < 12; count++) statuses.push((await askAs(helper, 'f'.repeat(64), { path: '/v1/jobs' })).status)
    expect(statuses.at(-1)).toBe(429)
    expect((await askAs(helper, helper.file.token, { path: '/v1/jobs' })).status).toBe(200)
  })

  test.each([
    '127.0.0.1.evil.com:PORT', 'localhost.evil.com:PORT', 'localhost', 'localhost:1', '127.0.0.1', 'evil.com', '[::1]',
    '0.0.0.0:PORT', 'LOCALHOST:PORT', 'localhost:PORT ,evil.com',
  ])('3 the Host header %s is refused', async (host) => {
    const headers = { host: host.replace('PORT', String(helper.port)) }
    const answer = await askAs(helper, helper.file.token, { path: '/v1/hello', headers })
    expect([answer.status, answer.json().code]).toEqual([403, 'HOST_FORBIDDEN'])
  })

  test('3 a request without a Host header is refused', async () => {
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(helper.port, '127.0.0.1', () => socket.end('GET /v1/hello HTTP/1.1\r\n\r\n'))
      socket.setEncoding('utf8').once('data', (text: string) => resolve(text))
    })
    expect(answer).toMatch(/^HTTP\/1\.1 403 .*HOST_FORBIDDEN/s)
  })

  test('3 its own three names are heard', async () => {
    for (const name of ['localhost', '127.0.0.1', '[::1]']) {
      expect((await ask(helper, { path: '/v1/hello', headers: { host: `${name}:${helper.port}` } })).status).toBe(200)
    }
  })

  test.each([
    'https://evil.com', 'http://localhost.evil', 'http://localhost.evil:PORT', 'http://localhost', 'http://localhost:1',
    'https://localhost:PORT', 'http://evil@localhost:PORT', 'file:///etc/passwd', '',
  ])('4 the origin %s is refused, token or not, and gets no permission to read', async (origin) => {
    const headers = { origin: origin.replace('PORT', String(helper.port)) }
    const bare = await ask(helper, { path: '/v1/hello', headers })
    for (const answer of [bare, await askAs(helper, helper.file.token, { path: '/v1/jobs', headers })]) {
      expect([answer.status, answer.json().code]).toEqual([403, 'ORIGIN_FORBIDDEN'])
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  test('4 the origin null needs a valid token, and never pairs', async () => {
    const headers = { origin: 'null' }
    expect((await ask(helper, { path: '/v1/hello', headers })).status).toBe(403)
    expect((await askAs(helper, helper.file.token, { path: '/v1/jobs', headers })).status).toBe(200)
    const body = { panel: 'panel-of-nobody', name: 'x', host: 'photoshop', code: '000000' }
    const pairing = await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/pair', body, headers })
    expect(pairing.json().code).toBe('ORIGIN_FORBIDDEN')
  })

  test('4 its own page and panels without a web origin need a token like everyone', async () => {
    for (const origin of ['file://', `http://localhost:${helper.port}`, `http://127.0.0.1:${helper.port}`]) {
      expect((await ask(helper, { path: '/v1/jobs', headers: { origin } })).status).toBe(401)
      expect((await askAs(helper, helper.file.token, { path: '/v1/jobs', headers: { origin } })).status).toBe(200)
    }
  })

  test('4 a preflight gets no permission', async () => {
    for (const origin of ['https://evil.com', 'null', 'file://']) {
      const answer = await ask(helper, {
        method: 'OPTIONS', path: '/v1/jobs',
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('access-control'))).toEqual([])
    }
  })

  test('5 other content types are refused', async () => {
    const form = 'multipart/form-data; boundary=x'
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', form, 'application/octet-stream', '']) {
      const answer = await askAs(helper, helper.file.token, {
        method: 'POST', path: '/v1/jobs', body: job(), headers: { 'content-type': type },
      })
      expect([type, answer.status, answer.json().code]).toEqual([type, 415, 'TYPE_UNSUPPORTED'])
    }
    const blob = await askAs(helper, helper.file.token, { method: 'PUT', path: `/v1/blobs/${'b'.repeat(24)}`, body: {} })
    expect(blob.status).toBe(415)
  })

  test('5 bodies are limited in size and depth, and reach no prototype', async () => {
    const post = (body: string) => ask(helper, {
      method: 'POST', path: '/v1/jobs', body, headers: { ...json, authorization: `Bearer ${helper.file.token}` },
    })
    expect((await post(JSON.stringify(job({ options: { a: 'x'.repeat(1_100_000) } })))).json().code).toBe('REQUEST_TOO_LARGE')
    const deep = await post('['.repeat(50_000) + ']'.repeat(50_000))
    expect(deep.json()).toMatchObject({ code: 'REQUEST_INVALID', data: { reason: 'JSON deeper than 32 levels' } })
    expect((await post('{"__proto__": {"a": 1}}')).json()).toMatchObject({ code: 'REQUEST_INVALID' })
    expect((await post('{"id": ')).json()).toMatchObject({ data: { reason: 'it is not JSON' } })
  })

  test('6 a WebSocket is judged before the upgrade, and must bring its token at once', async () => {
    const refusal = (options: WebSocket.ClientOptions, target = '/v1/events') => new Promise<number | string>((resolve) => {
      const socket = new WebSocket(`ws://localhost:${helper.port}${target}`, options)
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
      socket.on('open', () => resolve('open'))
      socket.on('error', () => undefined)
    })
    expect(await refusal({ headers: { origin: 'https://evil.com' } })).toBe(403)
    expect(await refusal({ headers: { origin: 'null' } })).toBe(403)
    expect(await refusal({ headers: { host: 'evil.com' } })).toBe(403)
    expect(await refusal({ headers: { authorization: `Bearer ${'e'.repeat(64)}` } })).toBe(429)
    expect(await refusal({}, '/v1/elsewhere')).toBe(404)
    const closing = (first: string | undefined) => new Promise<number>((resolve) => {
      const socket = new WebSocket(`ws://localhost:${helper.port}/v1/events`, { headers: { origin: 'file://' } })
      socket.on('open', () => first !== undefined && socket.send(first))
      socket.on('close', resolve)
    })
    expect(await closing(JSON.stringify({ type: 'token', token: 'a'.repeat(64) }))).toBe(4003)
    expect(await closing(JSON.stringify({ type: 'follow', job: 'a'.repeat(24) }))).toBe(4001)
    expect(await closing('{}')).toBe(4000)
    expect(await closing('x'.repeat(20_000))).toBe(1009)
    expect(await closing(undefined)).toBe(4001)
  })

  test('7 pairing names the panel and its host, keeps only a hash, and can be revoked', async () => {
    const token = await pairPanel(helper, 'panel-to-revoke', 'premiere')
    const own = helper.file.token
    const shown = await askAs(helper, own, { path: '/v1/pairing-code' })
    const pairing = { panel: 'panel-to-revoke', name: 'Test panel', host: 'premiere' }
    expect(shown.json()).toMatchObject({ state: 'used', pairing })
    const stored = fs.readFileSync(path.join(helper.dataFolder, 'panels.json'), 'utf8')
    expect([mode(path.join(helper.dataFolder, 'panels.json')), stored.includes(token)]).toEqual(['600', false])
    expect((await askAs(helper, token, { path: '/v1/jobs' })).status).toBe(200)
    for (const target of ['/v1/pairings', '/v1/pairing-code']) {
      expect((await askAs(helper, token, { path: target })).json().code).toBe('TOKEN_FORBIDDEN')
    }
    expect((await askAs(helper, token, { method: 'POST', path: '/v1/shutdown' })).status).toBe(403)
    expect((await askAs(helper, own, { method: 'POST', path: '/v1/pairings/panel-to-revoke/revoke' })).status).toBe(200)
    expect((await askAs(helper, own, { path: '/v1/pairings' })).json()).toEqual({ pairings: [] })
    expect((await askAs(helper, token, { path: '/v1/jobs' })).status).not.toBe(200)
  })

  test('7 a pairing survives a restart; the command line gets a new token', async () => {
    const first = await startTestHelper()
    const token = await pairPanel(first, 'panel-that-stays')
    await first.stop()
    const second = await startTestHelper({ dataFolder: first.dataFolder })
    expect((await askAs(second, token, { path: '/v1/jobs' })).status).toBe(200)
    expect((await askAs(second, first.file.token, { path: '/v1/jobs' })).status).toBe(401)
  })

  test('8 paths: what is no plain file of the user is refused, and a panel of pixels may name none', async () => {
    const folder = temporaryFolder()
    fs.writeFileSync(path.join(folder, 'a.gray'), 'abc')
    fs.symlinkSync(path.join(helper.dataFolder, HELPER_FILE), path.join(folder, 'link.gray'))
    const open = async (file: string, token = helper.file.token) => {
      const body = job({ id: 'k'.repeat(24), options: { path: file } })
      return (await askAs(helper, token, { method: 'POST', path: '/v1/jobs', body })).json().code
    }
    const forbidden = [
      'a.gray', `${folder}/../${path.basename(folder)}/a.gray`, `${folder}/a.gray\0.png`, folder, '/dev/zero', '/proc/self/mem\0',
      `/${'a'.repeat(5_000)}`, path.join(folder, 'link.gray'), path.join(helper.dataFolder, HELPER_FILE),
    ]
    for (const file of forbidden) expect([file.slice(0, 80), await open(file)]).toEqual([file.slice(0, 80), 'PATH_FORBIDDEN'])
    expect(await open(path.join(folder, 'none.gray'))).toBe('FILE_MISSING')
    const photoshop = await pairPanel(helper, 'panel-of-pixels', 'photoshop')
    expect(await open(path.join(folder, 'a.gray'), photoshop)).toBe('PATH_FORBIDDEN')
    const premiere = await pairPanel(helper, 'panel-of-paths', 'premiere')
    expect(await open(path.join(folder, 'a.gray'), premiere)).toBeUndefined()
  })

  test('8 outputs: only beside existing folders, never onto links, devices or the helper itself', async () => {
    const folder = temporaryFolder()
    const client = openClient(helper)
    fs.writeFileSync(path.join(folder, 'in.gray'), 'abc')
    fs.symlinkSync('/etc/hosts', path.join(folder, 'link.gray'))
    const { latest } = await client.submit({ task: 'open', options: { path: path.join(folder, 'in.gray') } })
    await client.follow(latest.job)
    const save = (to: string) => client.submit({
      task: 'save', options: { path: to, overwrite: true, layers: [{ name: 'a', picture: 'p' }] },
      inputs: { p: { job: latest.job, result: 'picture' } },
    }).then(() => 'accepted', (thrown: { code: string }) => thrown.code)
    expect(await save(path.join(folder, 'none', 'out.gray'))).toBe('OUTPUT_UNWRITABLE')
    expect(await save(path.join(folder, 'link.gray'))).toBe('PATH_FORBIDDEN')
    expect(await save('/dev/null')).toBe('PATH_FORBIDDEN')
    expect(await save(path.join(helper.dataFolder, 'panels.json'))).toBe('PATH_FORBIDDEN')
    client.close()
  })

  test('10 no outbound connection: neither the helper nor its workers connect anywhere', async () => {
    const connections = path.join(temporaryFolder(), 'connections')
    const hook = path.resolve(__dirname, '../support/helpers/watch-connections.js')
    const watched = await startTestHelper({ env: { NODE_OPTIONS: `--require ${hook}`, TEST_CONNECTIONS: connections } })
    const client = openClient(watched)
    const { latest } = await client.submit({ task: 'denoise', options: {}, inputs: { picture: grayRamp(8, 8) } })
    expect((await client.follow(latest.job)).state).toBe('succeeded')
    await client.capabilities()
    client.close()
    expect(fs.existsSync(connections)).toBe(false)
    // The hook sees what there is: a second helper asks whether the first one still lives.
    await expect(startTestHelper({
      dataFolder: watched.dataFolder, env: { NODE_OPTIONS: `--require ${hook}`, TEST_CONNECTIONS: connections },
    })).rejects.toThrow('HELPER_RUNNING')
    expect(fs.readFileSync(connections, 'utf8')).toContain('127.0.0.1')
  })

  test('11 the log holds neither tokens nor codes nor contents nor homes', async () => {
    const token = await pairPanel(helper, 'panel-in-the-log')
    await askAs(helper, token, { path: '/v1/jobs' })
    await askAs(helper, 'd'.repeat(64), { path: '/v1/jobs' })
    const log = fs.readFileSync(path.join(helper.dataFolder, 'logs/helper.log'), 'utf8')
    expect(log).toContain('"panel":"panel-in-the-log"')
    expect(log).not.toMatch(/[0-9a-f]{64}/)
    expect(mode(path.join(helper.dataFolder, 'logs/helper.log'))).toBe('600')
  })

  test('12 workers do not know the token, and work in private folders', async () => {
    const client = openClient(helper)
    const { latest } = await client.submit({ task: 'denoise', options: {}, inputs: { picture: grayRamp(8, 8) } })
    await client.follow(latest.job)
    client.close()
    const folder = path.join(helper.dataFolder, 'jobs', latest.job)
    expect([mode(path.dirname(folder)), mode(folder), mode(path.join(helper.dataFolder, 'blobs'))]).toEqual(['700', '700', '700'])
    for (const name of fs.readdirSync(folder)) {
      expect(fs.readFileSync(path.join(folder, name)).includes(helper.file.token)).toBe(false)
    }
  })

  test('13 everything it keeps lies in its data folder; after its end nothing starts it again', async () => {
    const home = temporaryFolder()
    const other = await startTestHelper({ env: { HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home } })
    await until('it works', async () => (await ask(other, { path: '/v1/hello' })).status === 200)
    expect((await askAs(other, other.file.token, { method: 'POST', path: '/v1/shutdown' })).body.toString()).toBe('{}')
    await until('it has ended', () => other.process.exitCode !== null)
    expect(other.process.exitCode).toBe(0)
    expect(fs.readdirSync(home)).toEqual([])
    await expect(ask(other, { path: '/v1/hello' })).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  })

  test('14 hello tells product and protocol, and proves itself to a panel that it knows', async () => {
    const plain = await ask(helper, { path: '/v1/hello' })
    expect(plain.json()).toEqual({ product: 'firstpass', version: expect.any(String), protocol: PROTOCOL })
    const known = await ask(helper, { path: `/v1/hello?panel=command-line&nonce=${'n'.repeat(32)}` })
    expect(known.json().proof).toMatch(/^[0-9a-f]{64}$/)
    const unknown = await ask(helper, { path: `/v1/hello?panel=panel-of-nobody&nonce=${'n'.repeat(32)}` })
    expect(unknown.json().proof).toBeUndefined()
  })
})
