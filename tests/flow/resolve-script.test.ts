import * as fs from 'node:fs'
import { type DoorAnswers, type DoorBatchInput, doorBatchSchema, type DoorState, type DoorValue } from '#protocol'
import { openBatches } from '../../plugins/resolve/workflow-integration/run-batch'
import { factsOf, type Knobs, openResolve, type Profile } from '../simulators/resolve'
import { closeLuaResolves, LuaResolve } from '../simulators/resolve/lua-process'
import { heroFile, readyScene } from '../simulators/resolve/ready-scene'
import { itWithProgram, program } from '../support/available'
import { askAs, endHelpers, pairPanel, startTestHelper, type TestHelper, until } from '../support/helper'
import { makeProfile, SCRIPT } from '../support/resolve/script'

const media = { '/results/matte.mov': factsOf('video', { frames: 120, width: 1920, height: 1080 }) }

/** The same batch in a Workflow Integration, on the model in TypeScript. */
async function placeByOtherDoor(profile: Profile): Promise<{ answers: DoorValue[]; described: unknown }> {
  const host = openResolve({ profile, media, scene: readyScene() })
  const run = await openBatches({ resolve: host.resolve, prefix: 'prefix0001', setTimer: () => () => undefined })
  const { answers } = await run(doorBatchSchema.parse({ calls: PLACEMENT }))
  return {
    answers: answers.map((one) => ('value' in one ? one.value as DoorValue : one.error.code)),
    described: JSON.parse(JSON.stringify(host.describe())) as unknown,
  }
}

/** Handles differ from door to door. */
const nameless = (answers: unknown): unknown =>
  JSON.parse(JSON.stringify(answers, (key, value: unknown) => (key === '$handle' ? 'some' : value)))

const closeAll = async (): Promise<void> => {
  closeLuaResolves()
  await endHelpers()
}

const itWithLua = itWithProgram('luajit')

interface Room {
  helper: TestHelper
  token: string
  lua: LuaResolve
  state(): Promise<DoorState>
  /** Each answer's value, or its failure's code. */
  call(calls: DoorBatchInput['calls'], timeoutMs?: number): Promise<(DoorValue | undefined)[]>
}

/** A helper, and a Resolve whose user has started the script. */
async function openRoom(profile: Profile, knobs: Partial<Knobs> = {}, scene = readyScene()): Promise<Room> {
  const { profiles, profile: prefsFile } = makeProfile()
  const helper = await startTestHelper({ env: { FIRSTPASS_RESOLVE_PROFILES: profiles } })
  const token = await pairPanel(helper, 'resolve-panel-1', 'resolve')
  const env = { FIRSTPASS_HOME: helper.dataFolder }
  const lua = new LuaResolve({ profile, knobs, media, scene, prefsFile, script: SCRIPT, env })
  const state = async (): Promise<DoorState> => (await askAs(helper, token, { path: '/v1/door' })).json() as unknown as DoorState
  await until('the script attaches', async () => (await state()).state === 'attached')
  const call: Room['call'] = async (calls, timeoutMs = 15_000) => {
    const answer = (await askAs(helper, token, { method: 'POST', path: '/v1/door', body: { calls, timeoutMs } })).json()
    if (typeof answer.code === 'string') return [answer.code]
    return (answer as unknown as DoorAnswers).answers.map((one) => ('value' in one ? one.value as DoorValue : one.error.code))
  }
  return { helper, token, lua, state, call }
}

const ROOT = { $handle: 'resolve' }
const of = (index: number, at?: number | string): { $answer: number; at?: number | string } =>
  ({ $answer: index, ...(at === undefined ? {} : { at }) })

/** Up to the timeline (3) and the media pool (2). */
const START: DoorBatchInput['calls'] = [
  { on: ROOT, call: 'GetProjectManager' }, { on: of(0), call: 'GetCurrentProject' }, { on: of(1), call: 'GetMediaPool' },
  { on: of(1), call: 'GetCurrentTimeline' },
]

/** A clip on a new track, exactly above; what landed is read back. */
const PLACEMENT: DoorBatchInput['calls'] = [
  ...START,
  { on: of(3), call: 'GetItemListInTrack', args: ['video', 1] },
  { on: of(4, 0), call: 'GetMediaPoolItem' },
  { on: of(5), call: 'GetClipProperty', args: ['File Path'] },
  { on: of(2), call: 'ImportMedia', args: [['/results/matte.mov']], must: true },
  { on: of(2), call: 'SetSelectedClip', args: [of(7, 0)] },
  { on: of(3), call: 'AddTrack', args: ['video'], must: true },
  { on: of(2), call: 'AppendToTimeline', args: [[
    { mediaPoolItem: of(7, 0), startFrame: 0, endFrame: 96, mediaType: 1, trackIndex: 3, recordFrame: 86400 },
  ]] },
  { on: of(3), call: 'GetItemListInTrack', args: ['video', 3], must: true },
  { on: of(11), each: true, call: 'GetStart' },
  { on: of(11), each: true, call: 'GetDuration' },
  { on: of(4, 0), call: 'CopyGrades', args: [of(11)] },
  { on: of(3), call: 'AddMarker', args: [3, 'Mint', 'Check', 'Hair, "é"', 1, 'job-1'] },
  { on: of(3), call: 'GetMarkers' },
]

/** The same call, one place further on in its batch. */
const later = (call: DoorBatchInput['calls'][number]): DoorBatchInput['calls'][number] =>
  ('$answer' in call.on ? { ...call, on: of(call.on.$answer + 1) } : call)

