import type { Problem } from '../state'
import { labels } from '../text/labels'
import { Action } from './fields'

/** What is wrong, in one sentence, and what to do, in another. */
export function ProblemText({ problem }: { problem: Problem }) {
  return (
    <div role="alert">
      <div class="fp-strong">{problem.message}</div>
      <div class="fp-faint">{problem.hint}</div>
    </div>
  )
}

export function ProblemCard({ problem, onDismiss }: { problem: Problem; onDismiss(): void }) {
  return (
    <div class="fp-card fp-alert">
      <ProblemText problem={problem} />
      <div class="fp-row"><Action onClick={onDismiss}>{labels.dismiss}</Action></div>
    </div>
  )
}
