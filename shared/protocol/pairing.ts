import { idSchema, z } from './schema'

/** A panel's own name for itself, random, chosen once. */
export const panelIdSchema = z.string().check(z.regex(/^[a-z0-9-]{8,64}$/))

/** 256 bits in hex; kept by the panel, stored by the helper as SHA-256 only. */
export const tokenSchema = z.string().check(z.regex(/^[0-9a-f]{64}$/))

export const hostKindSchema = z.enum(['photoshop', 'premiere', 'resolve', 'browser', 'home', 'command-line'])
export type HostKind = z.infer<typeof hostKindSchema>

/** `POST /v1/pair`, with the header below. The six digits are shown by the helper for two minutes. */
export const pairRequestSchema = z.strictObject({
  panel: panelIdSchema,
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  host: hostKindSchema,
  code: z.string().check(z.regex(/^[0-9]{6}$/)),
})
export type PairRequest = z.infer<typeof pairRequestSchema>

export const pairResponseSchema = z.strictObject({ token: tokenSchema })
export type PairResponse = z.infer<typeof pairResponseSchema>

/**
 * `POST /v1/pair-requests`, with the header below: a panel asks to be let in, and shows the four digits of the answer. The
 * helper's window shows the same digits beside the panel's name, and a button that allows it.
 */
export const pairAskSchema = z.strictObject({
  panel: panelIdSchema,
  name: z.string().check(z.minLength(1), z.maxLength(80)),
  host: hostKindSchema,
})
export type PairAsk = z.infer<typeof pairAskSchema>

/** `request` is the panel's secret, by which it alone collects its token; the digits are no secret. */
export const pairAskedSchema = z.strictObject({
  request: tokenSchema,
  digits: z.string().check(z.regex(/^[0-9]{4}$/)),
  /** Milliseconds since 1970. */
  expiresAt: z.number(),
})
export type PairAsked = z.infer<typeof pairAskedSchema>

/** `POST /v1/pair-requests/collect`, with the header below: what became of it. The token is given once. */
export const pairCollectSchema = z.strictObject({ request: tokenSchema })
export const pairCollectedSchema = z.strictObject({
  state: z.enum(['waiting', 'allowed', 'refused', 'expired']),
  token: z.optional(tokenSchema),
})
export type PairCollected = z.infer<typeof pairCollectedSchema>

/** `GET /v1/pair-requests` (window): who waits. `POST /v1/pair-requests/:id/allow|refuse` answers one of them. */
export const waitingPanelSchema = z.strictObject({
  id: idSchema,
  name: z.string(),
  host: hostKindSchema,
  digits: z.string(),
  expiresAt: z.number(),
})
export type WaitingPanel = z.infer<typeof waitingPanelSchema>
export const waitingPanelsSchema = z.strictObject({ requests: z.array(waitingPanelSchema) })

/** A custom header forces a browser to ask first, and the helper never answers such a question. */
export const PAIR_HEADER = 'x-firstpass-panel'

/** `GET /v1/pairings`, for the command line and the window. */
export const pairingSchema = z.strictObject({
  panel: panelIdSchema,
  name: z.string(),
  host: hostKindSchema,
  /** Milliseconds since 1970. */
  pairedAt: z.number(),
  /** The same, of its last request; left out where this helper has not heard of it since it was started. */
  heardAt: z.optional(z.number()),
})
export type Pairing = z.infer<typeof pairingSchema>

export const pairingListSchema = z.strictObject({ pairings: z.array(pairingSchema) })

/**
 * `POST /v1/pairing-code` makes the code, `GET /v1/pairing-code` says what became of it; for the command line
 * and the window. `used` names the panel that took it, so that the user sees who was let in.
 */
export const pairingCodeSchema = z.strictObject({
  state: z.enum(['none', 'waiting', 'used', 'expired', 'spent']),
  code: z.optional(z.string()),
  expiresAt: z.optional(z.number()),
  pairing: z.optional(pairingSchema),
})
export type PairingCode = z.infer<typeof pairingCodeSchema>

/**
 * What a page of the helper's is for: pictures and clips that are dropped on it, DaVinci Resolve (at `/resolve/`), or the
 * helper itself (its window, at `/home/`).
 */
export const pageHostSchema = z.enum(['browser', 'resolve', 'home'])
export type PageHost = z.infer<typeof pageHostSchema>

/**
 * `POST /v1/session-code?host=` (command line and window) makes a one-time code for the fragment of a URL; two minutes. A
 * code for `resolve` gives a token that may name paths, and nothing else gives a page one. A code for `home` gives one that may
 * let panels in, and is made for the command line alone.
 */
export const sessionCodeSchema = z.strictObject({ code: tokenSchema })
export const sessionCodeQuerySchema = z.strictObject({ host: z._default(pageHostSchema, 'browser') })

/**
 * `POST /v1/session`: the page exchanges the code for a token that lives in sessionStorage, and for a name of its own. A code
 * for a page of another kind is refused, and spent.
 */
export const sessionRequestSchema = z.strictObject({
  code: tokenSchema,
  host: z._default(pageHostSchema, 'browser'),
  /** The name that a page of this kind had before it was closed: it has it again, and what was made for it meanwhile. */
  panel: z.optional(panelIdSchema),
})
export type SessionRequest = z.infer<typeof sessionRequestSchema>
export const sessionResponseSchema = z.strictObject({
  token: tokenSchema,
  panel: panelIdSchema,
  /** For a page of Resolve: where Resolve may write what it shows. */
  stillFolder: z.optional(z.string()),
})
export type SessionResponse = z.infer<typeof sessionResponseSchema>
