import * as fs from 'node:fs'
import * as path from 'node:path'
import type { DoorState } from '#protocol'
import { describeResolve } from '../../../shared/setup/resolve-findings'
import { findResolve, type ResolvePlaces, resolvePlaces } from '../../../shared/setup/resolve-places'
import { temporaryFolder } from '../../support/helper'

const waiting: DoorState = { state: 'waiting', why: 'not-started', advice: 'Choose the script.' }
const attached: DoorState = {
  state: 'attached', edition: 'free', product: 'DaVinci Resolve', version: '21.1.0', channel: 'preferences', agent: 'agent0001',
}

describe('the doctor and DaVinci Resolve', () => {
  const root = temporaryFolder()
  const at = (...names: string[]): string => path.join(root, ...names)
  const write = (file: string, text = ''): void => {
    fs.mkdirSync(path.dirname(file), { recursive: true })
    fs.writeFileSync(file, text)
  }
  const places: ResolvePlaces = {
    programs: [at('Resolve.app')], storePrograms: [at('Store.app')], scripts: [at('all/Scripts'), at('own/Scripts')],
    own: at('started'),
    plugins: at('Plugins'), developer: at('Developer'),
  }
  const ours = { script: at('build/firstpass.lua'), plugin: at('build/main.js') }
  const tell = (door: DoorState = waiting, platform = 'darwin', dataFolder = 'C:\\Firstpass'): string[] =>
    describeResolve(findResolve(places, ours), door, { platform, dataFolder, ours })
      .map(({ state, text, mend }) => `${state} ${text}${mend === undefined ? '' : ` > ${mend}`}`.replaceAll(root, '~'))

  beforeEach(() => {
    fs.rmSync(root, { recursive: true, force: true })
    write(ours.script, 'new script')
    write(ours.plugin, 'new plugin')
  })

  it('says nothing but that it is not there, where nothing of it is', () => {
    expect(tell()).toEqual(['ok DaVinci Resolve is not where its installer puts it'])
  })

  it('says what is to be installed', () => {
    write(at('Resolve.app'))
    expect(tell()).toEqual([
      'ok ~/Resolve.app',
      'warn the script for all editions is not installed > Copy ~/build/firstpass.lua into ~/own/Scripts/Utility.',
      'ok the plugin for Studio is not installed > '
        + 'Copy the folder ~/build as an administrator into ~/Plugins, named com.firstpass.resolve.',
    ])
    expect(tell(waiting, 'linux')).toHaveLength(2)
  })

  it('finds the script in whatever folder of the menu, and tells an old one', () => {
    write(at('own/Scripts/Utility/firstpass.lua'), 'new script')
    expect(tell()[0]).toBe('ok the script is installed (~/own/Scripts/Utility/firstpass.lua) and not started: Choose the script.')
    write(at('own/Scripts/Utility/firstpass.lua'), 'old script')
    expect(tell()[0]).toMatch(/^warn .* is of another version > Copy ~.build.firstpass.lua over it/)
  })

  it('says which Resolve is attached, wherever it may be', () => {
    const text = 'the script is attached, DaVinci Resolve 21.1.0 (free), answers by preferences'
    expect(tell(attached, 'linux')).toEqual([`ok ${text}`])
  })

  it('warns on Windows of a data folder that scripts may not reach by its letters', () => {
    write(at('own/Scripts/Utility/firstpass.lua'), 'new script')
    const folder = 'C:\\Users\\Żaneta\\AppData\\Local\\Firstpass'
    const warned = (door: DoorState, platform: string, where: string): string[] =>
      tell(door, platform, where).filter((line) => line.includes('FIRSTPASS_HOME'))
    expect(warned(waiting, 'win32', folder)).toEqual([expect.stringMatching(/^warn .*Żaneta.* plain ASCII/)])
    expect(warned(waiting, 'win32', folder.replace('Ż', 'Z'))).toEqual([])
    expect(warned(waiting, 'darwin', '/Users/Żaneta/Library')).toEqual([])
    expect(warned(attached, 'win32', folder)).toEqual([])
  })

  it('knows the plugin, and whether Resolve\'s own module is at hand', () => {
    write(at('Plugins/com.firstpass.resolve/main.js'), 'new plugin')
    expect(tell()[1]).toMatch(/^warn .* lacks WorkflowIntegration.node/)
    write(at('Developer/Workflow Integrations/Examples/SamplePlugin/WorkflowIntegration.node'))
    expect(tell()[1]).toBe('ok the plugin for Studio is installed (~/Plugins/com.firstpass.resolve)')
    write(at('Plugins/com.firstpass.resolve/main.js'), 'old plugin')
    expect(tell()[1]).toMatch(/^warn .* is of another version/)
  })

  it('warns of the App Store\'s', () => {
    write(at('Store.app'))
    expect(tell()[0]).toMatch(/^warn ~\/Store.app is from the App Store/)
    write(at('Resolve.app'))
    expect(tell()[0]).toBe('ok ~/Resolve.app')
  })

  it('looks where Blackmagic says', () => {
    const roaming = 'C:\\Users\\ann\\AppData\\Roaming'
    const windows = resolvePlaces({ PROGRAMDATA: 'D:\\Data', APPDATA: roaming }, 'win32', 'C:\\Users\\ann')
    expect(windows.scripts[1]).toBe(`${roaming}\\Blackmagic Design\\DaVinci Resolve\\Support\\Fusion\\Scripts`)
    expect(windows.plugins).toBe('D:\\Data\\Blackmagic Design\\DaVinci Resolve\\Support\\Workflow Integration Plugins')
    const mac = resolvePlaces({}, 'darwin', '/Users/ann')
    expect(mac.scripts).toEqual([
      '/Library/Application Support/Blackmagic Design/DaVinci Resolve/Fusion/Scripts',
      '/Users/ann/Library/Application Support/Blackmagic Design/DaVinci Resolve/Fusion/Scripts',
    ])
    const linux = resolvePlaces({}, 'linux', '/home/ann')
    expect(linux.scripts[2]).toBe('/home/ann/.local/share/DaVinciResolve/Fusion/Scripts')
    expect(linux.plugins).toBeUndefined()
  })
})
