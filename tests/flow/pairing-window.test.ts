import * as fs from 'node:fs'
import * as path from 'node:path'
import type { PairAsked, PairCollected, WaitingPanel } from '#protocol'
import { type Answer, ask, askAs, endHelpers, pairPanel, startTestHelper, type TestHelper } from '../support/helper'

const json = { 'content-type': 'application/json' }

/** Panels that ask, and the window that lets them in, over the wire of a real helper. */
describe('the helper\'s window', () => {
  let helper: TestHelper

  beforeEach(async () => {
    helper = await startTestHelper()
  })
  afterEach(endHelpers)

  const post = (target: string, panel: string, { body, headers = {} }: { body: object; headers?: Record<string, string> }) =>
    ask(helper, {
      method: 'POST', path: target, body: JSON.stringify(body), headers: { ...json, 'x-firstpass-panel': panel, ...headers },
    })
  const asking = (panel: string, headers: Record<string, string> = {}, changes: object = {}): Promise<Answer> =>
    post('/v1/pair-requests', panel, { body: { panel, name: 'Firstpass in Photoshop', host: 'photoshop', ...changes }, headers })
  const asked = async (panel: string) => (await asking(panel)).json() as unknown as PairAsked
  const collect = async (request: string, panel: string, headers: Record<string, string> = {}) =>
    (await post('/v1/pair-requests/collect', panel, { body: { request }, headers })).json() as unknown as PairCollected
  const codeFor = async (host: string, token = helper.file.token) =>
    (await askAs(helper, token, { method: 'POST', path: `/v1/session-code?host=${host}` })).json() as { code: string }
  const openPage = async (host: string) => {
    const body = JSON.stringify({ ...await codeFor(host), host })
    return (await ask(helper, { method: 'POST', path: '/v1/session', body, headers: json })).json().token as string
  }
  const waiting = async (token: string) =>
    ((await askAs(helper, token, { path: '/v1/pair-requests' })).json() as { requests?: WaitingPanel[] }).requests
  const answer = async (token: string, id: string, word: 'allow' | 'refuse') =>
    (await askAs(helper, token, { method: 'POST', path: `/v1/pair-requests/${id}/${word}` })).json().code ?? 'done'

  test('a panel asks, the window shows its digits and allows it; the token that it collects outlives a restart', async () => {
    const window = await openPage('home')
    const { request, digits } = await asked('panel-asking')
    const [one] = await waiting(window) ?? []
    expect(one).toMatchObject({ name: 'Firstpass in Photoshop', host: 'photoshop', digits })
    expect(await collect(request, 'panel-asking')).toEqual({ state: 'waiting' })
    expect(await answer(window, one!.id, 'allow')).toBe('done')
    const { state, token = '' } = await collect(request, 'panel-asking')
    expect([state, (await askAs(helper, token, { path: '/v1/jobs' })).status]).toEqual(['allowed', 200])
    expect(await collect(request, 'panel-asking')).toEqual({ state: 'expired' })
    const stored = fs.readFileSync(path.join(helper.dataFolder, 'panels.json'), 'utf8')
    const log = fs.readFileSync(path.join(helper.dataFolder, 'logs/helper.log'), 'utf8')
    for (const text of [stored, log]) expect([text.includes(token), text.includes(request)]).toEqual([false, false])
    const { pairings } = (await askAs(helper, window, { path: '/v1/pairings' })).json() as { pairings: { panel: string }[] }
    expect(pairings.map(({ panel }) => panel)).toEqual(['panel-asking'])
    await helper.stop()
    helper = await startTestHelper({ dataFolder: helper.dataFolder })
    expect((await askAs(helper, token, { path: '/v1/jobs' })).status).toBe(200)
    expect((await askAs(helper, window, { path: '/v1/jobs' })).status).toBe(401)
  })

  test('the window revokes, and shows a code for those who type', async () => {
    const window = await openPage('home')
    const token = await pairPanel(helper, 'panel-to-revoke')
    const shown = await askAs(helper, window, { method: 'POST', path: '/v1/pairing-code' })
    expect(shown.json()).toMatchObject({ state: 'waiting', code: expect.stringMatching(/^[0-9]{6}$/) })
    expect((await askAs(helper, window, { method: 'POST', path: '/v1/pairings/panel-to-revoke/revoke' })).status).toBe(200)
    expect((await askAs(helper, token, { path: '/v1/jobs' })).status).toBe(401)
  })

  test('no panel and no other page lets anybody in, sees who waits, or makes codes', async () => {
    const { request, digits } = await asked('panel-asking')
    const [one] = await waiting(helper.file.token) ?? []
    expect(one?.digits).toBe(digits)
    const others = [
      await openPage('browser'), await openPage('resolve'), await pairPanel(helper, 'panel-of-paths', 'premiere'),
      await pairPanel(helper, 'panel-of-pixels'), await pairPanel(helper, 'panel-of-resolve', 'resolve'),
    ]
    for (const token of others) {
      expect(await waiting(token)).toBeUndefined()
      for (const word of ['allow', 'refuse'] as const) expect(await answer(token, one!.id, word)).toBe('TOKEN_FORBIDDEN')
      for (const [method, target] of [
        ['POST', '/v1/session-code?host=home'], ['POST', '/v1/session-code'], ['POST', '/v1/pairing-code'],
        ['GET', '/v1/pairings'], ['POST', '/v1/pairings/panel-of-paths/revoke'],
      ] as const) {
        expect([target, (await askAs(helper, token, { method, path: target })).json().code]).toEqual([target, 'TOKEN_FORBIDDEN'])
      }
    }
    for (const word of ['allow', 'refuse']) {
      const nobody = await ask(helper, { method: 'POST', path: `/v1/pair-requests/${one!.id}/${word}` })
      expect(nobody.json().code).toBe('NOT_PAIRED')
    }
    expect(await collect(request, 'panel-asking')).toEqual({ state: 'waiting' })
  })

  test('no web page asks or collects, whatever it says of itself; neither does a request to another name', async () => {
    const { request } = await asked('panel-asking')
    const own = `http://localhost:${helper.port}`
    for (const [headers, code] of [
      [{ origin: 'https://evil.com' }, 'ORIGIN_FORBIDDEN'], [{ origin: 'null' }, 'ORIGIN_FORBIDDEN'],
      [{ origin: own }, 'PAIRING_REFUSED'],
      [{ host: 'evil.com' }, 'HOST_FORBIDDEN'], [{ host: `localhost.evil.com:${helper.port}` }, 'HOST_FORBIDDEN'],
    ] as const) {
      expect((await asking('panel-of-a-page', headers)).json().code).toBe(code)
      const collected = await post('/v1/pair-requests/collect', 'panel-asking', { body: { request }, headers })
      expect(collected.json().code).toBe(code)
    }
  })

  test('even with the window\'s token, another page or another name lets nobody in', async () => {
    await asked('panel-asking')
    const window = await openPage('home')
    const [one] = await waiting(window) ?? []
    for (const [headers, code] of [
      [{ origin: 'https://evil.com' }, 'ORIGIN_FORBIDDEN'], [{ host: 'evil.com' }, 'HOST_FORBIDDEN'],
    ] as const) {
      const allowed = await askAs(helper, window, { method: 'POST', path: `/v1/pair-requests/${one!.id}/allow`, headers })
      expect(allowed.json().code).toBe(code)
    }
    expect(await waiting(window)).toHaveLength(1)
  })

  test('a form or a script without a preflight can\'t ask: the header and the type are needed', async () => {
    const body = JSON.stringify({ panel: 'panel-asking', name: 'x', host: 'photoshop' })
    const target = { method: 'POST', path: '/v1/pair-requests', body }
    expect((await ask(helper, { ...target, headers: json })).json().code).toBe('PAIRING_REFUSED')
    const other = { ...json, 'x-firstpass-panel': 'panel-of-another' }
    expect((await ask(helper, { ...target, headers: other })).json().code).toBe('PAIRING_REFUSED')
    const text = { 'content-type': 'text/plain', 'x-firstpass-panel': 'panel-asking' }
    expect((await ask(helper, { ...target, headers: text })).json().code).toBe('TYPE_UNSUPPORTED')
    expect(await waiting(helper.file.token)).toEqual([])
  })

  test('digits are the helper\'s to choose, and so is who may ask', async () => {
    expect((await asking('panel-asking', {}, { digits: '1234' })).json().code).toBe('REQUEST_INVALID')
    for (const host of ['home', 'browser', 'command-line']) {
      expect([host, (await asking('panel-asking', {}, { host })).json().code]).toEqual([host, 'PAIRING_REFUSED'])
    }
    expect((await asking('command-line')).json().code).toBe('PAIRING_REFUSED')
    expect((await asking('page-0123456789abcdef')).json().code).toBe('PAIRING_REFUSED')
    const seen = new Set<string>()
    for (let count = 1; count <= 4; count++) seen.add((await asked(`panel-number-${count}`)).digits)
    expect(seen.size).toBe(4)
    expect((await asking('panel-number-5')).json().code).toBe('PAIRING_BUSY')
  })

  test('a flood is held up, and the typed code still works', async () => {
    const codes: unknown[] = []
    for (let count = 0; count < 14; count++) codes.push((await asking(`panel-flood-${count}`)).json().code)
    expect(codes.slice(-2)).toEqual(['TOO_MANY_TRIES', 'TOO_MANY_TRIES'])
    const window = await openPage('home')
    for (const { id } of await waiting(window) ?? []) expect(await answer(window, id, 'refuse')).toBe('done')
    expect(await waiting(window)).toEqual([])
    expect(await pairPanel(helper, 'panel-that-types')).toMatch(/^[0-9a-f]{64}$/)
  })

  test('the window is made by the command line alone; it makes codes for the other pages, and names no paths', async () => {
    const window = await openPage('home')
    expect(await codeFor('home', window)).toMatchObject({ code: 'PAIRING_REFUSED' })
    for (const host of ['browser', 'resolve']) expect((await codeFor(host, window)).code).toMatch(/^[0-9a-f]{64}$/)
    const folder = path.dirname(helper.dataFolder)
    fs.writeFileSync(path.join(folder, 'a.gray'), 'abc')
    const body = { id: 'j'.repeat(24), task: 'open', options: { path: path.join(folder, 'a.gray') }, inputs: {} }
    expect((await askAs(helper, window, { method: 'POST', path: '/v1/jobs', body })).json().code).toBe('PATH_FORBIDDEN')
    expect((await askAs(helper, window, { path: '/v1/door' })).json().code).toBe('DOOR_FORBIDDEN')
  })

  test('the window may end the helper, another page may not', async () => {
    const end = async (host: string) =>
      (await askAs(helper, await openPage(host), { method: 'POST', path: '/v1/shutdown' })).json().code ?? 'done'
    for (const host of ['browser', 'resolve']) expect(await end(host)).toBe('TOKEN_FORBIDDEN')
    expect(await end('home')).toBe('done')
  })

  test('no typed code makes a window', async () => {
    const { code } = (await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/pairing-code' })).json()
    const body = { panel: 'panel-as-window', name: 'x', host: 'home', code }
    expect((await post('/v1/pair', 'panel-as-window', { body })).json().code).toBe('PAIRING_REFUSED')
    expect((await askAs(helper, helper.file.token, { path: '/v1/pairings' })).json()).toEqual({ pairings: [] })
  })

  test('the document of the wire tells of these routes, and who may use them', async () => {
    type Document = { paths: Record<string, Record<string, { summary: string; security: unknown[] }>> }
    const { paths } = (await ask(helper, { path: '/v1/openapi.json' })).json() as unknown as Document
    expect(paths['/v1/pair-requests']!.post!.security).toEqual([])
    expect(paths['/v1/pair-requests/collect']!.post!.security).toEqual([])
    for (const [target, method] of [
      ['/v1/pair-requests', 'get'], ['/v1/pair-requests/{id}/allow', 'post'], ['/v1/pair-requests/{id}/refuse', 'post'],
      ['/v1/pairings', 'get'], ['/v1/session-code', 'post'],
    ] as const) {
      expect(paths[target]![method]!.security).toEqual([{ token: [] }])
      expect(paths[target]![method]!.summary).toContain('window')
    }
  })
})
