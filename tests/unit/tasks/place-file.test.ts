import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { partPath, placeFolder, refuseTarget } from '#helper/tasks/place-file'
import { jobFolder } from '../../support/run-task'

const root = jobFolder()

function folderWith(name: string, files: Record<string, string>): string {
  const folder = join(root, name)
  mkdirSync(folder)
  for (const [file, text] of Object.entries(files)) writeFileSync(join(folder, file), text)
  return folder
}

describe('a whole folder and its name', () => {
  it('takes a free name, and never that of an empty folder of another\'s', () => {
    placeFolder(folderWith('new-1', { 'frame-000000.png': '1' }), { path: join(root, 'free'), overwrite: false })
    expect(readFileSync(join(root, 'free/frame-000000.png'), 'utf8')).toBe('1')
    folderWith('empty', {})
    const place = (): void => placeFolder(folderWith('new-2', { a: '2' }), { path: join(root, 'empty'), overwrite: false })
    expect(place).toThrow(expect.objectContaining({ code: 'OUTPUT_EXISTS' }) as Error)
    expect(readdirSync(join(root, 'empty'))).toEqual([])
  })

  it('replaces a folder whole where that was asked for', () => {
    const old = folderWith('old', { 'frame-000000.png': '1', 'frame-000001.png': '2', '.DS_Store': '' })
    const made = folderWith('new-3', { 'frame-000000.png': '3' })
    placeFolder(made, { path: old, overwrite: true })
    expect([readdirSync(old), existsSync(made), existsSync(`${made}.old`)]).toEqual([['frame-000000.png'], false, false])
  })

  it('never replaces a folder that holds anything but numbered pictures', () => {
    const made = folderWith('new-4', { 'frame-000000.png': '3' })
    for (const name of ['notes.txt', 'film.mov', 'frame-000001.png.bak', 'frame-1.png']) {
      const old = folderWith(`mine-${name}`, { 'frame-000000.png': '1', [name]: 'mine' })
      const place = (): void => placeFolder(made, { path: old, overwrite: true })
      expect(place).toThrow(expect.objectContaining({ code: 'OUTPUT_UNWRITABLE' }) as Error)
      expect(readFileSync(join(old, name), 'utf8')).toBe('mine')
    }
  })

  it('puts the old folder back when the new one can not take its name', () => {
    const old = folderWith('kept', { 'frame-000000.png': '1' })
    expect(() => placeFolder(join(root, 'nothing'), { path: old, overwrite: true })).toThrow()
    expect(readdirSync(old)).toEqual(['frame-000000.png'])
  })

  it('is refused where something of another kind, or the same unasked, stands', () => {
    writeFileSync(join(root, 'file'), '')
    const refuse = (name: string, overwrite: boolean) => () => refuseTarget({ path: join(root, name), overwrite }, 'folder')
    expect(refuse('file', true)).toThrow(expect.objectContaining({ code: 'OUTPUT_UNWRITABLE' }) as Error)
    expect(refuse('free', false)).toThrow(expect.objectContaining({ code: 'OUTPUT_EXISTS' }) as Error)
    expect(refuse('free', true)).not.toThrow()
    expect(refuse('none', false)).not.toThrow()
  })

  it('has a hidden name that no file system finds too long', () => {
    const name = partPath(join(root, 'ä'.repeat(120)), 'j'.repeat(24)).slice(root.length + 1)
    expect(name.startsWith('.ä')).toBe(true)
    expect(name.endsWith(`.${'j'.repeat(24)}.part`)).toBe(true)
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(255)
  })
})
