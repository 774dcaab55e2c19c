import { dirname, posix } from 'node:path'
import { failure } from '#protocol'
import { type Around, type Run, runCommand } from './around'
import { addEntry, type Entry, hasEntry, removeEntry } from './entries'
import { missingFolders, readText } from './files'
import { type Installation, readInstallation, writeRecord } from './installation'
import { execStart, startCommand, windowsQuoted, xmlEscaped } from './start-command'
import { DESKTOP_FILE, desktopFolders } from './system-entries'

/** Whether the helper is started when the user logs in, and the switch for it. */
export interface LoginItem {
  isOn(): boolean
  /** @throws LOGIN_ITEM_FAILED */
  set(on: boolean): void
}

/** Of the installation that this program runs from; undefined where it runs from none. */
export function loginItem(around: Around, run: Run = runCommand, installation = readInstallation()): LoginItem | undefined {
  if (installation === undefined) return undefined
  const entry = loginEntry(around, installation.folder)
  return {
    isOn: () => isLoginOn(entry, run),
    set(on) {
      if (on) keepFolders(installation, entry)
      const problem = on ? addEntry(entry, run) : undefined
      if (!on) removeEntry(entry, run)
      if (isLoginOn(entry, run) !== on) throw failure('LOGIN_ITEM_FAILED', { reason: problem ?? 'the system keeps it as it was' })
    },
  }
}

export const isLoginOn = (entry: Entry, run: Run): boolean =>
  hasEntry(entry, run) && !(entry.kind === 'file' && isSwitchedOff(readText(entry.path) ?? ''))

/** Desktops switch an autostart entry off by a line in it. */
const isSwitchedOff = (text: string): boolean => /^(Hidden=true|X-GNOME-Autostart-enabled=false)\s*$/m.test(text)

/** Folders that are made for it go with the installation. */
function keepFolders({ folder, record }: Installation, entry: Entry): void {
  const missing = entry.kind === 'file' ? missingFolders(dirname(entry.path)) : []
  if (missing.length === 0) return
  record.folders.push(...missing.filter((each) => !record.folders.includes(each)))
  writeRecord(folder, record)
}

/** What starts the helper at login: nothing but `firstpass url firstpass://start`. */
export function loginEntry({ env, platform, home }: Around, folder: string): Entry {
  const { runtime, script } = startCommand(folder, platform)
  const words = [runtime, script, 'url', 'firstpass://start']
  if (platform === 'win32') {
    const key = 'Software\\Microsoft\\Windows\\CurrentVersion\\Run'
    return { kind: 'registry', key, name: 'Firstpass', data: words.map(windowsQuoted).join(' ') }
  }
  if (platform === 'darwin') {
    return { kind: 'file', path: posix.join(home, 'Library/LaunchAgents/com.firstpass.helper.plist'), text: launchAgent(words) }
  }
  const path = posix.join(desktopFolders({ env, platform, home }).config, 'autostart', DESKTOP_FILE)
  const start = `Exec=${execStart({ runtime, script })} url firstpass://start`
  const text = ['[Desktop Entry]', 'Type=Application', 'Name=Firstpass', start,
    'NoDisplay=true', 'Terminal=false', ''].join('\n')
  return { kind: 'file', path, text }
}

/** The helper outlives the command that starts it, so that its process is let go of. */
function launchAgent(words: readonly string[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0"><dict>',
    '<key>Label</key><string>com.firstpass.helper</string>',
    `<key>ProgramArguments</key><array>${words.map((word) => `<string>${xmlEscaped(word)}</string>`).join('')}</array>`,
    '<key>RunAtLoad</key><true/>', '<key>AbandonProcessGroup</key><true/>', '<key>ProcessType</key><string>Background</string>',
    '</dict></plist>', '',
  ].join('\n')
}
