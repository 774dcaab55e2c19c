import type { AnyPanel } from '../panel-model'
import { clipLabels } from '../text/clip-labels'
import { labels } from '../text/labels'
import { Action } from './fields'

/** What a run will take, and what the timeline looks like now. */
export function ClipPreview({ model }: { model: AnyPanel }) {
  const { run, estimate, still, targets: [target], connection, reports } = model.state
  // What has no report here, of an earlier session, the project remembers.
  const isMade = target !== undefined && reports.some((report) => report.landed && report.target.id === target.id)
  const isDisabled = run !== undefined || target === undefined
  const isOff = isDisabled || connection.kind !== 'ready'
  return (
    <div>
      <div class="fp-faint">{describePlan(model)}</div>
      <div class="fp-row">
        <Action isQuiet isDisabled={isOff} onClick={() => void model.estimate()}>{clipLabels.estimate}</Action>
        {model.givesStills && <Action isQuiet isDisabled={run !== undefined || connection.kind !== 'ready'}
          onClick={() => void model.still()}>{clipLabels.still}</Action>}
        {!isMade && <Action isQuiet isDisabled={isOff} onClick={() => void model.runEarlier()}>{labels.again}</Action>}
        {!isMade && <Action isQuiet isDisabled={isDisabled} onClick={() => void model.removeEarlier()}>{labels.remove}</Action>}
        <Action isQuiet isDisabled={isDisabled} onClick={() => void model.removeAll()}>{clipLabels.removeAll}</Action>
      </div>
      {estimate !== undefined && <div class="fp-faint" role="status">{estimate}</div>}
      {still !== undefined && <img class="fp-still" src={still} alt={clipLabels.stillOf} />}
    </div>
  )
}

function describePlan({ form, state: { settings, task } }: AnyPanel): string {
  const { handlesFrames = 0 } = settings[task] as { handlesFrames?: number }
  if (form === 'take') return clipLabels.plans.take
  if (form === 'external-matte') return clipLabels.plans.matte
  return form === 'media' || form === 'proxy' ? clipLabels.plans[form] : clipLabels.plans.clip(handlesFrames)
}
