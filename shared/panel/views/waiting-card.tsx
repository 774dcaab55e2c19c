import type { AnyPanel } from '../panel-model'
import { labels } from '../text/labels'
import { Action } from './fields'
import { ProblemText } from './problem-card'

/** Results that were made and are in no document yet. */
export function WaitingCard({ model }: { model: AnyPanel }) {
  const { waiting, run } = model.state
  if (waiting.length === 0) return null
  return (
    <div class="fp-card" role="list" aria-label={labels.waiting}>
      <span class="fp-label">{labels.waiting}</span>
      {waiting.map(({ job, title, file, isBusy, problem }) => (
        <div key={job} class="fp-field" role="listitem">
          <span>{title}</span>
          {file !== undefined && <div class="fp-faint">{labels.file(file)}</div>}
          {problem && <ProblemText problem={problem} />}
          <div class="fp-row">
            <Action isDisabled={isBusy || run !== undefined} onClick={() => void model.placeWaiting(job)}>
              {labels.placeAnyway}</Action>
            <Action isDisabled={isBusy} onClick={() => void model.discardWaiting(job)}>{labels.discard}</Action>
          </div>
        </div>
      ))}
    </div>
  )
}
