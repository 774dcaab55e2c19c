import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs'
import { dirname, posix } from 'node:path'
import type { Around } from './around'
import { kindAt, removeAll, writeWhole } from './files'
import { DESKTOP_FILE, desktopFolders, URL_SCHEME } from './system-entries'

/** What was added to the user's list of default applications, beside our line. */
export interface MimeDefault {
  path: string
  madeFile: boolean
  madeGroup: boolean
}

const GROUP = '[Default Applications]'
const KEY = `x-scheme-handler/${URL_SCHEME}`
const isOurLine = (line: string): boolean => line.split('=')[0]?.trim() === KEY

export const mimeListFile = (around: Around): string => posix.join(desktopFolders(around).config, 'mimeapps.list')

/** The list with our application for `firstpass:`; every other line stays as it is. */
export function withDefault(text: string): { text: string; madeGroup: boolean } {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(end)
  const ours = `${KEY}=${DESKTOP_FILE}`
  const { header, present } = findLines(lines)
  if (present !== undefined) {
    lines[present] = ours
    return { text: lines.join(end), madeGroup: false }
  }
  if (header !== undefined) {
    lines.splice(header + 1, 0, ours)
    return { text: lines.join(end), madeGroup: false }
  }
  lines.splice(lines.at(-1) === '' ? lines.length - 1 : lines.length, 0, GROUP, ours)
  return { text: lines.join(end), madeGroup: true }
}

/** The list without our line, and without the group where that was made for it and holds nothing else. */
export function withoutDefault(text: string, madeGroup: boolean): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n'
  const lines = text.split(end)
  const { header, present } = findLines(lines)
  if (header === undefined || present === undefined) return text
  lines.splice(present, 1)
  const next = lines[header + 1]
  const isEmpty = next === undefined || next === '' || next.startsWith('[')
  if (madeGroup && isEmpty) lines.splice(header, 1)
  return lines.join(end)
}

/** Our line counts in its group alone. */
function findLines(lines: readonly string[]): { header: number | undefined; present: number | undefined } {
  const header = lines.findIndex((line) => line.trim() === GROUP)
  if (header < 0) return { header: undefined, present: undefined }
  const next = lines.findIndex((line, at) => at > header && line.trim().startsWith('['))
  const present = lines.findIndex((line, at) => at > header && (next < 0 || at < next) && isOurLine(line))
  return { header, present: present < 0 ? undefined : present }
}

/** @param earlier what an installation before this one made */
export function planMimeDefault(path: string, earlier: MimeDefault | undefined): MimeDefault {
  const madeFile = kindAt(path) === 'none'
  const madeGroup = withDefault(madeFile || !existsSync(path) ? '' : readFileSync(path, 'utf8')).madeGroup
  const isSame = earlier?.path === path
  return { path, madeFile: madeFile || (isSame && earlier.madeFile), madeGroup: madeGroup || (isSame && earlier.madeGroup) }
}

/** Written through a link, as those have it who keep their settings elsewhere. */
export function addMimeDefault({ path }: MimeDefault): void {
  mkdirSync(dirname(path), { recursive: true })
  const isThere = existsSync(path)
  const { text } = withDefault(isThere ? readFileSync(path, 'utf8') : '')
  writeWhole(isThere ? realpathSync(path) : path, text)
}

export function removeMimeDefault({ path, madeFile, madeGroup }: MimeDefault): void {
  if (!existsSync(path)) return
  const before = readFileSync(path, 'utf8')
  const after = withoutDefault(before, madeGroup)
  if (after === before) return
  if (madeFile && after.trim() === '') removeAll(path)
  else writeWhole(realpathSync(path), after)
}
