import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import {
  existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Knobs, MediaFacts, Profile, SceneMaking } from '.'

const root = resolve(__dirname, '../../..')
const sources = join(root, 'tests/simulators/resolve')
const compiled = join(root, 'build/resolve/simulator.lua')

function ageOf(path: string): number {
  return existsSync(path) ? statSync(path).mtimeMs : 0
}

/** The same model, compiled to Lua; compiled again where a source is newer. */
export function luaSimulator(): string {
  const files = ['model', 'lua'].flatMap((name) => readdirSync(join(sources, name)).map((file) => join(sources, name, file)))
  if (files.some((file) => ageOf(file) > ageOf(compiled))) execFileSync(process.execPath, [join(sources, 'lua/build.js')])
  return compiled
}

/** Text of a Lua value; every character that is not a letter or a number is escaped. */
export function toLua(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return `${value}`
  if (typeof value === 'string') {
    const bytes = [...Buffer.from(value, 'utf8')]
    return `"${bytes.map((byte) => {
      const character = String.fromCharCode(byte)
      return /[A-Za-z0-9 ./_:;-]/.test(character) ? character : `\\${`${byte}`.padStart(3, '0')}`
    }).join('')}"`
  }
  if (Array.isArray(value)) return `{${value.map(toLua).join(', ')}}`
  const entries = Object.entries(value ?? {}).filter(([, each]) => each !== undefined)
  return `{${entries.map(([name, each]) => `[${toLua(name)}] = ${toLua(each)}`).join(', ')}}`
}

export interface LuaOptions {
  profile: Profile
  knobs?: Partial<Knobs>
  scene?: SceneMaking
  /** Media that is not really there. */
  media?: Record<string, MediaFacts>
  /** Where Fusion.prefs lies; left out, in a folder of its own. */
  prefsFile?: string
  /** ffprobe, for files that are there. */
  probe?: string
  /** What the user starts from the Scripts menu. */
  script?: string
  /** Environment of the application. */
  env?: Record<string, string>
}

/** What the simulator says of itself. */
export interface MachineTold {
  page: string
  /** "" where no window waits. */
  modal: string
  steps: string[]
  called: string[]
  /** The script ran so long without a wait that the application stood still. */
  isFrozen: boolean
  scriptError: string
  hasEnded: boolean
  /** How often the preferences were written. */
  saves: number
}

const running = new Set<LuaResolve>()

/** Ends all that tests have started; for `afterEach`. */
export function closeLuaResolves(): void {
  for (const each of running) each.close()
}

/** DaVinci Resolve under luajit: its scripts find exactly the globals that its edition and version leave them. */
export class LuaResolve {
  readonly folder = mkdtempSync(join(tmpdir(), 'resolve-lua-'))
  readonly prefsFile: string
  readonly process: ChildProcess
  /** What scripts printed, where they may. */
  printed = ''
  private asked = 0

  constructor({ profile, knobs = {}, scene, media = {}, probe = '', script = '', env = {}, ...more }: LuaOptions) {
    this.prefsFile = more.prefsFile ?? join(this.folder, 'Profiles/Default/Fusion.prefs')
    mkdirSync(join(this.prefsFile, '..'), { recursive: true })
    const known = { ...media }
    for (const { path, facts } of scene?.media ?? []) known[path] = facts
    const setup = { profile, knobs, scene, media: known, prefsFile: this.prefsFile, probe, script }
    writeFileSync(join(this.folder, 'setup.lua'), `return ${toLua(setup)}\n`)
    this.process = spawn('luajit', [luaSimulator(), this.folder], {
      env: { PATH: process.env.PATH, ...env }, stdio: ['ignore', 'pipe', 'inherit'],
    })
    this.process.stdout?.setEncoding('utf8').on('data', (text: string) => { this.printed += text })
    running.add(this)
  }

  /** Asked while the script waits, or after it has ended. */
  private async ask(question: Record<string, unknown>): Promise<unknown> {
    this.asked += 1
    const file = join(this.folder, `ask-${this.asked}.lua`)
    const reply = join(this.folder, `reply-${this.asked}.json`)
    writeFileSync(`${file}.new`, `return ${toLua(question)}\n`)
    renameSync(`${file}.new`, file)
    while (!existsSync(reply)) {
      if (this.process.exitCode !== null) throw new Error(`luajit has ended with ${this.process.exitCode}`)
      await new Promise((done) => { setTimeout(done, 5) })
    }
    return JSON.parse(readFileSync(reply, 'utf8'))
  }

  /** All that the user sees of the project; as `describe` of the simulator in TypeScript. */
  async describe(): Promise<Record<string, unknown>> {
    return await this.ask({ ask: 'project' }) as Record<string, unknown>
  }

  async machine(): Promise<MachineTold> {
    return await this.ask({ ask: 'machine' }) as MachineTold
  }

  /** The user does something. */
  async act(what: { ask: 'answer-modal' } | { ask: 'page'; page: string } | { ask: 'playhead'; frame: number }
  | { ask: 'file'; path: string; facts: MediaFacts }): Promise<void> {
    await this.ask(what)
  }

  /** Runs Lua where scripts run, and shows what it returns: handles as text, tables with all that is in them. */
  async run(code: string): Promise<unknown> {
    return await this.ask({ ask: 'run', code })
  }

  close(): void {
    running.delete(this)
    this.process.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}
