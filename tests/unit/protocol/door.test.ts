import * as fs from 'node:fs'
import * as path from 'node:path'
import { describeIssues, doorBatchSchema, doorCalls } from '#protocol'

const refusal = (batch: unknown): string => {
  const { success, error } = doorBatchSchema.safeParse(batch)
  return success ? 'taken' : describeIssues(error)
}
const call = (changes: object = {}): object => ({ on: { $handle: 'resolve' }, call: 'GetCurrentPage', args: [], ...changes })
const withArgs = (...args: unknown[]): unknown => ({ calls: [call(), call({ args })] })

const scratch = 'firstpass-graded-00112233aabbccdd'
const render = (settings: object = {}, more: object = { must: true }): object =>
  call({ call: 'SetRenderSettings', args: [{ TargetDir: '/footage/Firstpass', CustomName: scratch, ...settings }], ...more })

/** Lists in lists, `depth` of them. */
const nested = (depth: number): unknown => (depth === 0 ? 'x' : [nested(depth - 1)])

describe('a batch for the door', () => {
  it('is taken with handles, answers, constants and plain values, and given its defaults', () => {
    const references = [{ $answer: 0, at: 'key' }, { a: { $constant: 'EXPORT_OTIO' } }, { $handle: 'agent0001-12' }]
    const args = ['text', 1.5, null, true, [1, ...references], ...references]
    const { calls, timeoutMs } = doorBatchSchema.parse(withArgs(...args) as never)
    expect(calls[1]?.args).toEqual(args)
    expect(timeoutMs).toBe(15_000)
    expect(doorBatchSchema.parse({ calls: [{ on: { $handle: 'fusion' }, call: 'GetName' }] }).calls[0]?.args).toEqual([])
  })

  it.each([
    ['no call', { calls: [] }], ['257 calls', { calls: Array.from({ length: 257 }, () => call()) }],
    ['a field of its own', { calls: [call()], then: 1 }], ['a call with one', { calls: [call({ async: true })] }],
    ['a call that ends Resolve', { calls: [call({ call: 'Quit' })] }],
    ['a call of JavaScript', { calls: [call({ call: 'constructor' })] }],
    ['no name', { calls: [call({ call: '' })] }], ['Studio alone', { calls: [call({ call: 'CreateMagicMask' })] }],
    ['a project deleted', { calls: [call({ call: 'DeleteProject' })] }],
    ['a handle that is code', { calls: [call({ on: { $handle: 'os.exit()' } })] }],
    ['a target that is none', { calls: [call({ on: 'resolve' })] }],
    ['a constant as target', { calls: [call({ on: { $constant: 'EXPORT_AAF' } })] }],
    ['two references in one', { calls: [call({ on: { $handle: 'resolve', $answer: 0 } })] }],
    ['an answer of its own', { calls: [call({ on: { $answer: 0 } })] }],
    ['a later one deep inside', withArgs([{ a: { $answer: 1 } }])],
    ['a reference of the script\'s', withArgs([{ __handle: 'resolve' }])],
    ['what Lua looks for', withArgs({ a: { __index: 1 } })], ['such a place', withArgs({ $answer: 0, at: '__flags' })],
    ['an unknown constant', withArgs({ $constant: 'KEY' })], ['an unknown reference', withArgs({ $eval: 'x' })],
    ['a field beside a reference', withArgs({ $handle: 'resolve', x: 1 })], ['an odd key', withArgs({ 'a"] = 1': 1 })],
    ['a negative place', withArgs({ $answer: 0, at: -1 })], ['a text of 32,769 characters', withArgs('x'.repeat(32_769))],
    ['too deep a value', withArgs(nested(9))], ['too many values', withArgs(Array.from({ length: 2000 }, () => 1))],
    ['13 arguments', withArgs(...Array.from({ length: 13 }, () => 1))], ['no time', { calls: [call()], timeoutMs: 0 }],
    ['an hour', { calls: [call()], timeoutMs: 3_600_000 }],
    ['a render over a file of the user\'s', { calls: [render({ CustomName: 'beach' })] }],
    ['a render to a name that is only known then', { calls: [call(), render({ CustomName: { $answer: 0 } })] }],
    ['a render to wherever', { calls: [{ ...render(), args: [{ CustomName: scratch }] }] }],
    ['a render without settings', { calls: [call({ call: 'AddRenderJob' })] }],
    ['one that goes on without them', { calls: [render({}, {}), call({ call: 'AddRenderJob' })] }],
    ['all that waits rendered', { calls: [call({ call: 'StartRendering' })] }],
    ['a preset of the user\'s deleted', { calls: [call({ call: 'DeleteRenderPreset', args: ['Mine'] })] }],
    ['one loaded', { calls: [call({ call: 'LoadRenderPreset', args: ['Mine'] })] }],
  ])('is refused with %s', (_what, batch) => {
    expect(refusal(batch)).not.toBe('taken')
  })

  it('renders under a name of its own', () => {
    const start = call({ call: 'StartRendering', args: ['job'] })
    expect(refusal({ calls: [render(), call({ call: 'AddRenderJob' }), start] })).toBe('taken')
    expect(refusal({ calls: [call({ call: 'DeleteRenderPreset', args: [scratch] })] })).toBe('taken')
  })

  it('is taken at its limits', () => {
    expect(refusal(withArgs(nested(7)))).toBe('taken')
    expect(refusal(withArgs(Array.from({ length: 1999 }, () => 1)))).toBe('taken')
    expect(refusal(withArgs('x'.repeat(32_768)))).toBe('taken')
    expect(refusal({ calls: Array.from({ length: 256 }, () => call()), timeoutMs: 300_000 })).toBe('taken')
  })

  it('says what was wrong', () => {
    expect(refusal({ calls: [call({ call: 'Quit' })] })).toBe('calls.0.call: is no call that goes through the door')
    expect(refusal(withArgs(nested(9)))).toBe('calls.1.args: is deeper than 8 levels')
    expect(refusal({ calls: [call({ on: { $answer: 0 } })] })).toBe('calls.0 uses an answer that is not there yet')
  })

  it('knows no call that the adapter does not make', () => {
    const folder = path.resolve(__dirname, '../../../plugins/resolve/host')
    const source = fs.readdirSync(folder).filter((name) => name.endsWith('.ts'))
      .map((name) => fs.readFileSync(path.join(folder, name), 'utf8')).join('\n')
    expect(Object.keys(doorCalls).filter((name) => !source.includes(`'${name}'`))).toEqual([])
  })

  it('knows no call that only Studio has, or that ends, deletes or exports a project', () => {
    const names = Object.keys(doorCalls).join(' ')
    expect(names).not.toMatch(/Quit|DeleteProject|CloseProject|CreateProject|LoadProject|Archive|MagicMask|SmartReframe/)
    expect(names).not.toMatch(/Stabilize|Transcribe|SubtitlesFromAudio|DetectSceneCuts|VoiceIsolation|IsStudio|Execute|RunScript|Prefs/)
  })
})
