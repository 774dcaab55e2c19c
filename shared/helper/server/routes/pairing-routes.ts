import {
  failure, PAIR_HEADER, pairingCodeSchema, pairingListSchema, pairRequestSchema, pairResponseSchema, panelIdSchema,
  sessionCodeQuerySchema, sessionCodeSchema, sessionRequestSchema, sessionResponseSchema, z,
} from '#protocol'
import type { PairingDesk } from '../pairing-desk'
import { type Route, route } from '../route'
import type { StillFolder } from '../still-folder'
import type { TokenKeeper } from '../token-keeper'

export interface PairingParts {
  desk: PairingDesk
  tokens: TokenKeeper
  stills: StillFolder
}

/** How panels and pages get their tokens, and lose them. */
export function pairingRoutes({ desk, tokens, stills }: PairingParts): Route[] {
  return [
    route({
      method: 'POST', path: '/v1/pair', access: 'pairing', summary: 'Exchange the six digits that the helper shows for a token',
      body: pairRequestSchema, answer: pairResponseSchema,
      handle: ({ body, panelHeader, isPage }) => {
        // Panels of other kinds may name paths; a page comes to that only by its one-time code.
        if (isPage && body.host !== 'browser') throw failure('PAIRING_REFUSED', { reason: `a page is no panel of ${body.host}` })
        if (panelHeader !== body.panel) throw failure('PAIRING_REFUSED', { reason: `the header ${PAIR_HEADER} is missing` })
        return { token: desk.pair(body) }
      },
    }),
    route({
      method: 'POST', path: '/v1/session', access: 'pairing', summary: 'Exchange the one-time code of a page for its token',
      body: sessionRequestSchema, answer: sessionResponseSchema,
      handle: ({ body }) =>
        ({ ...desk.exchange(body), ...(body.host === 'resolve' ? { stillFolder: stills.path() } : {}) }),
    }),
    route({
      method: 'POST', path: '/v1/session-code', access: 'window', summary: 'Make a one-time code for a page',
      query: sessionCodeQuerySchema, answer: sessionCodeSchema,
      handle: ({ owner, query }) => {
        // A window makes no window: what it may do ends with it.
        const isOfItself = query.host === 'home' && owner.host === 'home'
        if (isOfItself) throw failure('PAIRING_REFUSED', { reason: 'only the command line opens the window' })
        return { code: desk.newSessionCode(query.host) }
      },
    }),
    route({
      method: 'POST', path: '/v1/pairing-code', access: 'window', summary: 'Make a pairing code; an older one ends',
      answer: pairingCodeSchema, handle: () => desk.showCode(),
    }),
    route({
      method: 'GET', path: '/v1/pairing-code', access: 'window', summary: 'What became of the pairing code',
      answer: pairingCodeSchema, handle: () => desk.status(),
    }),
    route({
      method: 'GET', path: '/v1/pairings', access: 'window', summary: 'The panels that are paired',
      answer: pairingListSchema, handle: () => ({ pairings: tokens.list() }),
    }),
    route({
      method: 'POST', path: '/v1/pairings/:panel/revoke', access: 'window', summary: 'End a pairing',
      params: z.strictObject({ panel: panelIdSchema }),
      handle: ({ params }) => {
        if (!tokens.revoke(params.panel)) throw failure('PANEL_UNKNOWN', { panel: params.panel })
      },
    }),
  ]
}
