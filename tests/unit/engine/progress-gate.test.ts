import { ProgressGate } from '#helper/engine/progress-gate'

describe('the pace of progress', () => {
  let now = 0
  const open = (): ProgressGate => {
    now = 0
    return new ProgressGate(() => now)
  }

  test('the first and the last of a stage pass, in between one per 100 ms', () => {
    const gate = open()
    const passed: number[] = []
    for (let done = 0; done <= 1000; done++) {
      now = done
      if (gate.pass({ stage: 'tiles', done, total: 1000 })) passed.push(done)
    }
    expect(passed).toEqual([0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000])
    expect(gate.pass({ stage: 'write', done: 0, total: 2 })).toBeDefined()
  })

  test('what has not moved is told again every five seconds', () => {
    const gate = open()
    const passed: number[] = []
    for (now = 0; now <= 12_000; now += 50) if (gate.pass({ stage: 'frames', done: 7, total: 9 })) passed.push(now)
    expect(passed).toEqual([0, 5000, 10_000])
  })

  test('the time left follows from the rate of this stage alone, once it means something', () => {
    const gate = open()
    gate.pass({ stage: 'decode', done: 0, total: 1 })
    now = 5000
    expect(gate.pass({ stage: 'tiles', done: 10, total: 50 })).toEqual({ stage: 'tiles', done: 10, total: 50 })
    now = 5200
    expect(gate.pass({ stage: 'tiles', done: 12, total: 50 })?.etaMs).toBeUndefined()
    now = 7000
    expect(gate.pass({ stage: 'tiles', done: 30, total: 50 })?.etaMs).toBe(2000)
  })
})
