import {
  failureSchema, hostKindSchema, jobRequestSchema, jobResultSchema, jobStateSchema, pictureHeaderSchema, safeCount, z,
} from '#protocol'

const placedFile = { file: z.string(), offset: safeCount }

/** `job.json`: all that a restarted helper must know of a job. Files are relative to the job's folder, or absolute. */
export const jobRecordSchema = z.strictObject({
  version: z.literal(1),
  /** The panel whose job it is. */
  owner: z.string(),
  host: hostKindSchema,
  request: jobRequestSchema,
  /** The request's options after the task's schema has filled in its defaults. */
  options: z.record(z.string(), z.unknown()),
  state: jobStateSchema,
  createdAt: z.number(),
  finishedAt: z.optional(z.number()),
  placedAt: z.optional(z.number()),
  /** An engine crashed on it; only the processor may be tried now. */
  cpuOnly: z.boolean(),
  notes: z.array(z.string()),
  /** Real paths of the user's files that this job's pixels come from; no result may replace one of them. */
  sources: z.array(z.string()),
  inputs: z.record(z.string(), z.strictObject({ ...placedFile, header: pictureHeaderSchema })),
  result: z.optional(jobResultSchema),
  files: z.record(z.string(), z.strictObject(placedFile)),
  error: z.optional(failureSchema),
})
export type JobRecord = z.infer<typeof jobRecordSchema>

/** Who asks. */
export interface Owner {
  panel: string
  host: JobRecord['host']
}

/**
 * Whether an owner is a page, and then whether its token still opens the helper: it holds its documents by jobs and blobs, and
 * nobody can ask for them after it.
 */
export type PageState = (owner: string) => 'open' | 'gone' | undefined
