import { isBuiltin } from 'node:module'
import { installFolder } from '../../../shared/setup/installation'
import { loginEntry } from '../../../shared/setup/login-item'
import { refreshCommands, systemEntries } from '../../../shared/setup/system-entries'
import { projectFiles, reachesOf, readProjectFile } from '../../support/sources'

const setup = projectFiles.filter((path) => path.startsWith('shared/setup/') && path.endsWith('.ts'))

describe('nothing that is installed goes to the network or renews itself', () => {
  it('setup has files and programs of this computer, and no way out of it', () => {
    const targets = setup.flatMap((path) => reachesOf(path, readProjectFile(path)).map(({ target }) => target))
    const builtins = [...new Set(targets.filter((target) => isBuiltin(target)))].sort()
    expect(builtins).toEqual(['node:child_process', 'node:crypto', 'node:fs', 'node:os', 'node:path'])
    expect(setup.filter((path) => /\bfetch\(|XMLHttpRequest|WebSocket|https:\/\//.test(readProjectFile(path)))).toEqual([])
  })

  it.each(['linux', 'darwin', 'win32'])('on %s nothing is registered that runs by the clock or fetches', (platform) => {
    const around = { env: {}, platform, home: platform === 'win32' ? 'C:\\Users\\ann' : '/home/ann' }
    const all = [...systemEntries(around, installFolder(around)), loginEntry(around, installFolder(around))]
    const text = JSON.stringify([all, refreshCommands(around)])
    expect(text).not.toMatch(/cron|systemd|\.timer|\.service|schtasks|StartInterval|StartCalendarInterval|KeepAlive|RunOnce/i)
    const verbs = ['install', 'uninstall', 'url', 'open', 'serve', 'models', 'pull']
    const started = verbs.filter((verb) => new RegExp(`firstpass\\.js[^a-z]{1,8}(string>)?${verb}\\b`).test(text))
    expect(started).toEqual(platform === 'win32' ? ['uninstall', 'url'] : ['url'])
  })
})
