import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { checkProtocol, failure, type HelperFile, PROTOCOL, VERSION } from '#protocol'
import { findPackageFolder } from '#setup'
import { askToEnd, isAnswering, readHelperFile } from './call-helper'

/** The helper of this very checkout or installation. */
export interface HelperProgram {
  dataFolder: string
  /** The program to run, build/shared/helper/main.js. */
  program: string
  startTimeoutMs: number
}

/** Found when this program starts: an upgrade removes it, and this goes on. */
export const packageRoot = findPackageFolder()

export const helperProgram = (dataFolder: string): HelperProgram => ({
  dataFolder, program: join(packageRoot, 'build/shared/helper/main.js'), startTimeoutMs: 30_000,
})

/** The helper that runs under this data folder and proves it; undefined where none does. */
export async function findHelper(dataFolder: string): Promise<HelperFile | undefined> {
  const helper = readHelperFile(dataFolder)
  return helper !== undefined && await isAnswering(helper) ? helper : undefined
}

/** As `findHelper`; one that is alive and too busy to answer at once is asked again. */
export async function findBusyHelper(dataFolder: string, tries = 5): Promise<HelperFile | undefined> {
  const found = await findHelper(dataFolder)
  const pid = readHelperFile(dataFolder)?.pid
  if (found !== undefined || pid === undefined || !isAlive(pid) || tries <= 1) return found
  return findBusyHelper(dataFolder, tries - 1)
}

/**
 * The running helper, or a new one that outlives this program. One of an older version is asked to end and replaced;
 * a newer one is used as long as it speaks our protocol.
 * @throws PROTOCOL_MISMATCH, HELPER_START_FAILED
 */
export async function ensureHelper(program: HelperProgram): Promise<HelperFile> {
  const isReplaced = !existsSync(resolve(program.program, '../../../..'))
  const found = await findHelper(program.dataFolder) ?? (isReplaced ? await waitForNext(program) : undefined)
  if (found === undefined) return startDetached(program)
  if (isReplaced || !isOlder(found)) {
    checkProtocol(found.protocol, 'command line')
    return found
  }
  await endHelper(found)
  return startDetached(program)
}

/** An installation that took the place of this one ends the helper and starts its own. */
async function waitForNext({ dataFolder, startTimeoutMs }: HelperProgram): Promise<HelperFile | undefined> {
  const deadlineMs = performance.now() + startTimeoutMs
  while (performance.now() < deadlineMs) {
    const helper = await findHelper(dataFolder)
    if (helper !== undefined) return helper
    await pause(100)
  }
  return undefined
}

/** By protocol first, then by version (`1.10.0` is newer than `1.9.3`). */
export function isOlder({ protocol, version }: Pick<HelperFile, 'protocol' | 'version'>): boolean {
  if (protocol.major !== PROTOCOL.major) return protocol.major < PROTOCOL.major
  if (protocol.minor !== PROTOCOL.minor) return protocol.minor < PROTOCOL.minor
  return version.localeCompare(VERSION, 'en', { numeric: true }) < 0
}

/** Asks a helper to end and waits until its process is gone. */
export async function endHelper(helper: HelperFile): Promise<void> {
  await askToEnd(helper)
  while (isAlive(helper.pid)) await pause(20)
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

async function startDetached(program: HelperProgram): Promise<HelperFile> {
  mkdirSync(program.dataFolder, { recursive: true, mode: 0o700 })
  const logFile = join(program.dataFolder, 'start.log')
  const log = openSync(logFile, 'w', 0o600)
  const child = spawnHelper(program, { detached: true, stdio: ['ignore', log, log] })
  closeSync(log)
  child.unref()
  return waitUntilReady(program, child, () => readFileSync(logFile, 'utf8'))
}

/** Runs the helper's program under the data folder; its working folder is the data folder, so it holds no other in use. */
export function spawnHelper(program: HelperProgram, how: Parameters<typeof spawn>[2]): ChildProcess {
  if (!existsSync(program.program)) {
    throw failure('HELPER_START_FAILED', { reason: 'its program is not there; run this again, or else install Firstpass again' })
  }
  const env = { ...process.env, FIRSTPASS_HOME: program.dataFolder }
  return spawn(process.execPath, [program.program], { ...how, cwd: program.dataFolder, env, windowsHide: true })
}

/**
 * Waits until a helper answers: the child, or one that another command started at the same moment (the child then ends
 * with HELPER_RUNNING, which is no failure).
 * @param words what the child said so far @throws HELPER_START_FAILED
 */
export async function waitUntilReady(program: HelperProgram, child: ChildProcess, words: () => string): Promise<HelperFile> {
  const deadlineMs = performance.now() + program.startTimeoutMs
  while (performance.now() < deadlineMs) {
    const helper = await findHelper(program.dataFolder)
    if (helper !== undefined) return helper
    const hasEnded = child.exitCode !== null || child.signalCode !== null
    if (hasEnded && !words().includes('HELPER_RUNNING')) {
      const said = words().trim().split('\n').find((line) => /^[A-Z_]+: /.test(line))
      throw failure('HELPER_START_FAILED', { reason: said ?? `it ended with ${child.exitCode ?? child.signalCode}` })
    }
    await pause(20)
  }
  throw failure('HELPER_START_FAILED', { reason: `it was not ready after ${program.startTimeoutMs / 1000} s` })
}
