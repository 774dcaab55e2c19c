import { describeProject } from '../model/describe'
import { type Knobs, type Profile, profiles } from '../model/knobs'
import { Machine } from '../model/machine'
import { ResolveObject } from '../model/resolve'
import { layScene, type SceneMaking } from '../model/scene'
import type { MediaFacts } from '../model/surroundings'
import { whenItNeverAnswers } from './handles'
import { isFile, luaSurroundings, sleep, writeFile } from './lua-machine'
import { setGlobals } from './script-globals'
import { tellAnything, toJson } from './to-json'

/** `setup.lua` in the folder that is this program's argument. */
interface Setup {
  profile: Profile
  knobs: Partial<Knobs>
  scene?: SceneMaking
  media: Record<string, MediaFacts>
  prefsFile: string
  probe: string
  /** What the user starts from the menu; "" is nothing. */
  script: string
}

/** `ask-N.lua`: what a test wants to know or do meanwhile. */
type Question = { ask: 'project' | 'machine' | 'answer-modal' | 'quit' }
  | { ask: 'file'; path: string; facts: MediaFacts } | { ask: 'page'; page: Machine['page'] } | { ask: 'playhead'; frame: number }
  | { ask: 'run'; code: string }

/** Instructions without a wait after which the application's window stands still (D3.5): about a second. */
const MOST_INSTRUCTIONS = 5e7
const HOOKED_INSTRUCTIONS = 1e6

const folder = (_G as unknown as { arg: string[] }).arg[0] ?? ''

function readTable<T>(path: string): T {
  const [chunk, problem] = loadfile(path)
  return chunk === undefined ? error(problem) : chunk() as T
}

const setup = readTable<Setup>(`${folder}/setup.lua`)
const machine = new Machine({ ...profiles[setup.profile], ...setup.knobs }, luaSurroundings(setup))
const root = new ResolveObject(machine, setup.prefsFile)
if (setup.scene !== undefined) layScene(root, setup.scene)

let asked = 0
let isQuitting = false
let instructions = 0
let isFrozen = false
let scriptError = ''
let hasEnded = setup.script === ''

function tellMachine(): string {
  const { page, modal = '', steps, called, knobs } = machine
  return toJson({
    page, modal, steps, called, isFrozen, scriptError, hasEnded, saves: root.fusion.saves, version: knobs.version,
    edition: knobs.edition,
  })
}

function run(code: string): string {
  const [chunk, problem] = loadstring(code)
  if (chunk === undefined) return `"${problem}"`
  const [isDone, value] = pcall(chunk)
  return isDone ? tellAnything(value) : `{"error":${tellAnything(tostring(value))}}`
}

function answer(question: Question): string {
  if (question.ask === 'project') return toJson(describeProject(root.manager.current))
  if (question.ask === 'run') return run(question.code)
  if (question.ask === 'file') setup.media[question.path] = question.facts
  if (question.ask === 'page') machine.page = question.page
  if (question.ask === 'answer-modal') machine.modal = undefined
  if (question.ask === 'quit') isQuitting = true
  const timeline = root.manager.current.currentTimeline
  if (question.ask === 'playhead' && timeline !== undefined) timeline.playhead = question.frame
  return tellMachine()
}

/** Answers what a test has asked meanwhile. */
function attend(): void {
  instructions = 0
  const path = `${folder}/ask-${asked + 1}.lua`
  if (!isFile(path)) return
  asked += 1
  const said = answer(readTable<Question>(path))
  writeFile(`${folder}/reply.new`, [said])
  os.rename(`${folder}/reply.new`, `${folder}/reply-${asked}.json`)
  if (isQuitting) os.exit(0)
}

function attendForEver(): never {
  for (;;) {
    attend()
    sleep(0.005)
  }
}

/** A script that never waits is ended here; the application itself would stand still. */
function watchScript(): void {
  jit.off()
  debug.sethook(() => {
    instructions += HOOKED_INSTRUCTIONS
    if (instructions < MOST_INSTRUCTIONS) return
    instructions = 0
    isFrozen = true
    error('DaVinci Resolve does not respond.')
  }, '', HOOKED_INSTRUCTIONS)
}

whenItNeverAnswers(attendForEver)
setGlobals(root, attend)
if (setup.script !== '') {
  const [chunk, problem] = loadfile(setup.script)
  watchScript()
  const [isDone, thrown] = chunk === undefined ? [false, problem] : pcall(chunk)
  debug.sethook()
  if (!isDone) scriptError = tostring(thrown)
  hasEnded = true
}
attendForEver()
