import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readPreset } from '#standalone/cli/preset-file'

describe('presets', () => {
  const home = mkdtempSync(join(tmpdir(), 'firstpass-presets-'))
  const write = (name: string, text: string): string => {
    mkdirSync(join(home, 'presets'), { recursive: true })
    writeFileSync(join(home, 'presets', name), text)
    return join(home, 'presets', name)
  }
  afterAll(() => rmSync(home, { recursive: true }))

  it('are found by name in the data folder, and by file', () => {
    const night = { firstpassPreset: 1, name: 'Night', task: 'denoise', options: { strength: 70 } }
    const file = write('night.json', JSON.stringify(night))
    expect(readPreset('night', 'denoise', home)).toEqual(readPreset(file, 'denoise', 'elsewhere'))
    expect(readPreset('night', 'denoise', home).options).toMatchObject({ strength: 70 })
  })

  it('are read with the byte order mark that editors on Windows write', () => {
    const marked = { firstpassPreset: 1, name: 'Marked', task: 'denoise', options: { strength: 7 } }
    write('marked.json', `\uFEFF${JSON.stringify(marked)}`)
    expect(readPreset('marked', 'denoise', home).options).toMatchObject({ strength: 7 })
  })

  it('are refused with the reason', () => {
    write('night.json', JSON.stringify({ firstpassPreset: 1, name: 'Night', task: 'denoise', options: {} }))
    write('odd.json', JSON.stringify({ firstpassPreset: 1, name: 'Odd', task: 'mask', options: { fether: 3 } }))
    write('broken.json', '{')
    expect(() => readPreset('absent', 'mask', home)).toThrow(/there is no .*absent\.json/)
    expect(() => readPreset('night', 'mask', home)).toThrow('"Night" is a preset of denoise, not of mask')
    expect(() => readPreset('odd', 'mask', home)).toThrow(/is not a preset: options: .*fether/)
    expect(() => readPreset('broken', 'mask', home)).toThrow(/is not JSON/)
  })
})
