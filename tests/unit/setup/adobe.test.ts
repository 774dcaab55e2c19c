import { mkdirSync, rmSync } from 'node:fs'
import path from 'node:path'
import { VERSION } from '#protocol'
import { findAdobe } from '../../../shared/setup/adobe-findings'
import { type AdobePlaces, adobePlaces, adobeProducts, findPrograms } from '../../../shared/setup/adobe-places'
import { placePlugins } from '../../../shared/setup/host-plugins'
import { findHosts } from '../../../shared/setup/hosts'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { put } from '../../support/setup-kit'

const [photoshop, premiere] = adobeProducts as [typeof adobeProducts[number], typeof adobeProducts[number]]
let root: string
let places: AdobePlaces
const at = (...names: string[]): string => path.join(root, ...names)
const has = (name: string): unknown => mkdirSync(at('Applications', name), { recursive: true })
const list = (product: string, plugins: unknown): string => put(at('own', product), JSON.stringify({ plugins }))

function tell(product = photoshop): string[] {
  const { findings, plugin, version } = findAdobe(product, { platform: 'darwin', places, package: at('ours.ccx') })
  const lines = findings.map(({ state, text, mend }) => `${state} ${text}${mend === undefined ? '' : ` > ${mend}`}`)
  return [`${plugin} ${version ?? '-'}`, ...lines.map((line) => line.replaceAll(root, '~'))]
}

beforeEach(() => {
  root = temporaryFolder()
  put(at('ours.ccx'))
  places = { programs: at('Applications'), lists: [at('own'), at('all')], agent: put(at('agent')) }
})
afterEach(endHelpers)

describe('Adobe\'s applications', () => {
  it('are the newest of their kind; others of the name are others', () => {
    for (const name of ['Photoshop 2024', 'Photoshop 2026', 'Photoshop Elements 2026', 'Lightroom']) has(`Adobe ${name}`)
    for (const name of ['Premiere Rush', 'Premiere Pro 2025', 'Premiere 2026', 'Premiere Elements']) has(`Adobe ${name}`)
    const names = (product: typeof photoshop) => findPrograms(product, places).map((each) => path.basename(each.path))
    expect(names(photoshop)).toEqual(['Adobe Photoshop 2026', 'Adobe Photoshop 2024'])
    expect(names(premiere)).toEqual(['Adobe Premiere 2026', 'Adobe Premiere Pro 2025'])
    expect([tell()[0], tell(premiere)[0]]).toEqual(['unknown 27', 'unknown 26'])
    has('Adobe Photoshop (Beta)')
    expect(tell()[1]).toBe('ok ~/Applications/Adobe Photoshop (Beta)')
  })

  it('are not there, or not for this system', () => {
    expect(tell()).toEqual(['unknown -', 'ok Photoshop is not where its installer puts it'])
    places = { lists: [] }
    expect(tell(premiere)).toEqual(['unknown -', 'ok Adobe makes no Premiere Pro for this system'])
  })

  it('may be too old, or just not known to be new enough', () => {
    has('Adobe Photoshop 2023')
    expect(tell()[1]).toBe('fail ~/Applications/Adobe Photoshop 2023 is too old for the plugin, which needs version 25.0 '
      + '> Update Photoshop in Creative Cloud to 25.0 or newer.')
    has('Adobe Premiere Pro 2025')
    expect(tell(premiere)[1]).toBe('ok ~/Applications/Adobe Premiere Pro 2025 (25.6 or newer is needed)')
  })

  it('have our plugin, of this version or another, or not; what UXP lists is believed', () => {
    has('Adobe Photoshop 2026')
    expect(tell()[2]).toMatch(/^warn the plugin has not been seen.* > Double-click ~\/ours.ccx, and start Photoshop again\.$/)
    list('PS.json', [{ pluginId: 'other', versionString: '1' }])
    expect(tell().slice(0, 1)).toEqual(['absent 27'])
    list('PS.json', [{ pluginId: 'other' }, { pluginId: 'firstpass.photoshop', versionString: '0.0.9' }])
    expect(tell()[2]).toMatch(/^warn the plugin is of another version than /)
    list('PS.json', [{ pluginId: 'firstpass.photoshop', versionString: VERSION }])
    expect(tell()[2]).toBe(`ok the plugin of version ${VERSION} is installed`)
    for (const text of ['{', '{"plugins":{}}', '[]', '']) {
      put(at('own/PS.json'), text)
      expect(tell()[0]).toBe('unknown 27')
    }
    put(at('all/PS.json'), `\ufeff{"plugins":[{"pluginId":"firstpass.photoshop","versionString":"${VERSION}"}]}`)
    expect(tell()[0]).toBe('present 27')
  })

  it('without what installs plugins, that is to be installed first', () => {
    has('Adobe Photoshop 2026')
    rmSync(at('agent'))
    expect(tell()[2]).toContain('> Install Creative Cloud, which installs plugins, then double-click ~/ours.ccx.')
  })

  it('are looked for where Adobe says', () => {
    expect(adobePlaces({ env: {}, platform: 'darwin', home: '/Users/ann' }).lists).toEqual([
      '/Users/ann/Library/Application Support/Adobe/UXP/PluginsInfo/v1', '/Library/Application Support/Adobe/UXP/PluginsInfo/v1'])
    const windows = adobePlaces({ env: { APPDATA: 'D:\\R', PROGRAMFILES: 'E:\\P' }, platform: 'win32', home: 'C:\\Users\\ann' })
    expect([windows.programs, windows.lists[0], windows.agent]).toEqual([
      'E:\\P\\Adobe', 'D:\\R\\Adobe\\UXP\\PluginsInfo\\v1',
      'C:\\Program Files\\Common Files\\Adobe\\Adobe Desktop Common\\RemoteComponents\\UPI\\UnifiedPluginInstallerAgent\\'
        + 'UnifiedPluginInstallerAgent.exe',
    ])
  })
})

