import { existsSync, mkdirSync, readFileSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Around, type Command, type Run, runCommand } from '../../../shared/setup/around'
import { install, type Installed, type InstallWish, isArchive, type Step } from '../../../shared/setup/install'
import { currentVersion, readInstallation, readRecord } from '../../../shared/setup/installation'
import { loginItem } from '../../../shared/setup/login-item'
import { uninstall } from '../../../shared/setup/uninstall'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { pretendArchive, put, snapshot } from '../../support/setup-kit'

const steps: readonly Step[] = ['copy', 'models', 'end-helper', 'switch', 'register', 'plugins', 'clean']

let root: string
let around: Around
let ran: Command[]
const home = (...names: string[]): string => path.join(root, 'home', ...names)
const folder = (...names: string[]): string => home('.local/lib/firstpass', ...names)
const data = (...names: string[]): string => home('.local/share/firstpass', ...names)
const run: Run = (command) => {
  ran.push(command)
  return command[0] === 'update-desktop-database' ? { status: -1, said: '' } : runCommand(command)
}

function installed(version: string, more: Partial<InstallWish> = {}): Promise<Installed> {
  const archive = path.join(root, `archive-${version}`)
  if (!existsSync(archive)) pretendArchive(archive, version)
  return install({ around, run, archive, version, endHelper: () => Promise.resolve(), ...more })
}

const removed = (): Promise<unknown> => uninstall({
  around, run, discardInbox: false, runtime: process.execPath, endHelper: () => Promise.resolve(() => Promise.resolve()),
})

beforeEach(() => {
  root = temporaryFolder()
  mkdirSync(home())
  around = { env: {}, platform: 'linux', home: home() }
  ran = []
})
afterEach(endHelpers)

describe('an installation', () => {
  it('is of this user alone, in the places that it says', async () => {
    const { earlier, problems, hosts } = await installed('1.0.0')
    expect({ earlier, problems }).toEqual({ earlier: undefined, problems: [] })
    expect(hosts.map((sentence) => sentence.split(' (')[0])).toEqual(
      ['Photoshop: not found', 'Premiere Pro: not found', 'DaVinci Resolve: not found'])
    const paths = snapshot(home()).map((line) => line.split(' ')[0] ?? '')
    expect(paths.filter((line) => !line.includes('versions/1.0.0/'))).toEqual([
      '.config/', '.config/mimeapps.list', '.local/', '.local/bin/', '.local/bin/firstpass', '.local/lib/',
      '.local/lib/firstpass/', '.local/lib/firstpass/current', '.local/lib/firstpass/install.json',
      '.local/lib/firstpass/versions/', '.local/share/', '.local/share/applications/',
      '.local/share/applications/firstpass.desktop', '.local/share/firstpass/',
      '.local/share/firstpass/launch.json', '.local/share/firstpass/models/',
      '.local/share/firstpass/models/u2netp-0123456789abcdef.onnx',
    ])
    expect(readlinkSync(folder('current'))).toBe('versions/1.0.0')
    expect(JSON.parse(readFileSync(data('launch.json'), 'utf8'))).toEqual({
      runtime: folder('current/runtime/node'), program: folder('current/app/build/shared/helper/main.js'),
    })
  })

  it('knows itself, and a checkout or an unpacked archive is none', async () => {
    await installed('1.0.0')
    expect(readInstallation(folder('current/app'))?.folder).toBe(folder())
    expect(readInstallation(path.join(root, 'archive-1.0.0/app'))).toBeUndefined()
    expect(readInstallation()).toBeUndefined()
    expect([isArchive(path.join(root, 'archive-1.0.0')), isArchive(path.resolve(__dirname, '../../..'))]).toEqual([true, false])
  })

  it('is upgraded and downgraded, keeps all that is the user\'s, and one version alone', async () => {
    await installed('1.0.0', { atLogin: true })
    const kept = [put(data('panels.json'), 'tokens'), put(data('settings.json'), 'chosen'), put(data('models/own.onnx'), 'own'),
      put(data('presets/mine.json'), '{}'), put(data('jobs/abcdefghij0123456789/job.json'), '{}')]
    for (const [version, earlier] of [['2.0.0', '1.0.0'], ['1.0.0', '2.0.0']] as const) {
      expect((await installed(version)).earlier).toBe(earlier)
      expect(currentVersion(folder())).toBe(version)
      expect(snapshot(folder('versions')).filter((line) => /^[^/]+\/$/.test(line))).toEqual([`${version}/`])
      expect(kept.map((file) => existsSync(file))).toEqual(kept.map(() => true))
      expect(loginItem(around, run, readInstallation(folder('current/app')))?.isOn()).toBe(true)
    }
  })

  it('repairs the same version', async () => {
    await installed('1.0.0')
    rmSync(folder('current/app/bin'), { recursive: true })
    await installed('1.0.0')
    expect(existsSync(folder('current/app/bin/firstpass.js'))).toBe(true)
    expect(readlinkSync(folder('current'))).toBe('versions/1.0.0-2')
    await installed('1.0.0')
    expect(readlinkSync(folder('current'))).toBe('versions/1.0.0')
  })

  it('ends the helper of the one before after the copy is whole, and before the switch', async () => {
    await installed('1.0.0')
    const seen: unknown[] = []
    await installed('2.0.0', { endHelper: (where) => {
      seen.push(where, currentVersion(folder()), existsSync(folder('versions/2.0.0/app/bin/firstpass.js')))
      return Promise.resolve()
    } })
    expect(seen).toEqual([data(), '1.0.0', true])
  })

  it('does not overwrite weights that are as they should be', async () => {
    put(data('models/u2netp-0123456789abcdef.onnx'), 'WEIGHTS')
    put(data('models/u2netp-ffffffffffffffff.onnx'), 'of a newer manifest')
    await installed('1.0.0')
    expect(readFileSync(data('models/u2netp-0123456789abcdef.onnx'), 'utf8')).toBe('WEIGHTS')
    writeFileSync(data('models/u2netp-0123456789abcdef.onnx'), 'cut sh')
    await installed('1.0.0')
    expect(readFileSync(data('models/u2netp-0123456789abcdef.onnx'), 'utf8')).toBe('weights')
    expect(existsSync(data('models/u2netp-ffffffffffffffff.onnx'))).toBe(true)
  })

  it('leaves a command of that name that is the user\'s own', async () => {
    put(home('.local/bin/firstpass'), 'mine', 0o755)
    const { problems } = await installed('1.0.0')
    expect(problems).toEqual([`${home('.local/bin/firstpass')} is not of Firstpass, and stays.`])
    await removed()
    expect(snapshot(home()).map((line) => line.split(' ')[0])).toEqual(['.local/', '.local/bin/', '.local/bin/firstpass'])
    expect(readFileSync(home('.local/bin/firstpass'), 'utf8')).toBe('mine')
  })

  it('says what could not be written, and is installed all the same', async () => {
    put(home('.config'), 'no folder')
    const { problems } = await installed('1.0.0')
    expect(problems).toEqual([expect.stringMatching(/mimeapps\.list could not be changed: /)])
    expect(currentVersion(folder())).toBe('1.0.0')
  })

  it('asks the desktop to look, and nothing else of the system', async () => {
    await installed('1.0.0', { atLogin: true })
    expect(ran.map(([program]) => path.basename(program))).toEqual(['node', 'update-desktop-database'])
  })
})

