import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Client, JobOrder } from '#client'
import type { JobEvent } from '#protocol'
import {
  ask, askAs, endHelpers, grayRamp, nodeSurroundings, openClient, startTestHelper, type TestHelper,
} from '../support/helper'

/** A browser page as far as the helper is concerned. */
async function openPage(helper: TestHelper): Promise<{ client: Client; token: string }> {
  const { code } = (await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/session-code' })).json()
  const answer = await ask(helper, {
    method: 'POST', path: '/v1/session', body: JSON.stringify({ code }),
    headers: { 'content-type': 'application/json', origin: `http://localhost:${helper.port}` },
  })
  const { token, panel } = answer.json() as { token: string; panel: string }
  return { client: openClient(helper, { surroundings: nodeSurroundings, panel, token: () => token }), token }
}

const file = (bytes: Buffer) => ({ bytes: bytes.length, read: (offset: number, length: number) =>
  new Uint8Array(bytes.subarray(offset, offset + length)) })

/** Files come as bytes and go as bytes where a panel may name no paths. */
describe('a panel without paths', () => {
  let helper: TestHelper
  let client: Client
  const run = async (order: JobOrder): Promise<JobEvent> => client.follow((await client.submit(order)).latest.job)

  beforeAll(async () => {
    helper = await startTestHelper()
    client = (await openPage(helper)).client
  })
  afterAll(async () => {
    client.close()
    await endHelpers()
  })

  test('opens a file that it sends, under its own name', async () => {
    const opened = await run({ task: 'open', options: { name: 'a.bin' }, inputs: { file: file(Buffer.from('pixels')) } })
    expect(opened).toMatchObject({ state: 'succeeded', result: { results: { picture: { header: { width: 6 } } } } })
    const place = { job: opened.job, result: 'picture' }
    expect(Buffer.from(await client.window(place, 2, 3)).toString()).toBe('xel')
  })

  test('a file that was opened lies in its job alone, and is gone with it', async () => {
    const blob = (): string[] => fs.readdirSync(helper.dataFolder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /^blobs\/.+\/|in-file$/.test(name) && fs.statSync(path.join(helper.dataFolder, name)).size === 7)
    const opened = await run({ task: 'open', options: {}, inputs: { file: file(Buffer.from('private')) } })
    expect(blob()).toEqual([`jobs/${opened.job}/in-file`])
    await client.discard(opened.job)
    expect(blob()).toEqual([])
  })

  test.each(['constructor', '__proto__', 'toString'])('a result called %s is missing like any other', async (result) => {
    const { job } = await run({ task: 'open', options: {}, inputs: { file: file(Buffer.from('pixels')) } })
    await expect(client.window({ job, result }, 0, 1)).rejects.toMatchObject({ code: 'RESULT_MISSING' })
  })

  test('saves into the job folder, and fetches the file by windows', async () => {
    const picture = grayRamp(30, 1)
    const layers = [{ name: 'Below', picture: 'picture' }]
    const saved = await run({ task: 'save', options: { format: 'psd', layers }, inputs: { picture } })
    expect(saved.result?.results.file).toMatchObject({ kind: 'file', path: 'result.psd', bytes: 30 })
    const place = { job: saved.job, result: 'file' }
    const bytes = Buffer.concat([await client.window(place, 0, 20), await client.window(place, 20, 10)])
    expect(bytes).toEqual(picture.bytes)
    await expect(client.reveal(saved.job)).rejects.toMatchObject({ code: 'RESULT_MISSING' })
    await client.discard(saved.job)
    await expect(client.window(place, 0, 20)).rejects.toMatchObject({ code: 'JOB_MISSING' })
  })

  test.each([
    ['open', { path: '/etc/hostname' }, {}, 'PATH_FORBIDDEN'],
    ['open', {}, {}, 'OPTION_INVALID'],
    ['open', { path: '/etc/hostname' }, { file: true }, 'OPTION_INVALID'],
    ['save', { path: '/tmp/a.psd' }, { picture: true }, 'PATH_FORBIDDEN'],
    ['save', {}, { picture: true }, 'OPTION_INVALID'],
    ['save', { path: '/tmp/a.psd', format: 'psd' }, { picture: true }, 'OPTION_INVALID'],
    ['save', { format: '../../x' }, { picture: true }, 'OPTION_INVALID'],
    ['save', { format: 'svg' }, { picture: true }, 'OPTION_INVALID'],
    ['denoise', {}, { picture: 'file' }, 'PICTURE_INVALID'],
    ['open', {}, { file: 'picture' }, 'PICTURE_INVALID'],
    ['save', { format: 'png' }, { picture: 'file' }, 'PICTURE_INVALID'],
  ] as const)('%s with %j and %j is refused', async (...[task, options, inputs, code]) => {
    const bytes = file(Buffer.from('x'))
    const chosen = Object.fromEntries(Object.entries(inputs).map(([name, kind]) =>
      [name, kind !== 'picture' && (name === 'file' || kind === 'file') ? bytes : grayRamp(2, 2)]))
    const layers = task === 'save' ? { layers: [{ name: 'a', picture: 'picture' }] } : {}
    await expect(client.submit({ task, options: { ...options, ...layers }, inputs: chosen })).rejects.toMatchObject({ code })
  })

  test('a file that was sent with a job, and one that a job made, are opened again without being sent', async () => {
    const first = await run({ task: 'open', options: {}, inputs: { file: file(Buffer.from('pixels')) } })
    const again = await run({ task: 'open', options: { name: 'again' }, inputs: { file: { job: first.job, input: 'file' } } })
    await client.discard(first.job)
    expect(again).toMatchObject({ state: 'succeeded', result: { results: { picture: { header: { width: 6 } } } } })
    const layers = [{ name: 'Below', picture: 'picture' }]
    const saved = await run({ task: 'save', options: { format: 'psd', layers }, inputs: { picture: grayRamp(30, 1) } })
    const made = await run({ task: 'open', options: {}, inputs: { file: { job: saved.job, result: 'file' } } })
    expect(made).toMatchObject({ state: 'succeeded', result: { results: { picture: { header: { width: 30 } } } } })
  })

  test('what is no file of a job is not opened: pixels, no such result, a job without a file, one of somebody else', async () => {
    const sent = await run({ task: 'open', options: {}, inputs: { file: file(Buffer.from('pixels')) } })
    const opening = (input: NonNullable<JobOrder['inputs']>[string]): Promise<unknown> =>
      client.submit({ task: 'open', options: {}, inputs: { file: input } })
    await expect(opening({ job: sent.job, result: 'picture' })).rejects.toMatchObject({ code: 'RESULT_MISSING' })
    await expect(opening({ job: sent.job, result: 'constructor' })).rejects.toMatchObject({ code: 'RESULT_MISSING' })
    const layers = [{ name: 'Below', picture: 'file' }]
    const saved = await run({ task: 'save', options: { format: 'psd', layers }, inputs: { file: grayRamp(30, 1) } })
    await expect(opening({ job: saved.job, input: 'file' })).rejects.toMatchObject({ code: 'RESULT_MISSING' })
    const other = await openPage(helper)
    await expect(other.client.submit({ task: 'open', options: {}, inputs: { file: { job: sent.job, input: 'file' } } }))
      .rejects.toMatchObject({ code: 'JOB_MISSING' })
    other.client.close()
    const inputs = { file: { job: sent.job, input: 'file' as const } }
    await expect(client.submit({ task: 'save', options: { format: 'psd', layers }, inputs }))
      .rejects.toMatchObject({ code: 'PICTURE_INVALID' })
  })

  test('a file that did not come whole is not opened; one larger than the limit is refused before it is sent', async () => {
    const blob = await client.upload(file(Buffer.from('pixels')))
    const order = (bytes: number) => client.link.json({
      method: 'POST', path: '/v1/jobs',
      body: { id: 'f'.repeat(24), task: 'open', options: {}, inputs: { file: { blob, bytes } } },
    }, { safeParse: (value: unknown) => ({ success: true, data: value }) } as never)
    await expect(order(7)).rejects.toMatchObject({ code: 'BLOB_INCOMPLETE' })
    await expect(order(2 ** 40)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
    await expect(order(0)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
  })

  test('reads its own blobs again, and nobody else\'s', async () => {
    const blob = await client.upload(file(Buffer.from('0123456789')))
    expect(Buffer.from(await client.window({ blob }, 4, 3)).toString()).toBe('456')
    const other = await openPage(helper)
    await expect(other.client.window({ blob }, 4, 3)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
    await expect(client.window({ blob }, 11, 1)).rejects.toMatchObject({ code: 'REQUEST_INVALID' })
    other.client.close()
  })

  test('pixels that the helper holds are not sent again', async () => {
    const opened = await run({ task: 'open', options: {}, inputs: { file: file(Buffer.from('pixels')) } })
    const { header } = opened.result!.results.picture as { header: ReturnType<typeof grayRamp>['header'] }
    const never = (): never => { throw new Error('nothing is to be read') }
    const held = { header, read: never, held: { job: opened.job, result: 'picture' } }
    const done = await run({ task: 'denoise', options: {}, inputs: { picture: held } })
    expect(done.state).toBe('succeeded')
    expect(Buffer.from(await client.window({ job: done.job, result: 'picture' }, 0, 6)).toString()).toBe('pixels')
  })

  test('its jobs go with the helper, since its token does', async () => {
    const { stop, dataFolder } = helper
    expect(fs.readdirSync(path.join(dataFolder, 'jobs')).length).toBeGreaterThan(0)
    await stop()
    helper = await startTestHelper({ dataFolder })
    expect(fs.readdirSync(path.join(dataFolder, 'jobs'))).toEqual([])
  })
})
