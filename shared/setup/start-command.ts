import { posix, win32 } from 'node:path'

/** What starts the command line of an installation, whichever version is current. */
export interface StartCommand {
  runtime: string
  script: string
}

/** @param folder of the installation */
export function startCommand(folder: string, platform: string): StartCommand {
  const { join } = platform === 'win32' ? win32 : posix
  return {
    runtime: join(folder, 'current', 'runtime', platform === 'win32' ? 'node.exe' : 'node'),
    script: join(folder, 'current', 'app', 'bin', 'firstpass.js'),
  }
}

/** One argument of a POSIX shell. */
export const shellQuoted = (text: string): string => `'${text.replaceAll('\'', '\'\\\'\'')}'`

/**
 * One argument in the Exec line of a desktop entry: quoted, then escaped once more as every string of such a file is, with the
 * sign of field codes doubled (Desktop Entry Specification 1.5, "The Exec key"). Only where it must be: xdg-open without a
 * desktop takes quotes for letters.
 */
export const execQuoted = (text: string): string => (/^[\w@+=:,./-]+$/.test(text) ? text :
  `"${text.replace(/["`$\\]/g, '\\$&').replaceAll('\\', '\\\\').replaceAll('%', '%%')
    .replaceAll('\n', '\\n').replaceAll('\r', '\\r')}"`)

/** The beginning of an Exec line; what the user has set for other programs on Node is not meant for this one. */
export const execStart = ({ runtime, script }: StartCommand): string =>
  `env -u NODE_OPTIONS -u NODE_PATH ${execQuoted(runtime)} ${execQuoted(script)}`

/** One argument of a Windows command line: paths there hold no quotes. */
export const windowsQuoted = (text: string): string => `"${text}"`

export const xmlEscaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
