import { jobEventSchema } from './job'
import { z } from './schema'

/** `GET /v1/jobs`: this panel's jobs, newest first; those finished and not placed are its inbox. */
export const inboxSchema = z.strictObject({
  jobs: z.array(z.strictObject({
    latest: jobEventSchema,
    placed: z.boolean(),
    /** Milliseconds since 1970. */
    createdAt: z.number(),
  })),
})
export type Inbox = z.infer<typeof inboxSchema>
