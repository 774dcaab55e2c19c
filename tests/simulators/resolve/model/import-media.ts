import type { MediaPoolObject } from './media-pool'
import { PoolItemObject } from './pool-item'
import { tellRate } from './rates'
import type { MediaFacts } from './surroundings'
import { isText, isWhole, lastPlace, type Value } from './values'

interface Numbered {
  path: string
  head: string
  digits: string
  tail: string
}

const isDigit = (character: string): boolean => character >= '0' && character <= '9' && character.length === 1

/** `f_0012.png`: what is before the number, the number, what is behind it. */
function splitNumber(path: string): Numbered | undefined {
  const dot = lastPlace(path, '.')
  let from = dot
  while (from > 0 && isDigit(path.charAt(from - 1))) from -= 1
  if (dot < 0 || from === dot) return undefined
  return { path, head: path.substring(0, from), digits: path.substring(from, dot), tail: path.substring(dot) }
}

/** V4: numbered stills that follow each other, as one sequence; undefined where they don't. */
function collapse(pool: MediaPoolObject, paths: string[]): { path: string; facts: MediaFacts } | undefined {
  const all = paths.map(splitNumber).filter((each) => each !== undefined)
  const facts = paths.map((path) => pool.machine.outside.mediaOf(path)).filter((each) => each?.kind === 'still')
  const first = all[0]
  const last = all[all.length - 1]
  if (paths.length < 2 || all.length !== paths.length || facts.length !== paths.length) return undefined
  if (first === undefined || last === undefined || facts[0] === undefined) return undefined
  const follows = all.every(({ head, digits, tail }, index) =>
    head === first.head && tail === first.tail && Number(digits) === Number(first.digits) + index)
  if (!follows) return undefined
  const path = `${first.head}[${first.digits}-${last.digits}]${first.tail}`
  return { path, facts: { ...facts[0], kind: 'video', frames: paths.length, rate: pool.project.rate() } }
}

function add(pool: MediaPoolObject, path: string, facts: MediaFacts): PoolItemObject[] {
  const { machine, project } = pool
  const known = pool.root.every().flatMap((folder) => folder.clips).find((item) => item.path === path)
  if (known !== undefined) return machine.knobs.known === 'nothing' ? [] : [known]
  // V4: the first picture may set the project's rate; anything freezes it.
  if (!project.isRateFrozen && facts.kind === 'video' && machine.knobs.firstMediaSetsRate) {
    project.settings.timelineFrameRate = `${tellRate(facts.rate)}${facts.isDrop ? ' DF' : ''}`
  }
  project.isRateFrozen = true
  const item = new PoolItemObject(machine, path, facts)
  pool.current.clips.push(item)
  machine.step('ImportMedia')
  return [item]
}

function importPath(pool: MediaPoolObject, path: string): PoolItemObject[] {
  const facts = pool.machine.canReach(path) ? pool.machine.outside.mediaOf(path) : undefined
  return facts === undefined ? [] : add(pool, path, facts)
}

/** `f_%04d.png`, 3 → `f_0003.png`. */
function fillNumber(pattern: string, index: number): string | undefined {
  const at = pattern.indexOf('%')
  const end = pattern.indexOf('d', at)
  if (at < 0 || end < 0) return undefined
  const width = end === at + 1 ? 1 : Number(pattern.substring(at + 1, end))
  return `${pattern.substring(0, at)}${`${index}`.padStart(width, '0')}${pattern.substring(end + 1)}`
}

function importSequence(pool: MediaPoolObject, given: { [name: string]: Value }): PoolItemObject[] {
  const { FilePath, StartIndex, EndIndex } = given
  if (!isText(FilePath)) return []
  // V4: in 21.1 this form gives nothing for a plain file, though its types have no other.
  if (FilePath.indexOf('%') < 0) return pool.machine.knobs.refusesPlainSequenceForm ? [] : importPath(pool, FilePath)
  if (!isWhole(StartIndex) || !isWhole(EndIndex) || EndIndex < StartIndex || EndIndex - StartIndex > 100000) return []
  const paths: string[] = []
  for (let index = StartIndex; index <= EndIndex; index += 1) paths.push(fillNumber(FilePath, index) ?? '')
  const made = collapse(pool, paths)
  return made === undefined ? [] : add(pool, made.path, made.facts)
}

/** V4: into the current folder, by paths or by the form with `FilePath`. */
export function importMedia(pool: MediaPoolObject, given: unknown): PoolItemObject[] {
  if (!Array.isArray(given)) return []
  const list = given as Value[]
  const paths = list.filter(isText)
  const made = paths.length === list.length ? collapse(pool, paths) : undefined
  if (made !== undefined) return add(pool, made.path, made.facts)
  return list.flatMap((each) => (isText(each) ? importPath(pool, each)
    : importSequence(pool, (each ?? {}) as { [name: string]: Value })))
}
