import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cacheKey, sha256Of } from '#helper/models/cache'
import { refusedLicence } from '#helper/models/licence'
import { manifestJsonSchema, manifestSchema } from '#helper/models/manifest'
import { manifestFolder, readManifests } from '#helper/models/manifests'

const manifests = readManifests()
const byId = new Map(manifests.map((manifest) => [manifest.id, manifest]))

describe('the committed manifests', () => {
  test('their JSON Schema is the one of the code', () => {
    // Written by `node build/shared/helper/models/write-schema.js`.
    expect(readFileSync(join(manifestFolder(), 'manifest.schema.json'), 'utf8')).toBe(manifestJsonSchema())
  })

  test('hold exactly the models that are offered', () => {
    expect([...byId.keys()].filter((id) => !id.startsWith('firstpass-')).sort()).toEqual([
      'birefnet-lite', 'ebme', 'esrgan-medium-x2', 'esrgan-medium-x4', 'isnet-general-use', 'isnet-imgly',
      'realesrgan-general-x4', 'realesrgan-general-x4-wdn', 'selfie', 'u2netp', 'waifu2x-photo-x2',
    ])
    expect(byId.size).toBe(manifests.length)
  })

  test.each(manifests.map((manifest) => [manifest.id, manifest] as const))('%s is consistent', (_, manifest) => {
    const { files, build } = manifest.source
    const ways = new Set(files.map(({ from }) => 'package' in from ? 'package' : 'url' in from ? 'url' : 'own'))
    expect(ways.size).toBe(1)
    expect(manifest.packageLicence !== undefined).toBe(ways.has('package'))
    if (build === 'as-is') expect(files).toEqual([expect.objectContaining(manifest.built)])
    if (build === 'concat') expect(manifest.built.bytes).toBe(files.reduce((sum, file) => sum + file.bytes, 0))
    expect(manifest.scale !== undefined).toBe(manifest.task === 'upscale')
    expect(manifest.tile.kind).toBe(manifest.task === 'mask' ? 'fixed' : 'tiled')
    for (const twin of manifest.blend ?? []) expect(byId.get(twin)?.tile).toEqual(manifest.tile)
    for (const { from } of files) {
      // A commit or a release: an address whose content does not change.
      if ('url' in from) expect(from.url).toMatch(/\/[0-9a-f]{40}\/|\/releases\/download\//)
    }
  })

  test('name our own weights by the size and hash they have', () => {
    for (const file of manifests.flatMap(({ source }) => source.files)) {
      if (!('own' in file.from)) continue
      const bytes = readFileSync(join(manifestFolder(), file.from.own))
      expect({ ...file, bytes: bytes.length, sha256: sha256Of(bytes) }).toEqual(file)
    }
  })

  test('every ranked model is permissive, so that a default never needs a licence read', () => {
    expect(manifests.filter((each) => each.rank !== undefined && refusedLicence(each, 'permissive') !== undefined)).toEqual([])
  })

  test('no weights lie in the repository but our own', () => {
    const names = readdirSync(manifestFolder(), { recursive: true }).map(String)
    const weights = names.filter((name) => /\.(onnx|bin|pth|pkl|param)$/.test(name) && !name.startsWith('train'))
    expect(weights.filter((name) => !name.includes('firstpass-'))).toEqual([])
  })
})

describe('a manifest', () => {
  const plain = JSON.parse(readFileSync(join(manifestFolder(), 'mask/u2netp.json'), 'utf8')) as Record<string, unknown>
  const withOrigin = (from: unknown): unknown => {
    const file = { from, bytes: 1, sha256: 'a'.repeat(64) }
    return { ...plain, source: { files: [file], build: 'as-is', buildVersion: 1 } }
  }

  test.each<[string, unknown]>([
    ['a path that climbs', withOrigin({ own: '../secret.onnx' })],
    ['a path that climbs in the middle', withOrigin({ own: 'mask/../../secret.onnx' })],
    ['an absolute path', withOrigin({ own: '/etc/passwd' })],
    ['a path of Windows', withOrigin({ own: 'mask\\..\\secret.onnx' })],
    ['http', withOrigin({ url: 'http://example.com/a.onnx' })],
    ['a file address', withOrigin({ url: 'file:///a.onnx' })],
    ['a package by another kind of spec', withOrigin({
      package: 'git+https://example.com/a', version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==`, path: 'a', tarballBytes: 1,
    })],
    ['a range of versions', withOrigin({
      package: 'a', version: '^1.0.0', integrity: `sha512-${'A'.repeat(86)}==`, path: 'a', tarballBytes: 1,
    })],
    ['a weak integrity', withOrigin({ package: 'a', version: '1.0.0', integrity: 'sha1-AAAA', path: 'a', tarballBytes: 1 })],
    ['an unknown field', { ...plain, script: 'postinstall.js' }],
    ['an id that could be a path', { ...plain, id: '../u2netp' }],
  ])('with %s is refused', (_, manifest) => {
    expect(manifestSchema.safeParse(plain).success).toBe(true)
    expect(manifestSchema.safeParse(manifest).success).toBe(false)
  })

  test('has another cache key after any change of source, build or result', () => {
    const [manifest] = manifests
    if (manifest === undefined) throw new Error('there are no manifests')
    const keys = [
      manifest, { ...manifest, source: { ...manifest.source, buildVersion: 99 } },
      { ...manifest, built: { ...manifest.built, sha256: 'b'.repeat(64) } },
      { ...manifest, source: { ...manifest.source, files: manifest.source.files.map((file) => ({ ...file, bytes: 1 })) } },
    ].map(cacheKey)
    expect(new Set(keys).size).toBe(4)
    expect(cacheKey({ ...manifest, title: 'another title' })).toBe(cacheKey(manifest))
  })
})

describe('the licence policy', () => {
  const licensed = (licence: string, packageLicence?: string): string | undefined => {
    const [manifest] = manifests
    if (manifest === undefined) throw new Error('there are no manifests')
    return refusedLicence({ ...manifest, licence, packageLicence: packageLicence ?? licence }, 'permissive')
  }

  test.each(['Apache-2.0', 'MIT', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'CC0-1.0', 'CC-BY-4.0'])(
    'permissive allows %s', (licence) => expect(licensed(licence)).toBeUndefined())

  test.each(['AGPL-3.0-only', 'GPL-3.0-or-later', 'CC-BY-NC-4.0', 'CC-BY-NC-SA-4.0', 'UNLICENSED', 'SEE LICENSE IN x', ''])(
    'permissive refuses "%s", of the weights or of their package', (licence) => {
      expect(licensed(licence)).toBe(licence)
      expect(licensed('MIT', licence)).toBe(licence)
    })
})
