import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { failure, type FirstpassError, licencePolicySchema, providerSchema } from '#protocol'
import { checkWords, clipTaskOf, readClipOptions } from './clip-options'
import { planClipOutputs } from './clip-output'
import { isClipPath } from './clip-path'
import { findSources } from './find-sources'
import { type CommandTask, namesFile, type OutputRule, type PictureTask, planOutputs } from './output-path'
import { readPreset } from './preset-file'
import type { ClipWork } from './run-clip'
import type { FileWork } from './run-file'
import { readTaskOptions, type Words } from './task-options'

export interface Plan {
  works: (FileWork | ClipWork)[]
  /** Arguments that lead to nothing. */
  failures: { path: string; error: FirstpassError }[]
}

interface From {
  words: Words
  dataFolder: string
}

/** What a command line asks for, file by file; nothing has been read or written yet. @throws OPTION_INVALID, FILE_MISSING */
export function planWork(task: CommandTask, args: readonly string[], from: From): Plan {
  const { files, failures } = findSources(args)
  const clips = files.filter(isClipPath)
  const pictures = files.filter((file) => !isClipPath(file))
  checkWords(from.words, { clips: clips.length, pictures: pictures.length })
  if (namesFile(outRule(from.words.output)) && clips.length > 0 && pictures.length > 0) {
    throw failure('OPTION_INVALID', { option: '-o', reason: `${files.length} files can't go into one; name a folder` })
  }
  const works = new Map<string, FileWork | ClipWork>()
  // Without any file the options are read all the same, so that a wrong one is named.
  if (task !== 'slow' && (pictures.length > 0 || clips.length === 0)) {
    for (const work of planPictures(task, pictures, from)) works.set(work.input, work)
  } else if (task === 'slow' && pictures.length > 0) {
    for (const path of pictures) failures.push({ path, error: failure('FILE_UNSUPPORTED', { path, reason: 'it is no clip' }) })
  }
  if (clips.length > 0) for (const work of planClips(task, clips, from)) works.set(work.input, work)
  return { works: files.flatMap((file) => works.get(file) ?? []), failures }
}

const readSetting = (words: Words): Pick<FileWork, 'provider' | 'licence' | 'overwrite'> => ({
  ...(words.provider === undefined ? {} : { provider: readChoice('--provider', words.provider, providerSchema) }),
  ...(words.licence === undefined ? {} : { licence: readChoice('--licence', words.licence, licencePolicySchema) }),
  overwrite: words.force === true,
})

function planPictures(task: PictureTask, files: readonly string[], { words, dataFolder }: From): FileWork[] {
  const preset = typeof words.preset === 'string' ? readPreset(words.preset, task, dataFolder) : undefined
  const options = readTaskOptions(task, words, preset)
  const rule = outputRule(task, words.output, options.scale)
  const shared = {
    task,
    options,
    ...readSetting(words),
    ...(typeof words.layer === 'string' ? { layer: words.layer } : {}),
    ...(typeof words.mask === 'string' ? { mask: existingFile(words.mask) } : {}),
    outputIsDefault: !namesFile(rule),
  }
  const outputs = planOutputs(files, rule)
  return files.map((input, index) => ({ ...shared, input, output: outputs[index] ?? '' }))
}

function planClips(task: CommandTask, files: readonly string[], { words, dataFolder }: From): ClipWork[] {
  const preset = typeof words.preset === 'string' ? readPreset(words.preset, clipTaskOf(task), dataFolder) : undefined
  const choice = readClipOptions(task, words, preset)
  if (choice.timeline !== undefined && files.length > 1) {
    throw failure('OPTION_INVALID', { option: '--timeline', reason: `is of one clip, and there are ${files.length}` })
  }
  const outputs = planClipOutputs(files, { task, encoding: choice.encoding, options: choice.options, ...outRule(words.output) })
  const shared = { ...choice, task: clipTaskOf(task), ...readSetting(words) }
  return files.map((input, index) => ({ ...shared, input, output: outputs[index] ?? '' }))
}

/** @param out what `-o` says @param scale of an upscale, for the name */
export const outputRule = (task: PictureTask, out: unknown, scale: unknown): OutputRule =>
  ({ task, ...outRule(out), ...(typeof scale === 'number' ? { scale } : {}) })

/** @throws OPTION_INVALID for an empty name */
export function outRule(out: unknown): Pick<OutputRule, 'out' | 'outIsFolder'> {
  if (typeof out !== 'string') return { outIsFolder: false }
  if (out === '') throw failure('OPTION_INVALID', { option: '-o', reason: 'it is empty (an unset variable of the shell?)' })
  return { out, outIsFolder: existsSync(out) && statSync(out).isDirectory() }
}

interface Choices<T> {
  def: { entries: Record<string, string> }
  safeParse(value: unknown): { success: boolean; data?: T }
}

function readChoice<T>(option: string, value: unknown, schema: Choices<T>): T {
  const { data } = schema.safeParse(value)
  if (data !== undefined) return data
  const known = Object.values(schema.def.entries).join(', ')
  throw failure('OPTION_INVALID', { option, reason: `${String(value)} is none of ${known}` })
}

export function existingFile(path: string): string {
  if (!existsSync(path)) throw failure('FILE_MISSING', { path })
  return resolve(path)
}
