import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeIssues, failure, type Preset, presetSchema } from '#protocol'
import type { PictureTask } from './output-path'

const refuse = (reason: string, cause?: unknown): Error => failure('OPTION_INVALID', { option: '--preset', reason }, cause)

/**
 * A preset by file, or by the name it has in the data folder's `presets/`.
 * @throws OPTION_INVALID if there is none, it does not parse, or it is of another task.
 */
export function readPreset(nameOrFile: string, task: PictureTask, dataFolder: string): Preset {
  const isPath = /[\\/]|\.json$/i.test(nameOrFile)
  const file = isPath ? nameOrFile : join(dataFolder, 'presets', `${nameOrFile}.json`)
  if (!existsSync(file)) throw refuse(`there is no ${file}`)
  const parsed = presetSchema.safeParse(parseJson(file))
  if (!parsed.success) throw refuse(`${file} is not a preset: ${describeIssues(parsed.error)}`)
  if (parsed.data.task !== task) throw refuse(`"${parsed.data.name}" is a preset of ${parsed.data.task}, not of ${task}`)
  return parsed.data
}

function parseJson(file: string): unknown {
  try {
    // Editors on Windows put a byte order mark in front.
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw refuse(`${file} is not JSON`, error)
  }
}
