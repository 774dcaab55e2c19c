import { ThemeChoice } from '#browser'
import type { FirstpassError } from '#protocol'

/** What a visit without a session is told: one sentence, and what to do. */
export function Turned({ away }: { away?: FirstpassError | undefined }) {
  return (
    <ThemeChoice>
      <Closed words={away?.message ?? 'This window opens only by a link of its own, and ends with the helper that made it.'} />
    </ThemeChoice>
  )
}

/** The window when there is no helper behind it any more. */
export function Closed({ words }: { words: string }) {
  return (
    <div class="turned" role="alert">
      <h1>Firstpass</h1>
      <p>{words}</p>
      <p>Open Firstpass from the menu of your programs, or run <code>firstpass open</code> in a terminal of this computer.</p>
    </div>
  )
}
