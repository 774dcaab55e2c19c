import * as fs from 'node:fs'
import * as path from 'node:path'
import { Bench, waitForEnd } from '../support/run-firstpass'
import { ask, askAs, endHelpers, startTestHelper, temporaryFolder, type TestHelper } from '../support/helper'

const json = { 'content-type': 'application/json' }

describe('the page that the helper serves', () => {
  let helper: TestHelper
  const web = temporaryFolder()

  beforeAll(async () => {
    fs.writeFileSync(path.join(web, 'index.html'), '<!doctype html><title>Firstpass</title>')
    fs.writeFileSync(path.join(web, 'page.js'), 'void 0')
    fs.writeFileSync(path.join(web, 'secret.txt'), 'nobody asked for me')
    helper = await startTestHelper({ env: { TEST_WEB: web } })
  })
  afterAll(endHelpers)

  const newCode = async (): Promise<string> =>
    (await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/session-code' })).json().code as string
  const exchange = (code: string, headers: Record<string, string> = {}) => ask(helper, {
    method: 'POST', path: '/v1/session', body: JSON.stringify({ code }), headers: { ...json, ...headers },
  })

  test('needs no token, is whole at once, and is kept by nobody', async () => {
    const page = await ask(helper, { path: '/' })
    expect([page.status, page.body.toString('utf8')]).toEqual([200, '<!doctype html><title>Firstpass</title>'])
    expect(page.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8', 'content-length': '39',
      'cache-control': 'no-store', 'x-content-type-options': 'nosniff',
    })
    expect((await ask(helper, { path: '/page.js' })).headers['content-type']).toBe('text/javascript; charset=utf-8')
  })

  test('runs nothing but itself, talks to nobody but this helper, and is shown in no frame', async () => {
    const { headers } = await ask(helper, { path: '/' })
    const policy = Object.fromEntries(String(headers['content-security-policy']).split('; ')
      .map((rule) => [rule.split(' ')[0], rule.split(' ').slice(1)]))
    expect(policy).toMatchObject({
      'default-src': ["'none'"], 'script-src': ["'self'"], 'frame-ancestors': ["'none'"], 'base-uri': ["'none'"],
      'form-action': ["'none'"], 'img-src': ["'self'", 'blob:', 'data:'], 'media-src': ['blob:'],
    })
    expect(policy['connect-src']).toEqual(["'self'", `ws://localhost:${helper.port}`])
    expect(headers).toMatchObject({
      'x-frame-options': 'DENY', 'cross-origin-resource-policy': 'same-origin', 'referrer-policy': 'no-referrer',
    })
    expect(headers['set-cookie']).toBeUndefined()
  })

  test('nothing else of its folder is served, however it is asked for; what is not built is missing', async () => {
    const asked = ['/secret.txt', '/index.html', '/./secret.txt', '/%2e%2e/helper.json', '/page.js/../secret.txt', '//secret.txt']
    for (const target of asked) {
      expect([target, (await ask(helper, { path: target })).status]).toEqual([target, 404])
    }
    const missing = await ask(helper, { path: '/page.css' })
    expect([missing.status, missing.json().code]).toEqual([404, 'ROUTE_MISSING'])
  })

  test('it is heard under its own names only, and by no sandboxed page', async () => {
    expect((await ask(helper, { path: '/', headers: { host: 'rebound.example' } })).status).toBe(403)
    expect((await ask(helper, { path: '/', headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await ask(helper, { path: '/', headers: { origin: 'null' } })).status).toBe(403)
  })

  test('a code is good once; its token proves the helper to this page and opens its own jobs', async () => {
    const code = await newCode()
    const origin = `http://localhost:${helper.port}`
    const { token, panel } = (await exchange(code, { origin })).json() as Record<string, string>
    const again = await exchange(code)
    expect([again.status, again.json().code]).toEqual([403, 'PAIRING_REFUSED'])
    expect((await askAs(helper, token!, { path: '/v1/jobs' })).json()).toEqual({ jobs: [] })
    const hello = await ask(helper, { path: `/v1/hello?panel=${panel}&nonce=${'0'.repeat(32)}` })
    expect(hello.json().proof).toMatch(/^[0-9a-f]{64}$/)
  })

  test('another origin can neither exchange a code nor use the token', async () => {
    const code = await newCode()
    for (const origin of ['https://evil.example', `http://localhost:${helper.port + 1}`, 'null']) {
      expect((await exchange(code, { origin })).status).toBe(403)
    }
    const { token } = (await exchange(code)).json() as Record<string, string>
    const stolen = await askAs(helper, token!, { path: '/v1/jobs', headers: { origin: 'https://evil.example' } })
    expect(stolen.status).toBe(403)
  })

  test('a code in the address itself is not one: the page takes it from the fragment alone', async () => {
    const code = await newCode()
    expect((await ask(helper, { path: `/?code=${code}` })).body.toString('utf8')).not.toContain(code)
    expect((await exchange(code)).status).toBe(200)
  })

  test('a panel can\'t pair under the name of a page', async () => {
    const { code } = (await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/pairing-code' })).json()
    const panel = 'page-0123456789abcdef'
    const answer = await ask(helper, {
      method: 'POST', path: '/v1/pair', body: JSON.stringify({ panel, name: 'x', host: 'photoshop', code }),
      headers: { ...json, 'x-firstpass-panel': panel },
    })
    expect(answer.json().code).toBe('PAIRING_REFUSED')
  })
})

describe('firstpass serve --open', () => {
  const bench = new Bench()
  afterAll(() => bench.clear())

  test('starts the helper, opens a link with a one-time code, and prints it; twice is two codes of one helper', async () => {
    const seen = path.join(bench.folder, 'seen')
    const browser = path.join(bench.folder, 'browser')
    fs.writeFileSync(browser, `#!/bin/sh\nprintf %s "$1" > '${seen}'\n`, { mode: 0o755 })
    const open = (env: Record<string, string>) => waitForEnd(bench.startUnder(env, 'serve', '--open'))
    const first = await open({ BROWSER: browser })
    expect(first).toMatchObject({ status: 0, err: '' })
    expect(first.out).toMatch(/^http:\/\/localhost:[0-9]+\/#code=[0-9a-f]{64}\n$/)
    expect(fs.readFileSync(seen, 'utf8')).toBe(first.out.trim())
    const second = await open({ BROWSER: path.join(bench.folder, 'no-such-browser') })
    expect(second).toMatchObject({ status: 0, err: 'No browser could be started: open this link in one, within two minutes.\n' })
    expect(second.out).not.toBe(first.out)
    expect(new URL(second.out.trim()).port).toBe(new URL(first.out.trim()).port)
    const resolves = await waitForEnd(bench.startUnder({ BROWSER: browser }, 'serve', '--open', 'resolve'))
    expect(resolves.out).toMatch(/^http:\/\/localhost:[0-9]+\/resolve\/#code=[0-9a-f]{64}\n$/)
    const other = await waitForEnd(bench.startUnder({ BROWSER: browser }, 'serve', '--open', 'avid'))
    expect(other).toMatchObject({ status: 2, out: '', err: expect.stringContaining('OPTION_INVALID') })
  })
})
