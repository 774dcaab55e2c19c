import { failure } from '#protocol'
import type { Job } from '#helper/queue/job'
import { Lane, type LaneSettings } from '#helper/queue/lane'
import type { Outcome, WorkerProcess } from '#helper/queue/worker-process'

/** A worker whose answers the test decides. */
class Worker {
  runs: { task: string; provider: string; ffmpeg: string; settle(outcome: Outcome): void }[] = []
  unloads = 0
  kills = 0
  prepare = async () => undefined
  end = async () => undefined
  unload = () => void this.unloads++
  kill = () => {
    this.kills++
    this.runs.at(-1)!.settle({ kind: 'crashed', provider: 'cpu' })
  }

  run = ({ task, provider, ffmpeg }: { task: string; provider: string; ffmpeg: string }) =>
    new Promise<Outcome>((settle) => this.runs.push({ task, provider, ffmpeg, settle }))
}

function fakeJob(name: string) {
  const told: string[] = []
  const tell = (what: string) => () => void told.push(what)
  const job = {
    id: name, cancelling: false, told,
    record: {
      owner: name, cpuOnly: false, notes: [] as string[], options: {}, inputs: {},
      request: { task: name, provider: 'auto', licence: 'any' },
    },
    folder: { path: '/tmp', setCancelled: tell('control'), removeWork: tell('clean') },
    start: tell('start'), progress: tell('progress'), succeed: tell('succeed'), cancel: tell('cancel'), queueAgain: tell('again'),
    fail: ({ code }: { code: string }) => void told.push(code),
  }
  return job as typeof job & Job
}

const settle = () => new Promise((resolve) => setImmediate(resolve))

describe('a lane', () => {
  const open = (changes: Partial<LaneSettings> = {}) => {
    const worker = new Worker()
    const lane = new Lane({
      worker: worker as unknown as WorkerProcess, ffmpeg: () => '', hasProviders: true, killAfterMs: 5, idleUnloadMs: 5,
      checkRoom: async () => undefined, removeLeftovers: async () => undefined,
      log: { info: () => undefined, warn: () => undefined }, ...changes,
    })
    return { worker, lane }
  }
  const cancelled: Outcome = { kind: 'cancelled' }

  test('runs one job at a time and asks an idle worker, no other, to give its memory back', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] })
    const { worker, lane } = open()
    lane.add(fakeJob('a'))
    lane.add(fakeJob('b'))
    await settle()
    expect(worker.runs.map(({ task }) => task)).toEqual(['a'])
    worker.runs[0]!.settle(cancelled)
    await settle()
    expect(worker.runs.map(({ task }) => task)).toEqual(['a', 'b'])
    jest.advanceTimersByTime(100)
    expect(worker.unloads).toBe(0)
    worker.runs[1]!.settle(cancelled)
    await settle()
    jest.advanceTimersByTime(4)
    expect(worker.unloads).toBe(0)
    jest.advanceTimersByTime(1)
    expect(worker.unloads).toBe(1)
    jest.useRealTimers()
    await lane.close()
  })

  test('each job is told where ffmpeg is at its start, whatever was true when it was taken in', async () => {
    let place = '/first'
    const { worker, lane } = open({ ffmpeg: () => place })
    lane.add(fakeJob('a'))
    lane.add(fakeJob('b'))
    await settle()
    place = '/second'
    worker.runs[0]!.settle(cancelled)
    await settle()
    expect(worker.runs.map(({ ffmpeg }) => ffmpeg)).toEqual(['/first', '/second'])
    await lane.close()
  })

  test('a job that does not fit fails before it starts, and the next one runs', async () => {
    const { worker, lane } = open({
      checkRoom: async ({ id }) => {
        if (id === 'a') throw failure('DISK_FULL', { path: '/', needed: 1 })
      },
    })
    const [a, b] = [fakeJob('a'), fakeJob('b')]
    lane.add(a)
    lane.add(b)
    await settle()
    expect(a.told).toEqual(['DISK_FULL'])
    expect(worker.runs.map(({ task }) => task)).toEqual(['b'])
    await lane.close()
  })

  test('a crash is tried once more, on the processor, and then given up', async () => {
    const { worker, lane } = open()
    const job = fakeJob('a')
    lane.add(job)
    await settle()
    worker.runs[0]!.settle({ kind: 'crashed', provider: 'cuda' })
    await settle()
    expect(worker.runs.map(({ provider }) => provider)).toEqual(['auto', 'cpu'])
    worker.runs[1]!.settle({ kind: 'crashed', provider: 'cuda' })
    await settle()
    expect(job.told).toEqual(['start', 'clean', 'again', 'start', 'clean', 'ENGINE_CRASHED'])
    await lane.close()
  })

  test('a worker that does not notice a cancel is ended after the limit, and the job is cancelled, not failed', async () => {
    const { worker, lane } = open()
    const job = fakeJob('a')
    lane.add(job)
    await settle()
    lane.cancel(job)
    lane.cancel(job)
    while (worker.kills === 0) await settle()
    await settle()
    expect([worker.kills, job.told]).toEqual([1, ['start', 'control', 'clean', 'cancel']])
    await lane.close()
  })

  test('a result that is there before the cancel is noticed counts', async () => {
    const { worker, lane } = open()
    const job = fakeJob('a')
    lane.add(job)
    await settle()
    lane.cancel(job)
    worker.runs[0]!.settle({ kind: 'done', work: { results: {}, timings: { totalMs: 1, inferMs: 0 }, notes: [], facts: {} } })
    await settle()
    expect(job.told).toEqual(['start', 'control', 'succeed'])
    await lane.close()
  })
})
