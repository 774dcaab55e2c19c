import * as fs from 'node:fs'
import * as path from 'node:path'
import type { SettingsView } from '#protocol'
import {
  askAs, endHelpers, grayRamp, openClient, pairPanel, startTestHelper, temporaryFolder, type TestHelper,
} from '../support/helper'

/** What the user chose for the helper as a whole, over the wire of a real one. */
describe('settings', () => {
  let helper: TestHelper

  beforeAll(async () => {
    helper = await startTestHelper()
  })
  afterAll(endHelpers)

  const change = async (fields: object, token = helper.file.token) =>
    await askAs(helper, token, { method: 'POST', path: '/v1/settings', body: fields })
  const view = async () => (await askAs(helper, helper.file.token, { path: '/v1/settings' })).json() as unknown as SettingsView
  const submit = async (fields: object) =>
    (await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/jobs', body: fields })).json() as unknown as {
      code?: string; request: { provider: string; licence: string }
    }

  test('are for the window and the command line', async () => {
    const { settings, startsAtLogin, dataFolder, jobBytes } = await view()
    expect([settings, startsAtLogin]).toEqual([{ ffmpeg: '', provider: 'auto', licence: 'permissive' }, null])
    expect([dataFolder, jobBytes]).toEqual([helper.dataFolder, 0])
    const panel = await pairPanel(helper, 'panel-of-paths', 'premiere')
    expect((await askAs(helper, panel, { path: '/v1/settings' })).json().code).toBe('TOKEN_FORBIDDEN')
    expect((await change({ licence: 'any' }, panel)).json().code).toBe('TOKEN_FORBIDDEN')
    expect((await change({ licence: 'any', theme: 'dark' })).json().code).toBe('REQUEST_INVALID')
    expect((await change({ startsAtLogin: true })).json().code).toBe('LOGIN_UNAVAILABLE')
    expect((await view()).settings.licence).toBe('permissive')
  })

  test('a job that names none has the user\'s provider and licence, and is the same job after they changed', async () => {
    const client = openClient(helper)
    const first = await client.submit({ task: 'denoise', options: {}, inputs: { picture: grayRamp(8, 8) } })
    expect(first.request).toMatchObject({ provider: 'auto', licence: 'permissive' })
    await client.follow(first.latest.job)
    client.close()
    const picture = { job: first.latest.job, result: 'picture' }
    const body = { id: 's'.repeat(24), task: 'denoise', options: {}, inputs: { picture } }
    await change({ provider: 'cpu', licence: 'any' })
    expect((await submit(body)).request).toMatchObject({ provider: 'cpu', licence: 'any' })
    const named = { ...body, id: 't'.repeat(24), provider: 'auto', licence: 'permissive' }
    expect((await submit(named)).request).toMatchObject({ provider: 'auto', licence: 'permissive' })
    await change({ provider: 'auto' })
    expect((await submit(body)).request).toMatchObject({ provider: 'cpu', licence: 'any' })
    expect((await submit({ ...body, provider: 'auto' })).code).toBe('JOB_ID_REUSED')
    expect((await submit({ ...body, provider: 'cpu' })).code).toBeUndefined()
    const refused = async (query = '') => {
      const { models } = (await askAs(helper, helper.file.token, { path: `/v1/models${query}` })).json() as { models: object[] }
      return models.filter((model) => 'refused' in model).length
    }
    expect(await refused()).toBe(await refused('?licence=any'))
    expect(await refused('?licence=permissive')).toBeGreaterThan(await refused())
  })

  test('ffmpeg is looked for where the user says, if it is there, and that outlives a restart', async () => {
    const folder = temporaryFolder()
    const filters = ['bwdif', 'fps', 'lutrgb', 'mergeplanes', 'zscale'].map((name) => ` ... ${name} x`).join('\n')
    const lines = { '-version': 'ffmpeg version 7.7', '-filters': filters }
    for (const name of ['ffmpeg', 'ffprobe']) {
      const program = `#!${process.execPath}\nconsole.log((${JSON.stringify(lines)})[process.argv.at(-1)] ?? '')\n`
      fs.writeFileSync(path.join(folder, name), program, { mode: 0o755 })
    }
    const missing = (await change({ ffmpeg: path.join(folder, 'absent') })).json()
    expect([missing.code, missing.hint]).toEqual(['FFMPEG_MISSING', expect.any(String)])
    expect((await change({ ffmpeg: folder })).json()).toMatchObject({ settings: { ffmpeg: folder } })
    const media = async () => (await askAs(helper, helper.file.token, { path: '/v1/media' })).json()
    const found = { ffmpeg: { path: path.join(folder, 'ffmpeg'), version: '7.7' } }
    expect(await media()).toMatchObject(found)
    await helper.stop()
    helper = await startTestHelper({ dataFolder: helper.dataFolder })
    expect(await media()).toMatchObject(found)
  })

  test('the process that reads clips looks there too', async () => {
    const dataFolder = path.join(temporaryFolder(), 'data')
    fs.mkdirSync(dataFolder, { mode: 0o700 })
    fs.writeFileSync(path.join(dataFolder, 'settings.json'), '{"ffmpeg": "/gone/ffmpeg"}', { mode: 0o600 })
    fs.writeFileSync(path.join(dataFolder, '../clip.mov'), 'x')
    const other = await startTestHelper({ dataFolder, codec: '../../../shared/helper/engine/codec-main' })
    const client = openClient(other)
    const { latest } = await client.submit({ task: 'probe', options: { path: path.join(dataFolder, '../clip.mov').normalize() } })
    const { error } = await client.follow(latest.job)
    client.close()
    expect(error).toMatchObject({ code: 'FFMPEG_MISSING', message: expect.stringContaining('/gone/ffmpeg') as string })
  })
})
