import { ThemeChoice } from '#browser'
import type { FirstpassError } from '#protocol'

/** What a visit without a session is told: one sentence, and what to do. */
export function Turned({ away }: { away: FirstpassError | undefined }) {
  return (
    <ThemeChoice>
      <div class="turned" role="alert">
        <h1>Firstpass</h1>
        <p>{away ? away.message : 'This page opens only by a link of its own, and ends with the helper that made it.'}</p>
        <p>Open Firstpass from the menu of your programs, and choose “Open a picture or clip” in its window.</p>
        <p>In a terminal <code>firstpass serve --open</code> does the same.</p>
      </div>
    </ThemeChoice>
  )
}
