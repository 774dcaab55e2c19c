import * as fs from 'node:fs'
import * as path from 'node:path'
import WebSocket from 'ws'
import { type JobEvent, pixelBytes } from '#protocol'
import {
  ask, askAs, endHelpers, grayRamp, openClient, pairPanel, startTestHelper, type TestHelper, until,
} from '../support/helper'

const id = (letter: string): string => letter.repeat(24)

async function upload(helper: TestHelper, blob: string, body: Buffer): Promise<void> {
  const answer = await ask(helper, {
    method: 'PUT', path: `/v1/blobs/${blob}?offset=0`, body,
    headers: { authorization: `Bearer ${helper.file.token}`, 'content-type': 'application/octet-stream' },
  })
  expect(answer.json()).toEqual({ id: blob, received: body.length })
}

describe('a job through the helper', () => {
  afterEach(endHelpers)

  test('pixels go up in parts, run in the engine, and come back by windows, byte for byte', async () => {
    const helper = await startTestHelper()
    const client = openClient(helper)
    const picture = grayRamp(640, 50)
    const { latest } = await client.submit({ task: 'denoise', options: {}, inputs: { picture } }, { partBytes: 10_000 })
    expect(latest).toMatchObject({ state: 'queued', seq: 1 })
    const events: JobEvent[] = []
    const last = await client.follow(latest.job, { onEvent: (event) => events.push(event) })
    expect(last.state).toBe('succeeded')
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1))
    const back = Buffer.alloc(pixelBytes(picture.header))
    const header = await client.fetchResult({ job: latest.job, result: last.result!, name: 'picture' }, {
      windowBytes: 9_999, write: (bytes, offset) => back.set(bytes, offset),
    })
    expect(header).toEqual(picture.header)
    expect(back.equals(picture.bytes)).toBe(true)
    expect((await client.inbox()).jobs).toMatchObject([{ placed: true, latest: { state: 'succeeded' } }])
    client.close()
  })

  test('the same id and body again is the same job; another body is refused', async () => {
    const helper = await startTestHelper()
    const picture = grayRamp(8, 8)
    await upload(helper, id('a'), picture.bytes)
    const body = { id: id('j'), task: 'denoise', options: {}, inputs: { picture: { blob: id('a'), header: picture.header } } }
    const submit = (changes: object) =>
      askAs(helper, helper.file.token, { method: 'POST', path: '/v1/jobs', body: { ...body, ...changes } })
    const both = await Promise.all([submit({}), submit({})])
    expect(both.map(({ status }) => status)).toEqual([200, 200])
    expect((await submit({})).status).toBe(200)
    const other = await submit({ options: { strength: 10 } })
    expect([other.status, other.json().code]).toEqual([409, 'JOB_ID_REUSED'])
    const inbox = await askAs(helper, helper.file.token, { path: '/v1/jobs' })
    expect((inbox.json().jobs as unknown[]).length).toBe(1)
  })

  test('the WebSocket and polling give the same events, numbered without gaps, the last 256 kept', async () => {
    const helper = await startTestHelper()
    const client = openClient(helper)
    const { latest } = await client.submit({ task: 'mask', options: {}, inputs: { picture: grayRamp(600, 1) } })
    const heard: JobEvent[] = []
    const socket = new WebSocket(`ws://localhost:${helper.port}/v1/events`)
    const frames: string[] = []
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'token', token: helper.file.token }))
      socket.send(JSON.stringify({ type: 'follow', job: latest.job, since: 0 }))
    })
    socket.on('message', (data, isBinary) => {
      const frame = JSON.parse(String(data)) as { type: string; event: JobEvent }
      frames.push(`${isBinary ? 'binary' : 'text'} ${frame.type}`)
      if (frame.type === 'event') heard.push(frame.event)
    })
    await until('the socket tells of the job', () => heard.length > 0)
    fs.writeFileSync(path.join(helper.dataFolder, 'go'), '')
    await until('the socket tells of its end', () => heard.at(-1)?.state === 'succeeded')
    socket.close()
    expect(new Set(frames)).toEqual(new Set(['text welcome', 'text event']))
    expect(socket.extensions).toBe('')
    const view = await askAs(helper, helper.file.token, { path: `/v1/jobs/${latest.job}?since=0` })
    const polled = view.json().events as JobEvent[]
    expect(heard.length).toBeGreaterThan(600)
    expect(heard.map(({ seq }) => seq)).toEqual(heard.map((_, index) => index + 1))
    expect(polled).toEqual(heard.slice(-256))
    client.close()
  })

  test('a cancel stops a running job between tiles, a waiting one at once, and is harmless afterwards', async () => {
    const helper = await startTestHelper()
    const client = openClient(helper)
    const order = { task: 'upscale', options: { scale: 1 }, inputs: { picture: grayRamp(8, 8) } } as const
    const running = await client.submit(order)
    const waiting = await client.submit(order)
    await until('the first runs', async () => (await client.inbox()).jobs.some(({ latest }) => latest.stage === 'tiles'))
    expect((await client.cancel(waiting.latest.job)).latest.state).toBe('cancelled')
    await client.cancel(running.latest.job)
    expect((await client.follow(running.latest.job)).state).toBe('cancelled')
    expect((await client.cancel(running.latest.job)).latest.state).toBe('cancelled')
    expect(fs.readdirSync(path.join(helper.dataFolder, 'jobs', running.latest.job))).not.toContain('picture.raw')
    fs.writeFileSync(path.join(helper.dataFolder, 'go'), '')
    await client.retry(running.latest.job)
    expect((await client.follow(running.latest.job)).state).toBe('succeeded')
    client.close()
  })

  test('a result is the input of the next job, and survives the discarding of the first', async () => {
    const helper = await startTestHelper()
    const client = openClient(helper)
    const picture = grayRamp(32, 32)
    const first = await client.submit({ task: 'denoise', options: {}, inputs: { picture } })
    await client.follow(first.latest.job)
    const second = await client.submit({
      task: 'upscale', options: { scale: 1 }, inputs: { picture: { job: first.latest.job, result: 'picture' } },
    })
    await client.discard(first.latest.job)
    fs.writeFileSync(path.join(helper.dataFolder, 'go'), '')
    const last = await client.follow(second.latest.job)
    const back: Buffer[] = []
    await client.fetchResult({ job: second.latest.job, result: last.result!, name: 'picture' }, {
      write: (bytes) => void back.push(Buffer.from(bytes)),
    })
    expect(Buffer.concat(back).equals(picture.bytes)).toBe(true)
    await expect(client.follow(first.latest.job)).rejects.toMatchObject({ code: 'JOB_MISSING' })
    client.close()
  })

  test('panels take turns: one that queues many jobs does not keep another waiting', async () => {
    const helper = await startTestHelper()
    const tokens = { many: await pairPanel(helper, 'panel-with-many'), one: await pairPanel(helper, 'panel-with-one') }
    const clients = {
      many: openClient(helper, { panel: 'panel-with-many', token: () => tokens.many }),
      one: openClient(helper, { panel: 'panel-with-one', token: () => tokens.one }),
    }
    const order = { task: 'upscale', options: { scale: 1 }, inputs: { picture: grayRamp(4, 4) } } as const
    const many: string[] = []
    for (let count = 0; count < 4; count++) many.push((await clients.many.submit(order)).latest.job)
    const one = (await clients.one.submit(order)).latest.job
    fs.writeFileSync(path.join(helper.dataFolder, 'go'), '')
    const endedAt = async (client: typeof clients.many, job: string): Promise<number> => {
      await client.follow(job)
      const { jobs } = await client.inbox()
      return jobs.find(({ latest }) => latest.job === job)!.latest.at
    }
    const ends = await Promise.all(many.map((job) => endedAt(clients.many, job)))
    const end = await endedAt(clients.one, one)
    expect(end).toBeLessThanOrEqual(ends[1]!)
    await expect(clients.one.follow(many[0]!)).rejects.toMatchObject({ code: 'JOB_MISSING' })
    for (const client of Object.values(clients)) client.close()
  })

  test('a blob that is not whole, contradicts its header or is not there is refused by name', async () => {
    const helper = await startTestHelper()
    const picture = grayRamp(8, 8)
    await upload(helper, id('a'), picture.bytes.subarray(0, 63))
    const submit = async (blob: string, header: object) => (await askAs(helper, helper.file.token, {
      method: 'POST', path: '/v1/jobs',
      body: { id: id('j'), task: 'denoise', options: {}, inputs: { picture: { blob, header } } },
    })).json().code
    expect(await submit(id('a'), picture.header)).toBe('BLOB_INCOMPLETE')
    expect(await submit(id('b'), picture.header)).toBe('BLOB_MISSING')
    expect(await submit(id('a'), { ...picture.header, alpha: 'straight' })).toBe('PICTURE_INVALID')
    expect(await submit(id('a'), { ...picture.header, width: 1e9 })).toBe('REQUEST_INVALID')
    expect(fs.readdirSync(path.join(helper.dataFolder, 'jobs'))).toEqual([])
  })

  test('a panel can\'t flood the queue', async () => {
    const helper = await startTestHelper()
    const picture = grayRamp(2, 2)
    await upload(helper, id('a'), picture.bytes)
    const submit = async (count: number) => (await askAs(helper, helper.file.token, {
      method: 'POST', path: '/v1/jobs',
      body: {
        id: count.toString(36).padStart(24, '0'), task: 'upscale', options: { scale: 1 },
        inputs: { picture: { blob: id('a'), header: picture.header } },
      },
    })).json().code
    for (let count = 0; count < 256; count++) expect(await submit(count)).toBeUndefined()
    expect(await submit(256)).toBe('QUEUE_FULL')
  })

  test('files go in and out for the command line, and a result never replaces its source', async () => {
    const helper = await startTestHelper()
    const client = openClient(helper)
    const folder = path.join(helper.dataFolder, '..')
    fs.writeFileSync(path.join(folder, 'in.gray'), 'hello')
    const opened = await client.submit({ task: 'open', options: { path: path.join(folder, 'in.gray') } })
    await client.follow(opened.latest.job)
    const save = (to: string) => client.submit({
      task: 'save', options: { path: to, layers: [{ name: 'a', picture: 'source' }] },
      inputs: { source: { job: opened.latest.job, result: 'picture' } },
    })
    const saved = await save(path.join(folder, 'out.gray'))
    expect((await client.follow(saved.latest.job)).state).toBe('succeeded')
    expect(fs.readFileSync(path.join(folder, 'out.gray'), 'utf8')).toBe('hello')
    await client.reveal(saved.latest.job)
    expect(fs.readFileSync(path.join(helper.dataFolder, 'revealed'), 'utf8')).toBe(path.join(folder, 'out.gray'))
    await expect(client.reveal(opened.latest.job)).rejects.toMatchObject({ code: 'RESULT_MISSING' })
    fs.linkSync(path.join(folder, 'in.gray'), path.join(folder, 'same.gray'))
    await expect(save(path.join(folder, 'in.gray'))).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' })
    await expect(save(path.join(folder, 'same.gray'))).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' })
    client.close()
  })
})
