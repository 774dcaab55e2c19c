import { blobViewSchema, idSchema, inboxSchema, jobOrderSchema, jobViewSchema, z } from '#protocol'
import type { JobQueue } from '#helper/queue/queue'
import { digits } from '../query'
import { type Route, route } from '../route'
import { readPart } from '../part'

const ofJob = z.strictObject({ id: idSchema })
const window = z.strictObject({ offset: z._default(digits, 0), length: z.optional(digits) })

/** Blobs, jobs, results and the inbox. */
export function jobRoutes(queue: JobQueue, reveal: (path: string) => void): Route[] {
  return [
    route({
      method: 'PUT', path: '/v1/blobs/:id', access: 'paired', summary: 'Send one part of a blob, at most 16 MiB',
      params: ofJob, query: z.strictObject({ offset: z._default(digits, 0), total: z.optional(digits) }), body: 'bytes',
      answer: blobViewSchema,
      handle: ({ owner, params, query, bytes }) => queue.blobs.write({
        owner: owner.panel, id: params.id, offset: query.offset, total: query.total, ...readPart(bytes),
      }),
    }),
    route({
      method: 'GET', path: '/v1/blobs/:id', access: 'paired', summary: 'A window of a blob that this panel sent',
      params: ofJob, query: window, answer: 'bytes',
      handle: ({ owner, params, query }) => queue.blobs.read(owner.panel, params.id, query),
    }),
    route({
      method: 'POST', path: '/v1/jobs', access: 'paired', summary: 'Submit a job; the same id and body again is the same job',
      body: jobOrderSchema, answer: jobViewSchema, handle: ({ owner, body }) => queue.submit(owner, body),
    }),
    route({
      method: 'GET', path: '/v1/jobs', access: 'paired', summary: 'The jobs of this panel: its inbox', answer: inboxSchema,
      handle: ({ owner }) => queue.inbox(owner.panel),
    }),
    route({
      method: 'GET', path: '/v1/jobs/:id', access: 'paired', summary: 'A job and its events after a number',
      params: ofJob, query: z.strictObject({ since: z._default(digits, 0) }), answer: jobViewSchema,
      handle: ({ owner, params, query }) => queue.view(owner.panel, params.id, query.since),
    }),
    route({
      method: 'GET', path: '/v1/jobs/:id/results/:name', access: 'paired',
      summary: 'A window of a result: pixels, or a file that waits here',
      params: z.strictObject({ id: idSchema, name: z.string() }),
      query: window, answer: 'bytes',
      handle: ({ owner, params, query }) => queue.read(owner.panel, params.id, {
        name: params.name, offset: query.offset, length: query.length,
      }),
    }),
    ...jobActions(queue, reveal),
  ]
}

function jobActions(queue: JobQueue, reveal: (path: string) => void): Route[] {
  return [
    route({
      method: 'POST', path: '/v1/jobs/:id/cancel', access: 'paired', summary: 'Stop a job; harmless when it has ended',
      params: ofJob, answer: jobViewSchema, handle: ({ owner, params }) => queue.cancel(owner.panel, params.id),
    }),
    route({
      method: 'POST', path: '/v1/jobs/:id/retry', access: 'paired', summary: 'Run a failed or cancelled job again',
      params: ofJob, answer: jobViewSchema, handle: ({ owner, params }) => queue.retry(owner.panel, params.id),
    }),
    route({
      method: 'POST', path: '/v1/jobs/:id/placed', access: 'paired', summary: 'Say that the result reached its place',
      params: ofJob, answer: jobViewSchema, handle: ({ owner, params }) => queue.markPlaced(owner.panel, params.id),
    }),
    route({
      method: 'POST', path: '/v1/jobs/:id/discard', access: 'paired', summary: 'Remove a finished job and its scratch',
      params: ofJob,
      handle: ({ owner, params }) => queue.discard(owner.panel, params.id),
    }),
    route({
      method: 'POST', path: '/v1/jobs/:id/reveal', access: 'paired', summary: 'Show the file that a job wrote to the user',
      params: ofJob,
      handle: ({ owner, params }) => reveal(queue.outputFile(owner.panel, params.id)),
    }),
  ]
}
