import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { type Around, type Command, runCommand } from '../../../shared/setup/around'
import {
  addEntry, type Entry, type FileEntry, hasEntry, isFree, registryCommand, removeEntry,
} from '../../../shared/setup/entries'
import { installFolder } from '../../../shared/setup/installation'
import { loginEntry, loginItem } from '../../../shared/setup/login-item'
import { execQuoted, shellQuoted } from '../../../shared/setup/start-command'
import { refreshCommands, systemEntries } from '../../../shared/setup/system-entries'
import { endHelpers, temporaryFolder } from '../../support/helper'
import { put } from '../../support/setup-kit'

const NASTY = `it's "a" $HOME \`id\` 50% \\ back & ; | <x>`

const entriesOf = (around: Around): Entry[] => systemEntries(around, installFolder(around))
const fileOf = (entries: readonly Entry[], ending: string): FileEntry =>
  entries.find((entry): entry is FileEntry => entry.kind === 'file' && entry.path.endsWith(ending))!

/** The arguments of an Exec line, taken apart as the Desktop Entry Specification says; not our own code the other way round. */
function parseExec(line: string): string[] {
  const value = line.replace(/\\(.)/g, (_, sign: string) => ({ s: ' ', n: '\n', t: '\t', r: '\r' }[sign] ?? sign))
  return [...value.matchAll(/"((?:\\.|[^"\\])*)"|(\S+)/g)]
    .map(([, quoted, plain]) => (quoted === undefined ? plain! : quoted.replace(/\\(.)/g, '$1')).replaceAll('%%', '%'))
}

afterEach(endHelpers)

