import { execFile } from 'node:child_process'
import { createConnection } from 'node:net'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** True if something listens on the port of this machine. */
export function isPortBusy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' })
    const answer = (isBusy: boolean) => (): void => {
      socket.destroy()
      resolve(isBusy)
    }
    socket.once('connect', answer(true)).once('error', answer(false)).setTimeout(1000, answer(false))
  })
}

/** Who listens on the port, as `name (pid)`; undefined where the system does not tell (other users' programs). */
export async function findPortHolder(port: number): Promise<string | undefined> {
  try {
    if (process.platform === 'linux') return findOnLinux(port)
    return process.platform === 'win32' ? await findOnWindows(port) : await findByLsof(port)
  } catch {
    return undefined
  }
}

/** The listening socket's inode from /proc/net/tcp, then the process that holds it open. */
function findOnLinux(port: number): string | undefined {
  const rows = ['/proc/net/tcp', '/proc/net/tcp6'].flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(1))
  const ending = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const inodes = rows.map((row) => row.trim().split(/\s+/))
    .filter((fields) => fields[1]?.endsWith(ending) === true && fields[3] === '0A')
    .map((fields) => `socket:[${fields[9]}]`)
  const pid = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).find((each) => holdsAny(each, inodes))
  return pid === undefined ? undefined : `${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (${pid})`
}

function holdsAny(pid: string, inodes: readonly string[]): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).some((fd) => inodes.includes(readlinkSync(`/proc/${pid}/fd/${fd}`)))
  } catch {
    return false
  }
}

async function findByLsof(port: number): Promise<string | undefined> {
  const { stdout } = await run('lsof', ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpc'])
  const pid = /^p(\d+)/m.exec(stdout)?.[1]
  const name = /^c(.+)/m.exec(stdout)?.[1]
  return pid === undefined ? undefined : `${name ?? 'a program'} (${pid})`
}

async function findOnWindows(port: number): Promise<string | undefined> {
  const { stdout } = await run('netstat', ['-ano', '-p', 'TCP'])
  const row = stdout.split('\n').map((line) => line.trim().split(/\s+/))
    .find((fields) => fields[1]?.endsWith(`:${port}`) === true && fields[3] === 'LISTENING')
  return row === undefined ? undefined : `process ${row[4]}`
}
