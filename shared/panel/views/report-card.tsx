import type { AnyPanel } from '../panel-model'
import type { RunReport } from '../state'
import { labels } from '../text/labels'
import { Action } from './fields'
import { ProblemText } from './problem-card'

interface ReportProps {
  model: AnyPanel
  report: RunReport
}

/** What became of a run: where it landed, by what it was made, what to look at. */
export function ReportCard({ model, report }: ReportProps) {
  const { landed, problem, status, credit, notes, target, file } = report
  // Only a picture that became another document needs no way back.
  const describeUndo = landed?.undoSteps === 0 && model.tasks.kind === 'clip' ? labels.undoBefore : labels.undo
  const sentences = [...(landed?.differs ?? []), ...notes, ...(landed ? [describeUndo(landed.undoSteps)] : [])]
  return (
    <div class={problem ? 'fp-card fp-alert' : 'fp-card'} data-report={report.id} data-status={status}>
      <div class="fp-spread">
        <span class="fp-strong">{landed?.where ?? target.name}</span>
        <span class="fp-label">{labels.statuses[status]}</span>
      </div>
      {problem && <ProblemText problem={problem} />}
      {sentences.map((sentence) => <div key={sentence} class="fp-faint">{sentence}</div>)}
      {credit !== undefined && <div class="fp-faint">{credit}</div>}
      {landed && <PlacedActions model={model} report={report} />}
      {landed && <Checks model={model} report={report} />}
      {landed && <Moments model={model} report={report} />}
      {file !== undefined && <div class="fp-faint">{labels.file(file)}</div>}
    </div>
  )
}

/** What no second one can lie beside. */
const alone: readonly string[] = ['document', 'smart-object', 'media', 'proxy', 'external-matte']

function PlacedActions({ model, report: { id, isShown, settings, rival, landed } }: ReportProps) {
  const isBusy = model.state.run !== undefined
  const otherMethod = settings.method === 'traditional' ? 'model' : 'traditional'
  const canCompare = settings.method !== undefined && landed !== undefined && !alone.includes(landed.form)
  return (
    <div class="fp-row">
      <Action isSelected={isShown} onClick={() => void model.toggleBeforeAfter(id)}>
        {isShown ? labels.after : labels.before}</Action>
      <Action isDisabled={isBusy} onClick={() => void model.runAgain()}>{labels.again}</Action>
      {canCompare && <Action isDisabled={isBusy} onClick={() => void model.compare(id)}>
        {rival === undefined ? labels.compare[otherMethod] : labels.other}</Action>}
      <Action isDisabled={isBusy} onClick={() => void model.removeLast(id)}>{labels.remove}</Action>
    </div>
  )
}

function Checks({ model, report: { id, checks } }: ReportProps) {
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

/** So many are seen at once; the host's own markers have all. */
const MOST_MOMENTS = 12

function Moments({ model, report: { id, markers } }: ReportProps) {
  if (markers.length === 0) return null
  return (
    <div class="fp-field">
      <span class="fp-label">{labels.moments(markers.length)}</span>
      <div class="fp-row" role="list">
        {markers.slice(0, MOST_MOMENTS).map((marker, at) => <div key={at} role="listitem">
          <Action onClick={() => void model.reveal(marker, id)}>{`${marker.timecode} ${marker.reason}`}</Action>
        </div>)}
      </div>
      {markers.length > MOST_MOMENTS && <div class="fp-faint">{labels.moreMoments(markers.length - MOST_MOMENTS)}</div>}
    </div>
  )
}
