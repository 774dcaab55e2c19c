import { labels } from '../text/labels'
import { Action } from './fields'
import { ProblemText } from './problem-card'
import type { ReportProps } from './task-views'

/** What became of a run: where it landed, by what it was made, what to look at. */
export function ReportCard({ model, report }: ReportProps) {
  const { landed, problem, status, credit, notes, target, file } = report
  const { Checks, describeUndo } = model.tasks.views
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
