import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Placed, placePlugins, removePlugins } from '../../../shared/setup/host-plugins'
import type { Written } from '../../../shared/setup/installation'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { put, snapshot } from '../../support/setup-kit'

let root: string
const at = (...names: string[]): string => path.join(root, ...names)
const plugin = (...names: string[]): string => at('Plugins/com.firstpass.resolve', ...names)
const script = (): string => at('own/Scripts/Utility/firstpass.lua')

function place(earlier: readonly Written[] = [], isFromStore = false): Placed {
  put(at('ours/firstpass.lua'), '-- ours')
  put(at('ours/integration/main.js'), '// ours')
  put(at('ours/integration/manifest.xml'), '<x/>')
  return placePlugins({
    around: { env: {}, platform: 'darwin', home: at('home') }, run: () => ({ status: 1, said: '' }), earlier,
    adobe: { lists: [] },
    files: { script: at('ours/firstpass.lua'), plugin: at('ours/integration/main.js'), photoshop: '', premiere: '' },
    resolve: {
      programs: isFromStore ? [] : [at('Resolve.app')], storePrograms: isFromStore ? [at('Resolve.app')] : [], own: at('own'),
      scripts: [at('own/Scripts')], plugins: at('Plugins'), developer: at('Developer'),
    },
  })
}

beforeEach(() => { root = temporaryFolder() })
afterEach(endHelpers)

describe('putting plugins into DaVinci Resolve', () => {
  it('puts the script and the plugin of Studio where they belong, and takes both away', () => {
    put(at('Resolve.app'))
    mkdirSync(at('Plugins'))
    const { written, folders, told } = place()
    expect([readFileSync(script(), 'utf8'), readFileSync(plugin('main.js'), 'utf8')]).toEqual(['-- ours', '// ours'])
    expect(told.slice(2)).toEqual([`DaVinci Resolve: the script is in ${script()}; choose Workspace > Scripts > firstpass.`,
      'DaVinci Resolve Studio: the plugin is installed; start Resolve again.'])
    expect(folders).toEqual([at('own'), at('own/Scripts'), at('own/Scripts/Utility'), plugin()])
    expect(removePlugins(written)).toEqual([])
    expect(snapshot(at('Plugins'))).toEqual(['com.firstpass.resolve/'])
  })

  it('says what to copy where only an administrator may, and forgets nothing that is there', () => {
    put(at('Resolve.app'))
    put(at('Plugins'), 'no folder, as one that may not be written to')
    const earlier = [{ path: plugin('main.js'), sha256: '0' }]
    const { written, told } = place(earlier)
    expect(told[3]).toBe('DaVinci Resolve Studio, if you have it: copy the folder '
      + `${at('ours/integration')} into ${at('Plugins')} as an administrator.`)
    expect(written.map((each) => each.path)).toEqual([script(), plugin('main.js')])
  })

  it('replaces what it wrote itself, and nothing else', () => {
    put(at('Resolve.app'))
    put(script(), '-- of somebody')
    const first = place()
    expect(readFileSync(script(), 'utf8')).toBe('-- of somebody')
    expect(first.told[2]).toMatch(/is not what an installation put there, and stays/)
    expect(first.written.some((each) => each.path === script())).toBe(false)
    writeFileSync(script(), '-- ours')
    const { written } = place()
    writeFileSync(script(), '-- changed')
    expect(removePlugins(written)).toEqual([script()])
    expect(existsSync(plugin('main.js'))).toBe(false)
  })

  it('puts nothing where it can\'t be reached, or is not', () => {
    expect(place().told[2]).toBe('DaVinci Resolve: not found (it is not where its installer puts it).')
    put(at('Resolve.app'))
    expect(place([], true).told[2]).toMatch(/the one from the App Store is locked away/)
    expect(existsSync(script())).toBe(false)
  })
})
