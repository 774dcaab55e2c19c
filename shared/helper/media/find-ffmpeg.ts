import fs from 'node:fs'
import path from 'node:path'
import { failure } from '#protocol'
import { runProgram } from './run-program'

/** The two programs that read and write clips, by their full paths. */
export interface MediaPrograms {
  ffmpeg: string
  ffprobe: string
  /** As the program says: `5.1.9-0+deb12u1`. */
  version: string
}

/** Where to look; tests look elsewhere. */
export interface Surroundings {
  env: Record<string, string | undefined>
  platform: NodeJS.Platform
  arch: string
  /** What the user chose: the absolute path of the program, or of its folder; empty or undefined: nothing. */
  chosen?: string
  /** A folder of packages that only a source checkout has; undefined looks beside this project. */
  packages?: string
}

const SMALL = { limitMs: 20_000, limitBytes: 1_000_000 }

let chosenPlace = ''

/** From now on this process looks there before it looks on PATH; empty: no longer. */
export function chooseFfmpeg(place: string): void {
  chosenPlace = place
}

/**
 * Finds ffmpeg and ffprobe: FIRSTPASS_FFMPEG (a program or its folder), then what the user chose, then PATH, then the development
 * packages of a source checkout. Asked when a clip is opened, never at start.
 * @throws FFMPEG_MISSING
 */
export async function findFfmpeg(
  around: Surroundings = { env: process.env, platform: process.platform, arch: process.arch, chosen: chosenPlace },
): Promise<MediaPrograms> {
  const named = around.env.FIRSTPASS_FFMPEG
  if (named !== undefined && named !== '') {
    const reason = `FIRSTPASS_FFMPEG names ${named}, where ffmpeg and ffprobe are not`
    return await checkPair(pairOfSetting(named, around), around, reason)
  }
  if (around.chosen !== undefined && around.chosen !== '') return await checkChosen(around.chosen, around)
  const found = pairOnPath(around) ?? pairOfPackages(around)
  return await checkPair(found, around, 'neither FIRSTPASS_FFMPEG nor PATH names it')
}

/**
 * What is chosen over the wire is run, so only what is called ffmpeg is, and nothing of another computer.
 * @throws FFMPEG_MISSING, FFMPEG_INCOMPLETE
 */
export async function checkChosen(chosen: string, around: Surroundings): Promise<MediaPrograms> {
  const isOfNetwork = /^[\\/]{2}/.test(chosen)
  const isOther = isFile(chosen) && !/^ffmpeg[\w.-]*$/i.test(path.basename(chosen))
  const pair = isOfNetwork || isOther ? undefined : pairOfSetting(chosen, around)
  return await checkPair(pair, around, `the settings name ${chosen}, where ffmpeg and ffprobe are not`)
}

type Pair = Pick<MediaPrograms, 'ffmpeg' | 'ffprobe'>

const exe = (name: string, { platform }: Surroundings): string => (platform === 'win32' ? `${name}.exe` : name)

/** What can't be looked at (too long, not allowed, no name at all) is none. */
function isFile(file: string): boolean {
  try {
    return fs.statSync(file).isFile()
  } catch {
    return false
  }
}

function pairIn(folder: string, around: Surroundings): Pair | undefined {
  const ffmpeg = path.join(folder, exe('ffmpeg', around))
  const ffprobe = path.join(folder, exe('ffprobe', around))
  return isFile(ffmpeg) && isFile(ffprobe) ? { ffmpeg, ffprobe } : undefined
}

/** A program may have another name (`ffmpeg-7`); its ffprobe lies beside it, named alike or plainly. */
function pairOfSetting(named: string, around: Surroundings): Pair | undefined {
  if (!path.isAbsolute(named)) return undefined
  if (!isFile(named)) return pairIn(named, around)
  const folder = path.dirname(named)
  const alike = path.join(folder, path.basename(named).replace('ffmpeg', 'ffprobe'))
  const plain = path.join(folder, exe('ffprobe', around))
  const ffprobe = [alike, plain].find((file) => file !== named && isFile(file))
  return ffprobe === undefined ? undefined : { ffmpeg: named, ffprobe }
}

