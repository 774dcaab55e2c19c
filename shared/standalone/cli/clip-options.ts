import { extname } from 'node:path'
import {
  clipOptionSchemas, type ClipPreset, type ClipTask, describeIssues, type Encoding, encodingSchema, type Rate,
  rateFromNumber, type TimelineFormat, timelineFormatSchema,
} from '#protocol'
import type { CommandTask } from './output-path'
import {
  given, readBox, readEdge, readEnlargement, readMethod, readNumber, readStrengths, refuse, type Words,
} from './task-options'

/** The options of the command line that a clip has no use for, and those that only clips have. */
const pictureWords: Readonly<Record<string, string>> = {
  box: 'is for pictures; of a clip, --subject names the frame too', mask: 'is for pictures', layer: 'is for pictures',
  removed: 'is for pictures',
}
const clipWords = [
  'in', 'out', 'subject', 'steady', 'lumaMatte', 'log', 'encode', 'estimate', 'timeline', 'overTime',
] as const

/** `lumaMatte` -> `--luma-matte`. */
const optionOf = (word: string): string => `--${word.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

/** Refuses by name what fits none of the files. @throws OPTION_INVALID */
export function checkWords(words: Words, files: { clips: number; pictures: number }): void {
  const strange = Object.keys(pictureWords).find((word) => words[word] !== undefined)
  if (files.clips > 0 && strange !== undefined) throw refuse(optionOf(strange), pictureWords[strange] ?? '')
  // Whoever asks what it would take wants nothing made.
  if (words.estimate === true && files.pictures > 0) throw refuse('--estimate', 'is for clips, and there are pictures too')
  // Without a clip an option of clips would do nothing; `overTime` is there unasked, as the opposite of --no-over-time.
  const idle = clipWords.find((word) => words[word] !== undefined && words[word] !== (word === 'overTime' ? true : undefined))
  if (files.clips === 0 && files.pictures > 0 && idle !== undefined) {
    throw refuse(idle === 'overTime' ? '--no-over-time' : optionOf(idle), 'is for clips, and there is none')
  }
}

/** How a place or a subject was written; frames are counted once the clip is known. */
export interface ClipPlaces {
  in?: string
  out?: string
  subject?: string
}

export interface ClipChoice {
  /** Of the task, complete but for what needs the clip: range, subject; and for paths. */
  options: Record<string, unknown>
  places: ClipPlaces
  encoding: Encoding
  estimate: boolean
  timeline?: string
}

export const clipTaskOf = (task: CommandTask): ClipTask => (task === 'slow' ? 'slow' : `${task}-clip`)

/** @throws OPTION_INVALID */
export function readClipOptions(task: CommandTask, words: Words, preset?: ClipPreset): ClipChoice {
  const fromPreset: Record<string, unknown> = { ...preset?.options }
  const own: Record<string, unknown> = { ...readGiven(task, words), ...readEncoding(words) }
  if (own.strength !== undefined) delete fromPreset.sigma
  if (own.factor !== undefined) delete fromPreset.rate
  if (own.rate !== undefined) delete fromPreset.factor
  const merged: Record<string, unknown> = { ...fromPreset, ...own }
  if (task === 'upscale' && merged.scale === undefined) throw refuse('--scale', 'is needed: 2, 3 or 4')
  if (task === 'slow' && (merged.factor === undefined) === (merged.rate === undefined)) {
    throw refuse('--factor', merged.factor === undefined ? 'or --fps is needed' : 'and --fps exclude each other')
  }
  const parsed = clipOptionSchemas[clipTaskOf(task)].safeParse(merged)
  if (!parsed.success) throw refuse(`options of ${task}`, describeIssues(parsed.error))
  const { encoding } = parsed.data
  const timeline = readTimelinePath(words, encoding)
  return {
    options: parsed.data,
    encoding,
    places: textsOf(words),
    estimate: words.estimate === true,
    ...(timeline === undefined ? {} : { timeline }),
  }
}

function textsOf(words: Words): ClipPlaces {
  const places = { in: words.in, out: words.out, subject: words.subject }
  return Object.fromEntries(Object.entries(places).filter(([, value]) => typeof value === 'string')) as ClipPlaces
}

/** Given, or said by the extension of `-o`. */
function readEncoding(words: Words): { encoding?: Encoding } {
  const byName = typeof words.output === 'string' && extname(words.output).toLowerCase() === '.mkv' ? 'ffv1' : undefined
  const word = words.encode ?? byName
  if (word === undefined) return {}
  const parsed = encodingSchema.safeParse(word)
  if (parsed.success) return { encoding: parsed.data }
  throw refuse('--encode', `${String(word)} is none of ${encodingSchema.options.join(', ')}`)
}

function readTimelinePath(words: Words, encoding: Encoding): string | undefined {
  if (typeof words.timeline !== 'string') return undefined
  if (timelineFormatOf(words.timeline) === undefined) {
    throw refuse('--timeline', `${words.timeline} ends in none of .otio .fcpxml .xml .edl .mlt`)
  }
  if (encoding === 'png') throw refuse('--timeline', 'a folder of pictures can\'t be placed; use another --encode')
  return words.timeline
}

/** What its extension says. */
export const timelineFormatOf = (path: string): TimelineFormat | undefined => {
  const parsed = timelineFormatSchema.safeParse(extname(path).slice(1).toLowerCase())
  return parsed.success ? parsed.data : undefined
}

/** `25`, `23.976`, `30000/1001`. */
function readRate(text: string | boolean | undefined): Rate | undefined {
  if (text === undefined) return undefined
  const [, num, den] = /^(\d{1,9})\/(\d{1,9})$/.exec(String(text)) ?? []
  const value = num === undefined ? Number(text) : Number(num) / Number(den)
  if (!(value > 0 && value <= 1000)) throw refuse('--fps', `${String(text)} is no frame rate`)
  return num === undefined ? rateFromNumber(value) : { num: Number(num), den: Number(den) }
}

function readGiven(task: CommandTask, words: Words): Record<string, unknown> {
  const method = readMethod(words)
  if (task === 'mask') {
    if (method === 'traditional') {
      throw refuse('--method', 'traditional is for pictures: colours alone follow nobody through a clip')
    }
    return given({
      model: words.model,
      ...readEdge(words),
      steady: readNumber('--steady', words.steady, [0, 100]),
      log: words.log,
      form: words.lumaMatte === true ? 'luma' : undefined,
    })
  }
  const shared = { method, model: words.model }
  if (task === 'denoise') {
    return given({ ...shared, ...readStrengths(words), overTime: words.overTime === false ? false : undefined })
  }
  if (task === 'slow') {
    return given({ ...shared, factor: readNumber('--factor', words.factor, [1, 100]), rate: readRate(words.fps) })
  }
  return given({ ...shared, ...readEnlargement(words) })
}

/** `FRAME:X,Y,W,H` or `FRAME:X,Y`; the frame may be a timecode. @returns its two halves */
export function splitSubject(text: string): { place: string; box: ReturnType<typeof readBox> } {
  const at = text.lastIndexOf(':')
  const numbers = text.slice(at + 1)
  if (at < 1 || numbers.trim() === '') throw refuse('--subject', `${text} is not FRAME:X,Y,W,H`)
  const isPoint = numbers.split(',').length === 2
  return { place: text.slice(0, at), box: readBox(isPoint ? `${numbers},1,1` : numbers, '--subject') }
}
