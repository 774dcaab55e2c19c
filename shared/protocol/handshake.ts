import { z } from './schema'
import { PROTOCOL } from './version'
import { failure, failureSchema } from './errors'

/**
 * `GET /v1/hello?panel=ID&nonce=N`: unauthenticated; says who answers and proves that it knows the token. Of any version it
 * must be understood, so what is added to it is overlooked.
 */
export const helloSchema = z.object({
  product: z.string(),
  version: z.string(),
  protocol: z.object({ major: z.number(), minor: z.number() }),
  /** HMAC-SHA256(SHA-256(token), nonce) in hex, where `panel` is paired. */
  proof: z.optional(z.string()),
})
export type Hello = z.infer<typeof helloSchema>

/** `GET /v1/capabilities`: what this helper can do on this machine. */
export const capabilitiesSchema = z.strictObject({
  tasks: z.array(z.string()),
  providers: z.array(z.strictObject({ id: z.string(), usable: z.boolean(), reason: z.string() })),
  native: z.boolean(),
  models: z.array(z.strictObject({
    id: z.string(), task: z.string(), title: z.string(), licence: z.string(), present: z.boolean(), isDefault: z.boolean(),
  })),
})
export type Capabilities = z.infer<typeof capabilitiesSchema>

/** `GET /v1/media`: what reads and writes clips here. Looked for when asked, which takes up to a second. */
export const mediaSchema = z.strictObject({
  /** Where it was found. */
  ffmpeg: z.optional(z.strictObject({ path: z.string(), version: z.string() })),
  /** Encodings that this ffmpeg can't write, with the encoder they need. */
  lacks: z.array(z.strictObject({ encoding: z.string(), encoder: z.string() })),
  /** Why there is none. */
  error: z.optional(failureSchema),
})
export type Media = z.infer<typeof mediaSchema>

/** Which half is too old for the other, by a helper's version; a helper of a newer minor one serves us. */
export function olderHalf(theirs: Hello['protocol'], ours: Hello['protocol'] = PROTOCOL): 'helper' | 'panel' | undefined {
  if (theirs.major !== ours.major) return theirs.major < ours.major ? 'helper' : 'panel'
  return theirs.minor < ours.minor ? 'helper' : undefined
}

/** @param self what this side is called @throws PROTOCOL_MISMATCH if the helper can't serve this side */
export function checkProtocol(theirs: Hello['protocol'], self = 'panel'): void {
  const older = olderHalf(theirs)
  if (older === undefined) return
  throw failure('PROTOCOL_MISMATCH', {
    ours: `${PROTOCOL.major}.${PROTOCOL.minor}`,
    theirs: `${theirs.major}.${theirs.minor}`,
    older: older === 'panel' ? self : older,
  })
}
