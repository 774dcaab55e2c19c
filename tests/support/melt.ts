import { execFileSync } from 'node:child_process'

/** How long melt may take for the small timelines of tests; it takes a second. */
const PATIENCE_MS = 20_000
const MOST_TRIES = 4

/**
 * Renders a timeline without loss, as melt sees it. melt 7.12 now and then never ends after the last frame of a timeline of
 * several tracks (one run in ten): such a run is ended and made again.
 */
export function renderByMelt(mlt: string, made: string): void {
  const consumer = [`avformat:${made}`, 'vcodec=ffv1', 'pix_fmt=yuv444p', 'an=1', 'threads=1', 'real_time=-1']
  for (let tries = 1; ; tries += 1) {
    try {
      execFileSync('melt', [mlt, '-silent', '-consumer', ...consumer], {
        stdio: 'ignore', timeout: PATIENCE_MS, killSignal: 'SIGKILL', env: { ...process.env, SDL_AUDIODRIVER: 'dummy' },
      })
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ETIMEDOUT' || tries === MOST_TRIES) throw error
    }
  }
}
