import { type ChildProcess, spawn } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { temporaryFolder } from '../helper'

const root = path.resolve(__dirname, '../../..')
const STUB = path.join(root, 'tests/support/resolve/stub.lua')
/** As it is installed. */
export const SCRIPT = path.join(root, 'build/resolve/firstpass.lua')

export interface ScriptWish {
  dataFolder: string
  /** Fusion's preferences file. */
  profile: string
  /** `sandbox`: the free edition's menu state of 21.1; `open`: with io and all of os; `bare`: without Resolve. */
  kind: 'sandbox' | 'open' | 'bare'
  product?: string
}

export interface RunningScript {
  process: ChildProcess
  /** What it printed, once it has ended. */
  ended: Promise<string>
}

const running = new Set<ChildProcess>()

/** The compiled script under luajit, in a host that is a stub. */
export function startScript({ dataFolder, profile, kind, product = 'DaVinci Resolve' }: ScriptWish): RunningScript {
  const child = spawn('luajit', [STUB, SCRIPT, profile, kind, product], {
    env: { PATH: process.env.PATH, FIRSTPASS_HOME: dataFolder }, stdio: ['ignore', 'pipe', 'inherit'],
  })
  running.add(child)
  let words = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => { words += text })
  const ended = new Promise<string>((resolve) => child.once('close', () => resolve(words)))
  return { process: child, ended }
}

/** For `afterEach`. */
export function endScripts(): void {
  for (const child of running) child.kill('SIGKILL')
  running.clear()
}

/** A new place for Fusion's preferences: the folder of the profiles, and the file of one. */
export function makeProfile(): { profiles: string; profile: string } {
  const profiles = temporaryFolder()
  fs.mkdirSync(path.join(profiles, 'Default'))
  return { profiles, profile: path.join(profiles, 'Default', 'Fusion.prefs') }
}
