import type { JobEvent } from '#protocol'
import { clockTime, followFile, type Moment, showProgress, timeLeftMs } from '#standalone/cli/progress'

const event = (over: Partial<JobEvent>): JobEvent =>
  ({ job: 'j'.repeat(20), task: 'mask', seq: 1, at: 0, state: 'running', stage: 'infer', done: 0, total: 0, ...over })

describe('progress', () => {
  it('fills the share of each step and never falls', () => {
    const moments: Moment[] = []
    const follow = followFile((moment) => moments.push(moment))
    const task = follow([0, 0.8])
    task(event({ state: 'queued', stage: 'queued' }))
    task(event({ stage: 'find', done: 1, total: 2, etaMs: 500 }))
    task(event({ stage: 'refine', done: 0, total: 4 }))
    task(event({ state: 'succeeded', stage: 'done' }))
    expect(moments).toEqual([
      { fraction: 0, stage: 'waiting' }, { fraction: 0.2, stage: 'find', etaMs: 500 },
      { fraction: 0.2, stage: 'refine' }, { fraction: 0.8, stage: 'done' },
    ])
  })

  it('says the time left', () => {
    expect([0, 900, 61_000, 3_723_000].map(clockTime)).toEqual(['0:00', '0:01', '1:01', '1:02:03'])
    expect(timeLeftMs({ fraction: 0.25, stage: '' }, 1000)).toBe(3000)
    expect(timeLeftMs({ fraction: 0.25, stage: '', etaMs: 7 }, 1000)).toBe(7)
    expect(timeLeftMs({ fraction: 0.01, stage: '' }, 1000)).toBeUndefined()
  })

  it('draws nothing in a pipe', () => {
    const write = jest.fn()
    const pipe = { isTTY: false, write } as unknown as NodeJS.WriteStream
    const progress = showProgress(pipe, 'cat.jpg', new AbortController().signal)
    progress.follow([0, 1])(event({ done: 1, total: 2 }))
    progress.done()
    expect(write).not.toHaveBeenCalled()
  })
})
