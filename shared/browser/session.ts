import {
  asFailure, failureFromJson, failureSchema, type FirstpassError, type PageHost, panelIdSchema, sessionResponseSchema,
  type SessionResponse,
} from '#protocol'

const CODE = /^#code=([0-9a-f]{64})$/

const NAME = 'firstpass-name'

/** The parts of a tab that a session needs. */
export interface Tab {
  /** What its page is for. The pages of one helper share a storage, so each kind keeps its session under a name of its own. */
  host: PageHost
  /** The address's fragment, "#code=…" on the first visit. */
  hash: string
  /** Takes the fragment out of the address and of the tab's history. */
  forgetHash(): void
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
  /** Outlives the tab: keeps the page's name, by which it finds again what was made for it while it was closed. */
  names?: Pick<Storage, 'getItem' | 'setItem'>
  fetch(path: string, init: { method: string; headers: Record<string, string>; body: string }): Promise<{
    status: number
    text(): Promise<string>
  }>
}

export interface Session {
  read(): SessionResponse | undefined
  forget(): void
}

/** The tab that this page is in. */
export const tabOf = (host: PageHost): Tab => ({
  host,
  hash: location.hash,
  forgetHash: () => history.replaceState(null, '', location.pathname),
  storage: sessionStorage,
  fetch: (path, init) => fetch(path, { ...init, credentials: 'omit', cache: 'no-store' }),
})

export const sessionOf = ({ host, storage }: Pick<Tab, 'host' | 'storage'>): Session => ({
  read: () => readSession(storage.getItem(keyOf(host))),
  forget: () => storage.removeItem(keyOf(host)),
})

const keyOf = (host: PageHost): string => (host === 'browser' ? 'firstpass-session' : `firstpass-session-${host}`)

/**
 * The tab's session: a code in the fragment is exchanged for one, once; a reload finds it again.
 * @returns why there is none where there was a code, undefined where all is well or there was nothing to exchange
 */
export async function enter(tab: Tab): Promise<FirstpassError | undefined> {
  const code = CODE.exec(tab.hash)?.[1]
  if (tab.hash !== '') tab.forgetHash()
  if (code === undefined) return undefined
  try {
    const answer = await tab.fetch('/v1/session', {
      method: 'POST', headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code, host: tab.host, ...nameBefore(tab) }),
    })
    const json: unknown = JSON.parse(await answer.text())
    if (answer.status !== 200) return failureFromJson(failureSchema.parse(json))
    const session = sessionResponseSchema.parse(json)
    tab.storage.setItem(keyOf(tab.host), JSON.stringify(session))
    tab.names?.setItem(NAME, session.panel)
    return undefined
  } catch (thrown) {
    return asFailure(thrown)
  }
}

function nameBefore({ names }: Tab): { panel?: string } {
  const name = panelIdSchema.safeParse(names?.getItem(NAME))
  return name.success ? { panel: name.data } : {}
}

function readSession(text: string | null): SessionResponse | undefined {
  try {
    return sessionResponseSchema.parse(JSON.parse(text ?? ''))
  } catch {
    return undefined
  }
}
