import type { Client } from '#client'
import { checkPresetName, describeIssues, failure, FirstpassError, z } from '#protocol'
import type { PanelTasks, TaskPreset } from './craft'
import { presetNames } from './panel-preset'
import type { Keep } from './settings'
import type { PanelTask, Settings } from './tasks/task'

const KEY = 'presets'
const CHANGED_KEY = 'presets-changed'

/**
 * The user's named settings, in the very format of the command line's preset files. The helper keeps them where the command
 * line looks; here is a copy, which is good without the helper, with the names of what it does not know of yet.
 */
export class Presets {
  constructor(private readonly keep: Keep, private readonly tasks: PanelTasks) {}

  list(): TaskPreset[] {
    return this.own(this.parse(z.array(z.unknown()), KEY) ?? [])
  }

  /** One of the same name gives way. @throws OPTION_INVALID */
  save(name: string, task: PanelTask, settings: Settings): void {
    const rules = this.tasks.rules(task)
    this.add({ firstpassPreset: 1, name: name.trim(), task, options: rules?.options(rules.check(settings)) })
  }

  remove(name: string): void {
    this.note(name)
    this.write(this.list().filter((preset) => preset.name !== name))
  }

  /** What loading it does to the task's settings: options that it leaves open are as they are by default. */
  changes({ task, options }: TaskPreset, settings: Settings): Settings {
    const others = Object.keys(this.tasks.rules(task)?.options(settings) ?? {})
    return { ...Object.fromEntries(others.map((name) => [name, undefined])), ...options }
  }

  /** The text of a preset file. */
  export(name: string): string | undefined {
    const preset = this.list().find((each) => each.name === name)
    return preset && JSON.stringify(preset, null, 2)
  }

  /** @returns the preset @throws OPTION_INVALID */
  import(text: string): TaskPreset {
    return this.add(parseJson(text))
  }

  /**
   * Tells the helper what was changed here, and takes over what it has.
   * @throws OPTION_INVALID for what it refuses, which stays here and is offered again; HELPER_LOST
   */
  async exchange(client: Client): Promise<void> {
    let refusal: unknown
    try {
      const there = await client.presets()
      const known = presetNames(there)
      const theirsOfOurs = presetNames(this.own(there))
      this.setChanged(this.changed() ?? this.list().flatMap(({ name }) => known.has(name) ? [] : [name]))
      for (const name of this.changed() ?? []) {
        const told = this.export(name)
        const refused = await this.tell(client, name, theirsOfOurs.has(name))
        // What was changed again meanwhile is told again.
        const isDone = refused === undefined && this.export(name) === told
        if (isDone) this.setChanged((this.changed() ?? []).filter((each) => each !== name))
        refusal ??= refused
      }
      const theirs = this.own(await client.presets())
      const waiting = new Set(this.changed())
      const own = this.list().filter(({ name }) => waiting.has(name))
      this.write([...theirs.filter(({ name }) => !waiting.has(name)), ...own])
    } catch (thrown) {
      // A helper from before presets were shared.
      if (!(thrown instanceof FirstpassError && thrown.code === 'ROUTE_MISSING')) throw thrown
    }
    if (refusal !== undefined) throw refusal
  }

  /** @returns why the helper did not want it */
  private async tell(client: Client, name: string, isThere: boolean): Promise<unknown> {
    const preset = this.list().find((each) => each.name === name)
    try {
      if (preset) await client.savePreset(preset)
      // One of the name that is of another kind of panel's stays.
      else if (isThere) await client.removePreset(name)
      return undefined
    } catch (thrown) {
      if (thrown instanceof FirstpassError && thrown.code === 'OPTION_INVALID') return thrown
      throw thrown
    }
  }

  /** Those of a list that are this panel's. */
  private own(given: readonly unknown[]): TaskPreset[] {
    return given.flatMap((each) => this.tasks.presets.safeParse(each).data ?? [])
  }

  private add(given: unknown): TaskPreset {
    const parsed = this.tasks.presets.safeParse(given)
    if (!parsed.success) throw failure('OPTION_INVALID', { option: 'preset', reason: describeIssues(parsed.error) })
    checkPresetName(parsed.data.name)
    const others = this.list().filter(({ name }) => name !== parsed.data.name)
    this.note(parsed.data.name)
    this.write([...others, parsed.data])
    return parsed.data
  }

  /** Undefined before the first exchange: then all that is here is new to the helper, unless it has one of the name. */
  private changed(): string[] | undefined {
    return this.parse(z.array(z.string()), CHANGED_KEY)
  }

  private setChanged(names: readonly string[]): void {
    this.keep.set(CHANGED_KEY, JSON.stringify(names))
  }

  private note(name: string): void {
    const changed = this.changed()
    if (changed) this.setChanged([...new Set([...changed, name])])
  }

  private parse<T>(schema: z.ZodMiniType<T>, key: string): T | undefined {
    try {
      return schema.parse(JSON.parse(this.keep.get(key) ?? ''))
    } catch {
      return undefined
    }
  }

  private write(presets: readonly TaskPreset[]): void {
    this.keep.set(KEY, JSON.stringify([...presets].sort((a, b) => a.name.localeCompare(b.name))))
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw failure('OPTION_INVALID', { option: 'preset', reason: 'this is no JSON' }, cause)
  }
}
