import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const program = resolve(__dirname, '../../bin/firstpass.js')

export interface Ended {
  status: number | null
  out: string
  err: string
}

/** The built command line with a data folder, a helper and a folder for pictures of its own. */
export class Bench {
  readonly folder = mkdtempSync(join(tmpdir(), 'firstpass-flow-'))
  readonly home = join(this.folder, 'home')

  start(...args: string[]): ChildProcess {
    return this.startUnder({}, ...args)
  }

  /** With more in its environment. */
  startUnder(more: Record<string, string>, ...args: string[]): ChildProcess {
    const env = { ...process.env, FIRSTPASS_HOME: this.home, FIRSTPASS_PORTS: '0', ...more }
    return spawn(process.execPath, [program, ...args], { cwd: this.folder, env, stdio: ['ignore', 'pipe', 'pipe'] })
  }

  run(...args: string[]): Promise<Ended> {
    return waitForEnd(this.start(...args))
  }

  /** Ends the helper that the commands started, and removes everything. */
  async clear(): Promise<void> {
    await this.run('serve', '--stop')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

export function waitForEnd(child: ChildProcess): Promise<Ended> {
  const said = { out: '', err: '' }
  child.stdout?.setEncoding('utf8').on('data', (text: string) => { said.out += text })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => { said.err += text })
  return new Promise((end, fail) => {
    child.once('error', fail)
    child.once('close', (status) => end({ status, ...said }))
  })
}
