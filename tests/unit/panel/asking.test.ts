import { type Pairing, PROTOCOL, type WaitingPanel } from '#protocol'
import { askAs, endHelpers, nodeSurroundings, pairPanel, startTestHelper, type TestHelper, until } from '../../support/helper'
import { type OtherVersion, poseAs } from '../../support/other-version'
import { closePanels, openTestPanel, PANEL, type PanelWish, showCode, type TestPanel } from '../../support/test-panel'

describe('a panel that is not paired', () => {
  let helper: TestHelper
  let old: OtherVersion | undefined

  beforeEach(async () => {
    helper = await startTestHelper({ engine: 'engine-for-panels' })
  })
  afterEach(async () => {
    closePanels()
    await old?.close()
    old = undefined
    await endHelpers()
  })

  const asOwner = async (target: string, method = 'GET') =>
    (await askAs(helper, helper.file.token, { method, path: target })).json() as {
      requests?: WaitingPanel[]
      pairings?: Pairing[]
    }
  const waiting = async (): Promise<WaitingPanel[]> => (await asOwner('/v1/pair-requests')).requests ?? []
  const answer = async (word: 'allow' | 'refuse') => {
    for (const { id } of await waiting()) await asOwner(`/v1/pair-requests/${id}/${word}`, 'POST')
  }
  const askingOf = ({ model }: TestPanel) => model.state.asking
  const isWaiting = (panel: TestPanel) => () => askingOf(panel)?.state === 'waiting'
  /** What it asked of the helper. */
  const spied = (): { asked: string[]; surroundings: NonNullable<PanelWish['surroundings']> } => {
    const asked: string[] = []
    return {
      asked, surroundings: {
        fetch: (url, init) => {
          asked.push(`${init.method} ${new URL(url).pathname}`)
          return nodeSurroundings.fetch(url, init)
        },
      },
    }
  }
  const open = async (wish: Partial<PanelWish> = {}): Promise<TestPanel> => {
    const panel = openTestPanel({ ports: [helper.port], ...wish })
    await panel.model.connect()
    return panel
  }

  it('asks by itself, shows the digits that the window shows, and is paired once it is allowed', async () => {
    const panel = await open()
    await until('it waits', isWaiting(panel))
    const [one, ...others] = await waiting()
    expect(others).toEqual([])
    expect(one).toMatchObject({ name: 'Firstpass in Memory 1.0', host: 'photoshop' })
    expect(askingOf(panel)).toEqual({ state: 'waiting', digits: one!.digits })
    await answer('allow')
    await until('it is ready', () => panel.model.state.connection.kind === 'ready')
    await until('it asks no more', () => askingOf(panel) === undefined)
    expect(await panel.vault.get()).toMatch(/^[0-9a-f]{64}$/)
    expect([...panel.kept.values()].join()).not.toContain(await panel.vault.get())
    expect((await asOwner('/v1/pairings')).pairings).toMatchObject([{ panel: PANEL, name: 'Firstpass in Memory 1.0' }])
  })

  it('says that it was refused, and asks again only when it is told to', async () => {
    const panel = await open()
    await until('it waits', isWaiting(panel))
    await answer('refuse')
    await until('it knows', () => askingOf(panel)?.state === 'refused')
    await panel.model.connect()
    expect([askingOf(panel)?.state, await waiting()]).toEqual(['refused', []])
    await panel.model.askIn()
    expect(askingOf(panel)?.state).toBe('waiting')
    await answer('allow')
    await until('it is ready', () => panel.model.state.connection.kind === 'ready')
  })

  it('says that nobody answered, after two minutes', async () => {
    let ahead = 0
    const panel = await open({ surroundings: { nowMs: () => Date.now() + ahead } })
    await until('it waits', isWaiting(panel))
    ahead = 119_000
    await panel.model.connect()
    expect(askingOf(panel)?.state).toBe('waiting')
    ahead = 121_000
    await until('it gives up', () => askingOf(panel)?.state === 'expired')
  })

  it('asks a helper that was started anew once more, with other digits', async () => {
    const panel = await open()
    await until('it waits', isWaiting(panel))
    const before = askingOf(panel)
    await helper.stop()
    helper = await startTestHelper({
      engine: 'engine-for-panels', dataFolder: helper.dataFolder, env: { TEST_PORT: String(helper.port) },
    })
    await until('it asked again', async () => (await waiting()).length === 1 && askingOf(panel) !== before)
    await until('it shows them', async () => {
      const [one] = await waiting()
      const now = askingOf(panel)
      return now?.state === 'waiting' && now.digits === one?.digits
    })
  })

  it('asks nothing more once it is closed', async () => {
    const { asked, surroundings } = spied()
    const looks = new Set<() => void>()
    const setTimer: typeof nodeSurroundings.setTimer = (ms, act) => {
      if (ms !== 1500) return nodeSurroundings.setTimer(ms, act)
      looks.add(act)
      return () => looks.delete(act)
    }
    const panel = await open({ surroundings: { ...surroundings, setTimer } })
    await until('it waits to look', () => looks.size === 1)
    panel.model.close()
    expect([looks.size, askingOf(panel)]).toEqual([0, undefined])
    expect(asked.filter((one) => one.startsWith('POST'))).toEqual(['POST /v1/pair-requests'])
  })

  it('is paired by a typed code meanwhile, and then asks no more', async () => {
    const panel = await open()
    await until('it waits', isWaiting(panel))
    await panel.model.pair(await showCode(helper))
    expect([panel.model.state.connection.kind, askingOf(panel)]).toEqual(['ready', undefined])
  })

  it('does not ask by itself after its pairing was revoked', async () => {
    const panel = await open({ token: await pairPanel(helper, PANEL) })
    expect(panel.model.state.connection.kind).toBe('ready')
    await asOwner(`/v1/pairings/${PANEL}/revoke`, 'POST')
    await until('it sees that', () => panel.model.state.connection.kind === 'not-paired')
    await panel.model.connect()
    expect([askingOf(panel), await waiting()]).toEqual([undefined, []])
    await panel.model.askIn()
    expect(askingOf(panel)?.state).toBe('waiting')
  })

  it('says why it can\'t ask, and tries again by itself', async () => {
    const first = await open()
    await until('it waits', isWaiting(first))
    const { asked, surroundings } = spied()
    const setTimer: typeof nodeSurroundings.setTimer = (ms, act) => nodeSurroundings.setTimer(ms / 100, act)
    const second = await open({ surroundings: { ...surroundings, setTimer } })
    await until('it is told', () => askingOf(second)?.state === 'failed')
    const problem = { code: 'PAIRING_BUSY', hint: expect.stringMatching(/digits you see/) as string }
    expect(askingOf(second)).toMatchObject({ problem })
    await until('it has tried', () => asked.filter((one) => one === 'POST /v1/pair-requests').length === 4)
    for (let look = 0; look < 5; look++) await second.model.connect()
    expect(asked.filter((one) => one === 'POST /v1/pair-requests')).toHaveLength(4)
  })

  it('that could not ask asks at once when it is told to, not when its pause is over', async () => {
    const first = await open()
    await until('it waits', isWaiting(first))
    // Its own pauses never end here.
    const setTimer: typeof nodeSurroundings.setTimer = (ms, act) =>
      ms === 8000 ? () => undefined : nodeSurroundings.setTimer(ms, act)
    const second = await open({ surroundings: { setTimer } })
    await until('it is told', () => askingOf(second)?.state === 'failed')
    await answer('refuse')
    await second.model.askIn()
    expect(askingOf(second)?.state).toBe('waiting')
  })

  it('says nothing of an old question after it was paired by a code and revoked', async () => {
    const panel = await open()
    await until('it waits', isWaiting(panel))
    await answer('refuse')
    await until('it knows', () => askingOf(panel)?.state === 'refused')
    await panel.model.pair(await showCode(helper))
    expect([panel.model.state.connection.kind, askingOf(panel)]).toEqual(['ready', undefined])
  })

  it('beside another user\'s helper and one that is too old comes to its own: by the code at once, or asking twice', async () => {
    const theirs = await startTestHelper()
    old = await poseAs(theirs, { protocol: { major: PROTOCOL.major, minor: -1 } })
    const ports = [old.port, theirs.port, helper.port]
    const panel = await open({ ports })
    await until('it waits', isWaiting(panel))
    const asTheirs = async (path: string, method = 'GET') =>
      (await askAs(theirs, theirs.file.token, { method, path })).json() as { requests: WaitingPanel[] }
    const { requests } = await asTheirs('/v1/pair-requests')
    expect([requests.length, await waiting()]).toEqual([1, []])
    await asTheirs(`/v1/pair-requests/${requests[0]!.id}/refuse`, 'POST')
    await until('it knows', () => askingOf(panel)?.state === 'refused')
    await panel.model.askIn()
    expect((await waiting()).map(({ digits }) => ({ state: 'waiting', digits }))).toEqual([askingOf(panel)])
    const other = await open({ ports, kept: new Map([['panel', 'photoshop-fedcba9876543210']]) })
    await other.model.pair(await showCode(helper))
    expect([other.model.state.problem, other.model.state.connection.kind]).toEqual([undefined, 'ready'])
  })

  it('of a page asks nobody: it has its one-time code', async () => {
    const { asked, surroundings } = spied()
    const page = await open({ kind: 'browser', surroundings })
    expect(page.model.state.connection.kind).toBe('not-paired')
    await page.model.askIn()
    expect(asked).not.toContain('POST /v1/pair-requests')
  })

  it('opens the window by the system, and says where that does not work', async () => {
    const willing = await open()
    await willing.model.openWindow()
    expect([willing.opened, willing.model.state.problem]).toEqual([['firstpass://open'], undefined])
    const unwilling = await open({ opens: false, kept: new Map() })
    await unwilling.model.openWindow()
    expect(unwilling.model.state.problem).toMatchObject({ hint: expect.stringMatching(/Start menu.*`firstpass open`/) as string })
  })
})
