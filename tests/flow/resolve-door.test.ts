import * as fs from 'node:fs'
import * as path from 'node:path'
import type { DoorAnswers, DoorBatchInput, DoorState } from '#protocol'
import { itWithProgram } from '../support/available'
import { askAs, endHelpers, pairPanel, startTestHelper, type TestHelper, until } from '../support/helper'
import {
  endScripts, makeProfile, type RunningScript, SCRIPT, type ScriptWish, startScript,
} from '../support/resolve/script'

afterEach(async () => {
  endScripts()
  await endHelpers()
})

const itWithLua = itWithProgram('luajit')
const PANEL = 'resolve-panel-1'

interface Room {
  helper: TestHelper
  token: string
  profile: string
  start(kind: ScriptWish['kind'], product?: string): RunningScript
}

async function openRoom(): Promise<Room> {
  const { profiles, profile } = makeProfile()
  const helper = await startTestHelper({ env: { FIRSTPASS_RESOLVE_PROFILES: profiles } })
  const token = await pairPanel(helper, PANEL, 'resolve')
  const { dataFolder } = helper
  const start: Room['start'] = (kind, product = 'DaVinci Resolve') => startScript({ dataFolder, profile, kind, product })
  return { helper, token, profile, start }
}

async function stateOf({ helper, token }: Pick<Room, 'helper' | 'token'>): Promise<DoorState> {
  return (await askAs(helper, token, { path: '/v1/door' })).json() as unknown as DoorState
}

const attached = (room: Pick<Room, 'helper' | 'token'>): Promise<void> =>
  until('a script attaches', async () => (await stateOf(room)).state === 'attached')

async function call(room: Pick<Room, 'helper' | 'token'>, batch: DoorBatchInput): Promise<DoorAnswers['answers']> {
  const answer = await askAs(room.helper, room.token, { method: 'POST', path: '/v1/door', body: batch })
  expect(answer.json()).toHaveProperty('answers')
  return (answer.json() as unknown as DoorAnswers).answers
}

const ROOT = { $handle: 'resolve' }
const TIMELINE = { on: ROOT, call: 'GetCurrentTimeline' } as const
const FIRST = { $answer: 0 }

