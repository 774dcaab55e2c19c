import { z } from './schema'

/** `POST /v1/pair`, with the header below. The six digits are shown by the helper for two minutes. */
export const pairRequestSchema = z.strictObject({
  panel: z.string().check(z.regex(/^[a-z0-9-]{8,64}$/)),
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  host: z.enum(['photoshop', 'premiere', 'resolve', 'browser', 'command-line']),
  code: z.string().check(z.regex(/^[0-9]{6}$/)),
})
export type PairRequest = z.infer<typeof pairRequestSchema>
export type HostKind = PairRequest['host']

/** 256 bits in hex; kept by the panel, stored by the helper as SHA-256 only. */
export const pairResponseSchema = z.strictObject({ token: z.string().check(z.regex(/^[0-9a-f]{64}$/)) })
export type PairResponse = z.infer<typeof pairResponseSchema>

/** A custom header forces a browser to ask first, and the helper never answers such a question. */
export const PAIR_HEADER = 'x-firstpass-panel'
