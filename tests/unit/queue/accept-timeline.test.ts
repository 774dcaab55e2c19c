import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jobRequestSchema, type TimelineInput } from '#protocol'
import { acceptRequest, grantPaths } from '#helper/queue/accept'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firstpass-accept-')))
const at = (name: string): string => join(folder, name)
const data = realpathSync(mkdtempSync(join(tmpdir(), 'firstpass-data-')))
afterAll(() => [folder, data].forEach((each) => rmSync(each, { recursive: true })))

const rate = { num: 25, den: 1 }
const timeline: TimelineInput = {
  name: 'x', rate, tracks: [], media: [{ id: 'm1', name: 'a.xml', path: at('a.xml'), rate, frames: 1 }],
}
const accept = (options: Record<string, unknown>) =>
  acceptRequest(jobRequestSchema.parse({ id: 'a'.repeat(20), task: 'timeline', options, inputs: {} }))
const grant = (options: Record<string, unknown>, host: 'command-line' | 'browser' = 'command-line') =>
  grantPaths(accept(options), { task: 'timeline', sources: [], folder: join(data, 'job') }, { host, dataFolder: data })

describe('a job that writes a timeline', () => {
  it('goes to the codec, to a path or into its folder, one of both', async () => {
    expect(accept({ timeline, format: 'otio' }).process).toBe('codec')
    expect((await grant({ timeline, path: at('b.otio') })).options.path).toBe(at('b.otio'))
    expect((await grant({ timeline, format: 'edl' }, 'browser')).options.path).toBe(join(data, 'job', 'result.edl'))
    expect(() => accept({ timeline })).toThrow('path: neither it nor a format is given')
    expect(() => accept({ timeline, path: at('b.otio'), format: 'otio' })).toThrow('path: it is given beside a format')
    expect(() => accept({ path: at('b.otio') })).toThrow('timeline: neither it nor "read" is given')
    expect(() => accept({ timeline, read: at('b.otio') })).toThrow('timeline: it is given beside "read"')
    expect(() => accept({ read: at('b.otio'), format: 'otio' })).toThrow('path: nothing is written')
    expect(() => accept({ timeline: { ...timeline, rate: { num: 0, den: 1 } }, format: 'otio' })).toThrow(/timeline\.rate\.num/)
  })

  it('never replaces a media of its own, and names no path where none may be named', async () => {
    writeFileSync(at('a.xml'), 'media')
    await expect(grant({ timeline, path: at('a.xml'), overwrite: true })).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' })
    await expect(grant({ timeline, path: at('b.otio') }, 'browser')).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' })
    await expect(grant({ read: at('a.xml') }, 'browser')).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' })
    await expect(grant({ read: at('gone.otio') })).rejects.toMatchObject({ code: 'FILE_MISSING' })
    expect(await grant({ read: at('a.xml') })).toMatchObject({ options: { read: at('a.xml') }, reads: [at('a.xml')] })
  })
})
