import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { uptime } from 'node:os'
import { join } from 'node:path'
import { failure } from '#protocol'

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
      const pid = Number(readFileSync(lock, 'utf8'))
      const startedAt = Date.now() - uptime() * 1000
      if (statSync(lock).mtimeMs > startedAt && isAlive(pid)) throw failure('INSTALL_BUSY', { pid }, thrown)
      rmSync(lock, { force: true })
    }
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM'
  }
}