describe('an installation that is hindered', () => {
  it.each(steps)('killed before %s leaves the one before as it works, and is cleared by the next', async (step) => {
    await installed('1.0.0')
    const before = snapshot(home())
    const killed = { onStep: (each: Step) => { if (each === step) throw new Error('killed') } }
    await expect(installed('2.0.0', killed)).rejects.toMatchObject({ code: 'INSTALL_FAILED' })
    const isSwitched = steps.indexOf(step) > steps.indexOf('switch')
    expect(currentVersion(folder())).toBe(isSwitched ? '2.0.0' : '1.0.0')
    expect(runCommand([folder('current/runtime/node'), []]).said).toBe(isSwitched ? '2.0.0' : '1.0.0')
    await installed('1.0.0')
    expect(snapshot(home()).map((line) => line.replace('1.0.0-2', '1.0.0'))).toEqual(before)
  })

  it.each(steps)('killed before %s is cleared by uninstall as well', async (step) => {
    put(home('Pictures/Firstpass/a.png'), 'a result')
    const before = snapshot(home())
    await installed('1.0.0')
    await installed('2.0.0', { onStep: (each) => { if (each === step) throw new Error('killed') } }).catch(() => undefined)
    put(folder('versions/.new-123/runtime/node'), 'of one that was really killed')
    symlinkSync('versions/9', folder('.current-123'))
    put(folder('install.lock'), '999999999')
    await removed()
    expect(snapshot(home())).toEqual(before)
  })

  it.each(steps.slice(0, 4))('a first one that fails before %s leaves nothing', async (step) => {
    await expect(installed('1.0.0', { onStep: (each) => { if (each === step) throw new Error('no') } })).rejects.toThrow()
    expect(snapshot(home())).toEqual([])
  })

  it('refuses an archive that does not run here, or was unpacked in part, or leads out of itself', async () => {
    const broken = pretendArchive(path.join(root, 'broken'), '1.0.0')
    writeFileSync(path.join(broken, 'runtime/node'), '#!/bin/sh\necho no such library >&2\nexit 127\n')
    const refused = (archive: string): Promise<string> =>
      installed('1.0.0', { archive }).then(() => 'installed', (thrown: Error) => thrown.message)
    expect(await refused(broken)).toMatch(/the copy does not run here: no such library/)
    const part = pretendArchive(path.join(root, 'part'), '1.0.0')
    rmSync(path.join(part, 'licences'), { recursive: true })
    expect(await refused(part)).toMatch(/licences is missing: the archive was not unpacked as a whole/)
    const leading = pretendArchive(path.join(root, 'leading'), '1.0.0')
    symlinkSync('../../../../etc/passwd', path.join(leading, 'app/link'))
    expect(await refused(leading)).toMatch(/app\/link is a link out of the archive/)
    const other = pretendArchive(path.join(root, 'other'), '3.0.0')
    expect(await refused(other)).toMatch(/the copy does not run here: 3\.0\.0/)
    expect(snapshot(home())).toEqual([])
  })

  it('minds no warning of the runtime\'s, as it gives of certificates that are gone', async () => {
    const warned: Run = (command) => {
      const { status, said } = run(command)
      return { status, said: command[1].includes('--version') ? `${said}\nWarning: Ignoring extra certs` : said }
    }
    expect((await installed('1.0.0', { run: warned })).problems).toEqual([])
  })

  it('runs alone, and takes over from one that died', async () => {
    await installed('1.0.0')
    put(folder('install.lock'), String(process.ppid))
    await expect(installed('2.0.0')).rejects.toMatchObject({ code: 'INSTALL_BUSY', data: { pid: process.ppid } })
    put(folder('install.lock'), '999999999')
    await installed('2.0.0')
    expect(existsSync(folder('install.lock'))).toBe(false)
  })
})

