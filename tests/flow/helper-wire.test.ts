import * as fs from 'node:fs'
import * as path from 'node:path'
import { HELPER_FILE } from '#protocol'
import { ask, askAs, endHelpers, startTestHelper } from '../support/helper'

describe('the wire as hosts need it', () => {
  afterAll(endHelpers)

  test('every answer has a length, none is chunked, compressed or empty', async () => {
    const helper = await startTestHelper()
    const token = helper.file.token
    const answers = [
      await ask(helper, { path: '/v1/hello', headers: { 'accept-encoding': 'gzip, br' } }),
      await ask(helper, { path: '/v1/openapi.json', headers: { 'accept-encoding': 'gzip, br' } }),
      await askAs(helper, token, { path: '/v1/jobs' }),
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
