import { errorTable, failure } from '#protocol'
import {
  describeKept, describeProgress, describeProviders, describeRest, describeWhen, hintFor, redactHome,
} from '#standalone/home/words'

describe('what the window says', () => {
  it('names what it computes on, and why not on something faster, without the runtime\'s own lines', () => {
    const cpu = { id: 'cpu', usable: true, reason: '' }
    const webgpu = { id: 'webgpu', usable: false, reason: 'provider.cc:12 Init adapter != null was false. No adapter found\n' }
    expect(describeProviders({ providers: [cpu, webgpu] }, 'auto')).toEqual({
      text: 'It computes on the processor; no graphics card is used.', reasons: ['Graphics card (WebGPU): No adapter found.'],
    })
    const both = { providers: [{ ...webgpu, usable: true }, cpu] }
    expect(describeProviders(both, 'auto').text).toBe('It computes on the graphics card (WebGPU).')
    expect(describeProviders(both, 'cpu').text).toContain('as you chose')
    expect(describeProviders({ providers: [] }, 'auto').text).toContain('not known yet')
  })

  it('tells when by the day', () => {
    const now = new Date(2026, 4, 3, 15, 0).getTime()
    expect(describeWhen(new Date(2026, 4, 3, 9, 5).getTime(), now)).toBe('today, 09:05')
    expect(describeWhen(new Date(2026, 4, 2, 23, 59).getTime(), now)).toBe('yesterday, 23:59')
    expect(describeWhen(new Date(2025, 4, 3).getTime(), now)).toBe('3 May 2025')
  })

  it('counts down, and never below nothing', () => {
    expect([120_000, 64_001, 900, -5].map(describeRest)).toEqual(['2:00', '1:05', '0:01', '0:00'])
  })

  it('says how far a download is, also before its first byte', () => {
    expect([describeProgress(0, 0), describeProgress(12e6, 88.2e6)]).toEqual(['Starting', '12.0 MB of 88.2 MB'])
  })

  it('says of a result where it is, or why there is none', () => {
    const latest = { job: 'a'.repeat(24), task: 'mask', seq: 1, at: 1, stage: '', done: 1, total: 1 }
    const kept = { task: 'mask', placed: false, createdAt: 1, panel: 'Firstpass in Photoshop' }
    const picture = { kind: 'file', path: 'x', bytes: 2e6, sha256: '' } as const
    const result = { results: { matte: picture }, timings: { totalMs: 1, inferMs: 1 }, notes: [], facts: {} }
    const good = { ...latest, state: 'succeeded', result } as const
    expect(describeKept({ ...kept, latest: good })).toBe('Waits to be placed by its panel; 2.0 MB.')
    expect(describeKept({ ...kept, latest: good, placed: true })).toContain('In its place')
    expect(describeKept({ ...kept, latest: good, file: '/films/out.mov' })).toBe('/films/out.mov')
    const error = failure('FILE_EMPTY', { path: 'a.jpg' }).toJSON()
    expect(describeKept({ ...kept, latest: { ...latest, state: 'failed', error } })).toBe('a.jpg is empty (0 bytes).')
  })

  it('no hint of a failure sends the user to a terminal', () => {
    for (const [code, { hint }] of Object.entries(errorTable)) expect(hintFor({ code, hint })).not.toMatch(/`|--[a-z]/)
    expect(hintFor({ code: 'FILE_EMPTY', hint: errorTable.FILE_EMPTY.hint })).toBe('Choose another file.')
  })

  it('a report names nobody\'s home folder', () => {
    const home = (user: string): string => ['', 'home', user, 'x.onnx'].join('/')
    expect(redactHome(`${home('ada')} and C:\\Users\\Ada\\x and /Users/ada`)).toBe('~/x.onnx and ~\\x and ~')
    expect(redactHome('C:\\Users\\Ada King\\AppData\\x has 3 GB')).toBe('~\\AppData\\x has 3 GB')
    expect(redactHome('c:\\users\\Ada has 3 GB; D:\\a\\b')).toBe('~ has 3 GB; D:\\a\\b')
  })
})
