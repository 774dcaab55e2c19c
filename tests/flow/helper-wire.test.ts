import * as fs from 'node:fs'
import * as path from 'node:path'
import { HELPER_FILE } from '#protocol'
import { ask, askAs, endHelpers, grayRamp, openClient, startTestHelper } from '../support/helper'

describe('the wire as hosts need it', () => {
  afterAll(endHelpers)

  test('every answer has a length, none is chunked, compressed or empty', async () => {
    const helper = await startTestHelper()
    const token = helper.file.token
    const client = openClient(helper)
    const { latest } = await client.submit({ task: 'denoise', options: {}, inputs: { picture: grayRamp(100, 30) } })
    await client.follow(latest.job)
    client.close()
    const answers = [
      await ask(helper, { path: '/v1/hello', headers: { 'accept-encoding': 'gzip, br' } }),
      await ask(helper, { path: '/v1/openapi.json', headers: { 'accept-encoding': 'gzip, br' } }),
      await askAs(helper, token, { path: '/v1/jobs' }),
      await askAs(helper, token, { path: `/v1/jobs/${latest.job}/results/picture?offset=0&length=1000` }),
      await askAs(helper, token, { path: `/v1/jobs/${latest.job}/results/picture?offset=3000` }),
      await askAs(helper, token, { path: '/v1/nothing' }),
      await askAs(helper, token, { method: 'POST', path: '/v1/jobs', body: {} }),
      await askAs(helper, token, { path: '/v1/hello', headers: { host: 'evil.com' } }),
      await askAs(helper, token, { method: 'POST', path: '/v1/shutdown' }),
    ]
    for (const { headers, status, body } of answers) {
      expect(status).not.toBe(204)
      expect(Number(headers['content-length'])).toBe(body.length)
      expect([headers['transfer-encoding'], headers['content-encoding']]).toEqual([undefined, undefined])
    }
  })

  test('a window of a result past its end, or larger than 16 MiB, is refused', async () => {
    const helper = await startTestHelper()
    const client = openClient(helper)
    const { latest } = await client.submit({ task: 'denoise', options: {}, inputs: { picture: grayRamp(100, 30) } })
    await client.follow(latest.job)
    client.close()
    const read = async (rest: string) =>
      (await askAs(helper, helper.file.token, { path: `/v1/jobs/${latest.job}/results/${rest}` })).json().code
    expect(await read('picture?offset=3001')).toBe('REQUEST_INVALID')
    expect(await read('picture?offset=-1')).toBe('REQUEST_INVALID')
    expect(await read('picture?offset=1e3')).toBe('REQUEST_INVALID')
    expect(await read('matte')).toBe('RESULT_MISSING')
    expect(await read('..%2f..%2fpanels.json')).toBe('RESULT_MISSING')
  })

  test('a part of more than 16 MiB, or of unknown length, is refused', async () => {
    const helper = await startTestHelper()
    const headers = { authorization: `Bearer ${helper.file.token}`, 'content-type': 'application/octet-stream' }
    const put = { method: 'PUT', path: `/v1/blobs/${'b'.repeat(24)}?offset=0`, headers } as const
    const large = await ask(helper, { ...put, body: Buffer.alloc(16 * 1024 * 1024 + 1) })
    expect(large.json()).toMatchObject({ code: 'BLOB_INVALID', data: { reason: 'it has 16777217 bytes' } })
    const full = await ask(helper, { ...put, body: Buffer.alloc(16 * 1024 * 1024, 7) })
    expect(full.json()).toMatchObject({ received: 16 * 1024 * 1024 })
    const unknown = await ask(helper, { ...put, headers: { ...headers, 'transfer-encoding': 'chunked' } })
    expect(unknown.json()).toMatchObject({ code: 'BLOB_INVALID', data: { reason: 'its Content-Length is missing' } })
  })

  test('a page exchanges its one-time code for a token; a pairing without the header is refused', async () => {
    const helper = await startTestHelper()
    const shown = await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/session-code' })
    const headers = { 'content-type': 'application/json', origin: `http://localhost:${helper.port}` }
    const exchange = { method: 'POST', path: '/v1/session', headers, body: JSON.stringify(shown.json()) } as const
    const { token } = (await ask(helper, exchange)).json() as { token: string }
    expect((await askAs(helper, token, { path: '/v1/jobs' })).json()).toEqual({ jobs: [] })
    expect((await ask(helper, exchange)).json().code).toBe('PAIRING_REFUSED')
    const { code } = (await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/pairing-code' })).json()
    const body = JSON.stringify({ panel: 'panel-one', name: 'Panel', host: 'photoshop', code })
    const bare = await ask(helper, { method: 'POST', path: '/v1/pair', headers: { 'content-type': 'application/json' }, body })
    expect([bare.status, bare.json().code]).toEqual([403, 'PAIRING_REFUSED'])
  })

  test('only one helper per data folder', async () => {
    const helper = await startTestHelper()
    await expect(startTestHelper({ dataFolder: helper.dataFolder })).rejects.toThrow('HELPER_RUNNING')
    expect((await ask(helper, { path: '/v1/hello' })).status).toBe(200)
    expect(JSON.parse(fs.readFileSync(path.join(helper.dataFolder, HELPER_FILE), 'utf8'))).toEqual(helper.file)
  })

  test('the OpenAPI document describes every route, from the schemas that judge it', async () => {
    const helper = await startTestHelper()
    const document = (await ask(helper, { path: '/v1/openapi.json' })).json() as {
      paths: Record<string, Record<string, { parameters: { name: string }[]; requestBody?: unknown; security: unknown[] }>>
    }
    expect(Object.keys(document.paths).sort()).toEqual(expect.arrayContaining([
      '/v1/blobs/{id}', '/v1/hello', '/v1/jobs', '/v1/jobs/{id}', '/v1/jobs/{id}/results/{name}', '/v1/models', '/v1/pair',
    ]))
    expect(document.paths['/v1/blobs/{id}']!.put!.parameters.map(({ name }) => name)).toEqual(['id', 'offset', 'total'])
    expect(JSON.stringify(document.paths['/v1/jobs']!.post!.requestBody)).toContain('rgb-alpha')
    expect(document.paths['/v1/hello']!.get!.security).toEqual([])
    expect(document.paths['/v1/jobs']!.post!.security).toEqual([{ token: [] }])
  })
})
