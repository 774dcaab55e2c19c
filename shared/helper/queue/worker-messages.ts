import { failureSchema, jobResultSchema, resultEntrySchema, safeCount, z } from '#protocol'
import type { FromWorker } from '#helper/engine/messages'

const workResultSchema = z.strictObject({
  entry: resultEntrySchema,
  file: z.optional(z.string()),
  offset: z.optional(safeCount),
})

const workDoneSchema = z.strictObject({ ...jobResultSchema.shape, results: z.record(z.string(), workResultSchema) })

const fromWorkerSchema = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('ready'),
    provider: z.string(),
    providers: z.array(z.strictObject({ id: z.string(), usable: z.boolean(), reason: z.string() })),
    native: z.boolean(),
  }),
  z.strictObject({
    type: z.literal('progress'), id: z.string(), stage: z.string(), done: z.number(), total: z.number(),
    etaMs: z.optional(z.number()),
  }),
  z.strictObject({ type: z.literal('done'), id: z.string(), work: workDoneSchema }),
  z.strictObject({ type: z.literal('cancelled'), id: z.string() }),
  z.strictObject({ type: z.literal('failed'), id: z.string(), error: failureSchema }),
])

/** What a worker said, or nothing where it is not a message: a worker that lost its mind is not believed. */
export function readWorkerMessage(said: unknown): FromWorker | undefined {
  const parsed = fromWorkerSchema.safeParse(said)
  return parsed.success ? (parsed.data as FromWorker) : undefined
}
