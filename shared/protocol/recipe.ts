import { licencePolicySchema, providerSchema } from './job'
import { z } from './schema'

/**
 * How a result was made from a file, enough to make it again: the same recipe on the same file, model and provider
 * gives the same bytes. Written into the document's XMP (with bare file names) and into `--json`; `firstpass replay`
 * takes it back. `options` are complete: defaults filled in, the model that ran named.
 */
export const recipeSchema = z.strictObject({
  firstpassJob: z.literal(1),
  /** Version of Firstpass that wrote it. */
  version: z.string(),
  task: z.enum(['mask', 'denoise', 'upscale']),
  input: z.string(),
  /** A layer of a PSD by name. */
  layer: z.optional(z.string()),
  /** The user's own mask, a file (`mask` only). */
  mask: z.optional(z.string()),
  options: z.record(z.string(), z.unknown()),
  provider: providerSchema,
  licence: licencePolicySchema,
  modelSha256: z.optional(z.string()),
})
export type Recipe = z.infer<typeof recipeSchema>

/** The same of a clip; its options name the range and the subject too. */
export const clipRecipeSchema = z.strictObject({
  ...z.omit(recipeSchema, { layer: true, mask: true }).shape,
  task: z.enum(['mask-clip', 'denoise-clip', 'upscale-clip', 'slow']),
})
export type ClipRecipe = z.infer<typeof clipRecipeSchema>
