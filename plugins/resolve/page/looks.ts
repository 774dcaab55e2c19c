import type { DoorWatch } from './door-watch'

const EVERY_MS = 2000

/**
 * When the panel is to look at Resolve again, which tells nobody what its user does: when this window is chosen, when Resolve
 * attaches, and every two seconds while it is seen, unless each answer has Resolve write its preferences.
 */
export function watchLooks(watch: DoorWatch, act: () => void): () => void {
  const isSeen = (): boolean => document.visibilityState === 'visible'
  const look = (): void => {
    if (isSeen() && watch.seen.state === 'attached') act()
  }
  const timer = setInterval(() => {
    if (watch.seen.state === 'attached' && watch.seen.channel === 'files') look()
  }, EVERY_MS)
  addEventListener('focus', look)
  const stop = watch.subscribe(look)
  return () => {
    clearInterval(timer)
    removeEventListener('focus', look)
    stop()
  }
}
