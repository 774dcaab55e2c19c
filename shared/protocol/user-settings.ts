import { licencePolicySchema, providerSchema } from './job'
import { z } from './schema'

/**
 * What the user chose for the helper as a whole: `settings.json` in its data folder. A job that names a provider or a licence
 * of its own has that.
 */
export const userSettingsSchema = z.strictObject({
  /** The absolute path of ffmpeg, or of the folder that it is in; empty: PATH. FIRSTPASS_FFMPEG wins over it. */
  ffmpeg: z._default(z.string().check(z.maxLength(4096)), ''),
  provider: z._default(providerSchema, 'auto'),
  licence: z._default(licencePolicySchema, 'permissive'),
})
export type UserSettings = z.infer<typeof userSettingsSchema>

/** `GET /v1/settings` (window); `POST /v1/settings` takes the fields that change and answers with all. */
export const settingsViewSchema = z.strictObject({
  settings: userSettingsSchema,
  /** Whether the helper is started when the user logs in; null where it is not installed, so that it can't be. */
  startsAtLogin: z.nullable(z.boolean()),
  /** The folders of the helper's own things, and what they hold. */
  dataFolder: z.string(),
  modelFolder: z.string(),
  /** Bytes of fetched models, and of jobs that are kept. */
  modelBytes: z.number(),
  jobBytes: z.number(),
})
export type SettingsView = z.infer<typeof settingsViewSchema>

export const settingsChangeSchema = z.strictObject({
  ffmpeg: z.optional(z.string().check(z.maxLength(4096))),
  provider: z.optional(providerSchema),
  licence: z.optional(licencePolicySchema),
  startsAtLogin: z.optional(z.boolean()),
})
export type SettingsChange = z.infer<typeof settingsChangeSchema>