function pairOnPath(around: Surroundings): Pair | undefined {
  const folders = (around.env.PATH ?? '').split(path.delimiter).filter((folder) => path.isAbsolute(folder))
  for (const folder of folders) {
    const pair = pairIn(folder, around)
    if (pair !== undefined) return pair
  }
  return undefined
}

/** Development packages are never shipped, so an installed product has no such folder. */
function pairOfPackages(around: Surroundings): Pair | undefined {
  const packages = around.packages ?? packagesOfCheckout()
  const system = `${around.platform}-${around.arch}`
  const ffmpeg = path.join(packages, '@ffmpeg-installer', system, exe('ffmpeg', around))
  const ffprobe = path.join(packages, '@ffprobe-installer', system, exe('ffprobe', around))
  if (!isFile(ffmpeg) || !isFile(ffprobe)) return undefined
  for (const program of [ffmpeg, ffprobe]) makeExecutable(program)
  return { ffmpeg, ffprobe }
}

/** Their install scripts, which would do this, need not run. */
function makeExecutable(program: string): void {
  if ((fs.statSync(program).mode & 0o111) === 0) fs.chmodSync(program, 0o755)
}

/** Built code lies one folder deeper than its source. */
function packagesOfCheckout(): string {
  const root = path.resolve(__dirname, '../../..')
  return path.join(path.basename(root) === 'build' ? path.dirname(root) : root, 'node_modules')
}

async function checkPair(pair: Pair | undefined, around: Surroundings, reason: string): Promise<MediaPrograms> {
  if (pair === undefined) throw missing(reason, around)
  const { mtimeMs, size } = fs.statSync(pair.ffmpeg)
  const key = `${pair.ffmpeg} ${mtimeMs} ${size}`
  const version = known.get(key) ?? await askVersion(pair, around)
  known.set(key, version)
  return { ...pair, version }
}

/** Programs that were asked already: starting ffmpeg takes up to a second on a busy machine. */
const known = new Map<string, string>()

async function askVersion(pair: Pair, around: Surroundings): Promise<string> {
  const answer = await runProgram(pair.ffmpeg, ['-hide_banner', '-version'], SMALL).catch((error: Error) => error)
  if (answer instanceof Error) throw missing(`${pair.ffmpeg} can't be started (${answer.message})`, around)
  const version = /^ffmpeg version (\S+)/.exec(answer.stdout)?.[1]
  if (version === undefined) throw missing(`${pair.ffmpeg} is not ffmpeg`, around)
  await checkFilters(pair)
  return version
}

const neededFilters = ['bwdif', 'fps', 'lutrgb', 'mergeplanes', 'zscale']

/** Colours are exact with zscale only; a build without it is refused, not worked around. */
async function checkFilters(pair: Pair): Promise<void> {
  const { stdout } = await runProgram(pair.ffmpeg, ['-hide_banner', '-filters'], SMALL)
  const has = new Set([...stdout.matchAll(/^ [A-Z.|]{2,4} (\S+)/gm)].map((match) => match[1] ?? ''))
  const lacking = neededFilters.find((name) => !has.has(name))
  if (lacking === undefined) return
  throw failure('FFMPEG_INCOMPLETE', { program: pair.ffmpeg, part: `filter ${lacking}`, purpose: 'reading clips' })
}

const missing = (reason: string, { platform }: Surroundings): unknown =>
  failure('FFMPEG_MISSING', { reason, install: installOf(platform) })

function installOf(platform: NodeJS.Platform): string {
  if (platform === 'win32') return 'winget install Gyan.FFmpeg'
  if (platform === 'darwin') return 'brew install ffmpeg'
  return 'sudo apt install ffmpeg (package "ffmpeg" of other systems as well)'
}

/** Which encoders this ffmpeg has, by name. */
export async function listEncoders({ ffmpeg }: Pick<MediaPrograms, 'ffmpeg'>): Promise<ReadonlySet<string>> {
  const { stdout } = await runProgram(ffmpeg, ['-hide_banner', '-encoders'], SMALL)
  return new Set([...stdout.matchAll(/^ [A-Z.]{6} ([^\s=]+)/gm)].map((match) => match[1] ?? ''))
}
