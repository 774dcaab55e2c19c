import * as fs from 'node:fs'
import * as path from 'node:path'
import { endHelpers, grayRamp, openClient, pairPanel, startTestHelper, temporaryFolder, until } from '../support/helper'

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

/** The processes that a helper forked, from its log. */
function workersOf(dataFolder: string): number[] {
  const lines = fs.readFileSync(path.join(dataFolder, 'logs/helper.log'), 'utf8').trim().split('\n')
  return lines.map((line) => JSON.parse(line) as { msg: string; pid?: number })
    .flatMap(({ msg, pid }) => (msg === 'worker ready' && pid !== undefined ? [pid] : []))
}

const order = { task: 'denoise', options: {}, inputs: { picture: grayRamp(16, 16) } } as const

describe('engines that misbehave', () => {
  afterEach(endHelpers)

  test('one that crashes on a graphics card: the job is run once more on the processor, and says so', async () => {
    const helper = await startTestHelper({ engine: 'engine-that-crashes', env: { TEST_PROVIDER: 'webgpu' } })
    const client = openClient(helper)
    const { latest } = await client.submit(order)
    const last = await client.follow(latest.job)
    expect(last.state).toBe('succeeded')
    expect(last.result?.provider).toBe('cpu')
    expect(last.result?.notes).toEqual(['The engine stopped unexpectedly on webgpu; this ran on the processor.'])
    client.close()
  })

  test('one that crashes on the processor: the job fails with its code, and the next one is served', async () => {
    const helper = await startTestHelper({ engine: 'engine-that-crashes' })
    const client = openClient(helper)
    const { latest } = await client.submit(order)
    const last = await client.follow(latest.job)
    expect(last).toMatchObject({ state: 'failed', error: { code: 'ENGINE_CRASHED', data: { provider: 'cpu' } } })
    const next = await client.submit({ ...order, provider: 'cpu' })
    expect((await client.follow(next.latest.job)).state).toBe('succeeded')
    client.close()
  })

  test('one that never starts: jobs fail, files are still opened', async () => {
    const helper = await startTestHelper({ engine: 'engine-that-never-starts' })
    const client = openClient(helper)
    const { latest } = await client.submit(order)
    expect(await client.follow(latest.job)).toMatchObject({ state: 'failed', error: { code: 'ENGINE_CRASHED' } })
    const file = path.join(helper.dataFolder, '../a.gray')
    fs.writeFileSync(file, 'abc')
    const opened = await client.submit({ task: 'open', options: { path: file } })
    expect((await client.follow(opened.latest.job)).state).toBe('succeeded')
    expect(await client.capabilities()).toMatchObject({ providers: [], native: false })
    client.close()
  })

  test('one that hangs and ignores a cancel is ended after the limit; the next job gets a new one', async () => {
    const helper = await startTestHelper({ engine: 'engine-that-hangs' })
    const client = openClient(helper)
    const { latest } = await client.submit(order)
    await until('it hangs', async () => (await client.inbox()).jobs[0]?.latest.stage === 'tiles')
    await client.cancel(latest.job)
    expect((await client.follow(latest.job)).state).toBe('cancelled')
    const next = await client.submit({ ...order, task: 'upscale', options: { scale: 1 } })
    expect((await client.follow(next.latest.job)).state).toBe('succeeded')
    client.close()
  })

  test('one that talks nonsense is not believed', async () => {
    const helper = await startTestHelper({ engine: 'engine-that-talks-nonsense' })
    const client = openClient(helper)
    const { latest } = await client.submit(order)
    expect(await client.follow(latest.job)).toMatchObject({ state: 'failed', error: { code: 'ENGINE_CRASHED' } })
    client.close()
  })

  test('one that claims results which are not there, or lie elsewhere, is not believed', async () => {
    const helper = await startTestHelper({ engine: 'engine-that-lies' })
    const client = openClient(helper)
    const absent = await client.submit(order)
    expect(await client.follow(absent.latest.job))
      .toMatchObject({ error: { code: 'OUTPUT_INVALID', data: { reason: 'result "picture" is not whole' } } })
    const elsewhere = await client.submit({ ...order, task: 'upscale', options: { scale: 1 } })
    expect(await client.follow(elsewhere.latest.job))
      .toMatchObject({ error: { code: 'OUTPUT_INVALID', data: { reason: 'result "picture" lies outside its job' } } })
    client.close()
  })
})

