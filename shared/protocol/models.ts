import { failureSchema } from './errors'
import { licencePolicySchema } from './job'
import { z } from './schema'

const modelId = z.string().check(z.regex(/^[a-z0-9][a-z0-9-]{1,60}$/))

/** What was last asked of a model, and how far it is; `done` and `total` are bytes, 0 of 0 before the first. */
export const modelWorkSchema = z.strictObject({
  kind: z.enum(['pull', 'verify', 'remove']),
  state: z.enum(['waiting', 'running', 'succeeded', 'failed']),
  done: z.number(),
  total: z.number(),
  error: z.optional(failureSchema),
})
export type ModelWork = z.infer<typeof modelWorkSchema>

export const modelViewSchema = z.strictObject({
  id: modelId,
  task: z.string(),
  title: z.string(),
  description: z.string(),
  /** SPDX of the weights. */
  licence: z.string(),
  /** Its weights are on this machine. */
  present: z.boolean(),
  /** Its weights are part of the program, so that they can't be removed. */
  isOwn: z.optional(z.boolean()),
  /** What a job gets that names no model. */
  isDefault: z.boolean(),
  /** Pulled where no model is named. */
  isPulledByDefault: z.boolean(),
  /** The licence that the policy asked about forbids. */
  refused: z.optional(z.string()),
  sha256: z.string(),
  bytes: z.number(),
  scale: z.optional(z.number()),
  limits: z.optional(z.string()),
  work: z.optional(modelWorkSchema),
})
export type ModelView = z.infer<typeof modelViewSchema>

/** `GET /v1/models?licence=POLICY`; left out: as the user set it. */
export const modelListSchema = z.strictObject({ models: z.array(modelViewSchema) })

/**
 * `POST /v1/models/pull|verify|remove`. Without ids: the default models (pull), all that are present (verify);
 * nothing is removed without a name. The answer is the list; `work` tells how each goes on.
 */
export const modelRequestSchema = z.strictObject({
  ids: z._default(z.array(modelId).check(z.maxLength(100)), []),
  /** Left out: as the user set it. */
  licence: z.optional(licencePolicySchema),
})
export type ModelRequest = z.infer<typeof modelRequestSchema>
