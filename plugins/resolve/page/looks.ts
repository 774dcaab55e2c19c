import type { DoorWatch } from './door-watch'

/** Each look reads a whole timeline. */
const AT_MOST_EVERY_MS = 1000

/**
 * When the panel is to look at Resolve again, which tells nobody what its user does: when the user comes to this window, and
 * when Resolve attaches. Never by the clock, since a look costs Resolve time, and in some editions it writes its preferences
 * for each. A run looks once more itself.
 */
export function watchLooks(watch: DoorWatch, act: () => void): () => void {
  let lastMs = -Infinity
  const look = (): void => {
    if (watch.seen.state !== 'attached' || performance.now() - lastMs < AT_MOST_EVERY_MS) return
    lastMs = performance.now()
    act()
  }
  const page = document.documentElement
  addEventListener('focus', look)
  page.addEventListener('mouseenter', look)
  const stop = watch.subscribe(look)
  return () => {
    removeEventListener('focus', look)
    page.removeEventListener('mouseenter', look)
    stop()
  }
}