describe('a helper that is killed', () => {
  afterEach(endHelpers)

  test('knows its jobs when it comes back: the running one starts over, the waiting one follows, numbers go on', async () => {
    const first = await startTestHelper()
    const client = openClient(first)
    const gated = { ...order, task: 'upscale', options: { scale: 1 } } as const
    const done = await client.submit(order)
    await client.follow(done.latest.job)
    const running = (await client.submit(gated)).latest.job
    const waiting = (await client.submit(gated)).latest.job
    const latestOf = async (job: string) => (await client.inbox()).jobs.find(({ latest }) => latest.job === job)!.latest
    await until('one runs', async () => (await latestOf(running)).stage === 'tiles')
    const seen = (await latestOf(running)).seq
    client.close()
    await first.kill()
    const jobs = path.join(first.dataFolder, 'jobs')
    fs.writeFileSync(path.join(jobs, running, 'half-written.raw'), 'x')
    fs.mkdirSync(path.join(jobs, 'z'.repeat(24)))
    fs.writeFileSync(path.join(first.dataFolder, 'go'), '')
    const second = await startTestHelper({ dataFolder: first.dataFolder })
    const again = openClient(second)
    const events = new Map<string, number[]>()
    for (const job of [running, waiting]) {
      events.set(job, [])
      const last = await again.follow(job, { onEvent: ({ seq }) => events.get(job)!.push(seq) })
      expect(last.state).toBe('succeeded')
    }
    expect(events.get(running)).toEqual(events.get(running)!.map((_, index) => index + events.get(running)![0]!))
    expect(events.get(running)!.at(-1)).toBeGreaterThan(seen)
    expect(fs.readdirSync(path.join(jobs, running))).not.toContain('half-written.raw')
    expect(fs.readdirSync(jobs)).not.toContain('z'.repeat(24))
    expect((await again.follow(done.latest.job)).state).toBe('succeeded')
    again.close()
  })

  test('leaves no orphan: its workers end with it', async () => {
    const helper = await startTestHelper()
    await until('both workers are ready', () => workersOf(helper.dataFolder).length === 2)
    const workers = workersOf(helper.dataFolder)
    expect(workers.every(isAlive)).toBe(true)
    await helper.kill()
    await until('both workers are gone', () => !workers.some(isAlive))
  })

  test('while it saves: no half-written output stays, the job fails with HELPER_RESTARTED', async () => {
    const first = await startTestHelper()
    const client = openClient(first)
    const folder = temporaryFolder()
    fs.writeFileSync(path.join(first.dataFolder, 'stop'), '')
    fs.writeFileSync(path.join(folder, 'in.gray'), 'abc')
    const opened = await client.submit({ task: 'open', options: { path: path.join(folder, 'in.gray') } })
    await client.follow(opened.latest.job)
    const saved = await client.submit({
      task: 'save', options: { path: path.join(folder, 'out.gray'), layers: [{ name: 'a', picture: 'source' }] },
      inputs: { source: { job: opened.latest.job, result: 'picture' } },
    })
    await until('it writes', () => fs.readdirSync(folder).length === 2)
    client.close()
    await first.kill()
    const second = await startTestHelper({ dataFolder: first.dataFolder })
    const again = openClient(second)
    expect(await again.follow(saved.latest.job)).toMatchObject({ state: 'failed', error: { code: 'HELPER_RESTARTED' } })
    expect(fs.readdirSync(folder)).toEqual(['in.gray'])
    again.close()
  })

  test('a client that follows a job goes on by itself when the helper is back on its port', async () => {
    const first = await startTestHelper()
    const gated = { ...order, task: 'upscale', options: { scale: 1 } } as const
    // A panel's token outlives the helper; the command line's is another one each time.
    const panel = 'panel-that-stays'
    const token = await pairPanel(first, panel)
    const client = openClient(first, { panel, token: () => token, graceMs: 20_000 })
    const { latest } = await client.submit(gated)
    const seqs: number[] = []
    const following = client.follow(latest.job, { onEvent: ({ seq }) => seqs.push(seq) })
    await until('it runs', () => seqs.length > 3)
    await first.kill()
    fs.writeFileSync(path.join(first.dataFolder, 'go'), '')
    await startTestHelper({ dataFolder: first.dataFolder, env: { TEST_PORT: String(first.port) } })
    expect((await following).state).toBe('succeeded')
    expect(seqs).toEqual(seqs.map((_, index) => index + 1))
    client.close()
  })

  test('everything that waits for it fails once, with one code, when it does not come back', async () => {
    const helper = await startTestHelper()
    const client = openClient(helper, { graceMs: 300 })
    const gated = { ...order, task: 'upscale', options: { scale: 1 } } as const
    const jobs = [(await client.submit(gated)).latest.job, (await client.submit(gated)).latest.job]
    const following = jobs.map(async (job) => client.follow(job))
    await helper.kill()
    const outcomes = await Promise.allSettled(following)
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? (outcome.reason as { code: string }).code : 'none')))
      .toEqual(['HELPER_LOST', 'HELPER_LOST'])
    client.close()
  })
})
