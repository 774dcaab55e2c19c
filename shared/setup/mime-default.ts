import { existsSync, mkdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
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
const OURS = `${KEY}=${DESKTOP_FILE}`

const isOurLine = (line: string): boolean => line.split('=')[0]?.trim() === KEY
const endOf = (line: string): string => /\r?\n$/.exec(line)?.[0] ?? ''

export const mimeListFile = (around: Around): string => posix.join(desktopFolders(around).config, 'mimeapps.list')

/** With their ends, which may be of two kinds in one list. */
const linesOf = (text: string): string[] => text.split(/(?<=\n)/).filter((line) => line !== '')

/** The list with our application for `firstpass:`; every other line stays as it is. */
export function withDefault(text: string): { text: string; madeGroup: boolean } {
  const lines = linesOf(text)
  const { header, present } = findLines(lines)
  if (present !== undefined) lines[present] = OURS + endOf(lines[present] ?? '')
  else if (header !== undefined) insertAfter(lines, header, OURS)
  else {
    insertAfter(lines, lines.length - 1, GROUP)
    insertAfter(lines, lines.length - 1, OURS)
  }
  return { text: lines.join(''), madeGroup: header === undefined }
}

/** A last line without an end gets one, and the new last line has none. */
function insertAfter(lines: string[], at: number, line: string): void {
  const before = lines[at]
  const end = before === undefined ? '\n' : endOf(before)
  if (end === '') lines[at] = `${before}\n`
  lines.splice(at + 1, 0, line + end)
}

/** The list without our line, and without the group where that was made for it and holds nothing else. */
export function withoutDefault(text: string, madeGroup: boolean): string {
  const lines = linesOf(text)
  const { header, present } = findLines(lines)
  if (header === undefined || present === undefined) return text
  takeOut(lines, present)
  const next = lines[header + 1]?.trim() ?? ''
  if (madeGroup && (next === '' || next.startsWith('['))) takeOut(lines, header)
  return lines.join('')
}

function takeOut(lines: string[], at: number): void {
  const [line = ''] = lines.splice(at, 1)
  const before = lines[at - 1]
  if (endOf(line) === '' && before !== undefined) lines[at - 1] = before.slice(0, before.length - endOf(before).length)
}

/** Our line counts in its group alone. */
function findLines(lines: readonly string[]): { header: number | undefined; present: number | undefined } {
  const header = lines.findIndex((line) => line.trim() === GROUP)
  if (header < 0) return { header: undefined, present: undefined }
  const next = lines.findIndex((line, at) => at > header && line.trim().startsWith('['))
  const present = lines.findIndex((line, at) => at > header && (next < 0 || at < next) && isOurLine(line))
  return { header, present: present < 0 ? undefined : present }
}

/** Byte for byte: nobody says that it is UTF-8. Undefined where it can't be read. */
function readList(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

/** @param earlier what an installation before this one made */
export function planMimeDefault(path: string, earlier: MimeDefault | undefined): MimeDefault {
  const madeFile = kindAt(path) === 'none'
  const { madeGroup } = withDefault(readList(path) ?? '')
  const isSame = earlier?.path === path
  return { path, madeFile: madeFile || (isSame && earlier.madeFile), madeGroup: madeGroup || (isSame && earlier.madeGroup) }
}

/** Written through a link, as those have it who keep their settings elsewhere. What can't be is the system's failure to tell. */
export function addMimeDefault({ path }: MimeDefault): void {
  mkdirSync(dirname(path), { recursive: true })
  if (kindAt(path) === 'none') return writeWhole(path, withDefault('').text)
  writeList(path, withDefault(readFileSync(path, 'latin1')).text)
}

/** With the rights that it had. */
function writeList(path: string, text: string): void {
  const real = realpathSync(path)
  writeWhole(real, Buffer.from(text, 'latin1'), statSync(real).mode & 0o777)
}

/** @returns whether our line is gone */
export function removeMimeDefault({ path, madeFile, madeGroup }: MimeDefault): boolean {
  const before = existsSync(path) ? readList(path) : undefined
  if (before === undefined) return true
  const after = withoutDefault(before, madeGroup)
  if (after === before) return true
  if (madeFile && after.trim() === '' && kindAt(path) === 'file') return removeAll(path)
  try {
    writeList(path, after)
    return true
  } catch {
    return false
  }
}
