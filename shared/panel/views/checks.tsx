import { labels } from '../text/labels'
import { Action } from './fields'
import type { ReportProps } from './task-views'

/** Regions of a picture that deserve a look. */
export function Checks({ model, report: { id, checks } }: ReportProps) {
  if (checks.length === 0) return null
  const canPlace = model.state.host.forms.includes('check-layer')
  return (
    <div class="fp-field">
      <span class="fp-label">{labels.checks(checks.length)}</span>
      <div class="fp-row" role="list">
        {checks.map((check, at) => <div key={at} role="listitem">
          <Action onClick={() => void model.reveal(check, id)}>{`${at + 1}. ${check.reason}`}</Action>
        </div>)}
        {canPlace && <Action onClick={() => void model.placeChecks(id)}>{labels.checksLayer}</Action>}
      </div>
    </div>
  )
}
