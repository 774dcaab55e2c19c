import * as fs from 'node:fs/promises'
import * as path from 'node:path'
import { failure, type FirstpassError, type HostKind } from '#protocol'

/** Panels whose host hands out paths; the others send pixels. */
const MAY_NAME_PATHS: readonly HostKind[] = ['command-line', 'premiere', 'resolve']

const MAX_PATH_LENGTH = 32_000

/** Names that are devices on Windows in any folder, with any extension. */
const DEVICE_NAME = /^(con|prn|aux|nul|com[0-9]|lpt[0-9]|conin\$|conout\$)(\.|$)/i

const forbid = (file: string, reason: string): FirstpassError => failure('PATH_FORBIDDEN', { path: file, reason })

/** What a job may touch outside its own folder. */
export interface Grant {
  host: HostKind
  /** The helper's own folder, which no job may name. */
  dataFolder: string
}

/**
 * The real path of a file that a job may read.
 * @throws PATH_FORBIDDEN, FILE_MISSING, FILE_UNREADABLE
 */
export async function grantRead(file: string, grant: Grant): Promise<string> {
  checkShape(file, grant)
  const real = await resolveReal(file)
  await checkOutsideData(file, real, grant)
  const { isRegular } = await kindOf(real)
  if (!isRegular) throw forbid(file, 'it is not a regular file')
  await fs.access(real, fs.constants.R_OK).catch((thrown: unknown) => {
    throw failure('FILE_UNREADABLE', { path: file, reason: 'you may not read it' }, thrown)
  })
  return real
}

/** What is to be written there; a plain file in a folder that stands, unless said. */
export interface WriteGrant extends Grant {
  isFolder?: boolean
  makesFolder?: boolean
}

/**
 * The path, its folder resolved, that a job may write.
 * @param sources real paths of the files the result is made from
 * @throws PATH_FORBIDDEN, OUTPUT_UNWRITABLE
 */
export async function grantWrite(file: string, sources: readonly string[], grant: WriteGrant): Promise<string> {
  checkShape(file, grant)
  const folder = await resolveFolder(file, grant)
  const real = path.join(folder, path.basename(file))
  await checkOutsideData(file, real, grant)
  const found = await fs.lstat(real).catch(() => undefined)
  if (found && !grant.isFolder && !found.isFile()) throw forbid(file, 'it is not a regular file')
  if (found && grant.isFolder && !found.isDirectory()) throw forbid(file, 'it is not a folder')
  for (const source of sources) {
    const origin = await fs.stat(source).catch(() => undefined)
    if (source === real || (found && origin && origin.ino === found.ino && origin.dev === found.dev)) {
      throw forbid(file, 'a result never replaces the file it was made from')
    }
  }
  return real
}

/** The real path of the folder of a file to be. */
async function resolveFolder(file: string, { makesFolder }: WriteGrant): Promise<string> {
  const wanted = path.dirname(file)
  const real = await fs.realpath(wanted).catch(() => undefined)
  const above = real ?? (makesFolder ? await fs.realpath(path.dirname(wanted)).catch(() => undefined) : undefined)
  if (above === undefined) throw failure('OUTPUT_UNWRITABLE', { path: file, reason: 'its folder does not exist' })
  await fs.access(above, fs.constants.W_OK).catch((thrown: unknown) => {
    throw failure('OUTPUT_UNWRITABLE', { path: file, reason: 'its folder is read-only' }, thrown)
  })
  return real ?? path.join(above, path.basename(wanted))
}

function checkShape(file: string, { host }: Grant): void {
  if (!MAY_NAME_PATHS.includes(host)) throw forbid(file.slice(0, 200), 'this panel may not name files')
  if (file.length > MAX_PATH_LENGTH) throw forbid(`${file.slice(0, 200)}...`, 'it is too long')
  if (file.includes('\0')) throw forbid(file.replaceAll('\0', '\\0'), 'it holds a zero byte')
  if (!path.isAbsolute(file)) throw forbid(file, 'it is not absolute')
  const parts = file.split(/[\\/]/)
  if (parts.includes('..')) throw forbid(file, 'it climbs with ..')
  if (process.platform === 'win32' && (parts.some((part) => DEVICE_NAME.test(part)) || /^\\\\[.?]\\/.test(file))) {
    throw forbid(file, 'it names a device')
  }
}

async function resolveReal(file: string): Promise<string> {
  try {
    return await fs.realpath(file)
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') throw failure('FILE_MISSING', { path: file }, thrown)
    if (code === 'ENAMETOOLONG') throw forbid(`${file.slice(0, 200)}...`, 'it is too long')
    throw failure('FILE_UNREADABLE', { path: file, reason: code ?? 'unknown' }, thrown)
  }
}

async function checkOutsideData(file: string, real: string, { dataFolder }: Grant): Promise<void> {
  const own = await fs.realpath(dataFolder)
  const way = path.relative(own, real)
  const isInside = way === '' || (!way.startsWith('..') && !path.isAbsolute(way))
  if (isInside) throw forbid(file, 'it belongs to the helper')
}

async function kindOf(real: string): Promise<{ isRegular: boolean }> {
  const found = await fs.stat(real).catch((thrown: unknown) => {
    throw failure('FILE_MISSING', { path: real }, thrown)
  })
  return { isRegular: found.isFile() }
}
