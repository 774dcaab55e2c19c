import {
  type Bounds, denoiseOptionsSchema, describeIssues, failure, maskOptionsSchema, type Preset, upscaleOptionsSchema,
} from '#protocol'
import type { PictureTask } from './output-path'

/** The words of the command line as commander hands them over: text, or true, or absent. */
export type Words = Record<string, string | boolean | undefined>

export const refuse = (option: string, reason: string): Error => failure('OPTION_INVALID', { option, reason })

export function readNumber(
  option: string, text: string | boolean | undefined, range: readonly [number, number],
): number | undefined {
  if (text === undefined) return undefined
  const value = typeof text === 'string' && text.trim() !== '' ? Number(text) : Number.NaN
  if (value >= range[0] && value <= range[1]) return value
  throw refuse(option, `${String(text)} is not a number from ${range[0]} to ${range[1]}`)
}

/** `X,Y,W,H` in whole pixels of the picture; the box may reach beyond it. */
export function readBox(text: string, option = '--box'): Bounds {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [left, top, width, height] = numbers
  if (numbers.length !== 4 || !numbers.every(Number.isSafeInteger) || left === undefined || top === undefined) {
    throw refuse(option, `${text} is not X,Y,W,H in whole pixels`)
  }
  if (width === undefined || height === undefined || width < 1 || height < 1) throw refuse(option, `${text} has no area`)
  return { left, top, right: left + width, bottom: top + height }
}

export function readMethod(words: Words): 'model' | 'traditional' | undefined {
  if (words.method === undefined) return words.model === undefined ? undefined : 'model'
  if (words.method === 'model' || words.method === 'traditional') return words.method
  throw refuse('--method', `${String(words.method)} is neither model nor traditional`)
}

/** Drops what was not given, so that a preset's value shows through. */
export function given(values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined))
}

/** How a matte's edge is made, of pictures and of clips. */
export const readEdge = (words: Words): Record<string, unknown> => ({
  featherPx: readNumber('--feather', words.feather, [0, 500]),
  shiftPx: readNumber('--shift', words.shift, [-500, 500]),
  refine: words.refine === false ? false : undefined,
  decontaminate: words.decontaminate,
})

export const readStrengths = (words: Words): Record<string, unknown> => ({
  strength: readNumber('--strength', words.strength, [0, 100]),
  sigma: readNumber('--sigma', words.sigma, [0, 75]),
  luma: readNumber('--luma', words.luma, [0, 100]),
  chroma: readNumber('--chroma', words.chroma, [0, 100]),
})

export function readEnlargement(words: Words): Record<string, unknown> {
  const scale = readNumber('--scale', words.scale, [1, 4])
  if (scale !== undefined && !Number.isInteger(scale)) throw refuse('--scale', `${scale} is none of 1, 2, 3, 4`)
  return { scale, denoise: readNumber('--denoise', words.denoise, [0, 100]) }
}

function readGiven(task: PictureTask, words: Words): Record<string, unknown> {
  const shared = { method: readMethod(words), model: words.model }
  if (task === 'mask') {
    const box = typeof words.box === 'string' ? readBox(words.box) : undefined
    return given({ ...shared, box, ...readEdge(words) })
  }
  if (task === 'denoise') return given({ ...shared, ...readStrengths(words), removed: words.removed })
  return given({ ...shared, ...readEnlargement(words) })
}

/**
 * The options of a job: the preset's, then what the command line gives, then the schema's defaults.
 * A given `--strength` also sets a preset's `sigma` aside, which would win over it.
 * @throws OPTION_INVALID
 */
export function readTaskOptions(task: PictureTask, words: Words, preset?: Preset): Record<string, unknown> {
  const own = readGiven(task, words)
  const fromPreset: Record<string, unknown> = { ...preset?.options }
  if (own.strength !== undefined) delete fromPreset.sigma
  const schemas = { mask: maskOptionsSchema, denoise: denoiseOptionsSchema, upscale: upscaleOptionsSchema }
  const merged = { ...fromPreset, ...own }
  if (task === 'upscale' && merged.scale === undefined) throw refuse('--scale', 'is needed: 2, 3 or 4')
  const parsed = schemas[task].safeParse(merged)
  if (!parsed.success) throw refuse(`options of ${task}`, describeIssues(parsed.error))
  return parsed.data
}
