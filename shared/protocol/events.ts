import { jobEventSchema } from './job'
import { tokenSchema } from './pairing'
import { idSchema, safeCount, z } from './schema'

/** Where the WebSocket is opened. */
export const EVENTS_PATH = '/v1/events'

/** What a client may send: its token first, then the jobs it wants to hear of, each from a sequence number on. */
export const clientFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('token'), token: tokenSchema }),
  z.strictObject({ type: z.literal('follow'), job: idSchema, since: z._default(safeCount, 0) }),
])
export type ClientFrame = z.infer<typeof clientFrameSchema>

/** What the helper sends. `event` is the very object that polling gives. */
export const helperFrameSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('welcome') }),
  z.strictObject({ type: z.literal('event'), event: jobEventSchema }),
  /** The job followed does not exist for this token. */
  z.strictObject({ type: z.literal('missing'), job: idSchema }),
])
export type HelperFrame = z.infer<typeof helperFrameSchema>
