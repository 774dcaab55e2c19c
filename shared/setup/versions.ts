import {
  constants, copyFileSync, lstatSync, mkdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, statfsSync,
  symlinkSync,
} from 'node:fs'
import { basename, dirname, isAbsolute, join, relative } from 'node:path'
import { failure } from '#protocol'
import type { Run } from './around'
import { kindAt, namesIn, readText, removeAll, sha256Of } from './files'

/** Of an unpacked archive; what is installed of it. Weights go into the data folder, steps and README stay behind. */
const PARTS = ['app', 'licences', 'plugins', 'runtime'] as const

const CURRENT = 'current'
/** A folder of this name is not whole yet, or not any more. */
const PARTIAL = /^\.(new|old)-\d+$/

/** One thing of a tree: a folder, a file or a link, below the tree's own folder. */
interface Leaf {
  path: string
  kind: 'folder' | 'file' | 'link'
  bytes: number
}

function* leavesOf(folder: string, below = ''): Generator<Leaf> {
  for (const name of namesIn(join(folder, below))) {
    const path = join(below, name)
    const kind = kindAt(join(folder, path))
    if (kind === 'other' || kind === 'none') throw failure('INSTALL_FAILED', { reason: `${join(folder, path)} is no file` })
    yield { path, kind, bytes: kind === 'file' ? lstatSync(join(folder, path)).size : 0 }
    if (kind === 'folder') yield* leavesOf(folder, path)
  }
}

/**
 * Copies an unpacked archive beside the versions that are there and tries it; nothing that is there is touched.
 * @returns the name of the copy in `versions/`, which no other version has @throws INSTALL_FAILED, DISK_FULL
 */
export function copyVersion(archive: string, folder: string, { version, run }: { version: string; run: Run }): string {
  const versions = join(folder, 'versions')
  mkdirSync(versions, { recursive: true })
  const leaves = PARTS.flatMap((part) => [{ path: part, kind: 'folder', bytes: 0 } as Leaf, ...below(archive, part)])
  checkRoom(versions, leaves.reduce((sum, { bytes }) => sum + bytes, 0))
  const partial = join(versions, `.new-${process.pid}`)
  removeAll(partial)
  try {
    mkdirSync(partial)
    for (const leaf of leaves) copyLeaf(leaf, archive, partial)
    checkCopy(partial, { version, run })
    const name = freeName(versions, version)
    renameSync(partial, join(versions, name))
    return name
  } catch (thrown) {
    removeAll(partial)
    throw thrown
  }
}

function below(archive: string, part: string): Leaf[] {
  if (kindAt(join(archive, part)) !== 'folder') {
    throw failure('INSTALL_FAILED', { reason: `${join(archive, part)} is missing: the archive was not unpacked as a whole` })
  }
  return [...leavesOf(join(archive, part))].map((leaf) => ({ ...leaf, path: join(part, leaf.path) }))
}

function checkRoom(folder: string, needed: number): void {
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < needed) throw failure('DISK_FULL', { path: folder, needed })
}

/** The copy of a file is read back, and is the same. */
function copyLeaf({ path, kind }: Leaf, from: string, to: string): void {
  const target = join(to, path)
  if (kind === 'folder') return mkdirSync(target)
  if (kind === 'link') return copyLink(path, from, to)
  copyFileSync(join(from, path), target, constants.COPYFILE_FICLONE)
  if (sha256Of(readFileSync(target)) !== sha256Of(readFileSync(join(from, path)))) {
    throw failure('INSTALL_FAILED', { reason: `${target} is not as it is in the archive` })
  }
}

/** Links of an archive stay within it. */
function copyLink(path: string, from: string, to: string): void {
  const aim = readlinkSync(join(from, path))
  if (isAbsolute(aim) || relative(from, join(from, dirname(path), aim)).startsWith('..')) {
    throw failure('INSTALL_FAILED', { reason: `${join(from, path)} is a link out of the archive` })
  }
  symlinkSync(aim, join(to, path))
}

/** It runs, and is what it says. What comes after that are warnings of the runtime's, such as of certificates that are gone. */
function checkCopy(copy: string, { version, run }: { version: string; run: Run }): void {
  const runtime = join(copy, 'runtime', process.platform === 'win32' ? 'node.exe' : 'node')
  const { status, said } = run([runtime, [join(copy, 'app/bin/firstpass.js'), '--version']])
  if (status === 0 && said.split(/\r?\n/, 1)[0] === version) return
  throw failure('INSTALL_FAILED', { reason: `the copy does not run here: ${said === '' ? `it ended with ${status}` : said}` })
}

/** Two of one version may be there for a moment: the one that is repaired, and the one that repairs it. */
function freeName(versions: string, version: string): string {
  const taken = namesIn(versions)
  for (let count = 1; ; count++) {
    const name = count === 1 ? version : `${version}-${count}`
    if (!taken.includes(name)) return name
  }
}

/** The name in `versions/` that is current; undefined where none is. */
export function currentName(folder: string): string | undefined {
  try {
    const real = realpathSync(join(folder, CURRENT))
    return dirname(real) === realpathSync(join(folder, 'versions')) ? basename(real) : undefined
  } catch {
    return undefined
  }
}

/** From here on the other version is what starts. In one step, but for Windows, which replaces no folder by another. */
export function switchCurrent(folder: string, name: string, platform: string = process.platform): void {
  const current = join(folder, CURRENT)
  const next = join(folder, `.${CURRENT}-${process.pid}`)
  rmSync(next, { force: true })
  // A junction, which needs no rights on Windows, names its aim in full.
  symlinkSync(platform === 'win32' ? join(folder, 'versions', name) : join('versions', name), next, 'junction')
  if (platform === 'win32') rmSync(current, { force: true })
  renameSync(next, current)
}

/**
 * Removes every version but the one named, and what killed installations left; what somebody else has in a folder of that name
 * is not touched. @returns what would not go
 */
export function removeOtherVersions(folder: string, kept: string | undefined): string[] {
  const versions = join(folder, 'versions')
  const old = namesIn(versions).filter((name) => name !== kept && isOurs(versions, name))
  const links = namesIn(folder).filter((name) => /^\.current-\d+$/.test(name)).map((name) => join(folder, name))
  return [...old.filter((name) => !removeVersion(versions, name)).map((name) => join(versions, name)),
    ...links.filter((path) => !removeAll(path))]
}

function isOurs(versions: string, name: string): boolean {
  if (PARTIAL.test(name) || kindAt(join(versions, name)) === 'link') return true
  return /"name":\s*"firstpass"/.test(readText(join(versions, name, 'app/package.json')) ?? '')
}

/** Under a name first by which it is known, should this be killed half-way. */
export function removeVersion(versions: string, name: string): boolean {
  const path = join(versions, name)
  if (PARTIAL.test(name) || kindAt(path) !== 'folder') return removeAll(path)
  const aside = join(versions, `.old-${process.pid}`)
  try {
    renameSync(path, aside)
  } catch {
    return removeAll(path)
  }
  return removeAll(aside)
}
