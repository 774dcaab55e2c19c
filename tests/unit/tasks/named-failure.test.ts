import { withName, withoutFolder } from '#helper/tasks/named-failure'
import { failure, type FirstpassError } from '#protocol'

const folder = '/home/someone/.local/share/firstpass/jobs/0123'

describe('a failure of a job', () => {
  it('calls a file that was sent by its own name', () => {
    const told = withName(failure('FILE_EMPTY', { path: `${folder}/clip` }), { path: `${folder}/clip`, name: 'walk.mov' })
    expect((told as FirstpassError).message).toBe('walk.mov is empty (0 bytes).')
  })

  it('never names the folder that it works in', () => {
    const locked = failure('OUTPUT_UNWRITABLE', { path: `${folder}/walk-4k.mov`, reason: 'no permission' })
    const unwritable = withoutFolder(locked, folder)
    expect(unwritable).toMatchObject({ code: 'OUTPUT_UNWRITABLE', message: 'walk-4k.mov can\'t be written: no permission.' })
    const full = withoutFolder(failure('DISK_FULL', { path: folder, needed: 65e6 }), folder)
    expect(full.message).toBe('There is no room for 65 MB at the data folder.')
    const inside = withoutFolder(failure('INTERNAL_ERROR', { reason: `ENOENT: no such file, open '${folder}/tile'` }), folder)
    expect(JSON.stringify(inside)).not.toContain('someone')
    expect(inside.data.reason).toBe('ENOENT: no such file, open \'tile\'')
  })

  it('names the user\'s own places in full', () => {
    const told = withoutFolder(failure('DISK_FULL', { path: '/media/disk/out.mov', needed: 0 }), folder)
    expect(told.data.path).toBe('/media/disk/out.mov')
  })
})
