import * as fs from 'node:fs'
import * as path from 'node:path'
import { askAs, endHelpers, grayRamp, openClient, startTestHelper } from '../support/helper'

const order = { task: 'denoise', options: {}, inputs: { picture: grayRamp(16, 16) } } as const

describe('what an earlier helper left on disk', () => {
  afterEach(endHelpers)

  test.each(['queued', 'running'])('a %s job of a task this version does not know fails; the rest goes on', async (state) => {
    const first = await startTestHelper()
    const client = openClient(first)
    const { latest } = await client.submit(order)
    await client.follow(latest.job)
    client.close()
    await first.stop()
    const journal = path.join(first.dataFolder, 'jobs', latest.job, 'job.json')
    const record = JSON.parse(fs.readFileSync(journal, 'utf8')) as { request: object; state: string; result?: object }
    delete record.result
    fs.writeFileSync(journal, JSON.stringify({ ...record, state, request: { ...record.request, task: 'repaint' } }))

    const second = await startTestHelper({ dataFolder: first.dataFolder })
    const again = openClient(second)
    expect(await again.follow(latest.job)).toMatchObject({ state: 'failed', error: { code: 'TASK_UNKNOWN' } })
    await expect(again.retry(latest.job)).rejects.toMatchObject({ code: 'TASK_UNKNOWN' })
    expect((await again.inbox()).jobs[0]!.latest.state).toBe('failed')
    const next = await again.submit(order)
    expect((await again.follow(next.latest.job)).state).toBe('succeeded')
    again.close()
  })

  test.each(['', '{"panels":[', '{"panels":[{}]}'])('a damaged list of pairings (%j) holds none', async (text) => {
    const first = await startTestHelper()
    await first.stop()
    fs.writeFileSync(path.join(first.dataFolder, 'panels.json'), text, { mode: 0o600 })
    const second = await startTestHelper({ dataFolder: first.dataFolder })
    const answer = await askAs(second, second.file.token, { path: '/v1/pairings' })
    expect(answer.json()).toEqual({ pairings: [] })
  })
})
