import { ThemeChoice } from '#browser'
import type { FirstpassError } from '#protocol'

/** What a visit without a session is told: one sentence, and what to do. */
export function Turned({ away }: { away: FirstpassError | undefined }) {
  return (
    <ThemeChoice>
      <div class="turned" role="alert">
        <h1>Firstpass</h1>
        <p>{away ? away.message : 'This page opens only by a link of its own, and ends with the helper that made it.'}</p>
        <p>Run <code>firstpass serve --open</code> in a terminal of this computer.</p>
      </div>
    </ThemeChoice>
  )
}
