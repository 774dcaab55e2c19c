import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { PresetShelf } from '#helper/server/preset-shelf'
import { writePrivate } from '#helper/server/private-file'
import { type ClipPreset, clipPresetSchema, MAX_PRESET_BYTES, MOST_PRESETS, type Preset, presetSchema } from '#protocol'

let folder: string
beforeEach(() => { folder = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-presets-')), 'presets') })
afterEach(() => { fs.rmSync(path.dirname(folder), { recursive: true }) })

const preset = (name: string, strength = 50): Preset =>
  presetSchema.parse({ firstpassPreset: 1, name, task: 'denoise', options: { strength } })
const codeOf = (act: () => void): string => {
  try {
    act()
  } catch (thrown) {
    return (thrown as { code: string }).code
  }
  return 'nothing'
}

describe('the shelf of presets', () => {
  it('keeps each in a file of its name, which its owner alone may read; the last of a name stays', () => {
    const shelf = new PresetShelf(folder)
    expect(shelf.list()).toEqual([])
    shelf.save(preset('Night', 10))
    shelf.save(preset('Night', 70))
    shelf.save(preset('Über 1.5'))
    expect(new PresetShelf(folder).list()).toEqual([preset('Night', 70), preset('Über 1.5')])
    expect(fs.readdirSync(folder).sort()).toEqual(['Night.json', 'Über 1.5.json'])
    if (process.platform !== 'win32') expect(fs.statSync(path.join(folder, 'Night.json')).mode & 0o777).toBe(0o600)
    shelf.save(preset('NIGHT', 5))
    expect(shelf.list().map(({ name }) => name)).toEqual(['NIGHT', 'Über 1.5'])
    shelf.remove('NIGHT')
    shelf.remove('NIGHT')
    expect(shelf.list().map(({ name }) => name)).toEqual(['Über 1.5'])
  })

  it.each(['../escape', 'a/b', 'a\\b', '..', '.hidden', 'end.', ' before', 'nul', 'COM1.x', 'con .x', 'COM²', 'conout$',
    'a\u0000b', 'a:b', '\ud800', 'x'.repeat(81)])(
    'takes no name that is a path or no file\'s: %j', (name) => {
      const shelf = new PresetShelf(folder)
      expect(codeOf(() => shelf.remove(name))).toBe('OPTION_INVALID')
      expect(codeOf(() => shelf.save({ ...preset('x'), name }))).toBe('OPTION_INVALID')
      expect(fs.existsSync(folder)).toBe(false)
      expect(fs.readdirSync(path.dirname(folder))).toEqual([])
    })

  it('leaves out, and alone, what is no preset: links, large files, other texts', () => {
    const shelf = new PresetShelf(folder)
    shelf.save(preset('Good'))
    const secret = path.join(path.dirname(folder), 'secret.json')
    fs.writeFileSync(secret, JSON.stringify(preset('Secret')))
    fs.symlinkSync(secret, path.join(folder, 'Link.json'))
    fs.writeFileSync(path.join(folder, 'Large.json'), JSON.stringify(preset('Large')) + ' '.repeat(MAX_PRESET_BYTES))
    fs.writeFileSync(path.join(folder, 'Other.json'), '{"firstpassPreset":2}')
    fs.writeFileSync(path.join(folder, 'ByHand.json'), `\uFEFF${JSON.stringify(preset('another name'))}`)
    expect(shelf.list().map(({ name }) => name)).toEqual(['ByHand', 'Good'])
    expect(fs.readdirSync(folder)).toHaveLength(5)
  })

  it('takes the place of a preset only, and removes nothing else', () => {
    const shelf = new PresetShelf(folder)
    shelf.save(preset('Good'))
    const other = '{"firstpassPreset":1,"name":"Interview","task":"grade","options":{}}'
    const secret = path.join(path.dirname(folder), 'secret.json')
    fs.writeFileSync(path.join(folder, 'Interview.json'), other)
    fs.writeFileSync(secret, 'secret')
    fs.symlinkSync(secret, path.join(folder, 'Link.json'))
    fs.mkdirSync(path.join(folder, 'Folder.json'))
    for (const name of ['Interview', 'INTERVIEW', 'Link', 'Folder']) {
      expect(codeOf(() => shelf.save(preset(name)))).toBe('OPTION_INVALID')
      shelf.remove(name)
    }
    expect(fs.readFileSync(path.join(folder, 'Interview.json'), 'utf8')).toBe(other)
    expect(fs.readlinkSync(path.join(folder, 'Link.json'))).toBe(secret)
    expect(fs.readdirSync(folder).sort()).toEqual(['Folder.json', 'Good.json', 'Interview.json', 'Link.json'])
  })

  it('keeps presets of clips beside those of pictures; neither takes the other\'s place', () => {
    const shelf = new PresetShelf(folder)
    const ofClip = (strength: number): ClipPreset =>
      clipPresetSchema.parse({ firstpassPreset: 1, name: 'Night', task: 'denoise-clip', options: { strength } })
    shelf.save(ofClip(10))
    shelf.save(preset('Portrait'))
    expect(codeOf(() => shelf.save(preset('night')))).toBe('OPTION_INVALID')
    expect(codeOf(() => shelf.save({ ...ofClip(10), name: 'portrait' }))).toBe('OPTION_INVALID')
    shelf.save(ofClip(70))
    expect(shelf.list()).toEqual([ofClip(70), preset('Portrait')])
    shelf.remove('Night')
    expect(shelf.list()).toEqual([preset('Portrait')])
  })

  it('holds names as long as files may have, in any script', () => {
    const shelf = new PresetShelf(folder)
    shelf.save(preset('長'.repeat(80)))
    expect(shelf.list()).toEqual([preset('長'.repeat(80))])
    // No file system in use takes more than 255 bytes, its temporary name included.
    const longest = path.join(folder, 'x'.repeat(255))
    writePrivate(longest, 'all')
    expect(fs.readFileSync(longest, 'utf8')).toBe('all')
  })

  it('holds so many and no more', () => {
    const shelf = new PresetShelf(folder)
    for (let at = 0; at < MOST_PRESETS; at += 1) shelf.save(preset(`p${at}`))
    expect(codeOf(() => shelf.save(preset('one more')))).toBe('OPTION_INVALID')
    shelf.save(preset('p7', 1))
    expect(shelf.list()).toHaveLength(MOST_PRESETS)
  })
})
