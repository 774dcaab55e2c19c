import { type DoorAnswers, type DoorBatchInput, doorAnswersSchema, doorBatchSchema } from '#protocol'
import type { AwaitableResolve } from '../../../plugins/resolve/api'
import { openBatches, type RunBatch } from '../../../plugins/resolve/workflow-integration/run-batch'
import { openResolve } from '../../simulators/resolve'
import { readyScene } from '../../simulators/resolve/ready-scene'

type Call = DoorBatchInput['calls'][number]

const ROOT = { $handle: 'resolve' }
const of = (index: number, at?: number | string): { $answer: number; at?: number | string } =>
  ({ $answer: index, ...(at === undefined ? {} : { at }) })
const START: Call[] = [
  { on: ROOT, call: 'GetProjectManager' }, { on: of(0), call: 'GetCurrentProject' }, { on: of(1), call: 'GetMediaPool' },
  { on: of(1), call: 'GetCurrentTimeline' },
]

/** A timer that rings only when a test says so. */
function makeTimer(): { ring: () => void; isOff: () => boolean; setTimer: (ms: number, act: () => void) => () => void } {
  let ring: (() => void) | undefined
  return {
    ring: () => ring?.(),
    isOff: () => ring === undefined,
    setTimer: (_ms, act) => {
      ring = act
      return () => { ring = undefined }
    },
  }
}

async function open(resolve: object, timer = makeTimer()): Promise<{ run: RunBatch; values(calls: Call[]): Promise<unknown[]> }> {
  const run = await openBatches({ resolve: resolve as AwaitableResolve, prefix: 'prefix0001', setTimer: timer.setTimer })
  const values = async (calls: Call[]): Promise<unknown[]> => {
    const answers: DoorAnswers = doorAnswersSchema.parse(await run(doorBatchSchema.parse({ calls })))
    return answers.answers.map((one) => ('value' in one ? one.value : one.error.code))
  }
  return { run, values }
}

const scene = (): ReturnType<typeof openResolve> => openResolve({ profile: 'studio-21.1', scene: readyScene() })

describe('batches in a Workflow Integration', () => {
  it('make calls on what earlier calls gave, on each of a list, and on handles of earlier batches', async () => {
    const { values } = await open(scene().resolve)
    const [, , , timeline, items, starts, name, none, markers] = await values([
      ...START,
      { on: of(3), call: 'GetItemListInTrack', args: ['video', 1] },
      { on: of(4), each: true, call: 'GetStart' },
      { on: of(4, 0), call: 'GetName' },
      { on: of(3), call: 'GetItemListInTrack', args: ['subtitle', 1] },
      { on: of(3), call: 'GetMarkers' },
    ])
    expect(items).toHaveLength(2)
    expect([starts, name, none, markers]).toEqual([[86400, 86496], 'hero.mov', null, {}])
    expect(await values([{ on: timeline as { $handle: string }, call: 'GetName' }])).toEqual(['Reel 1'])
  })

  it('say what could not be called, as the other door does, and end where something must be given', async () => {
    const { values } = await open(openResolve({
      profile: 'studio-21.1', scene: readyScene(), knobs: { missingMethods: 'absent', missingConstants: ['EXPORT_OTIO'] },
    }).resolve)
    expect((await values([
      ...START,
      { on: of(3), call: 'GetTakesCount' },
      { on: of(4), call: 'GetName' },
      { on: { $handle: 'abcdefgh-1' }, call: 'GetName' },
      { on: ROOT, call: 'OpenPage', args: [of(4)] },
      { on: ROOT, call: 'OpenPage', args: [{ $constant: 'EXPORT_OTIO' }] },
      { on: of(3), call: 'GetItemListInTrack', args: ['video', 9], must: true },
      { on: of(3), call: 'AddTrack', args: ['video'] },
    ])).slice(4)).toEqual([
      'METHOD_MISSING', 'TARGET_MISSING', 'HANDLE_GONE', 'ARGUMENT_MISSING', 'ARGUMENT_MISSING', null, 'CALL_SKIPPED',
    ])
    expect((await values([...START, { on: of(3), call: 'GetTrackCount', args: ['video'] }])).at(-1)).toBe(2)
  })

  it('time out in a call that never ends, make none after it, and call their timer off otherwise', async () => {
    const timer = makeTimer()
    const host = openResolve({
      profile: 'studio-21.1', scene: readyScene(), knobs: { endlessIn: ['Project.GetTimelineCount'] },
    })
    const { run, values } = await open(host.resolve, timer)
    await values(START)
    expect(timer.isOff()).toBe(true)
    const asked = new Promise<void>((resolve) => {
      host.machine.beforeCalls((name) => { if (name === 'Project.GetTimelineCount') resolve() })
    })
    const stuck = run(doorBatchSchema.parse({
      calls: [...START, { on: of(1), call: 'GetTimelineCount' }, { on: of(3), call: 'AddTrack', args: ['video'] }],
      timeoutMs: 2000,
    }))
    await asked
    timer.ring()
    await expect(stuck).rejects.toMatchObject({ code: 'DOOR_SILENT', data: { timeoutMs: 2000 } })
    expect((await values([...START, { on: of(3), call: 'GetTrackCount', args: ['video'] }])).at(-1)).toBe(2)
  })

  it('are one after the other, and a call that throws is an answer', async () => {
    const order: string[] = []
    const root = {
      Fusion: () => undefined,
      GetName: () => 'root',
      OpenPage: async (page: string) => {
        order.push(`${page} begins`)
        await Promise.resolve()
        if (page === 'deliver') throw new Error('not now')
        order.push(`${page} ends`)
        return Number.NaN
      },
    }
    const { values } = await open(root)
    const page = (name: string): Call => ({ on: ROOT, call: 'OpenPage', args: [name] })
    const all = await Promise.all([values([page('edit'), page('color')]), values([page('deliver')]), values([page('cut')])])
    expect(all).toEqual([[null, null], ['CALL_FAILED'], [null]])
    expect(order).toEqual([
      'edit begins', 'edit ends', 'color begins', 'color ends', 'deliver begins', 'cut begins', 'cut ends',
    ])
  })

  it('refuse an answer that is too long', async () => {
    const { values } = await open({ Fusion: () => undefined, GetName: () => 'x', GetCurrentPage: () => 'x'.repeat(262_143) })
    expect(await values([{ on: ROOT, call: 'GetCurrentPage' }])).toEqual(['ANSWER_TOO_LARGE'])
  })
})
