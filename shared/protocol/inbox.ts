import { jobEventSchema } from './job'
import { hostKindSchema } from './pairing'
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

/**
 * `GET /v1/inbox` (window): the finished jobs of all panels, newest first, with what a person calls them by.
 * `POST /v1/inbox/:id/discard|reveal` does for one of them what its own panel could.
 */
export const wholeInboxSchema = z.strictObject({
  /** How many jobs of all panels wait or run: what would stop if the helper ended now. */
  unfinished: z._default(z.number(), 0),
  jobs: z.array(z.strictObject({
    latest: jobEventSchema,
    task: z.string(),
    placed: z.boolean(),
    createdAt: z.number(),
    /** Whose it is: "Firstpass in Photoshop"; a panel that is no longer paired has only its id. */
    panel: z.string(),
    host: z.optional(hostKindSchema),
    /** Of a result that is the user's own file. */
    file: z.optional(z.string()),
  })),
})
export type WholeInbox = z.infer<typeof wholeInboxSchema>
