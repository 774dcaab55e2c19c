import { markerSchema } from './clip'
import { failureSchema } from './errors'
import { pictureHeaderSchema } from './picture'
import { idSchema, safeCount, z } from './schema'
import { MAX_FILE_BYTES } from './wire'

/**
 * Where an input's bytes come from: uploaded pixels, an uploaded file as it is (input `file` only), a result of an earlier job
 * of the same token, or the very file that was sent with such a job, so that a clip is sent once.
 */
export const inputSchema = z.union([
  z.strictObject({ blob: idSchema, header: pictureHeaderSchema }),
  z.strictObject({ blob: idSchema, bytes: safeCount.check(z.minimum(1), z.maximum(MAX_FILE_BYTES)) }),
  z.strictObject({ job: idSchema, result: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)) }),
  z.strictObject({ job: idSchema, input: z.literal('file') }),
])
export type Input = z.infer<typeof inputSchema>
/** What the helper holds already as a blob or a result. */
export type HeldInput = Exclude<Input, { input: 'file' }>

export const providerSchema = z.enum(['auto', 'cpu', 'webgpu', 'cuda', 'dml', 'coreml'])
export type Provider = z.infer<typeof providerSchema>

export const licencePolicySchema = z.enum(['permissive', 'any'])
export type LicencePolicy = z.infer<typeof licencePolicySchema>

const jobFields = {
  id: idSchema,
  task: z.string().check(z.maxLength(40)),
  /** Parsed by the task's own schema (tasks/<task>.ts). */
  options: z.record(z.string(), z.unknown()),
  inputs: z.record(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)), inputSchema),
}

/**
 * `POST /v1/jobs`. The id is the client's: the same id and body again is the same job. What is left out is as the user set it
 * for the helper as a whole, at the moment when the job is taken in.
 */
export const jobOrderSchema = z.strictObject({
  ...jobFields, provider: z.optional(providerSchema), licence: z.optional(licencePolicySchema),
})
export type JobRequestInput = z.infer<typeof jobOrderSchema>

/** A job as it was taken in. */
export const jobRequestSchema = z.strictObject({
  ...jobFields, provider: z._default(providerSchema, 'auto'), licence: z._default(licencePolicySchema, 'permissive'),
})
export type JobRequest = z.infer<typeof jobRequestSchema>

export const jobStateSchema = z.enum(['queued', 'running', 'succeeded', 'failed', 'cancelled'])
export type JobState = z.infer<typeof jobStateSchema>

export const isFinished = (state: JobState): boolean => state === 'succeeded' || state === 'failed' || state === 'cancelled'

/**
 * One result: pixels in the job folder, or a file. `path`: where a file of the user's was written, or the bare name of one
 * that stays in the job folder, to be fetched like pixels.
 */
export const resultEntrySchema = z.union([
  z.strictObject({ kind: z.literal('picture'), header: pictureHeaderSchema, bytes: safeCount }),
  z.strictObject({ kind: z.literal('file'), path: z.string(), bytes: safeCount, sha256: z.string() }),
])
export type ResultEntry = z.infer<typeof resultEntrySchema>

/** A region worth a look, in pixels of the full picture; score 0..1, larger is worse. */
export const checkSchema = z.strictObject({
  left: z.number(), top: z.number(), right: z.number(), bottom: z.number(),
  score: z.number(),
  reason: z.string(),
})
export type Check = z.infer<typeof checkSchema>

export const jobResultSchema = z.strictObject({
  results: z.record(z.string(), resultEntrySchema),
  method: z.optional(z.enum(['model', 'traditional'])),
  model: z.optional(z.strictObject({ id: z.string(), sha256: z.string(), licence: z.string() })),
  /** What really ran, after probes and fallbacks. */
  provider: z.optional(z.string()),
  /** inferMs: inside session.run alone. */
  timings: z.strictObject({ totalMs: z.number(), inferMs: z.number() }),
  checkList: z.optional(z.array(checkSchema)),
  /** Of a clip: frames of the source that deserve a look. */
  markers: z.optional(z.array(markerSchema)),
  /** Sentences for the user: a fallback that was taken, metadata that a format can't hold. */
  notes: z.array(z.string()),
  /** What the task learned about its input (estimated sigma, source format, layer names). */
  facts: z.record(z.string(), z.unknown()),
})
export type JobResult = z.infer<typeof jobResultSchema>

/** The same object from `GET /v1/jobs/{id}` and in WebSocket events. `seq` rises by one per event. */
export const jobEventSchema = z.strictObject({
  job: idSchema,
  task: z.string(),
  seq: safeCount,
  /** Milliseconds since 1970. */
  at: z.number(),
  state: jobStateSchema,
  stage: z.string(),
  done: z.number(),
  total: z.number(),
  etaMs: z.optional(z.number()),
  result: z.optional(jobResultSchema),
  error: z.optional(failureSchema),
})
export type JobEvent = z.infer<typeof jobEventSchema>

/** `GET /v1/jobs/{id}?since=SEQ`: the newest state, and the events after SEQ that are still kept (256). */
export const jobViewSchema = z.strictObject({
  latest: jobEventSchema,
  events: z.array(jobEventSchema),
  /** The request as it was accepted; replaying it on the same inputs and provider gives the same bytes. */
  request: jobRequestSchema,
  /** True once the asking client has placed or fetched the result. */
  placed: z.boolean(),
})
export type JobView = z.infer<typeof jobViewSchema>
