import type { Link } from '#client'
import {
  capabilitiesSchema, checkupSchema, type LicencePolicy, mediaSchema, modelListSchema, type PageHost, pairingCodeSchema,
  pairingListSchema, sessionCodeSchema, settingsViewSchema, type SettingsChange, waitingPanelsSchema, wholeInboxSchema, z,
} from '#protocol'

/** How the window reaches the helper; answers are checked by their schemas. */
export type Wire = Pick<Link, 'json'>

const nothing = z.looseObject({})

type Work = 'pull' | 'verify' | 'remove'

export type Calls = ReturnType<typeof callsOf>

/** All that the window asks of the helper. */
export const callsOf = (wire: Wire) => {
  const get = <T>(path: string, answer: z.ZodMiniType<T>): Promise<T> => wire.json({ method: 'GET', path }, answer)
  const post = <T>(path: string, answer: z.ZodMiniType<T>, body?: unknown): Promise<T> =>
    wire.json({ method: 'POST', path, ...(body === undefined ? {} : { body }) }, answer)
  return {
    asking: async () => (await get('/v1/pair-requests', waitingPanelsSchema)).requests,
    answer: (id: string, how: 'allow' | 'refuse') => post(`/v1/pair-requests/${id}/${how}`, nothing),
    pairings: async () => (await get('/v1/pairings', pairingListSchema)).pairings,
    revoke: (panel: string) => post(`/v1/pairings/${encodeURIComponent(panel)}/revoke`, nothing),
    makeCode: () => post('/v1/pairing-code', pairingCodeSchema),
    code: () => get('/v1/pairing-code', pairingCodeSchema),
    inbox: () => get('/v1/inbox', wholeInboxSchema),
    reveal: (job: string) => post(`/v1/inbox/${job}/reveal`, nothing),
    discard: (job: string) => post(`/v1/inbox/${job}/discard`, nothing),
    models: async (licence: LicencePolicy) => (await get(`/v1/models?licence=${licence}`, modelListSchema)).models,
    order: async (kind: Work, id: string, licence: LicencePolicy) =>
      (await post(`/v1/models/${kind}`, modelListSchema, { ids: [id], licence })).models,
    settings: () => get('/v1/settings', settingsViewSchema),
    change: (change: SettingsChange) => post('/v1/settings', settingsViewSchema, change),
    capabilities: () => get('/v1/capabilities', capabilitiesSchema),
    media: () => get('/v1/media', mediaSchema),
    checkup: async () => (await get('/v1/checkup', checkupSchema)).findings,
    sessionCode: async (host: PageHost) => (await post(`/v1/session-code?host=${host}`, sessionCodeSchema)).code,
    shutDown: () => post('/v1/shutdown', nothing),
  }
}