describe('on Linux', () => {
  it.each(['/home/ann', `/home/${NASTY}`])('the menu entry of a home %s starts what lies there', (home) => {
    const around: Around = { env: {}, platform: 'linux', home }
    const current = `${home}/.local/lib/firstpass/current`
    const words = ['env', '-u', 'NODE_OPTIONS', '-u', 'NODE_PATH', `${current}/runtime/node`, `${current}/app/bin/firstpass.js`]
    const execOf = ({ text }: FileEntry): string[] => parseExec(/^Exec=(.*)$/m.exec(text)![1]!)
    expect(execOf(fileOf(entriesOf(around), 'applications/firstpass.desktop'))).toEqual([...words, 'url', '%u'])
    expect(execOf(loginEntry(around, installFolder(around)) as FileEntry)).toEqual([...words, 'url', 'firstpass://start'])
  })

  it('the command runs from a home of any name, hands on its arguments, and not what is meant for other programs', () => {
    const home = path.join(temporaryFolder(), NASTY)
    const around: Around = { env: {}, platform: 'linux', home }
    const { path: launcher, text } = fileOf(entriesOf(around), 'bin/firstpass')
    const runtime = path.join(installFolder(around), 'current/runtime/node')
    put(runtime, '#!/bin/sh\nprintf "%s|" "${NODE_OPTIONS-none}" "$@"\n', 0o755)
    mkdirSync(path.dirname(launcher), { recursive: true })
    writeFileSync(launcher, text)
    chmodSync(launcher, 0o755)
    const { said } = runCommand(['/usr/bin/env', ['NODE_OPTIONS=--inspect', launcher, 'a b', '$(id)', '']])
    expect(said).toBe(`none|${path.join(installFolder(around), 'current/app/bin/firstpass.js')}|a b|$(id)||`)
  })

  it('honours where desktops keep their things', () => {
    const around: Around = { env: { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' }, platform: 'linux', home: '/home/ann' }
    expect(fileOf(entriesOf(around), 'firstpass.desktop').path).toBe('/d/applications/firstpass.desktop')
    expect((loginEntry(around, '/x') as FileEntry).path).toBe('/c/autostart/firstpass.desktop')
    expect(refreshCommands(around)).toEqual([['update-desktop-database', ['-q', '/d/applications']]])
    const empty: Around = { ...around, env: { XDG_CONFIG_HOME: '', XDG_DATA_HOME: '' } }
    expect(fileOf(entriesOf(empty), 'firstpass.desktop').path).toBe('/home/ann/.local/share/applications/firstpass.desktop')
  })
})

describe('on macOS', () => {
  const around: Around = { env: {}, platform: 'darwin', home: '/Users/ann o\'hara' }
  const folder = installFolder(around)

  it('an application takes links, sealed after its list of facts was changed, and the system is told of it last', () => {
    const bundle = entriesOf(around).find((entry) => entry.kind === 'bundle')!
    expect(folder).toBe('/Users/ann o\'hara/Library/Application Support/Firstpass App')
    expect(bundle.path).toBe('/Users/ann o\'hara/Applications/Firstpass.app')
    expect(bundle.make.map(([program]) => path.basename(program)))
      .toEqual(['osacompile', 'plutil', 'plutil', 'plutil', 'codesign', 'lsregister'])
    const lines = bundle.make[0]![1].filter((_, at, all) => all[at - 1] === '-e')
    const current = '\'/Users/ann o\'\\\\\'\'hara/Library/Application Support/Firstpass App/current'
    expect(lines[4]).toBe(`do shell script "${current}/runtime/node' ${current}/app/bin/firstpass.js' url " `
      + '& quoted form of link & " >/dev/null 2>&1 &"')
    expect(bundle.make[2]![1]).toContain('[{"CFBundleURLName":"com.firstpass.app","CFBundleURLSchemes":["firstpass"]}]')
    expect(bundle.forget[0]![1]).toEqual(['-u', bundle.path])
  })

  it('takes a bundle for its own by its identifier alone', () => {
    const home = temporaryFolder()
    const bundle = systemEntries({ env: {}, platform: 'darwin', home }, '/x').find((entry) => entry.kind === 'bundle')!
    expect(isFree(bundle)).toBe(true)
    put(path.join(bundle.path, 'Contents/Info.plist'), '<string>org.other</string>')
    expect(isFree(bundle)).toBe(false)
    put(path.join(bundle.path, 'Contents/Info.plist'), '<string>com.firstpass.app</string>')
    expect(isFree(bundle)).toBe(true)
  })

  it('says which of its steps failed', () => {
    const home = temporaryFolder()
    const bundle = systemEntries({ env: {}, platform: 'darwin', home }, '/x').find((entry) => entry.kind === 'bundle')!
    const run = ([program]: Command) => (program.endsWith('plutil') ? { status: 1, said: 'no' } : { status: 0, said: '' })
    expect(addEntry(bundle, run)).toBe('/usr/bin/plutil ended with 1: no')
  })

  it('starts at login as an agent of the user\'s that lets go of the helper', () => {
    const { path: file, text } = loginEntry({ ...around, home: '/Users/a&b' }, '/Users/a&b/F') as FileEntry
    expect(file).toBe('/Users/a&b/Library/LaunchAgents/com.firstpass.helper.plist')
    const current = '/Users/a&amp;b/F/current'
    const words = [`${current}/runtime/node`, `${current}/app/bin/firstpass.js`, 'url', 'firstpass://start']
    expect(text).toContain(`<array>${words.map((word) => `<string>${word}</string>`).join('')}</array>`)
    expect(text).toContain('<key>AbandonProcessGroup</key><true/>')
  })
})

describe('on Windows', () => {
  const around: Around = {
    env: { LOCALAPPDATA: 'D:\\Local', APPDATA: 'D:\\Roaming' }, platform: 'win32', home: 'C:\\Users\\ann',
  }
  const entries = entriesOf(around)
  const current = 'D:\\Local\\Programs\\Firstpass\\current'
  const start = `"${current}\\runtime\\node.exe" "${current}\\app\\bin\\firstpass.js"`
  const registry = entries.flatMap((entry) => (entry.kind === 'registry' ? [entry] : []))

  it('links go to Node as one argument, and to no shell', () => {
    const commands = registry.map((entry) => registryCommand.add(entry))
    expect(commands[2]).toEqual(['reg.exe', [
      'add', 'HKCU\\Software\\Classes\\firstpass\\shell\\open\\command', '/ve', '/t', 'REG_SZ', '/d', `${start} url "%1"`, '/f',
    ]])
    expect(commands[1]![1].slice(1, 4)).toEqual(['HKCU\\Software\\Classes\\firstpass', '/v', 'URL Protocol'])
    expect(commands.every(([program, words]) => program === 'reg.exe' && words[1]!.startsWith('HKCU\\Software\\'))).toBe(true)
  })

  it('removes keys that are its own as a whole, and of others its value alone', () => {
    expect([...new Set(registry.map((entry) => registryCommand.remove(entry)[1].join(' ')))]).toEqual([
      'delete HKCU\\Software\\Classes\\firstpass /f',
      'delete HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Firstpass /f',
    ])
    const login = loginEntry(around, 'D:\\F')
    expect(login.kind === 'registry' && registryCommand.remove(login)).toEqual(
      ['reg.exe', ['delete', 'HKCU\\Software\\Microsoft\\Windows\\CurrentVersion\\Run', '/v', 'Firstpass', '/f']])
  })

  it('is in the menu and in the list of what can be removed', () => {
    expect(fileOf(entries, 'Firstpass.url')).toEqual({
      kind: 'file', path: 'D:\\Roaming\\Microsoft\\Windows\\Start Menu\\Programs\\Firstpass.url',
      text: '[InternetShortcut]\r\nURL=firstpass://open\r\n',
    })
    expect(registry.find(({ name }) => name === 'UninstallString')?.data).toBe(`cmd.exe /d /s /c "${start} uninstall & pause"`)
    expect(fileOf(entries, 'firstpass.cmd').text.split('\r\n').at(-2))
      .toBe('@"%~dp0current\\runtime\\node.exe" "%~dp0current\\app\\bin\\firstpass.js" %*')
  })

  it('asks the registry whether it starts at login, and sets it', () => {
    const values = new Set<string>()
    const run = ([, [verb, , , name]]: Command) => {
      if (verb === 'add') values.add(name!)
      if (verb === 'delete') values.delete(name!)
      return { status: verb === 'query' && !values.has(name!) ? 1 : 0, said: '' }
    }
    const record = { format: 1, dataFolder: '', files: [], plugins: [], usedAdobeInstaller: false, folders: [] } as const
    const item = loginItem(around, run, { folder: 'D:\\F', record: { ...record, files: [], plugins: [], folders: [] } })!
    expect(item.isOn()).toBe(false)
    item.set(true)
    expect([item.isOn(), [...values]]).toEqual([true, ['Firstpass']])
    item.set(false)
    expect(item.isOn()).toBe(false)
  })

  it('says when the registry refuses', () => {
    const refuses = () => ({ status: 1, said: 'ERROR: Access is denied.' })
    expect(addEntry(registry[0]!, refuses)).toBe('reg.exe ended with 1: ERROR: Access is denied.')
    expect([hasEntry(registry[0]!, refuses), removeEntry(registry[0]!, refuses)]).toEqual([false, true])
  })
})

it('quotes for a shell and for a desktop what would end a word', () => {
  expect(shellQuoted('a\'b')).toBe('\'a\'\\\'\'b\'')
  expect(execQuoted('/home/ann-b/.local/lib/x_1.0')).toBe('/home/ann-b/.local/lib/x_1.0')
  expect(execQuoted('a b')).toBe('"a b"')
  expect(execQuoted('a"b\\c$d`e%f')).toBe('"a\\\\"b\\\\\\\\c\\\\$d\\\\`e%%f"')
})