describe('the script of DaVinci Resolve', () => {
  const script = (): string => home('.local/share/DaVinciResolve/Fusion/Scripts/Utility/firstpass.lua')

  it('is put where Resolve has run, follows upgrades, and goes', async () => {
    put(home('.local/share/DaVinciResolve/configs/config.dat'), 'of Resolve')
    const before = snapshot(home())
    expect((await installed('1.0.0')).hosts[2]).toContain(`the script is in ${script()}; choose Workspace > Scripts > firstpass.`)
    expect(readFileSync(script(), 'utf8')).toBe('-- script of 1.0.0')
    await installed('2.0.0')
    expect(readFileSync(script(), 'utf8')).toBe('-- script of 2.0.0')
    await removed()
    expect(snapshot(home())).toEqual(before)
  })

  it('stays where the user has changed it', async () => {
    mkdirSync(home('.local/share/DaVinciResolve'), { recursive: true })
    await installed('1.0.0')
    writeFileSync(script(), '-- mine')
    expect((await installed('2.0.0')).hosts[2]).toMatch(/is not what an installation put there, and stays/)
    expect(await removed()).toMatchObject({ left: [script()] })
    expect(readFileSync(script(), 'utf8')).toBe('-- mine')
  })
})

describe('the switch for the login', () => {
  const item = () => loginItem(around, run, readInstallation(folder('current/app')))!
  const file = (): string => home('.config/autostart/firstpass.desktop')

  it('is off, is set, and is seen where a desktop switched it off', async () => {
    await installed('1.0.0')
    expect(item().isOn()).toBe(false)
    item().set(true)
    expect(item().isOn()).toBe(true)
    expect(readFileSync(file(), 'utf8')).toMatch(/^Exec=.*firstpass\.js url firstpass:\/\/start$/m)
    writeFileSync(file(), `${readFileSync(file(), 'utf8')}X-GNOME-Autostart-enabled=false\n`)
    expect(item().isOn()).toBe(false)
    item().set(true)
    expect(item().isOn()).toBe(true)
    item().set(false)
    expect(existsSync(file())).toBe(false)
  })

  it('goes with the rest, and so does the folder that was made for it', async () => {
    await installed('1.0.0')
    item().set(true)
    expect(readRecord(folder())?.folders).toContain(home('.config/autostart'))
    await removed()
    expect(snapshot(home())).toEqual([])
  })

  it('is written anew by an upgrade where it is on, and left where it is off', async () => {
    await installed('1.0.0')
    item().set(true)
    const text = readFileSync(file(), 'utf8')
    writeFileSync(file(), text.replace('env ', 'env -i '))
    expect((await installed('2.0.0')).problems).toEqual([])
    expect(readFileSync(file(), 'utf8')).toBe(text)
    writeFileSync(file(), `${text}Hidden=true\n`)
    expect((await installed('3.0.0')).problems).toEqual([])
    expect([readFileSync(file(), 'utf8'), item().isOn()]).toEqual([`${text}Hidden=true\n`, false])
    expect((await installed('3.0.0', { atLogin: true })).problems).toEqual([])
    expect(item().isOn()).toBe(true)
    await removed()
    expect(snapshot(home())).toEqual([])
  })

  it('says when the system does not let it', async () => {
    await installed('1.0.0')
    put(home('.config/autostart'), 'no folder')
    expect(() => item().set(true)).toThrow(expect.objectContaining({ code: 'LOGIN_ITEM_FAILED' }))
    expect(item().isOn()).toBe(false)
  })

  it('is not there where Firstpass is not installed', () => {
    expect(loginItem(around, run)).toBeUndefined()
  })
})