describe('putting plugins into Adobe\'s applications', () => {
  const files = { script: '', plugin: '', photoshop: '/ours/p.ccx', premiere: '/ours/v.ccx' }
  const place = (status: number, said: string, platform = 'darwin') => {
    const ran: unknown[] = []
    const around = { env: {}, platform, home: at('home') }
    const run = (command: unknown) => {
      ran.push(command)
      return { status, said }
    }
    return { ...placePlugins({ around, run, files, earlier: [], adobe: places }), ran }
  }

  it('asks Adobe\'s own installer, in the words of each system', () => {
    has('Adobe Photoshop 2026')
    const { told, ran, usedAdobeInstaller } = place(0, 'Installation Successful')
    expect(ran).toEqual([[at('agent'), ['--install', '/ours/p.ccx']]])
    expect(told.slice(0, 2)).toEqual(['Photoshop: the plugin is installed; start Photoshop again.',
      'Premiere Pro: not found (it is not where its installer puts it).'])
    expect(usedAdobeInstaller).toBe(true)
    expect(place(0, 'Installation Successful', 'win32').ran).toEqual([[at('agent'), ['/install', '/ours/p.ccx']]])
  })

  it('says what to double-click where it is absent, or fails', () => {
    has('Adobe Photoshop 2026')
    const byHand = 'Photoshop: double-click /ours/p.ccx, and Creative Cloud installs the plugin.'
    expect(place(0, 'Failed to install, status = -160!').told[0]).toBe(byHand)
    expect(place(1, '').usedAdobeInstaller).toBe(false)
    rmSync(at('agent'))
    expect(place(0, 'Installation Successful')).toMatchObject({ ran: [], told: expect.arrayContaining([byHand]) as unknown })
  })
})

it('all hosts are told of in one list, on whatever system', () => {
  for (const platform of ['linux', 'darwin', 'win32']) {
    const hosts = findHosts({ env: {}, platform, home: at('home') })
    expect(hosts.map(({ host }) => host)).toEqual(['photoshop', 'premiere', 'resolve'])
    expect(hosts.every(({ findings }) => findings.length > 0)).toBe(true)
  }
})
