import {
  existsSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, utimesSync, writeFileSync,
} from 'node:fs'
import path from 'node:path'
import { dataFolder } from '#protocol'
import { type Around, type Run, runCommand } from '../../../shared/setup/around'
import { install, type Installed, type InstallWish } from '../../../shared/setup/install'
import { currentVersion, installFolder } from '../../../shared/setup/installation'
import { execQuoted } from '../../../shared/setup/start-command'
import { commandFile, systemEntries } from '../../../shared/setup/system-entries'
import { uninstall, type Uninstalled, type UninstallWish } from '../../../shared/setup/uninstall'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { pretendArchive, put, snapshot } from '../../support/setup-kit'

/** What a computer that is used, moved, restored and switched off has in store for an installation. */

let root: string
let around: Around
const home = (...names: string[]): string => path.join(root, 'home', ...names)
const folder = (...names: string[]): string => home('.local/lib/firstpass', ...names)
const data = (...names: string[]): string => home('.local/share/firstpass', ...names)
const mimeList = (): string => home('.config/mimeapps.list')

function installed(version: string, more: Partial<InstallWish> = {}): Promise<Installed> {
  const archive = path.join(root, `archive-${version}`)
  if (!existsSync(archive)) pretendArchive(archive, version)
  return install({ around, run: runCommand, archive, version, endHelper: () => Promise.resolve(), ...more })
}

const removed = (more: Partial<UninstallWish> = {}): Promise<Uninstalled> => uninstall({
  around, run: runCommand, discardInbox: false, runtime: process.execPath,
  endHelper: () => Promise.resolve(() => Promise.resolve()), ...more,
})

const failingAt = (step: string): Partial<InstallWish> =>
  ({ onStep: (each) => { if (each === step) throw new Error('ENOSPC: no space left on device') } })

const filesOf = (place: string): string[] => snapshot(place).filter((line) => !line.endsWith('/'))

beforeEach(() => {
  root = temporaryFolder()
  mkdirSync(home())
  around = { env: {}, platform: 'linux', home: home() }
})
afterEach(endHelpers)

describe('what is the user\'s', () => {
  it('stays when a home that was copied without its links is repaired, and that fails', async () => {
    await installed('1.0.0')
    rmSync(folder('current'))
    const kept = [put(data('panels.json'), 'tokens'), put(data('presets/mine.json'), '{}'),
      put(data('jobs/abcdefghij0123456789/job.json'), '{}')]
    await expect(installed('2.0.0', failingAt('switch'))).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
    expect(kept.filter((file) => !existsSync(file))).toEqual([])
  })

  it('stays where it took the place of our command since', async () => {
    await installed('1.0.0')
    rmSync(home('.local/bin/firstpass'))
    symlinkSync('/opt/own/firstpass', home('.local/bin/firstpass'))
    writeFileSync(home('.local/share/applications/firstpass.desktop'), '[Desktop Entry]\nExec=/opt/own/firstpass\n')
    expect((await installed('2.0.0')).problems).toEqual([
      `${home('.local/bin/firstpass')} is not of Firstpass, and stays.`,
      `${home('.local/share/applications/firstpass.desktop')} is not of Firstpass, and stays.`,
    ])
    await removed()
    expect(readlinkSync(home('.local/bin/firstpass'))).toBe('/opt/own/firstpass')
    expect(readFileSync(home('.local/share/applications/firstpass.desktop'), 'utf8')).toContain('/opt/own/firstpass')
  })

  it('stays in a folder of that name that another program has, too', async () => {
    const own = ['versions/notes.txt', 'versions/3/source.py', 'lib.py'].map((name) => put(folder(name), 'mine'))
    await installed('1.0.0')
    await installed('2.0.0')
    expect(own.filter((file) => !existsSync(file))).toEqual([])
    expect((await removed()).left).toEqual([folder('versions/3'), folder('versions/notes.txt'), folder('lib.py')])
    expect(own.filter((file) => !existsSync(file))).toEqual([])
    expect(filesOf(folder())).toHaveLength(3)
  })
})

