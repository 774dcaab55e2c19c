import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ClipPreset, clipPresetSchema, describeIssues, failure, isClipTask, type Preset, presetSchema } from '#protocol'

const refuse = (reason: string, cause?: unknown): Error => failure('OPTION_INVALID', { option: '--preset', reason }, cause)

/**
 * A preset by file, or by the name it has in the data folder's `presets/`.
 * @throws OPTION_INVALID if there is none, it does not parse, or it is of another task.
 */
export function readPreset<T extends Preset['task'] | ClipPreset['task']>(
  nameOrFile: string, task: T, dataFolder: string,
): Extract<Preset | ClipPreset, { task: T }> {
  const isPath = /[\\/]|\.json$/i.test(nameOrFile)
  const file = isPath ? nameOrFile : join(dataFolder, 'presets', `${nameOrFile}.json`)
  if (!existsSync(file)) throw refuse(`there is no ${file}`)
  const json = parseJson(file)
  const parsed = isOfClips(json) ? clipPresetSchema.safeParse(json) : presetSchema.safeParse(json)
  if (!parsed.success) throw refuse(`${file} is not a preset: ${describeIssues(parsed.error)}`)
  const preset: Preset | ClipPreset = parsed.data
  if (preset.task !== task) throw refuse(`"${preset.name}" is a preset of ${preset.task}, not of ${task}`)
  return preset as Extract<Preset | ClipPreset, { task: T }>
}

const isOfClips = (json: unknown): boolean =>
  typeof json === 'object' && json !== null && 'task' in json && isClipTask(String(json.task))

function parseJson(file: string): unknown {
  try {
    // Editors on Windows put a byte order mark in front.
    return JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  } catch (error) {
    throw refuse(`${file} is not JSON`, error)
  }
}
