import * as fs from 'node:fs'
import * as path from 'node:path'
import { preferenceFiles, profileFolders, readPreferences } from '#helper/door/profiles'
import { endHelpers, temporaryFolder } from '../../support/helper'

afterEach(endHelpers)

describe('Fusion\'s profiles', () => {
  it.each([
    ['linux', {}, '/home/a/.local/share/DaVinciResolve/Fusion/Profiles'],
    ['linux', { XDG_DATA_HOME: '/data' }, '/data/DaVinciResolve/Fusion/Profiles'],
    ['darwin', {}, '/home/a/Library/Application Support/Blackmagic Design/DaVinci Resolve/Fusion/Profiles'],
    ['win32', { APPDATA: '/roaming' }, '/roaming/Blackmagic Design/DaVinci Resolve/Support/Fusion/Profiles'],
    ['win32', {}, '/home/a/AppData/Roaming/Blackmagic Design/DaVinci Resolve/Support/Fusion/Profiles'],
    ['linux', { FIRSTPASS_RESOLVE_PROFILES: '/elsewhere/Profiles' }, '/elsewhere/Profiles'],
  ])('lie on %s, with %j, in %s', (platform, env, folder) => {
    expect(profileFolders(env, platform, '/home/a')).toEqual([folder])
  })

  it('are as many as there are with preferences', () => {
    const folder = temporaryFolder()
    for (const name of ['Default', 'Other', 'Empty']) fs.mkdirSync(path.join(folder, name))
    for (const name of ['Default', 'Other']) fs.writeFileSync(path.join(folder, name, 'Fusion.prefs'), name)
    const files = preferenceFiles([folder, path.join(folder, 'absent')])
    expect(files.map(readPreferences)).toEqual(['Default', 'Other'])
  })

  it('are not read where they are absent or far too large', () => {
    const file = path.join(temporaryFolder(), 'Fusion.prefs')
    expect(readPreferences(file)).toBe('')
    fs.writeFileSync(file, 'x')
    fs.truncateSync(file, 8 * 1024 * 1024 + 1)
    expect(readPreferences(file)).toBe('')
  })
})
