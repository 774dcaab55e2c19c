import type { Socket, Surroundings } from '#client'
import type { Keep, Vault } from '#panel'
import type { UxpModule } from './module'

/** UXP's network, clock and random numbers. @param usesSockets false: the client asks for events instead */
export function uxpSurroundings(usesSockets = true): Surroundings {
  return {
    fetch: (url, init) => fetch(url, init),
    ...(usesSockets && typeof WebSocket === 'function' ? { openSocket } : {}),
    nowMs: () => Date.now(),
    setTimer: (ms, act) => {
      const timer = setTimeout(act, ms)
      return () => clearTimeout(timer)
    },
    randomBytes: (count) => crypto.getRandomValues(new Uint8Array(count)),
  }
}

const openSocket = (url: string): Socket => new WebSocket(url) as unknown as Socket

const PREFIX = 'firstpass.'

/** Last settings and presets; nothing secret. */
export const localKeep: Keep = {
  get: (key) => localStorage.getItem(PREFIX + key) ?? undefined,
  set: (key, value) => localStorage.setItem(PREFIX + key, value),
}

const TOKEN_KEY = 'firstpass.token'

/** The system's secure storage may lose what it holds; the panel then pairs again. */
export function secureVault({ storage: { secureStorage } }: UxpModule): Vault {
  return {
    get: async () => {
      try {
        const bytes = await secureStorage.getItem(TOKEN_KEY)
        return bytes && bytes.length > 0 ? String.fromCharCode(...bytes) : undefined
      } catch {
        return undefined
      }
    },
    set: async (token) => {
      if (token === undefined) await secureStorage.removeItem(TOKEN_KEY)
      else await secureStorage.setItem(TOKEN_KEY, token)
    },
  }
}

/** UXP asks the user first; an empty answer is success. */
export async function openOutside({ shell }: UxpModule, url: string): Promise<boolean> {
  try {
    return await shell.openExternal(url, 'Firstpass opens its window or starts its helper, on this computer only.') === ''
  } catch {
    return false
  }
}