describe('the list of default applications', () => {
  const latin = Buffer.from('# Jörg\n[Default Applications]\nimage/png=b\xe4r.desktop\n', 'latin1')

  it('keeps bytes that are no UTF-8, its rights, and line ends of two kinds', async () => {
    for (const bytes of [latin, Buffer.from('[Default Applications]\nimage/png=a.desktop\r\n# end')]) {
      mkdirSync(path.dirname(mimeList()), { recursive: true })
      writeFileSync(mimeList(), bytes, { mode: 0o600 })
      await installed('1.0.0')
      expect(readFileSync(mimeList(), 'latin1').match(/\[Default/g)).toHaveLength(1)
      expect(lstatSync(mimeList()).mode & 0o777).toBe(0o600)
      await removed()
      expect(readFileSync(mimeList())).toEqual(bytes)
      rmSync(mimeList())
    }
  })

  it('hinders neither an installation nor its end when it can\'t be read', async () => {
    mkdirSync(mimeList(), { recursive: true })
    expect((await installed('1.0.0')).problems).toEqual([expect.stringMatching(/mimeapps\.list could not be changed: /)])
    await removed()
    expect(filesOf(home())).toEqual([])
    rmSync(mimeList(), { recursive: true })
    await installed('1.0.0')
    rmSync(mimeList())
    mkdirSync(mimeList())
    await removed()
    expect(filesOf(home())).toEqual([])
  })

  it('that can\'t be written any more is named at the end, which goes on', async () => {
    put(mimeList(), '[Default Applications]\nimage/png=viewer.desktop\n')
    await installed('1.0.0')
    mkdirSync(`${mimeList()}.firstpass-${process.pid}`)
    expect((await removed()).left).toEqual([mimeList()])
    expect(existsSync(folder())).toBe(false)
  })

  it('stays a link where what it leads to is not there now', async () => {
    mkdirSync(path.dirname(mimeList()), { recursive: true })
    symlinkSync('/nowhere/dotfiles/mimeapps.list', mimeList())
    await installed('1.0.0')
    await removed()
    expect(readlinkSync(mimeList())).toBe('/nowhere/dotfiles/mimeapps.list')
  })
})

describe('what was killed or failed', () => {
  it('leaves no half-written file for ever', async () => {
    await installed('1.0.0')
    for (const file of [home('.local/bin/firstpass'), mimeList(), folder('install.json'), data('launch.json'),
      home('.local/share/applications/firstpass.desktop'), data('models/u2netp-0123456789abcdef.onnx')]) {
      put(`${file}.firstpass-999999999`, 'half')
    }
    const mine = put(home('.local/bin/firstpass.firstpass-old'), 'mine')
    expect((await removed()).left).toEqual([])
    expect(filesOf(home())).toEqual([expect.stringContaining('firstpass.firstpass-old')])
    expect(existsSync(mine)).toBe(true)
  })

  it('leaves no copy that nobody starts: the disk may be full', async () => {
    await installed('1.0.0')
    await expect(installed('2.0.0', failingAt('models'))).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
    expect(currentVersion(folder())).toBe('1.0.0')
    expect(snapshot(folder('versions')).filter((line) => /^[^/]+\/$/.test(line))).toEqual(['1.0.0/'])
  })

  it('does not fill the disk with what a killed one left whole', async () => {
    await installed('1.0.0')
    pretendArchive(folder('versions/2.0.0'), '2.0.0')
    rmSync(folder('versions/2.0.0/models'), { recursive: true })
    const seen: boolean[] = []
    const onStep = (step: string): void => { if (step === 'models') seen.push(existsSync(folder('versions/2.0.0'))) }
    await installed('3.0.0', { onStep })
    expect(seen).toEqual([false])
  })

  it('is no reason to end a helper while another installation runs', async () => {
    await installed('1.0.0')
    put(folder('install.lock'), String(process.ppid))
    let ended = 0
    const endHelper = () => {
      ended++
      return Promise.resolve(() => Promise.resolve())
    }
    await expect(removed({ endHelper })).rejects.toMatchObject({ code: 'INSTALL_BUSY' })
    expect(ended).toBe(0)
  })

  it('holds up nobody once the computer was switched off, whoever has its number now', async () => {
    await installed('1.0.0')
    put(folder('install.lock'), String(process.ppid))
    utimesSync(folder('install.lock'), 1, 1)
    await installed('2.0.0')
    expect(currentVersion(folder())).toBe('2.0.0')
  })
})

describe('the scripts of DaVinci Resolve', () => {
  const scripts = (): string => home('.local/share/DaVinciResolve/Fusion/Scripts')

  const kinds = ['a link to a disk that is not there', 'a file']
  it.each(kinds)('whose folder is %s hinder no installation, and are told of', async (kind) => {
    mkdirSync(path.dirname(scripts()), { recursive: true })
    if (kind === 'a file') put(scripts(), 'mine')
    else symlinkSync('/nowhere/scripts', scripts())
    const before = snapshot(home())
    const { hosts } = await installed('1.0.0')
    expect(hosts[2]).toMatch(/^DaVinci Resolve: the script could not be put into .*Utility\/firstpass\.lua \(E\w+: .*\); copy /)
    await removed()
    expect(snapshot(home())).toEqual(before)
  })
})

describe('desktops and shells', () => {
  it('get a home of several lines as one argument', () => {
    expect(execQuoted('/home/a\nb%c')).toBe('"/home/a\\nb%%c"')
  })

  it('of Windows read no letter of the home in our command, which may be of another code page', () => {
    const windows = { env: {}, platform: 'win32', home: 'C:\\Users\\J\u00f6rg 100%' }
    const path = commandFile(windows, installFolder(windows))
    const command = systemEntries(windows, installFolder(windows)).find((entry) => entry.kind === 'file' && entry.path === path)
    expect(command).toMatchObject({ text: expect.stringContaining('@"%~dp0current\\runtime\\node.exe" ') as string })
    expect(JSON.stringify(command).includes('rg 100%\\\\current')).toBe(false)
  })

  it('leave nothing of a list that they made of our entry alone', async () => {
    const cache = home('.local/share/applications/mimeinfo.cache')
    const run: Run = (command) => {
      if (command[0] !== 'update-desktop-database') return runCommand(command)
      const isThere = existsSync(home('.local/share/applications/firstpass.desktop'))
      put(cache, `[MIME Cache]\n${isThere ? 'x-scheme-handler/firstpass=firstpass.desktop;\n' : ''}`)
      return { status: 0, said: '' }
    }
    await installed('1.0.0', { run })
    await removed({ run })
    expect(snapshot(home())).toEqual([])
  })

  it('start two installations at the same moment, of which the first holds the lock before it has written into it', async () => {
    put(folder('install.lock'), '')
    await expect(installed('1.0.0')).rejects.toMatchObject({ code: 'INSTALL_BUSY' })
  })
})

describe('an environment', () => {
  it('has variables that are empty, or no absolute path, which count as absent', () => {
    expect(dataFolder({ XDG_DATA_HOME: '' }, 'linux', '/home/ann')).toBe('/home/ann/.local/share/firstpass')
    expect(dataFolder({ XDG_DATA_HOME: 'data' }, 'linux', '/home/ann')).toBe('/home/ann/.local/share/firstpass')
  })

  it.each(['', 'ann', '.'])('whose home is %j is none to install into', async (where) => {
    around = { ...around, home: where }
    await expect(installed('1.0.0')).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
  })

  it('where nothing may be made fails in words for its user', async () => {
    put(home('.local'), 'a file')
    await expect(installed('1.0.0')).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
    expect(snapshot(home())).toHaveLength(1)
  })
})
