import * as fs from 'node:fs'
import * as path from 'node:path'
import { ask, askAs, endHelpers, startTestHelper, temporaryFolder, type TestHelper } from '../support/helper'

const json = { 'content-type': 'application/json' }

describe('the page for DaVinci Resolve', () => {
  let helper: TestHelper
  const web = temporaryFolder()

  beforeAll(async () => {
    fs.mkdirSync(path.join(web, 'resolve'))
    fs.writeFileSync(path.join(web, 'resolve', 'index.html'), '<!doctype html><title>Firstpass for Resolve</title>')
    helper = await startTestHelper({ env: { TEST_WEB: web } })
  })
  afterAll(endHelpers)

  const newCode = async (host: string): Promise<string> =>
    (await askAs(helper, helper.file.token, { method: 'POST', path: `/v1/session-code?host=${host}` })).json().code as string
  const exchange = (body: object, headers: Record<string, string> = {}) =>
    ask(helper, { method: 'POST', path: '/v1/session', body: JSON.stringify(body), headers: { ...json, ...headers } })
  const tokenOf = async (host: string): Promise<string> =>
    (await exchange({ code: await newCode(host), host })).json().token as string

  test('is served as the other one is', async () => {
    const page = await ask(helper, { path: '/resolve/' })
    expect([page.status, page.body.toString('utf8')]).toEqual([200, '<!doctype html><title>Firstpass for Resolve</title>'])
    expect(page.headers['content-security-policy']).toContain("default-src 'none'")
    for (const target of ['/resolve', '/resolve/index.html', '/resolve/../helper.json']) {
      expect([target, (await ask(helper, { path: target })).status]).toEqual([target, 404])
    }
  })

  test('gets the door and may name paths, by a code that was made for it', async () => {
    const session = (await exchange({ code: await newCode('resolve'), host: 'resolve' })).json()
    const token = String(session.token)
    expect(fs.readdirSync(String(session.stillFolder))).toEqual([])
    expect((await askAs(helper, token, { path: '/v1/door' })).json()).toMatchObject({ state: 'waiting', why: 'not-started' })
    const file = path.join(web, 'resolve', 'index.html')
    const probe = { id: '0'.repeat(24), task: 'probe', options: { path: file }, inputs: {} }
    const answer = await askAs(helper, token, { method: 'POST', path: '/v1/jobs', body: probe })
    expect(answer.json()).toMatchObject({ latest: { job: probe.id } })
  })

  test('is not for the page of pictures: neither by its code nor by its token', async () => {
    const browsers = await tokenOf('browser')
    expect((await askAs(helper, browsers, { path: '/v1/door' })).json().code).toBe('DOOR_FORBIDDEN')
    const file = path.join(web, 'resolve', 'index.html')
    const probe = { id: '1'.repeat(24), task: 'probe', options: { path: file }, inputs: {} }
    expect((await askAs(helper, browsers, { method: 'POST', path: '/v1/jobs', body: probe })).json().code).toBe('PATH_FORBIDDEN')
    const code = await newCode('browser')
    const refused = await exchange({ code, host: 'resolve' })
    expect([refused.status, refused.json().data]).toEqual([403, { reason: 'this address is for another page' }])
    expect((await exchange({ code })).json().code).toBe('PAIRING_REFUSED')
  })

  test('no page makes a code, and none comes to a token of Resolve\'s by six digits', async () => {
    const resolves = await tokenOf('resolve')
    const made = await askAs(helper, resolves, { method: 'POST', path: '/v1/session-code?host=resolve' })
    expect(made.json().code).toBe('TOKEN_FORBIDDEN')
    const { code } = (await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/pairing-code' })).json()
    const pairAs = (host: string, origin: Record<string, string>) => ask(helper, {
      method: 'POST', path: '/v1/pair', body: JSON.stringify({ panel: 'panel-of-a-page', name: 'x', host, code }),
      headers: { ...json, 'x-firstpass-panel': 'panel-of-a-page', ...origin },
    })
    const own = { origin: `http://localhost:${helper.port}` }
    expect((await pairAs('resolve', own)).json().data).toEqual({ reason: 'a page is no panel of resolve' })
    expect((await pairAs('premiere', own)).json().data).toEqual({ reason: 'a page is no panel of premiere' })
    expect((await pairAs('premiere', {})).json().token).toMatch(/^[0-9a-f]{64}$/)
  })
})