describe.each(['sandbox', 'open'] as const)('the script in a host that is %s', (kind) => {
  itWithLua('attaches by itself, says edition and version, makes calls on what earlier calls gave', async () => {
    const room = await openRoom()
    expect(await stateOf(room)).toMatchObject({ state: 'waiting', why: 'not-started' })
    room.start(kind)
    await attached(room)
    expect(await stateOf(room)).toMatchObject({
      edition: 'free', product: 'DaVinci Resolve', version: '21.1.0.7', channel: kind === 'open' ? 'files' : 'preferences',
    })
    const answers = await call(room, { calls: [
      TIMELINE,
      { on: FIRST, call: 'GetItemListInTrack', args: ['video', 1] },
      { on: { $answer: 1 }, each: true, call: 'GetStart' },
      { on: { $answer: 1 }, each: true, call: 'GetDuration' },
      { on: { $answer: 1, at: 1 }, call: 'GetName' },
      { on: FIRST, call: 'GetName' },
      { on: FIRST, call: 'GetMarkers' },
      { on: FIRST, call: 'GetItemListInTrack', args: ['audio', 1] },
      { on: FIRST, call: 'GetStartFrame' },
      { on: FIRST, call: 'DeleteClips', args: [[{ $answer: 1, at: 0 }, { name: 'é"\\\0\n' }], false] },
      { on: ROOT, call: 'OpenPage', args: [{ $constant: 'EXPORT_OTIO' }] },
    ] })
    const [timeline, items, ...rest] = answers.map((answer) => ('value' in answer ? answer.value : answer.error.code))
    expect(timeline).toEqual({ $handle: expect.stringMatching(/^[0-9a-f]{16}-1$/) })
    expect(items).toHaveLength(3)
    expect(rest).toEqual([
      [86401, 86402, 86403], [10, 20, null], 'Clip 2', 'Line "1"\n\\ \0end', { 1: { color: 'Blue', duration: 1 } }, [], 23.976,
      'Clip 1é"\\\0\nfalse', true,
    ])
    // Handles stay good from batch to batch.
    const later = await call(room, { calls: [{ on: timeline as { $handle: string }, call: 'GetStartFrame' }] })
    expect(later).toEqual([{ value: 23.976 }])
  })

  itWithLua('says what could not be called, and makes no call after one that must give something', async () => {
    const room = await openRoom()
    room.start(kind)
    await attached(room)
    const answers = await call(room, { calls: [
      TIMELINE,
      { on: FIRST, call: 'GetUniqueId' },
      { on: { $answer: 1 }, call: 'GetName' },
      { on: { $handle: 'abcdefgh-7' }, call: 'GetName' },
      { on: ROOT, call: 'OpenPage', args: [{ $answer: 2 }] },
      { on: ROOT, call: 'OpenPage', args: [{ $constant: 'EXPORT_AAF' }] },
      { on: FIRST, call: 'DeleteClips', args: [1] },
      { on: FIRST, call: 'AddTrack', args: ['video'], must: true },
      { on: FIRST, call: 'SetName', args: ['never'] },
    ] })
    expect(answers.map((answer) => ('error' in answer ? answer.error.code : answer.value))).toEqual([
      expect.anything(), 'METHOD_MISSING', 'TARGET_MISSING', 'HANDLE_GONE', 'ARGUMENT_MISSING', 'ARGUMENT_MISSING', 'CALL_FAILED',
      false, 'CALL_SKIPPED',
    ])
    const [, name] = await call(room, { calls: [TIMELINE, { on: FIRST, call: 'GetTrackName' }] })
    expect(name).toEqual({ value: null })
  })

  itWithLua('carries answers of any length in parts, and refuses one that is larger than a call may give', async () => {
    const room = await openRoom()
    room.start(kind)
    await attached(room)
    const of = (length: number): DoorBatchInput['calls'][number] =>
      ({ on: FIRST, call: 'GetSetting', args: ['x'.repeat(length)] })
    const answers = await call(room, { calls: [TIMELINE, of(200), of(262), of(262), of(263)] })
    expect(answers.slice(1).map((answer) => ('value' in answer ? String(answer.value).length : answer.error.code)))
      .toEqual([200_000, 262_000, 262_000, 'ANSWER_TOO_LARGE'])
  })

  itWithLua('ends when it is asked to, and leaves neither file nor preference', async () => {
    const room = await openRoom()
    const script = room.start(kind)
    await attached(room)
    await call(room, { calls: [TIMELINE] })
    await askAs(room.helper, room.token, { method: 'POST', path: '/v1/door/stop' })
    expect(await script.ended).toBe(
      'Firstpass has ended: it was asked to stop. To go on, choose Workspace > Scripts > firstpass again.\n')
    expect(script.process.exitCode).toBe(0)
    expect(await stateOf(room)).toMatchObject({ state: 'waiting', why: 'stopped' })
    expect(fs.readdirSync(path.join(room.helper.dataFolder, 'door')).filter((name) => /hello|answer|new$/.test(name))).toEqual([])
    if (kind === 'sandbox') expect(fs.readFileSync(room.profile, 'utf8')).not.toContain('fp1;')
    const answer = await askAs(room.helper, room.token, { method: 'POST', path: '/v1/door', body: { calls: [TIMELINE] } })
    expect([answer.status, answer.json().code]).toEqual([409, 'DOOR_WAITING'])
  })

  itWithLua('gives way to one that is started later', async () => {
    const room = await openRoom()
    const script = room.start(kind)
    await attached(room)
    const before = await stateOf(room)
    room.start(kind)
    await until('the later one attaches', async () => JSON.stringify(await stateOf(room)) !== JSON.stringify(before))
    expect(await script.ended).toContain('it was started once more')
    expect(await call(room, { calls: [TIMELINE] })).toHaveLength(1)
  })

  itWithLua('attaches to the next helper by itself, also when the last one was killed', async () => {
    const room = await openRoom()
    room.start(kind)
    await attached(room)
    await room.helper.kill()
    const env = { FIRSTPASS_RESOLVE_PROFILES: path.dirname(path.dirname(room.profile)) }
    const helper = await startTestHelper({ dataFolder: room.helper.dataFolder, env })
    const next = { helper, token: room.token }
    await attached(next)
    expect(await call(next, { calls: [TIMELINE] })).toHaveLength(1)
  })

  itWithLua('is silent while Resolve is held up; the helper says so, and goes on with it afterwards', async () => {
    const room = await openRoom()
    room.start(kind)
    await attached(room)
    const slow: DoorBatchInput = { calls: [TIMELINE, { on: FIRST, call: 'GetDuration' }], timeoutMs: 1000 }
    const answer = await askAs(room.helper, room.token, { method: 'POST', path: '/v1/door', body: slow })
    expect([answer.status, answer.json().code]).toEqual([504, 'DOOR_SILENT'])
    expect(await stateOf(room)).toMatchObject({ state: 'waiting', why: 'silent' })
    await attached(room)
    const names = await call(room, { calls: [TIMELINE, { on: FIRST, call: 'GetTrackCount', args: ['video'] }] })
    expect(names[1]).toEqual({ value: 2 })
  })
})

