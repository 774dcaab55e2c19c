import { existsSync, lstatSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  addMimeDefault, planMimeDefault, removeMimeDefault, withDefault, withoutDefault,
} from '../../../shared/setup/mime-default'
import { endHelpers, temporaryFolder } from '../../support/helper'

const OURS = 'x-scheme-handler/firstpass=firstpass.desktop'

describe('the list of default applications', () => {
  afterEach(endHelpers)

  it.each([
    ['none', '', `[Default Applications]\n${OURS}\n`],
    ['one without our group', '[Added Associations]\ntext/plain=a.desktop;\n',
      `[Added Associations]\ntext/plain=a.desktop;\n[Default Applications]\n${OURS}\n`],
    ['one with the group', '# mine\n[Default Applications]\nimage/png=b.desktop\n\n[Removed Associations]\nx=y;\n',
      `# mine\n[Default Applications]\n${OURS}\nimage/png=b.desktop\n\n[Removed Associations]\nx=y;\n`],
    ['one that ends without an end of line', '[Default Applications]\na=b', `[Default Applications]\n${OURS}\na=b`],
    ['one without the group or an end of line', '[A]\nx=y', `[A]\nx=y\n[Default Applications]\n${OURS}`],
    ['one of Windows\' line ends', '[Default Applications]\r\na=b\r\n', `[Default Applications]\r\n${OURS}\r\na=b\r\n`],
    ['one with an empty group', '[Default Applications]\n', `[Default Applications]\n${OURS}\n`],
  ])('gets our line into %s, and is afterwards what it was', (_, before, after) => {
    const { text, madeGroup } = withDefault(before)
    expect(text).toBe(after)
    expect(withDefault(text)).toEqual({ text, madeGroup: false })
    expect(withoutDefault(text, madeGroup)).toBe(before)
  })

  it('counts our line in its own group only', () => {
    const before = `[Added Associations]\n${OURS}\n[Default Applications]\n`
    expect(withoutDefault(withDefault(before).text, false)).toBe(before)
  })

  it('replaces an older line of ours', () => {
    expect(withDefault('[Default Applications]\nx-scheme-handler/firstpass = old.desktop;\nb=c\n').text)
      .toBe(`[Default Applications]\n${OURS}\nb=c\n`)
  })

  it('keeps what was added meanwhile', () => {
    const { text, madeGroup } = withDefault('')
    expect(withoutDefault(`${text}image/png=b.desktop\n`, madeGroup)).toBe('[Default Applications]\nimage/png=b.desktop\n')
  })

  it('removes the file only where it made it, and knows that over a second installation', () => {
    const file = path.join(temporaryFolder(), 'config/mimeapps.list')
    const first = planMimeDefault(file, undefined)
    addMimeDefault(first)
    const second = planMimeDefault(file, first)
    addMimeDefault(second)
    expect(second).toEqual({ path: file, madeFile: true, madeGroup: true })
    removeMimeDefault(second)
    expect(existsSync(file)).toBe(false)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, '')
    const third = planMimeDefault(file, undefined)
    addMimeDefault(third)
    removeMimeDefault(third)
    expect(readFileSync(file, 'utf8')).toBe('')
  })

  it('writes through a link, which stays one', () => {
    const folder = temporaryFolder()
    const [file, real] = [path.join(folder, 'mimeapps.list'), path.join(folder, 'dotfiles')]
    writeFileSync(real, '[Default Applications]\na=b\n')
    symlinkSync(real, file)
    const plan = planMimeDefault(file, undefined)
    addMimeDefault(plan)
    expect(readFileSync(real, 'utf8')).toContain(OURS)
    removeMimeDefault(plan)
    expect(readFileSync(real, 'utf8')).toBe('[Default Applications]\na=b\n')
    expect(lstatSync(file).isSymbolicLink()).toBe(true)
  })
})
