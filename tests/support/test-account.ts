import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import {
  chmodSync, chownSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { program } from './available'
import { until } from './helper'
import { type Ended, waitForEnd } from './run-firstpass'

/** Always the same, so that what a crashed run left is found. */
const NAME = 'firstpass-test'

/** What a person has who has nothing: the programs of coreutils, and what unpacks archives. */
const PLAIN = ['basename', 'cat', 'chmod', 'cp', 'cut', 'date', 'dirname', 'env', 'false', 'gzip', 'head', 'id', 'ln', 'ls',
  'mkdir', 'mv', 'printf', 'readlink', 'rm', 'sh', 'sleep', 'sort', 'stat', 'tar', 'touch', 'tr', 'true', 'uname', 'wc']

/** What must not be there. */
export const BUILD_TOOLS = ['node', 'npm', 'npx', 'corepack', 'cmake', 'make', 'ninja', 'cc', 'gcc', 'g++', 'c++', 'clang',
  'python3']

export interface Socket {
  local: string
  remote: string
  isListening: boolean
}

/**
 * Somebody else on this computer: an account made for the test, with an empty home. Who runs the tests without being root gets an
 * empty home alone.
 */
export class TestAccount {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'firstpass-account-'))
  readonly home = path.join(this.folder, 'home')
  /** Undefined: this process's own account. */
  readonly uid: number | undefined
  private readonly gid: number | undefined
  private readonly bin = path.join(this.folder, 'bin')

  constructor() {
    chmodSync(this.folder, 0o755)
    mkdirSync(this.bin)
    for (const name of PLAIN) {
      const found = program(name)
      if (found !== undefined) symlinkSync(found, path.join(this.bin, name))
    }
    if (process.getuid?.() !== 0 || program('useradd') === undefined || program('userdel') === undefined) {
      mkdirSync(this.home)
      process.stdout.write('not root: in an empty home of the same account\n')
      return
    }
    removeAccount()
    const skeleton = path.join(this.folder, 'skeleton')
    mkdirSync(skeleton)
    system('useradd', '--create-home', '--skel', skeleton, '--home-dir', this.home, '--shell', '/bin/sh', NAME)
    const { uid, gid } = statSync(this.home)
    Object.assign(this, { uid, gid })
  }

  at(...names: string[]): string {
    return path.join(this.home, ...names)
  }

  /** Makes a file or folder that this process made one of the account's. */
  own(file: string): string {
    if (this.uid !== undefined && this.gid !== undefined) chownSync(file, this.uid, this.gid)
    return file
  }

  /** Runs a program as the account's owner would, who has nothing else in the environment. */
  run(file: string, ...args: string[]): Promise<Ended> {
    return waitForEnd(this.start(file, args))
  }

  /** Follows a link as the system does for a program that meets one; it needs more than coreutils for that. */
  follow(link: string): Promise<Ended> {
    const opener = program('xdg-open') ?? 'xdg-open'
    return waitForEnd(this.start(opener, [link], { PATH: process.env.PATH ?? '', DISPLAY: ':99' }))
  }

  private start(file: string, args: readonly string[], more: Record<string, string> = {}): ChildProcess {
    const env = { HOME: this.home, PATH: this.bin, USER: NAME, LANG: 'C.UTF-8', FIRSTPASS_PORTS: '0', ...more }
    const who = this.uid === undefined ? {} : { uid: this.uid, gid: this.gid }
    return spawn(file, args, { cwd: this.home, env, stdio: ['ignore', 'pipe', 'pipe'], ...who })
  }

  /** The account's processes; of one's own nobody can tell which they are. */
  processes(): string[] {
    return this.uid === undefined ? [] : processesOf(this.uid)
  }

  /** The account's sockets of TCP and UDP. */
  sockets(): Socket[] {
    return ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) => {
      const rows = readFileSync(`/proc/net/${kind}`, 'utf8').trim().split('\n').slice(1).map((row) => row.trim().split(/\s+/))
      return rows.filter((fields) => Number(fields[7]) === this.uid)
        .map(([, local = '', remote = '', state]) => ({ local, remote, isListening: state === '0A' }))
    })
  }

  /** What lies about in the folder for what is temporary; of one's own nobody can tell. */
  litter(): string[] {
    if (this.uid === undefined) return []
    const owner = (name: string): number | undefined => lstatSync(path.join(tmpdir(), name), { throwIfNoEntry: false })?.uid
    return readdirSync(tmpdir()).filter((name) => owner(name) === this.uid)
  }

  /** As `run`, but killed as soon as it has come so far. */
  async kill(isTime: () => boolean, file: string, ...args: string[]): Promise<void> {
    const child = this.start(file, args)
    const ended = waitForEnd(child)
    await until('it has come so far', isTime)
    child.kill('SIGKILL')
    await ended
  }

  async remove(): Promise<void> {
    if (this.uid !== undefined) {
      endProcesses(this.uid)
      await until('the account has no process', () => this.processes().length === 0)
      removeAccount()
    }
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function system(name: string, ...args: string[]): string {
  const { status, stderr, stdout } = spawnSync(name, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${name} ended with ${status}: ${stderr}`)
  return stdout
}

/** The account, its home and its mail, where a run that crashed left them. */
function removeAccount(): void {
  const found = spawnSync('id', ['-u', NAME], { encoding: 'utf8' })
  if (found.status !== 0) return
  endProcesses(Number(found.stdout))
  const row = readFileSync('/etc/passwd', 'utf8').split('\n').find((each) => each.startsWith(`${NAME}:`))
  const home = row?.split(':')[5] ?? ''
  // A home that is gone already is no failure, as userdel has it.
  system('userdel', '--force', ...existsSync(home) ? ['--remove'] : [], NAME)
  const folder = path.dirname(home)
  if (path.basename(folder).startsWith('firstpass-account-')) rmSync(folder, { recursive: true, force: true })
}

function processesOf(uid: number): string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((pid) => {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8')
      return new RegExp(`^Uid:\\s+${uid}\\s`, 'm').test(status) && !/^State:\s+Z/m.test(status)
    } catch {
      return false
    }
  })
}

function endProcesses(uid: number): void {
  for (const pid of processesOf(uid)) {
    try {
      process.kill(Number(pid), 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
}