describe('the script', () => {
  itWithLua('waits for a helper that starts later', async () => {
    const room = await openRoom()
    await room.helper.stop()
    expect(fs.readdirSync(path.join(room.helper.dataFolder, 'door'))).toEqual([])
    room.start('sandbox')
    const env = { FIRSTPASS_RESOLVE_PROFILES: path.dirname(path.dirname(room.profile)) }
    const helper = await startTestHelper({ dataFolder: room.helper.dataFolder, env })
    await attached({ helper, token: room.token })
  })

  itWithLua('throws nothing where there is no Resolve, and says so', async () => {
    const room = await openRoom()
    const script = room.start('bare')
    expect(await script.ended).toContain('this is no script state of DaVinci Resolve')
    expect(script.process.exitCode).toBe(0)
  })

  it('stubs the debug library before anything else', () => {
    const [first] = fs.readFileSync(SCRIPT, 'utf8').split('\n')
    expect(first).toMatch(/^if debug == nil then debug = /)
  })

  itWithLua('is known to be gone as soon as Resolve is', async () => {
    const room = await openRoom()
    const script = room.start('sandbox', 'DaVinci Resolve Studio')
    await attached(room)
    expect(await stateOf(room)).toMatchObject({ edition: 'studio' })
    script.process.kill('SIGKILL')
    await script.ended
    await until('Resolve is missed', async () => (await stateOf(room)).state === 'waiting')
    expect(await stateOf(room)).toMatchObject({ why: 'resolve-ended' })
  })

  itWithLua('writes no preferences while nothing is asked of it', async () => {
    const room = await openRoom()
    room.start('sandbox')
    await attached(room)
    await call(room, { calls: [TIMELINE] })
    const before = fs.readFileSync(room.profile, 'utf8')
    // Two hundred looks of a window; the script looks for work all the while.
    for (let look = 0; look < 200; look++) await stateOf(room)
    expect(fs.readFileSync(room.profile, 'utf8')).toBe(before)
    expect(before).toMatch(/Writes = 2,/)
  })
})

describe('the route', () => {
  it('is for panels of Resolve, not for others or nobody; the command line may look', async () => {
    const { helper } = await openRoom()
    const other = await pairPanel(helper, 'photoshop-panel', 'photoshop')
    const answers = await Promise.all([other, helper.file.token, 'f'.repeat(64)].flatMap((token) => [
      askAs(helper, token, { path: '/v1/door' }),
      askAs(helper, token, { method: 'POST', path: '/v1/door', body: { calls: [TIMELINE] } }),
      askAs(helper, token, { method: 'POST', path: '/v1/door/stop' }),
    ]))
    expect(answers.map((answer) => answer.json().code)).toEqual([
      'DOOR_FORBIDDEN', 'DOOR_FORBIDDEN', 'DOOR_FORBIDDEN', undefined, 'DOOR_FORBIDDEN', 'DOOR_FORBIDDEN',
      'NOT_PAIRED', 'NOT_PAIRED', 'NOT_PAIRED',
    ])
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 200, 403, 403, 401, 401, 401])
  })

  it('refuses what is no batch', async () => {
    const { helper, token } = await openRoom()
    const answer = await askAs(helper, token, {
      method: 'POST', path: '/v1/door', body: { calls: [{ on: ROOT, call: 'Quit' }] },
    })
    expect([answer.status, answer.json().code]).toEqual([400, 'REQUEST_INVALID'])
    expect(answer.json().message).toContain('calls.0.call')
  })
})
