import { mkdirSync, readFileSync, readlinkSync, realpathSync, symlinkSync } from 'node:fs'
import path from 'node:path'
import { type Around, type Command, type Run, runCommand } from '../../../shared/setup/around'
import { install } from '../../../shared/setup/install'
import { uninstall } from '../../../shared/setup/uninstall'
import { currentName, switchCurrent } from '../../../shared/setup/versions'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { pretendArchive, put, snapshot } from '../../support/setup-kit'

/** The paths of macOS on this system, with its programs played: they make what the real ones make, and no more is claimed. */
describe('a whole installation as on macOS', () => {
  let root: string
  let ran: string[]
  const home = (...names: string[]): string => path.join(root, 'home', ...names)
  const bundle = (...names: string[]): string => home('Applications/Firstpass.app/Contents', ...names)
  const run: Run = (command: Command) => {
    const name = path.basename(command[0])
    ran.push(name)
    if (name === 'node') return runCommand(command)
    if (name === 'osacompile') put(bundle('Info.plist'), 'applet')
    if (name === 'plutil' && command[1].includes('CFBundleIdentifier')) put(bundle('Info.plist'), 'com.firstpass.app')
    return { status: 0, said: '' }
  }
  const mac = (): Around => ({ env: {}, platform: 'darwin', home: home() })
  const installed = (version: string): Promise<unknown> => install({
    around: mac(), run, version, atLogin: true, archive: pretendArchive(path.join(root, version), version),
    endHelper: () => Promise.resolve(),
  })

  beforeEach(() => {
    root = temporaryFolder()
    ran = []
    mkdirSync(home())
  })
  afterEach(endHelpers)

  it('keeps program, data, application and agent apart, over an upgrade, and takes all of them away', async () => {
    put(home('Library/Preferences/other.plist'), 'of another')
    const before = snapshot(home())
    await installed('1.0.0')
    await installed('2.0.0')
    const [program, data] = ['Library/Application Support/Firstpass App', 'Library/Application Support/Firstpass']
    expect(readlinkSync(home(program, 'current'))).toBe('versions/2.0.0')
    const agent = readFileSync(home('Library/LaunchAgents/com.firstpass.helper.plist'), 'utf8')
    expect(agent).toContain(home(program, 'current/runtime/node'))
    expect(snapshot(home(data)).map((line) => line.split(' ')[0])).toEqual(
      ['launch.json', 'models/', 'models/u2netp-0123456789abcdef.onnx'])
    ran = []
    await uninstall({
      around: mac(), run, discardInbox: false, runtime: process.execPath,
      endHelper: () => Promise.resolve(() => Promise.resolve()),
    })
    expect(ran).toEqual(['lsregister'])
    expect(snapshot(home())).toEqual(before)
  })
})

it('on Windows, which replaces no folder by another, the switch leads to the version in full', () => {
  const folder = temporaryFolder()
  for (const version of ['1.0.0', '2.0.0']) put(path.join(folder, 'versions', version, 'app/package.json'), '{}')
  switchCurrent(folder, '1.0.0', 'win32')
  switchCurrent(folder, '2.0.0', 'win32')
  expect(readlinkSync(path.join(folder, 'current'))).toBe(path.join(folder, 'versions/2.0.0'))
  expect(realpathSync(path.join(folder, 'current'))).toBe(path.join(folder, 'versions/2.0.0'))
  expect(currentName(folder)).toBe('2.0.0')
  switchCurrent(folder, '1.0.0', 'linux')
  expect([currentName(folder), readlinkSync(path.join(folder, 'current'))]).toEqual(['1.0.0', 'versions/1.0.0'])
  symlinkSync('/', path.join(folder, 'versions/0'))
  switchCurrent(folder, '0', 'linux')
  expect(currentName(folder)).toBeUndefined()
})
