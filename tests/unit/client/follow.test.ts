import { Client } from '#client'
import type { JobEvent } from '#protocol'
import { event, FakeHelper, JOB, TOKEN, view } from './fake-helper'

/** A helper whose job has the events that the test says; polling gives those after `since`. */
function helperWith(events: JobEvent[]): FakeHelper {
  return new FakeHelper((path) => {
    const since = Number(new URL(path, 'http://x').searchParams.get('since'))
    return view(events.filter(({ seq }) => seq > since), events.at(-1))
  })
}

const open = (helper: FakeHelper, withSocket: boolean): Client =>
  new Client({ surroundings: helper.surroundings(withSocket), ports: [2], panel: 'panel-one', token: () => TOKEN })

describe('following a job', () => {
  test('by polling, where there is no socket: every event once, in order', async () => {
    const events = [event(1, 'queued')]
    const helper = helperWith(events)
    for (let seq = 2; seq <= 9; seq++) helper.clock.setTimer(seq * 100, () => void events.push(event(seq)))
    helper.clock.setTimer(1000, () => void events.push(event(10, 'succeeded')))
    const seqs: number[] = []
    const last = await helper.clock.run(open(helper, false).follow(JOB, { onEvent: ({ seq }) => seqs.push(seq) }))
    expect([last.state, seqs]).toEqual(['succeeded', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]])
    expect(helper.asked.filter((one) => one.includes('/jobs/')).length).toBeLessThanOrEqual(6)
  })

  test('by socket: the token first, then the job; what the socket tells is not told again', async () => {
    const events = [event(1, 'queued')]
    const helper = helperWith(events)
    const tell = (next: JobEvent) => () => {
      events.push(next)
      helper.socket!.tell({ type: 'event', event: next })
    }
    helper.clock.setTimer(50, () => helper.socket!.onopen!())
    helper.clock.setTimer(60, () => helper.socket!.tell({ type: 'welcome' }))
    for (let seq = 2; seq <= 9; seq++) helper.clock.setTimer(300 + seq, tell(event(seq)))
    helper.clock.setTimer(400, tell(event(10, 'succeeded')))
    const seqs: number[] = []
    await helper.clock.run(open(helper, true).follow(JOB, { onEvent: ({ seq }) => seqs.push(seq) }))
    expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(helper.socket!.url).toBe('ws://localhost:2/v1/events')
    expect(helper.socket!.sent).toEqual([{ type: 'token', token: TOKEN }, { type: 'follow', job: JOB, since: 1 }])
    expect(helper.clock.now).toBe(400)
  })

  test('a socket that leaves a gap: polling fills it', async () => {
    const events = [event(1, 'queued')]
    const helper = helperWith(events)
    helper.clock.setTimer(60, () => helper.socket!.tell({ type: 'welcome' }))
    helper.clock.setTimer(300, () => {
      events.push(event(2), event(3), event(4, 'succeeded'))
      helper.socket!.tell({ type: 'event', event: event(4, 'succeeded') })
    })
    const seqs: number[] = []
    await helper.clock.run(open(helper, true).follow(JOB, { onEvent: ({ seq }) => seqs.push(seq) }))
    expect(seqs).toEqual([1, 2, 3, 4])
  })

  test('a socket that was given up and is welcomed late: nobody asks the next one before it is open', async () => {
    const events = [event(1, 'queued')]
    const helper = helperWith(events)
    const client = open(helper, true)
    const first = client.follow(JOB)
    helper.clock.setTimer(3500, () => {
      const given = helper.socket!
      void client.follow(JOB)
      helper.clock.setTimer(100, () => given.tell({ type: 'welcome' }))
    })
    let sent: unknown
    helper.clock.setTimer(3800, () => { sent = helper.socket!.sent })
    helper.clock.setTimer(4000, () => void events.push(event(2, 'succeeded')))
    expect((await helper.clock.run(first)).state).toBe('succeeded')
    expect(sent).toEqual([])
  })

  const misbehaviours = ['dies', 'is never welcomed', 'talks nonsense']
  test.each(misbehaviours)('a socket that %s: polling goes on by itself', async (misbehaviour) => {
    const events = [event(1, 'queued')]
    const helper = helperWith(events)
    helper.clock.setTimer(60, () => {
      if (misbehaviour === 'dies') helper.socket!.onclose!()
      if (misbehaviour === 'talks nonsense') helper.socket!.onmessage!({ data: '{"type":' })
    })
    helper.clock.setTimer(500, () => void events.push(event(2), event(3, 'failed')))
    const seqs: number[] = []
    const last = await helper.clock.run(open(helper, true).follow(JOB, { onEvent: ({ seq }) => seqs.push(seq) }))
    expect([last.state, seqs]).toEqual(['failed', [1, 2, 3]])
    expect(helper.clock.now).toBeLessThan(1500)
  })

  test('a socket that dies after its welcome: polling is as frequent as without one', async () => {
    const events = [event(1, 'queued')]
    const helper = helperWith(events)
    helper.clock.setTimer(60, () => helper.socket!.tell({ type: 'welcome' }))
    helper.clock.setTimer(2100, () => helper.socket!.onclose!())
    helper.clock.setTimer(2500, () => void events.push(event(2, 'succeeded')))
    await helper.clock.run(open(helper, true).follow(JOB))
    expect(helper.clock.now).toBeLessThan(3000)
  })

  test('a socket that falls silent without a word: the safety poll notices', async () => {
    const events = [event(1, 'queued')]
    const helper = helperWith(events)
    helper.clock.setTimer(60, () => helper.socket!.tell({ type: 'welcome' }))
    helper.clock.setTimer(500, () => void events.push(event(2, 'cancelled')))
    const last = await helper.clock.run(open(helper, true).follow(JOB))
    expect(last.state).toBe('cancelled')
    expect(helper.clock.now).toBeLessThan(3000)
  })

  test('a client that is closed lets go of it at once, not at the next poll', async () => {
    const helper = helperWith([event(1, 'queued')])
    helper.clock.setTimer(60, () => helper.socket!.tell({ type: 'welcome' }))
    const client = open(helper, true)
    helper.clock.setTimer(300, () => client.close())
    await expect(helper.clock.run(client.follow(JOB))).rejects.toMatchObject({ code: 'HELPER_LOST' })
    expect(helper.clock.now).toBe(300)
  })

  test('two that follow one job are both told by the socket', async () => {
    const events = [event(1, 'queued')]
    const helper = helperWith(events)
    const client = open(helper, true)
    helper.clock.setTimer(60, () => helper.socket!.tell({ type: 'welcome' }))
    helper.clock.setTimer(400, () => {
      events.push(event(2, 'succeeded'))
      helper.socket!.tell({ type: 'event', event: event(2, 'succeeded') })
    })
    await helper.clock.run(Promise.all([client.follow(JOB), client.follow(JOB)]))
    expect(helper.clock.now).toBe(400)
  })
})
