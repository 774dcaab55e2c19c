import { execFile } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { extract } from 'tar'
import { VERSION } from '#protocol'
import { itWithWeights, weights } from './available'
import { unzip } from './unzip'

/** The archive that `npm run package` makes on this system, made once for all tests of a run, and kept while it is current. */

/** This file may run from build/, too. */
const above = resolve(__dirname, '../..')
const root = above.endsWith('build') ? dirname(above) : above
const folder = join(root, 'build/archive')
const stem = `firstpass-${VERSION}-${process.platform}-${process.arch}`
const file = join(folder, `${stem}${process.platform === 'win32' ? '.zip' : '.tar.gz'}`)
const lock = join(folder, 'lock')

/** All that an archive is made of, and what makes it. */
const inputs = ['bin', ...['mask', 'denoise', 'upscale', 'refine', 'slow'].map((task) => `models/${task}`),
  'plugins/package.js', 'plugins/resolve', 'package.json', 'package-lock.json', 'LICENSE',
  ...['shared', 'native/lib', 'native/Release', 'web', 'resolve', 'photoshop', 'premiere'].map((part) => `build/${part}`)]

/** `it` where what the archive brings is at hand without a download. */
export const itWithArchive: jest.It = itWithWeights('u2netp')

/** The full path of the current archive of what is built; other test files that ask at the same time get the same. */
export async function currentArchive(): Promise<string> {
  if (isCurrent()) return file
  mkdirSync(folder, { recursive: true })
  while (!takeLock()) await pause(100)
  try {
    if (!isCurrent()) await make()
    return file
  } finally {
    rmSync(lock)
  }
}

/** Unpacks it as a person would. @returns the one folder that is in it */
export async function unpackArchive(into: string): Promise<string> {
  const archive = await currentArchive()
  mkdirSync(into, { recursive: true })
  if (archive.endsWith('.zip')) unzip(archive, into)
  else await extract({ file: archive, cwd: into })
  return join(into, stem)
}

async function make(): Promise<void> {
  const startedAt = new Date()
  const models = [process.env.FIRSTPASS_TEST_MODELS ?? '', dirname(weights('u2netp') ?? '')].filter((each) => each !== '')
  const env = { ...process.env, FIRSTPASS_TEST_MODELS: models.join(delimiter), npm_config_offline: 'true' }
  await promisify(execFile)(process.execPath, [join(root, 'bin/archive/main.js'), folder], { env })
  // What changes while it is made is newer than it.
  utimesSync(file, startedAt, startedAt)
}

function isCurrent(): boolean {
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return inputs.every((path) => newestBelow(join(root, path)) <= made)
}

function newestBelow(path: string): number {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return 0
  if (!found.isDirectory()) return found.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newestBelow(join(path, name))))
}

/** A test process that was killed leaves its lock behind. */
function takeLock(): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' })
    return true
  } catch {
    if (!isAlive(Number(readLock()))) rmSync(lock, { force: true })
    return false
  }
}

function readLock(): string {
  try {
    return readFileSync(lock, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
