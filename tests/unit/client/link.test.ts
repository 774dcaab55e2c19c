import { Client, discover, type Fetch, pair, type Surroundings } from '#client'
import { PROTOCOL } from '#protocol'
import { FakeHelper, TOKEN } from './fake-helper'

const settings = (helper: FakeHelper) =>
  ({ surroundings: helper.surroundings(), ports: [1, 2, 3], panel: 'panel-one', token: () => TOKEN })
const code = (work: Promise<unknown>): Promise<unknown> =>
  work.then(() => 'fulfilled', (thrown: { code: unknown }) => thrown.code)

/** Its addresses that match never answer. */
function deaf(helper: FakeHelper, isDeaf: (url: string) => boolean): Surroundings {
  const surroundings = helper.surroundings()
  const fetch: Fetch = (url, init) => (isDeaf(url) ? new Promise<never>(() => undefined) : surroundings.fetch(url, init))
  return { ...surroundings, fetch }
}

describe('finding the helper', () => {
  test('all ports are asked, and the token goes only where the proof fits', async () => {
    const helper = new FakeHelper(() => ({ jobs: [] }))
    const client = new Client(settings(helper))
    expect(await helper.clock.run(client.inbox())).toEqual({ jobs: [] })
    expect(helper.tokensSeen).toEqual([`Bearer ${TOKEN}`])
    const impostor = new FakeHelper()
    impostor.token = 'b'.repeat(64)
    const place = { surroundings: impostor.surroundings(), ports: [2] }
    expect(await impostor.clock.run(code(discover(place, { panel: 'panel-one', token: TOKEN })))).toBe('NOT_PAIRED')
    expect(impostor.tokensSeen).toEqual([])
  })

  test('a port that never answers does not hold up the others', async () => {
    const helper = new FakeHelper()
    const surroundings = deaf(helper, (url) => url.includes(':1/'))
    const found = discover({ surroundings, ports: [1, 2] }, { panel: 'panel-one', token: TOKEN })
    expect(await helper.clock.run(found)).toBe('http://localhost:2')
  })

  test('a newer helper, an older one: the message says which to update', async () => {
    const { major, minor } = PROTOCOL
    const versions = [
      [{ major: major + 1, minor: 0 }, 'panel'], [{ major: major - 1, minor: 9 }, 'helper'],
      [{ major, minor: minor - 1 }, 'helper'],
    ] as const
    for (const [protocol, older] of versions) {
      const helper = new FakeHelper()
      helper.protocol = protocol
      const found = discover({ surroundings: helper.surroundings(), ports: [2] }, { panel: 'panel-one', token: TOKEN })
      await expect(helper.clock.run(found)).rejects.toMatchObject({ code: 'PROTOCOL_MISMATCH', data: { older } })
    }
  })

  test('pairing sends the code to a helper, with the header that pages can\'t send', async () => {
    const seen: unknown[] = []
    const helper = new FakeHelper((_path, { headers }) => {
      seen.push(headers['x-firstpass-panel'])
      return { token: TOKEN }
    })
    const request = { panel: 'panel-one', name: 'Panel', host: 'photoshop' as const, code: '123456' }
    expect(await helper.clock.run(pair({ surroundings: helper.surroundings(), ports: [1, 2, 3] }, request))).toBe(TOKEN)
    expect(seen).toEqual(['panel-one'])
  })

  test('the first request of a cold host may be refused: it is tried again', async () => {
    const helper = new FakeHelper(() => ({ jobs: [] }))
    helper.isUp = false
    const asking = new Client(settings(helper)).inbox()
    helper.clock.setTimer(500, () => { helper.isUp = true })
    expect(await helper.clock.run(asking)).toEqual({ jobs: [] })
  })

  test('nobody there: unreachable; there and gone: lost, for all that wait, after one search', async () => {
    const helper = new FakeHelper(() => ({ jobs: [] }))
    helper.isUp = false
    const client = new Client(settings(helper))
    expect(await helper.clock.run(code(client.inbox()))).toBe('HELPER_UNREACHABLE')
    helper.isUp = true
    expect(await helper.clock.run(code(client.inbox()))).toBe('fulfilled')
    helper.isUp = false
    const startedMs = helper.clock.now
    const all = Promise.all([client.inbox(), client.inbox(), client.inbox()].map(code))
    expect(await helper.clock.run(all)).toEqual(['HELPER_LOST', 'HELPER_LOST', 'HELPER_LOST'])
    expect(helper.clock.now - startedMs).toBeLessThanOrEqual(10_000)
  })

  test('a helper that answers hello and nothing else is given up', async () => {
    const helper = new FakeHelper()
    const surroundings = deaf(helper, (url) => !url.includes('hello'))
    const asking = new Client({ ...settings(helper), surroundings }).inbox()
    expect(await helper.clock.run(code(asking))).toBe('HELPER_LOST')
  })

  test('a token that changed with a restart is read again; a revoked one is not tried for ever', async () => {
    const helper = new FakeHelper(() => ({ jobs: [] }))
    let token = TOKEN
    const client = new Client({ ...settings(helper), token: () => token })
    await helper.clock.run(client.inbox())
    helper.token = token = 'c'.repeat(64)
    expect(await helper.clock.run(code(client.inbox()))).toBe('fulfilled')
    helper.token = 'd'.repeat(64)
    expect(await helper.clock.run(code(client.inbox()))).toBe('NOT_PAIRED')
  })

  test('after its end nothing is sent', async () => {
    const helper = new FakeHelper(() => ({ jobs: [] }))
    const client = new Client(settings(helper))
    client.close()
    expect(await helper.clock.run(code(client.inbox()))).toBe('HELPER_LOST')
    expect(helper.asked).toEqual([])
  })
})
