import { localKeep } from '#uxp'

const KEY = 'sockets'

/** Premiere 26.3 on Windows was seen to crash on a WebSocket: there the helper is asked instead, unless the user says no. */
const isRisky = (version: string, platform: string): boolean => /^win/i.test(platform) && /^26\.3(\.|$)/.test(version)

/** @param version of Premiere */
export function usesSockets(version: string, platform = navigator.platform): boolean {
  const said = localKeep.get(KEY)
  return said === undefined ? !isRisky(version, platform) : said === 'yes'
}

/** Heeded when the panel starts the next time. */
export const rememberSockets = (isWanted: boolean): void => localKeep.set(KEY, isWanted ? 'yes' : 'no')
