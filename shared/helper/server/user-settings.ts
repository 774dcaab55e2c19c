import * as fs from 'node:fs'
import * as path from 'node:path'
import { type UserSettings, userSettingsSchema, z } from '#protocol'
import { writePrivate } from './private-file'

/** `settings.json`: what the user chose. A file that is damaged, or a field of it, is as if nothing was chosen. */
export class UserSettingsFile {
  private readonly file: string
  private settings: UserSettings

  constructor(dataFolder: string) {
    this.file = path.join(dataFolder, 'settings.json')
    this.settings = readSettings(readText(this.file))
  }

  get(): UserSettings {
    return this.settings
  }

  /** Written first: what could not be kept is not followed either. */
  change(fields: Partial<UserSettings>): UserSettings {
    const settings = { ...this.settings, ...fields }
    writePrivate(this.file, JSON.stringify(settings, null, 2))
    this.settings = settings
    return settings
  }
}

/**
 * Undefined where it can't be read, so that nothing keeps the helper from starting. It holds no secret; but it names a program,
 * so that one which others may write counts for nothing.
 */
function readText(file: string): string | undefined {
  try {
    const isOfOthers = process.platform !== 'win32' && (fs.statSync(file).mode & 0o022) !== 0
    return isOfOthers ? undefined : fs.readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

/** Each field by itself: another version may know other fields, or other values of one. */
function readSettings(text: string | undefined): UserSettings {
  const settings: Record<string, unknown> = userSettingsSchema.parse({})
  try {
    const written = JSON.parse(text ?? '{}') as Record<string, unknown> | null
    for (const [name, schema] of Object.entries(userSettingsSchema.shape)) {
      const field = z.safeParse(schema, written?.[name])
      if (field.success) settings[name] = field.data
    }
  } catch {
    return userSettingsSchema.parse({})
  }
  return settings as UserSettings
}
