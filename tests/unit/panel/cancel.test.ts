import type { RunReport } from '#panel'
import { endHelpers, pairPanel, startTestHelper, type TestHelper, until } from '../../support/helper'
import { closePanels, jobsOf, openPortrait, PANEL, type PanelAndHelper, signal } from '../../support/test-panel'

let helper: TestHelper
let token: string

beforeAll(async () => {
  helper = await startTestHelper({ engine: 'engine-for-panels' })
  token = await pairPanel(helper, PANEL)
})

afterEach(() => {
  signal.clear(helper, 'hold')
  closePanels()
})

afterAll(endHelpers)

/** Nothing was placed, nothing waits, the helper holds nothing, no temporary file is open. */
async function expectNothing(panel: PanelAndHelper, reports: readonly RunReport[]): Promise<void> {
  expect(reports).toMatchObject([{ status: 'cancelled', notes: ['Cancelled; nothing was changed.'] }])
  expect(panel.model.state.run).toBeUndefined()
  expect(panel.model.state.waiting).toEqual([])
  expect(panel.host.documents).toHaveLength(1)
  expect(panel.host.documents[0]!.layers).toHaveLength(1)
  expect(panel.host.documents[0]!.layers[0]!.mask).toBeUndefined()
  expect(panel.host.documents[0]!.history).toEqual([])
  expect(panel.kept.get('runs') ?? '[]').toBe('[]')
  await until('what was read is let go', () => panel.host.open === 0)
  await until('the helper forgot the job', async () => (await jobsOf(panel)).length === 0)
}

describe('cancelling leaves nothing', () => {
  it('while the host reads', async () => {
    const panel = await openPortrait({ helper, token })
    let letGo = (): void => undefined
    panel.host.onRead = () => new Promise<void>((resolve) => {
      letGo = resolve
    })
    const running = panel.model.run('denoise')
    await until('it reads', () => panel.model.state.run?.stage === 'reading')
    panel.model.cancel()
    const reports = await running
    letGo()
    await expectNothing(panel, reports)
  })

  it('while pixels are sent', async () => {
    const panel = await openPortrait({ helper, token })
    const stop = panel.model.subscribe(() => {
      if (panel.model.state.run?.stage === 'sending') panel.model.cancel()
    })
    const reports = await panel.model.run('denoise')
    stop()
    await expectNothing(panel, reports)
  })

  it('while the helper works', async () => {
    const panel = await openPortrait({ helper, token })
    signal.set(helper, 'hold')
    const running = panel.model.run('denoise')
    await until('it works', () => panel.model.state.run?.stage === 'working')
    panel.model.cancel()
    await expectNothing(panel, await running)
  })

  it('while another job is before it in the queue', async () => {
    const [first, second] = [await openPortrait({ helper, token }), await openPortrait({ helper, token })]
    signal.set(helper, 'hold')
    const working = first.model.run('denoise')
    await until('the first works', () => first.model.state.run?.stage === 'working')
    const queued = second.model.run('denoise')
    await until('the second waits', () => second.model.state.run?.stage === 'waiting')
    second.model.cancel()
    expect(await queued).toMatchObject([{ status: 'cancelled' }])
    expect(second.host.documents[0]!.layers).toHaveLength(1)
    first.model.cancel()
    await expectNothing(first, await working)
  })

  it('while the result is placed', async () => {
    const panel = await openPortrait({ helper, token })
    panel.host.onPlace = (window) => {
      if (window === 1) panel.model.cancel()
    }
    await expectNothing(panel, await panel.model.run('denoise'))
  })

  it('and of several targets those that were not begun stay', async () => {
    const panel = await openPortrait({ helper, token })
    panel.host.addDocument('Dog', { width: 4, height: 4 }, () => 9)
    await panel.model.chooseScope('all-documents')
    panel.host.onPlace = () => panel.model.cancel()
    const reports = await panel.model.run('denoise')
    expect(reports.map(({ status }) => status)).toEqual(['cancelled'])
    expect(panel.host.documents.map(({ layers }) => layers.length)).toEqual([1, 1])
  })
})

describe('one run at a time', () => {
  it('a second one is refused with a sentence, the first goes on', async () => {
    const panel = await openPortrait({ helper, token })
    signal.set(helper, 'hold')
    const running = panel.model.run('denoise')
    expect(await panel.model.run('mask')).toEqual([])
    expect(panel.model.state.problem).toMatchObject({ message: 'Another run goes on.' })
    signal.clear(helper, 'hold')
    expect(await running).toMatchObject([{ status: 'placed' }])
  })
})
