import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { BlobStore } from '#helper/queue/blobs'

async function* stream(...parts: string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part)
}

async function* broken(text: string): AsyncGenerator<Buffer> {
  yield Buffer.from(text)
  throw new Error('ECONNRESET')
}

describe('uploaded blobs', () => {
  let folder: string
  let blobs: BlobStore
  let free = 1e12

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-'))
    free = 1e12
    blobs = new BlobStore(folder, async () => free)
  })
  afterEach(() => fs.rmSync(folder, { recursive: true }))

  const id = 'b'.repeat(24)
  const part = (offset: number, bytes: AsyncIterable<Uint8Array>, length = 4) =>
    blobs.write({ owner: 'panel-one', id, offset, length, total: undefined, bytes })
  const content = (): string => fs.readFileSync(blobs.file('panel-one', id), 'utf8')

  test('parts follow one another; a repeated one changes nothing', async () => {
    expect(await part(0, stream('ab', 'cd'))).toEqual({ id, received: 4 })
    expect(await part(4, stream('efgh'))).toEqual({ id, received: 8 })
    expect(await part(0, stream('abcd'))).toEqual({ id, received: 8 })
    expect(content()).toBe('abcdefgh')
  })

  test('a gap is refused', async () => {
    await part(0, stream('abcd'))
    await expect(part(5, stream('fghi'))).rejects.toMatchObject({ code: 'BLOB_INVALID' })
    expect(content()).toBe('abcd')
  })

  test('a part that breaks off is taken up where it ended', async () => {
    await expect(part(0, broken('ab'))).rejects.toMatchObject({ code: 'BLOB_INVALID' })
    expect(await blobs.size('panel-one', id)).toBe(2)
    expect(await part(2, stream('cd'))).toEqual({ id, received: 4 })
    expect(content()).toBe('abcd')
  })

  test('two parts at once could leave a gap, so the second is refused', async () => {
    const outcomes = await Promise.allSettled([part(0, stream('abcd')), part(0, stream('wxyz'))])
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected'])
  })

  test('a blob that a job uses is never written again', async () => {
    await part(0, stream('abcd'))
    fs.linkSync(blobs.file('panel-one', id), path.join(folder, 'in-picture'))
    await expect(part(0, stream('wxyz'))).rejects.toMatchObject({ code: 'BLOB_INVALID' })
    expect(content()).toBe('abcd')
  })

  test('a disk without room refuses before the first byte', async () => {
    free = 64 * 1024 * 1024 + 1000
    await expect(blobs.write({ owner: 'panel-one', id, offset: 0, length: 4, total: 1001, bytes: stream('abcd') }))
      .rejects.toMatchObject({ code: 'DISK_FULL' })
    expect(fs.readdirSync(path.join(folder, 'panel-one'))).toEqual([])
  })

  test('each owner has its own; unused ones go', async () => {
    await part(0, stream('abcd'))
    await expect(blobs.size('panel-two', id)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
    await blobs.purge(Date.now() - 1000, () => undefined)
    expect(await blobs.size('panel-one', id)).toBe(4)
    await blobs.purge(Date.now() + 1000, () => undefined)
    await expect(blobs.size('panel-one', id)).rejects.toMatchObject({ code: 'BLOB_MISSING' })
  })

  test('an open page\'s stay, however old; a page that is gone leaves not even its folder', async () => {
    await part(0, stream('abcd'))
    await blobs.purge(Date.now() + 1000, () => 'open')
    expect(content()).toBe('abcd')
    await blobs.purge(0, () => 'gone')
    expect(fs.readdirSync(folder)).toEqual([])
  })
})
