import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { failure } from '#protocol'
import { readText } from './files'

export const LOCK_FILE = 'install.lock'

/**
 * One installation at a time; a lock whose process is gone is taken over, and so is one that is older than the system's last
 * start, after which another may have its number. @returns what lets go of it @throws INSTALL_BUSY
 */
export function takeInstallLock(folder: string): () => void {
  mkdirSync(folder, { recursive: true })
  const lock = join(folder, LOCK_FILE)
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' })
      return () => rmSync(lock, { force: true })
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'EEXIST') throw thrown
      const pid = readHolder(lock)
      if (pid !== undefined) throw failure('INSTALL_BUSY', { pid }, thrown)
      rmSync(lock, { force: true })
    }
  }
}

/** How long a process may take between making the lock and writing its number. */
const WRITING_MS = 2000

/** The process that holds the lock; 0 where it has not said yet; undefined where there is none any more. */
function readHolder(lock: string): number | undefined {
  const { mtimeMs } = statSync(lock, { throwIfNoEntry: false }) ?? { mtimeMs: 0 }
  const text = readText(lock) ?? ''
  if (text === '' && Date.now() - mtimeMs < WRITING_MS) return 0
  const startedAt = Date.now() - uptime() * 1000
  return mtimeMs > startedAt && isAlive(Number(text)) ? Number(text) : undefined
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
