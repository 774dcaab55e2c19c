import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { failure, jobRequestSchema } from '#protocol'
import { acceptRequest, grantPaths } from '#helper/queue/accept'
import { withName } from '#helper/tasks/named-failure'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firstpass-accept-')))
afterAll(() => rmSync(folder, { recursive: true }))

const id = 'a'.repeat(20)
const file = { blob: 'b'.repeat(20), bytes: 5 }
const accept = (task: string, options: Record<string, unknown>, inputs: Record<string, unknown> = {}) =>
  acceptRequest(jobRequestSchema.parse({ id, task, options, inputs }))

describe('a file that was sent', () => {
  it.each(['probe', 'open', 'denoise-clip'])('of %s is called by the name it came with, never by its place', async (task) => {
    const asked = { task, sources: [], folder: join(folder, 'job') }
    for (const name of [undefined, 'a.mov']) {
      const accepted = accept(task, name === undefined ? {} : { name }, { file })
      const { options } = await grantPaths(accepted, asked, { host: 'browser', dataFolder: folder })
      const granted = options as { path: string; name: string }
      const told = withName(failure('FILE_EMPTY', { path: granted.path }), granted) as Error
      expect(told.message).toContain(name ?? 'The file that was sent')
      expect(told.message).not.toContain(folder)
    }
  })
})

describe('pictures of a clip', () => {
  it('never go where the clip itself lies under the folder\'s name', async () => {
    const place = join(folder, 'take.mov')
    writeFileSync(place, 'film')
    mkdirSync(join(folder, 'data'))
    const accepted = accept('denoise-clip', { path: place, output: place, encoding: 'png', overwrite: true })
    const granted = grantPaths(accepted, { task: 'denoise-clip', sources: [], folder }, {
      host: 'command-line', dataFolder: join(folder, 'data'),
    })
    await expect(granted).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' })
  })
})
