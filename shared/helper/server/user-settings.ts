import * as path from 'node:path'
import { type UserSettings, userSettingsSchema, z } from '#protocol'
import { readPrivate, writePrivate } from './private-file'

/** `settings.json`: what the user chose. A file that is damaged, or a field of it, is as if nothing was chosen. */
export class UserSettingsFile {
  private readonly file: string
  private settings: UserSettings

  /** @throws FILE_EXPOSED */
  constructor(dataFolder: string) {
    this.file = path.join(dataFolder, 'settings.json')
    this.settings = readSettings(readPrivate(this.file))
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
