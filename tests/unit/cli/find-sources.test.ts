import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { findSources } from '#standalone/cli/find-sources'

describe('which pictures a command means', () => {
  const folder = mkdtempSync(join(tmpdir(), 'firstpass-sources-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  beforeAll(() => {
    for (const name of ['b10.jpg', 'b2.JPG', 'a.png', 'notes.txt', '._a.png', 'a-subject.psd', 'alone-subject.psd']) {
      writeFileSync(join(folder, name), 'x')
    }
    mkdirSync(join(folder, 'deeper.jpg'))
    mkdirSync(join(folder, 'empty'))
  })

  it('takes the pictures of a folder in natural order, without its own results', () => {
    const { files, failures } = findSources([folder])
    expect(files.map((file) => basename(file))).toEqual(['a.png', 'alone-subject.psd', 'b2.JPG', 'b10.jpg'])
    expect(failures).toEqual([])
  })

  it('takes a named file as it is, once', () => {
    const file = join(folder, 'a-subject.psd')
    expect(findSources([file, file]).files).toEqual([file])
  })

  it('reports what leads nowhere and goes on', () => {
    const { files, failures } = findSources([join(folder, 'gone.jpg'), join(folder, 'empty'), join(folder, 'a.png')])
    expect(files).toEqual([join(folder, 'a.png')])
    expect(failures.map(({ error }) => error.code)).toEqual(['FILE_MISSING', 'FILE_UNSUPPORTED'])
  })
})
