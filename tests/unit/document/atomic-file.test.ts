import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { failure, plainHeader, tasks } from '#protocol'
import { Cancelled } from '#helper/tasks/task'
import { type AtomicWrite, writeAtomically } from '#helper/document/atomic-file'
import { openTask } from '#helper/document/open'
import { saveTask } from '#helper/document/save'
import { contextFor, newFolder, openFile, rawPicture, saveFile } from './document-job'

const requestFor = (target: string, overwrite = false): AtomicWrite =>
  ({ path: target, overwrite, id: 'job1', expectedBytes: 2e6 })
const writing = (text: string) => async (temporary: string): Promise<void> => { fs.writeFileSync(temporary, text) }
const failing = (error: unknown) => async (temporary: string): Promise<void> => {
  fs.writeFileSync(temporary, 'half of')
  throw error
}

test('a file appears whole, with its size and hash, and nothing beside it', async () => {
  const folder = newFolder()
  const written = await writeAtomically(requestFor(path.join(folder, 'ä b.txt')), writing('content'))
  expect(written).toEqual({ bytes: 7, sha256: createHash('sha256').update('content').digest('hex') })
  expect(fs.readdirSync(folder)).toEqual(['ä b.txt'])
})

test('what exists stays, unless overwriting was asked for', async () => {
  const target = path.join(newFolder(), 'a.txt')
  fs.writeFileSync(target, 'old')
  await expect(writeAtomically(requestFor(target), writing('new'))).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
  expect(fs.readFileSync(target, 'utf8')).toBe('old')
  await writeAtomically(requestFor(target, true), writing('new'))
  expect(fs.readFileSync(target, 'utf8')).toBe('new')
  expect(fs.readdirSync(path.dirname(target))).toEqual(['a.txt'])
})

test('a file that appears while ours is written is not replaced', async () => {
  const target = path.join(newFolder(), 'a.txt')
  const write = async (temporary: string): Promise<void> => {
    fs.writeFileSync(temporary, 'ours')
    fs.writeFileSync(target, 'theirs')
  }
  await expect(writeAtomically(requestFor(target), write)).rejects.toMatchObject({ code: 'OUTPUT_EXISTS' })
  expect(fs.readFileSync(target, 'utf8')).toBe('theirs')
  expect(fs.readdirSync(path.dirname(target))).toEqual(['a.txt'])
})

test.each([
  ['a full disk', Object.assign(new Error('write'), { code: 'ENOSPC' }), 'DISK_FULL'],
  ['a full disk in the words of libvips', new Error('vips2png: write error\nsystem error: No space left on device'), 'DISK_FULL'],
  ['a used quota', Object.assign(new Error('write'), { code: 'EDQUOT' }), 'DISK_FULL'],
  ['a disk that turned read-only', Object.assign(new Error('write'), { code: 'EROFS' }), 'OUTPUT_UNWRITABLE'],
  ['a failure of our own', failure('OUTPUT_TOO_LARGE', { path: 'a', reason: 'b' }), 'OUTPUT_TOO_LARGE'],
])('%s while writing leaves nothing', async (_, error, code) => {
  const target = path.join(newFolder(), 'a.txt')
  const request = requestFor(target)
  await expect(writeAtomically(request, failing(error))).rejects.toMatchObject({ code })
  expect(fs.readdirSync(path.dirname(target))).toEqual([])
})

test('a folder that is missing, a name that is a folder, a name that is too long', async () => {
  const folder = newFolder()
  await expect(writeAtomically(requestFor(path.join(folder, 'none', 'a.txt')), writing('x')))
    .rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE', data: { reason: 'the folder does not exist' } })
  fs.mkdirSync(path.join(folder, 'a.txt'))
  await expect(writeAtomically(requestFor(path.join(folder, 'a.txt'), true), writing('x')))
    .rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' })
  await expect(writeAtomically(requestFor(path.join(folder, `${'ä'.repeat(200)}.txt`)), writing('x')))
    .rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE' })
  expect(fs.readdirSync(folder)).toEqual(['a.txt'])
})

test('a folder without permission', async () => {
  // Permissions don't bind root, but no one may make files in /sys.
  const isRoot = process.getuid?.() === 0
  const folder = isRoot ? '/sys' : newFolder()
  if (!isRoot) fs.chmodSync(folder, 0o555)
  await expect(writeAtomically(requestFor(path.join(folder, 'a.txt')), writing('x')))
    .rejects.toMatchObject({ code: 'OUTPUT_UNWRITABLE', data: { reason: 'no permission' } })
})

test('the temporary file lies beside the target and has the job\'s id in its name', async () => {
  const folder = newFolder()
  let seen: string[] = []
  await writeAtomically(requestFor(path.join(folder, 'a.txt')), async (temporary) => {
    fs.writeFileSync(temporary, 'half')
    seen = fs.readdirSync(folder)
  })
  expect(seen).toEqual(['.a.txt.job1.part'])
})

describe('save', () => {
  const layers = [{ name: 'P', picture: 'p' }]
  const picture = () => rawPicture(plainHeader({ width: 300, height: 200 }, 'rgb', 'u8'),
    (x, y, channel) => (x * y + channel) % 256)

  test('never writes over the picture that was opened, even when asked to overwrite, by any of its names', async () => {
    const source = (await saveFile({ path: 'source.png', layers }, { p: picture() })).path
    const before = fs.readFileSync(source)
    const opened = await openFile(source)
    const twin = path.join(path.dirname(source), 'twin.png')
    fs.linkSync(source, twin)
    for (const target of [source, twin]) {
      await expect(saveFile({ path: target, overwrite: true, layers }, { p: opened.picture }))
        .rejects.toMatchObject({ code: 'PATH_FORBIDDEN' })
    }
    expect(fs.readFileSync(source).equals(before)).toBe(true)
  })

  test.each(['a.psd', 'a.tif', 'a.png'])('cancelled in the middle, %s leaves nothing', async (name) => {
    const folder = newFolder()
    let calls = 0
    const context = contextFor({ p: picture() }, () => {
      if (++calls === 1) throw new Cancelled()
    })
    const place = { path: path.join(folder, name) }
    const options = { ...tasks.save.options.parse({ ...place, layers }), ...place }
    await expect(saveTask(context, options)).rejects.toBeInstanceOf(Cancelled)
    expect(calls).toBe(1)
    expect(fs.readdirSync(folder)).toEqual([])
    expect(fs.readdirSync(context.order.folder)).toEqual([])
  })

  test('open is cancelled between its steps', async () => {
    const source = (await saveFile({ path: 'source.png', layers }, { p: picture() })).path
    const context = contextFor({}, () => { throw new Cancelled() })
    await expect(openTask(context, { path: source })).rejects.toBeInstanceOf(Cancelled)
  })

  test('pixels that end too early are a coded error, and leave nothing', async () => {
    const p = picture()
    fs.truncateSync(p.file, 1000)
    for (const name of ['a.psd', 'a.tif', 'a.png']) {
      const folder = newFolder()
      await expect(saveFile({ path: path.join(folder, name), layers }, { p })).rejects.toMatchObject({ code: 'FILE_UNREADABLE' })
      expect(fs.readdirSync(folder)).toEqual([])
    }
  })
})
