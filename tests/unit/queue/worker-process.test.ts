import * as childProcess from 'node:child_process'
import { WorkerProcess } from '#helper/queue/worker-process'

jest.mock('node:child_process', () => {
  const real = jest.requireActual<typeof childProcess>('node:child_process')
  const fork = (program: string, args: string[], options: childProcess.ForkOptions): childProcess.ChildProcess =>
    real.fork(program, args, { ...options, execPath: options.env?.TEST_NODE ?? process.execPath })
  return { ...real, fork: jest.fn(fork) }
})

const order = { id: 'a', task: 'b', folder: '/', options: {}, inputs: {}, provider: 'auto', licence: 'any' } as const

describe('a worker that can not even be forked', () => {
  test.each<[string, Record<string, string>]>([
    ['Node is gone', { TEST_NODE: '/nowhere/node' }],
    ['the system refuses', { PATH: '/', TOO_LONG: 'x'.repeat(4 * 1024 * 1024) }],
  ])('%s: the job ends as crashed, and the next one tries again', async (_why, env) => {
    const fork = jest.mocked(childProcess.fork).mockClear()
    const worker = new WorkerProcess({
      name: 'engine', program: __filename, env, startLimitMs: 60_000, silenceLimitMs: 60_000,
      log: { info: () => undefined, warn: () => undefined },
    })
    expect(await worker.prepare()).toBeUndefined()
    expect(await worker.run(order, () => undefined)).toEqual({ kind: 'crashed', provider: undefined })
    expect(worker.alive).toBe(false)
    expect(fork).toHaveBeenCalledTimes(2)
    await worker.end()
  })
})