describe.each<[Profile, string, Partial<DoorState>]>([
  ['free-21.1', '21.1.0', { edition: 'free', product: 'DaVinci Resolve', channel: 'preferences' }],
  ['free-20', '20.2.1', { edition: 'free', product: 'DaVinci Resolve', channel: 'files' }],
  ['studio-20', '20.3.2', { edition: 'studio', product: 'DaVinci Resolve Studio', channel: 'files' }],
  ['studio-21.1', '21.1.0', { edition: 'studio', product: 'DaVinci Resolve Studio', channel: 'preferences' }],
])('the script in %s', (profile, version, known) => {
  let room: Room
  beforeAll(async () => {
    if (program('luajit') !== undefined) room = await openRoom(profile)
  })
  afterAll(closeAll)

  itWithLua('attaches without a modal window and without a call that only Studio has', async () => {
    const { lua, state } = room
    expect(await state()).toMatchObject({ ...known, version: expect.stringMatching(`^${version}[.]`) })
    const told = await lua.machine()
    expect(told).toMatchObject({ modal: '', isFrozen: false, scriptError: '', steps: [] })
    const called = told.called.filter((name) => !name.startsWith('Fusion.'))
    expect(called).toEqual(['Resolve.GetProductName', 'Resolve.GetVersion'])
  })

  itWithLua('places a clip on a new track, reads back what landed, in two requests, as Studio\'s own door does', async () => {
    const { lua, call } = room
    const [, , , , , file, tracks] = await call([
      ...START,
      { on: of(3), call: 'GetItemListInTrack', args: ['video', 1], must: true },
      { on: of(4, 0), call: 'GetMediaPoolItem', must: true },
      { on: of(3), call: 'GetTrackCount', args: ['video'] },
    ])
    expect([file, tracks]).toEqual([expect.objectContaining({ $handle: expect.any(String) }), 2])
    const answers = await call(PLACEMENT)
    expect(answers[6]).toBe(heroFile)
    expect(answers.slice(12)).toEqual([
      [86400], [96], true, true, { 3: { color: 'Mint', name: 'Check', note: 'Hair, "é"', duration: 1, customData: 'job-1' } },
    ])
    const { answers: studios, described } = await placeByOtherDoor(profile)
    expect(nameless(answers)).toEqual(nameless(studios))
    expect(await lua.describe()).toEqual(described)
    expect(JSON.stringify(described)).toContain('/results/matte.mov')
    expect(await lua.machine()).toMatchObject({ modal: '', scriptError: '', isFrozen: false })
  })

  itWithLua('carries a long answer, part by part, through what this host keeps', async () => {
    const { call } = room
    const note = 'é'.repeat(16_000)
    const marks = Array.from({ length: 6 }, (_, frame) =>
      ({ on: of(3), call: 'AddMarker' as const, args: [10 + frame, 'Blue', 'Check', note, 1, `job-${frame}`] }))
    const answers = await call([...START, ...marks, { on: of(3), call: 'GetMarkers' }], 60_000)
    const markers = answers[10] as Record<string, { note: string; customData: string }>
    expect(Object.keys(markers).sort()).toEqual(['10', '11', '12', '13', '14', '15', '3'])
    expect(Object.values(markers).filter((marker) => marker.note === note)).toHaveLength(6)
  })

  itWithLua('ends when it is asked to', async () => {
    const { helper, token, lua } = room
    await askAs(helper, token, { method: 'POST', path: '/v1/door/stop' })
    await until('the script ends', async () => (await lua.machine()).hasEnded)
    expect(await lua.machine()).toMatchObject({ scriptError: '', isFrozen: false })
    if (fs.existsSync(lua.prefsFile)) expect(fs.readFileSync(lua.prefsFile, 'utf8')).not.toContain('fp1;')
  })
})

describe('the script in the free edition', () => {
  afterEach(closeAll)

  // V1: what the window stops differs: in 21.1 it may stop the way out too.
  itWithLua.each<[Profile, unknown[]]>([['free-20', [null, 'CALL_SKIPPED']], ['free-21.1', ['DOOR_SILENT']]])(
    'does nothing in %s while a modal window is open, and goes on after it', async (profile, answered) => {
      const { lua, call, state } = await openRoom(profile)
      const item = 'resolve:GetProjectManager():GetCurrentProject():GetCurrentTimeline():GetCurrentVideoItem()'
      await lua.run(`${item}:SmartReframe()`)
      const add = { on: of(4), call: 'AddTrack', args: ['video'] } as DoorBatchInput['calls'][number]
      const page: DoorBatchInput['calls'] = [{ on: ROOT, call: 'GetCurrentPage', must: true }]
      expect((await call([...page, ...START.slice(0, 1)], 1000))).toEqual(answered)
      await lua.act({ ask: 'answer-modal' })
      await until('the script attaches again', async () => (await state()).state === 'attached')
      expect(await call(page)).toEqual(['edit'])
      expect((await call([...page, ...START.map(later), add])).at(-1)).toBe(true)
    })

  itWithLua('is silent in a call that never ends, and the helper says so', async () => {
    const { call, state } = await openRoom('free-21.1', { endlessIn: ['Project.GetTimelineCount'] })
    expect(await call([...START, { on: of(1), call: 'GetTimelineCount' }], 1000)).toEqual(['DOOR_SILENT'])
    expect(await state()).toMatchObject({ state: 'waiting', why: 'silent', advice: expect.stringContaining('Close any window') })
  })

  itWithLua('says that a call is missing, whatever this version does with those that it has not', async () => {
    const { call } = await openRoom('free-21.1', { missingMethods: 'absent' })
    expect((await call([...START, { on: of(3), call: 'GetTakesCount' }])).at(-1)).toBe('METHOD_MISSING')
    const other = await openRoom('free-21.1')
    expect((await other.call([...START, { on: of(3), call: 'GetTakesCount' }])).at(-1)).toBeNull()
  })
})
