import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultModels, findModel, listModels } from '#helper/models/catalogue'
import type { Manifest } from '#helper/models/manifest'
import { pretendCached } from '../../support/pretend-cached'

// Our own weights are on every machine, so the choice among models that have to be pulled shows only without them.
jest.mock('#helper/models/manifests', () => {
  const actual = jest.requireActual<{ readManifests(): Manifest[] }>('#helper/models/manifests')
  const isOurs = ({ id }: Manifest): boolean => id.startsWith('firstpass-upscale')
  return { ...actual, readManifests: () => actual.readManifests().filter((each) => !isOurs(each)) }
})

const home = mkdtempSync(join(tmpdir(), 'firstpass-models-'))
const permissive = { policy: 'permissive' } as const
const chosen = async (scale: number): Promise<object> => findModel('upscale', undefined, { ...permissive, scale })

beforeEach(() => {
  process.env.FIRSTPASS_MODELS = mkdtempSync(join(home, 'cache-'))
  delete process.env.FIRSTPASS_TEST_MODELS
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

describe('the choice among models that have to be pulled', () => {
  test('nothing is there: it says what to pull, and that is marked as the default', async () => {
    await expect(chosen(2)).rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE', data: { model: 'esrgan-medium-x2' } })
    const marked = (await listModels()).filter(({ isDefault, manifest }) => isDefault && manifest.task === 'upscale')
    expect(marked.map(({ manifest }) => manifest.id).sort()).toEqual(['esrgan-medium-x2', 'esrgan-medium-x4'])
    expect(defaultModels().map(({ id }) => id)).toEqual(expect.arrayContaining(['esrgan-medium-x2', 'esrgan-medium-x4']))
  })

  test('takes what the registry gives', async () => {
    pretendCached('esrgan-medium-x2', 'esrgan-medium-x4')
    const reason = 'the default, as waifu2x-photo-x2 is not on this machine'
    expect(await chosen(2)).toMatchObject({ manifest: { id: 'esrgan-medium-x2' }, reason })
  })

  test('takes the better one once it was pulled', async () => {
    pretendCached('esrgan-medium-x2', 'waifu2x-photo-x2')
    expect(await chosen(2)).toMatchObject({ manifest: { id: 'waifu2x-photo-x2' }, reason: 'the default' })
  })

  test('makes x3 from x4', async () => {
    pretendCached('esrgan-medium-x2', 'esrgan-medium-x4')
    expect(await chosen(3)).toMatchObject({ manifest: { id: 'esrgan-medium-x4' } })
  })

  test('never takes a model that invents', async () => {
    pretendCached('realesrgan-general-x4', 'realesrgan-general-x4-wdn')
    await expect(findModel('upscale', undefined, { policy: 'any', scale: 4 }))
      .rejects.toMatchObject({ code: 'MODEL_UNAVAILABLE' })
  })
})
