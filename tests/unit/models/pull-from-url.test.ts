import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Manifest } from '#helper/models/manifest'
import { pullWeights, readWeights } from '#helper/models/weights'
import { RegistryServer } from '../../support/registry-server'
import { scalingModel, tinyManifest } from './tiny-manifest'

const model = scalingModel(2)
const server = new RegistryServer()
const home = mkdtempSync(join(tmpdir(), 'firstpass-models-'))

beforeAll(async () => {
  await server.start()
  process.env.npm_config_userconfig = join(home, 'npmrc')
  process.env.npm_config_fetch_retries = '0'
  delete process.env.FIRSTPASS_TEST_MODELS
})
beforeEach(() => { process.env.FIRSTPASS_MODELS = mkdtempSync(join(home, 'cache-')) })
afterAll(async () => {
  await server.stop()
  rmSync(home, { recursive: true, force: true })
})

const pinned = (url: string): Manifest => tinyManifest('tiny', [{ from: { url }, bytes: model }])
const cacheNames = (): string[] => readdirSync(process.env.FIRSTPASS_MODELS ?? '').filter((name) => name !== 'partial')

async function expectFailure(manifest: Manifest, message: RegExp): Promise<void> {
  await expect(pullWeights(manifest)).rejects.toMatchObject({
    code: 'MODEL_DOWNLOAD_FAILED', message: expect.stringMatching(message), data: { model: 'tiny' },
  })
  expect(cacheNames()).toEqual([])
  const partial = join(process.env.FIRSTPASS_MODELS ?? '', 'partial')
  expect(existsSync(partial) ? readdirSync(partial) : []).toEqual([])
}

describe('a model from a pinned address', () => {
  test('is fetched with progress and verified', async () => {
    const url = server.page('/whole.onnx', (response) => response.writeHead(200, { 'content-length': model.length }).end(model))
    const seen: number[] = []
    await pullWeights(pinned(url), (done, total) => {
      expect(total).toBe(model.length)
      seen.push(done)
    })
    expect(seen.at(-1)).toBe(model.length)
    expect(Buffer.compare(await readWeights(pinned(url)), model)).toBe(0)
  })

  test('is followed through a few redirects', async () => {
    server.page('/hop-2.onnx', (response) => response.writeHead(200).end(model))
    server.page('/hop-1.onnx', (response) => response.writeHead(302, { location: '/hop-2.onnx' }).end())
    const url = server.page('/hop-0.onnx', (response) => response.writeHead(307, { location: `${server.url}/hop-1.onnx` }).end())
    await pullWeights(pinned(url))
    expect(cacheNames()).toHaveLength(1)
  })

  test('is not followed for ever', async () => {
    const url = server.page('/ring', (response) => response.writeHead(302, { location: '/ring' }).end())
    const before = server.requests.length
    await expectFailure(pinned(url), /more than 5 redirects/)
    expect(server.requests.length - before).toBe(6)
  })

  test('never leaves https but for this machine', async () => {
    await expectFailure(pinned('http://192.0.2.1/model.onnx'), /http:\/\/192\.0\.2\.1, not https/)
    await expectFailure(pinned('file:///etc/passwd'), /not https/)
    const away = server.page('/away', (response) => response.writeHead(302, { location: 'http://192.0.2.1/model.onnx' }).end())
    await expectFailure(pinned(away), /not https/)
  })

  test('that is longer than it should be is dropped at the first byte too many', async () => {
    const url = server.page('/endless', (response) => {
      response.writeHead(200)
      const more = (): void => { if (!response.destroyed) response.write(Buffer.alloc(65_536), more) }
      more()
    })
    await expectFailure(pinned(url), /larger than the \d+ bytes/)
  })

  test('that ends early is not taken', async () => {
    const url = server.page('/short', (response) => response.writeHead(200).end(model.subarray(0, 20)))
    await expectFailure(pinned(url), /ended after 20 of \d+ bytes/)
  })

  test('with other bytes of the same length is not taken', async () => {
    const url = server.page('/other', (response) => response.writeHead(200).end(scalingModel(3)))
    await expectFailure(pinned(url), /SHA-256/)
  })

  test('that is gone, or whose server is, says so', async () => {
    await expectFailure(pinned(`${server.url}/gone`), /answered 404/)
    const closed = createServer()
    await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
    const { port } = closed.address() as AddressInfo
    await new Promise((resolve) => closed.close(resolve))
    await expectFailure(pinned(`http://127.0.0.1:${port}/model.onnx`), /ECONNREFUSED/)
  })
})
