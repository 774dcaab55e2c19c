import { localKeep } from '#uxp'

const KEY = 'sockets'

/**
 * Premiere 26.3 on Windows was seen to crash on a WebSocket: there, and where the system is not known, the helper is asked
 * instead, unless the user says no.
 */
const isRisky = (version: string, platform: string): boolean => !/^(mac|darwin)/i.test(platform) && /^26\.3(\.|$)/.test(version)

/** Not every version of UXP tells it. */
const platformHere = (): string => (globalThis.navigator as Partial<Navigator> | undefined)?.platform ?? ''

/** @param version of Premiere */
export function usesSockets(version: string, platform = platformHere()): boolean {
  const said = localKeep.get(KEY)
  return said === undefined ? !isRisky(version, platform) : said === 'yes'
}

/** Heeded when the panel starts the next time. */
export const rememberSockets = (isWanted: boolean): void => localKeep.set(KEY, isWanted ? 'yes' : 'no')
