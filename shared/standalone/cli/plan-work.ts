import { existsSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { failure, type FirstpassError, licencePolicySchema, providerSchema } from '#protocol'
import { findSources } from './find-sources'
import { namesFile, type OutputRule, type PictureTask, planOutputs } from './output-path'
import { readPreset } from './preset-file'
import type { FileWork } from './run-file'
import { readTaskOptions, type Words } from './task-options'

export interface Plan {
  works: FileWork[]
  /** Arguments that lead to no picture. */
  failures: { path: string; error: FirstpassError }[]
}

/** What a command line asks for, file by file; nothing has been read or written yet. @throws OPTION_INVALID, FILE_MISSING */
export function planWork(task: PictureTask, args: readonly string[], from: { words: Words; dataFolder: string }): Plan {
  const { words } = from
  const preset = typeof words.preset === 'string' ? readPreset(words.preset, task, from.dataFolder) : undefined
  const options = readTaskOptions(task, words, preset)
  const rule = outputRule(task, words.output, options.scale)
  const shared = {
    task,
    options,
    provider: readChoice('--provider', words.provider ?? 'auto', providerSchema),
    licence: readChoice('--licence', words.licence ?? 'permissive', licencePolicySchema),
    ...(typeof words.layer === 'string' ? { layer: words.layer } : {}),
    ...(typeof words.mask === 'string' ? { mask: existingFile(words.mask) } : {}),
    outputIsDefault: !namesFile(rule),
    overwrite: words.force === true,
  }
  const { files, failures } = findSources(args)
  const outputs = planOutputs(files, rule)
  return { works: files.map((input, index) => ({ ...shared, input, output: outputs[index] ?? '' })), failures }
}

/** @param out what `-o` says @param scale of an upscale, for the name */
export function outputRule(task: PictureTask, out: unknown, scale: unknown): OutputRule {
  const path = typeof out === 'string' ? out : undefined
  return {
    task,
    ...(path === undefined ? {} : { out: path }),
    ...(typeof scale === 'number' ? { scale } : {}),
    outIsFolder: path !== undefined && existsSync(path) && statSync(path).isDirectory(),
  }
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
