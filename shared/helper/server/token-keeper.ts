import * as path from 'node:path'
import {
  COMMAND_LINE_PANEL, failure, hostKindSchema, type PageHost, type Pairing, panelIdSchema, type SessionResponse, z,
} from '#protocol'
import type { Owner, PageState } from '#helper/queue/job-record'
import { readPrivate, writePrivate } from './private-file'
import { hashToken, isSame, newToken, proveToken } from './secrets'

const storedSchema = z.strictObject({
  panels: z.array(z.strictObject({
    panel: panelIdSchema, name: z.string(), host: hostKindSchema, pairedAt: z.number(),
    tokenSha256: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  })),
})
type Stored = z.infer<typeof storedSchema>['panels'][number]

/** Pages are named by the helper; no panel can pair under such a name. */
const PAGE_PREFIX = 'page-'

/** A page that nobody heard of for so long was closed; one that is open looks for its helper every few seconds. */
export const PAGE_LIFE_MS = 7 * 24 * 3600 * 1000

/** One that is open and in front looks for its helper every five seconds. */
export const PAGE_SILENCE_MS = 15_000

interface Session {
  panel: string
  host: PageHost
  tokenSha256: string
  heardAt: number
}

/** All tokens that open the helper: the command line's, those of paired panels, those of pages it opened itself. */
export class TokenKeeper {
  /** New at every start; only `helper.json` tells it. */
  readonly commandLine = newToken()
  private readonly file: string
  private sessions: Session[] = []
  private readonly heard = new Map<string, number>()
  private panels: Stored[]

  /** @throws FILE_EXPOSED */
  constructor(dataFolder: string, private readonly nowMs: () => number) {
    this.file = path.join(dataFolder, 'panels.json')
    this.panels = readPanels(readPrivate(this.file))
  }

  /** Whose token it is. Every one is compared, in constant time. */
  find(token: string): Owner | undefined {
    const hash = hashToken(token)
    let owner: Owner | undefined
    if (isSame(token, this.commandLine)) owner = { panel: COMMAND_LINE_PANEL, host: 'command-line' }
    for (const { panel, host, tokenSha256 } of this.panels) {
      if (!isSame(hash, tokenSha256)) continue
      this.heard.set(panel, this.nowMs())
      owner = { panel, host }
    }
    for (const session of this.livingSessions()) {
      if (!isSame(hash, session.tokenSha256)) continue
      session.heardAt = this.nowMs()
      owner = { panel: session.panel, host: session.host }
    }
    return owner
  }

  /** HMAC-SHA256(SHA-256(token), nonce), for a panel that is known. */
  prove(panel: string, nonce: string): string | undefined {
    if (panel === COMMAND_LINE_PANEL) return proveToken(hashToken(this.commandLine), nonce)
    const session = this.livingSessions().find((one) => one.panel === panel)
    if (session) session.heardAt = this.nowMs()
    const found = session ?? this.panels.find((one) => one.panel === panel)
    // One that is open looks for its helper every few seconds, and may have nothing else to ask for hours.
    if (found && !session) this.heard.set(panel, this.nowMs())
    return found && proveToken(found.tokenSha256, nonce)
  }

  list(): Pairing[] {
    return this.panels.map(({ panel, name, host, pairedAt }) => {
      const heardAt = this.heard.get(panel)
      return { panel, name, host, pairedAt, ...(heardAt === undefined ? {} : { heardAt }) }
    })
  }

  /** A panel that pairs again gets a new token; its old one ends. @throws PAIRING_REFUSED */
  pair(pairing: Pairing): string {
    checkPanelName(pairing.panel)
    // What may let others in is made by a one-time code alone, and ends with the helper.
    if (pairing.host === 'home') throw failure('PAIRING_REFUSED', { reason: 'the helper\'s window is no panel' })
    const token = newToken()
    this.save([...this.panels.filter(({ panel }) => panel !== pairing.panel), { ...pairing, tokenSha256: hashToken(token) }])
    return token
  }

  /** @returns whether it was paired */
  revoke(panel: string): boolean {
    const left = this.panels.filter((one) => one.panel !== panel)
    const isFound = left.length < this.panels.length
    if (isFound) this.save(left)
    return isFound
  }

  /**
   * A token and a name for a page in the browser; both end with the helper.
   * @param before the name of one that was closed, which the new one takes over; not of one that is still heard of
   */
  openSession(host: PageHost, before?: string): SessionResponse {
    const token = newToken()
    const isClosed = (session: Session): boolean =>
      session.panel === before && session.host === host && this.nowMs() - session.heardAt > PAGE_SILENCE_MS
    const closed = this.livingSessions().find(isClosed)
    this.sessions = this.sessions.filter((session) => session !== closed)
    const panel = closed?.panel ?? `${PAGE_PREFIX}${newToken().slice(0, 16)}`
    this.sessions.push({ panel, host, tokenSha256: hashToken(token), heardAt: this.nowMs() })
    return { token, panel }
  }

  readonly pageState: PageState = (panel) => {
    if (!panel.startsWith(PAGE_PREFIX)) return undefined
    return this.livingSessions().some((one) => one.panel === panel) ? 'open' : 'gone'
  }

  private livingSessions(): Session[] {
    const now = this.nowMs()
    this.sessions = this.sessions.filter(({ heardAt }) => now - heardAt <= PAGE_LIFE_MS)
    return this.sessions
  }

  private save(panels: Stored[]): void {
    writePrivate(this.file, JSON.stringify({ panels }, null, 2))
    this.panels = panels
  }
}

/** @throws PAIRING_REFUSED for a name that a panel can't have */
export function checkPanelName(panel: string): void {
  const isTaken = panel === COMMAND_LINE_PANEL || panel.startsWith(PAGE_PREFIX)
  if (isTaken) throw failure('PAIRING_REFUSED', { reason: 'this name is taken' })
}

/** A file that is damaged holds no pairing: the panels pair again, and nobody is kept from starting the helper. */
function readPanels(text: string | undefined): Stored[] {
  try {
    return storedSchema.parse(JSON.parse(text ?? '')).panels
  } catch {
    return []
  }
}
