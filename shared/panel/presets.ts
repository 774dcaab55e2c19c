import { describeIssues, failure, type Preset, presetSchema, z } from '#protocol'
import type { Keep } from './settings'
import { jobOptions, type PanelTask } from './tasks'

const KEY = 'presets'

/** The user's named settings, in the very format of the command line's preset files. */
export class Presets {
  constructor(private readonly keep: Keep) {}

  list(): Preset[] {
    try {
      return z.array(presetSchema).parse(JSON.parse(this.keep.get(KEY) ?? '[]'))
    } catch {
      return []
    }
  }

  /** One of the same name and task gives way. @throws OPTION_INVALID */
  save(name: string, task: PanelTask, settings: object): void {
    this.add({ firstpassPreset: 1, name: name.trim(), task, options: jobOptions(task, settings) })
  }

  remove(name: string): void {
    this.write(this.list().filter((preset) => preset.name !== name))
  }

  /** The text of a preset file. */
  export(name: string): string | undefined {
    const preset = this.list().find((each) => each.name === name)
    return preset && JSON.stringify(preset, null, 2)
  }

  /** @returns the preset @throws OPTION_INVALID */
  import(text: string): Preset {
    return this.add(parseJson(text))
  }

  private add(given: unknown): Preset {
    const parsed = presetSchema.safeParse(given)
    if (!parsed.success) throw failure('OPTION_INVALID', { option: 'preset', reason: describeIssues(parsed.error) })
    const others = this.list().filter(({ name }) => name !== parsed.data.name)
    this.write([...others, parsed.data].sort((a, b) => a.name.localeCompare(b.name)))
    return parsed.data
  }

  private write(presets: readonly Preset[]): void {
    this.keep.set(KEY, JSON.stringify(presets))
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw failure('OPTION_INVALID', { option: 'preset', reason: 'this is no JSON' }, cause)
  }
}
