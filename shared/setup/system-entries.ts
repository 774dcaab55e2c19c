import { posix, win32 } from 'node:path'
import type { Around, Command } from './around'
import type { BundleEntry, Entry, RegistryEntry } from './entries'
import { execStart, shellQuoted, startCommand, windowsQuoted } from './start-command'

export const URL_SCHEME = 'firstpass'
export const DESKTOP_FILE = 'firstpass.desktop'

/** Where desktops of Linux keep what belongs to this user. */
export function desktopFolders({ env, home }: Around): { config: string; applications: string } {
  const { join } = posix
  return {
    config: named(env.XDG_CONFIG_HOME) ?? join(home, '.config'),
    applications: join(named(env.XDG_DATA_HOME) ?? join(home, '.local/share'), 'applications'),
  }
}

/** Other paths than full ones are to be ignored (XDG Base Directory Specification). */
const named = (folder: string | undefined): string | undefined => (folder?.startsWith('/') === true ? folder : undefined)

/** The command `firstpass` of a terminal. */
export const commandFile = ({ platform, home }: Around, folder: string): string =>
  (platform === 'win32' ? win32.join(folder, 'firstpass.cmd') : posix.join(home, '.local/bin/firstpass'))

/**
 * What tells this system of Firstpass: a command, a place in the menu that opens the window, and the scheme `firstpass:` of
 * links. All of it is this user's own, and names `current`, so that it stays as it is over an upgrade.
 * @param folder of the installation
 */
export function systemEntries(around: Around, folder: string): Entry[] {
  if (around.platform === 'win32') return windowsEntries(around, folder)
  const { runtime, script } = startCommand(folder, around.platform)
  const start = `exec ${shellQuoted(runtime)} ${shellQuoted(script)} "$@"`
  const command: Entry = {
    kind: 'file', path: commandFile(around, folder), isProgram: true,
    text: `#!/bin/sh\n# Firstpass, of whichever version is installed.\nunset NODE_OPTIONS NODE_PATH\n${start}\n`,
  }
  if (around.platform === 'darwin') return [command, macBundle(around, folder)]
  const menu = [
    '[Desktop Entry]', 'Type=Application', 'Name=Firstpass', 'GenericName=Masks, clean and larger pictures',
    'Comment=Status, pairing, inbox, models and settings of Firstpass',
    `Exec=${execStart({ runtime, script })} url %u`,
    'Terminal=false', 'Categories=Graphics;AudioVideo;', `MimeType=x-scheme-handler/${URL_SCHEME};`, 'StartupNotify=false', '',
  ].join('\n')
  return [command, { kind: 'file', path: posix.join(desktopFolders(around).applications, DESKTOP_FILE), text: menu }]
}

const LSREGISTER = '/System/Library/Frameworks/CoreServices.framework/Frameworks/LaunchServices.framework/Support/lsregister'
const BUNDLE_ID = 'com.firstpass.app'

/**
 * An application made of AppleScript by macOS itself: links come to applications as events, which no script of a shell gets.
 * Changing its Info.plist breaks the seal that it was made with, so that it is sealed anew, by nobody.
 */
function macBundle({ home, platform }: Around, folder: string): BundleEntry {
  const { runtime, script } = startCommand(folder, platform)
  const path = posix.join(home, 'Applications/Firstpass.app')
  const info = posix.join(path, 'Contents/Info.plist')
  const start = `${shellQuoted(runtime)} ${shellQuoted(script)} url`
  const lines = [
    'on run', `do shell script ${scriptString(`${start} >/dev/null 2>&1 &`)}`, 'end run',
    'on open location link', `do shell script ${scriptString(`${start} `)} & quoted form of link & " >/dev/null 2>&1 &"`,
    'end open location',
  ]
  const links = JSON.stringify([{ CFBundleURLName: BUNDLE_ID, CFBundleURLSchemes: [URL_SCHEME] }])
  return {
    kind: 'bundle', path, mark: { file: 'Contents/Info.plist', word: BUNDLE_ID },
    make: [
      ['/usr/bin/osacompile', ['-o', path, ...lines.flatMap((line) => ['-e', line])]],
      ['/usr/bin/plutil', ['-replace', 'CFBundleIdentifier', '-string', BUNDLE_ID, info]],
      ['/usr/bin/plutil', ['-replace', 'CFBundleURLTypes', '-json', links, info]],
      ['/usr/bin/plutil', ['-replace', 'LSUIElement', '-bool', 'YES', info]],
      ['/usr/bin/codesign', ['--force', '--sign', '-', path]],
      [LSREGISTER, ['-f', path]],
    ],
    forget: [[LSREGISTER, ['-u', path]]],
  }
}

/** A text in AppleScript. */
const scriptString = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** Without the folder's name: a shell reads it in a code page of its own, in which no other letters than these are certain. */
const WINDOWS_COMMAND = ['@setlocal', '@set NODE_OPTIONS=', '@set NODE_PATH=',
  '@"%~dp0current\\runtime\\node.exe" "%~dp0current\\app\\bin\\firstpass.js" %*', ''].join('\r\n')

function windowsEntries(around: Around, folder: string): Entry[] {
  const { env, home } = around
  const { runtime, script } = startCommand(folder, 'win32')
  const command = [runtime, script].map(windowsQuoted).join(' ')
  const scheme = `Software\\Classes\\${URL_SCHEME}`
  const product = 'Software\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\Firstpass'
  const value = (key: string, data: string, name?: string): RegistryEntry =>
    ({ kind: 'registry', key, data, ...name === undefined ? {} : { name }, ownKey: key.startsWith(scheme) ? scheme : product })
  const programs = win32.join(env.APPDATA ?? win32.join(home, 'AppData\\Roaming'), 'Microsoft\\Windows\\Start Menu\\Programs')
  return [
    value(scheme, 'URL:Firstpass'), value(scheme, '', 'URL Protocol'),
    // Node, and no shell: what a link says is one argument, whatever is in it.
    value(`${scheme}\\shell\\open\\command`, `${command} url "%1"`),
    value(product, 'Firstpass', 'DisplayName'),
    // What it says, that results wait for one, would be gone with its window.
    value(product, `cmd.exe /d /s /c "${command} uninstall & pause"`, 'UninstallString'),
    value(product, folder, 'InstallLocation'),
    { kind: 'file', path: win32.join(programs, 'Firstpass.url'), text: '[InternetShortcut]\r\nURL=firstpass://open\r\n' },
    { kind: 'file', path: commandFile(around, folder), text: WINDOWS_COMMAND },
  ]
}

/** What makes the system look at the entries again, where it does not by itself; it may be absent, and may fail. */
export function refreshCommands(around: Around): Command[] {
  return around.platform === 'linux' ? [['update-desktop-database', ['-q', desktopFolders(around).applications]]] : []
}
