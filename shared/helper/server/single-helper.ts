import * as fs from 'node:fs'
import * as path from 'node:path'
import { COMMAND_LINE_PANEL, failure, HELPER_FILE, type HelperFile, helperFileSchema, helloSchema } from '#protocol'
import { readPrivate, writePrivate } from './private-file'
import { hashToken, isSame, newToken, proveToken } from './secrets'

const LOCK = 'helper.lock'

/** How long a helper that holds the lock may take until it answers. */
const START_TRIES = 20
const TRY_EVERY_MS = 250

/** This process's claim on a data folder. */
export interface Claim {
  /** Tells the command line where to find this helper. */
  publish(facts: HelperFile): void
  /** Takes back what was published, so that nobody new comes. */
  unpublish(): void
  /** The last thing a helper does: another may then take up its jobs. */
  release(): void
}

/**
 * Only one helper per data folder. A claim whose process is gone, or whose process is not a helper (its number was given
 * away), is taken over.
 * @throws HELPER_RUNNING, FILE_EXPOSED
 */
export async function claimFolder(folder: string, patience = { tries: START_TRIES, everyMs: TRY_EVERY_MS }): Promise<Claim> {
  const lock = path.join(folder, LOCK)
  const file = path.join(folder, HELPER_FILE)
  readHelperFile(file)
  for (let tries = 0; !takeLock(lock); tries++) {
    const holder = readHolder(lock)
    const found = readHelperFile(file)
    if (holder !== undefined && isAlive(holder)) {
      if (found && await answers(found)) throw failure('HELPER_RUNNING', { port: found.port })
      if (tries < patience.tries) {
        await new Promise((resolve) => setTimeout(resolve, patience.everyMs))
        continue
      }
    }
    removeStale(lock, holder)
  }
  fs.rmSync(file, { force: true })
  return {
    publish: (facts) => writePrivate(file, JSON.stringify(facts)),
    unpublish: () => fs.rmSync(file, { force: true }),
    release: () => {
      if (readHolder(lock) !== process.pid) return
      fs.rmSync(file, { force: true })
      fs.rmSync(lock, { force: true })
    },
  }
}

function takeLock(lock: string): boolean {
  try {
    fs.writeFileSync(lock, String(process.pid), { flag: 'wx', mode: 0o600 })
    return true
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw thrown
  }
}

/** Two helpers may find the same stale lock: only what was judged is removed, a newer one is put back. */
function removeStale(lock: string, holder: number | undefined): void {
  const aside = `${lock}.${process.pid}`
  try {
    fs.renameSync(lock, aside)
    if (readHolder(aside) !== holder) fs.linkSync(aside, lock)
  } catch (thrown) {
    if (!['ENOENT', 'EEXIST'].includes((thrown as NodeJS.ErrnoException).code ?? '')) throw thrown
  } finally {
    fs.rmSync(aside, { force: true })
  }
}

function readHolder(lock: string): number | undefined {
  try {
    const pid = Number(fs.readFileSync(lock, 'utf8'))
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined
  } catch {
    return undefined
  }
}

function readHelperFile(file: string): HelperFile | undefined {
  const text = readPrivate(file)
  try {
    return text === undefined ? undefined : helperFileSchema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** Whether a helper answers there that knows the token, and not merely some program on the same port. */
async function answers({ port, token }: HelperFile): Promise<boolean> {
  const nonce = newToken()
  try {
    const response = await fetch(`http://127.0.0.1:${port}/v1/hello?panel=${COMMAND_LINE_PANEL}&nonce=${nonce}`,
      { signal: AbortSignal.timeout(1000) })
    const { proof } = helloSchema.parse(await response.json())
    return proof !== undefined && isSame(proof, proveToken(hashToken(token), nonce))
  } catch {
    return false
  }
}
