import type { AnyPanel } from '../panel-model'
import { clipLabels } from '../text/clip-labels'
import { labels } from '../text/labels'
import { Action } from './fields'

/** What a run will take, and what the timeline looks like now. */
export function ClipPreview({ model }: { model: AnyPanel }) {
  const { run, estimate, still, targets: [target], connection, reports } = model.state
  // Of an earlier session, the project remembers it.
  const isMade = reports.some(({ landed }) => landed !== undefined)
  const isDisabled = run !== undefined || target === undefined
  const isOff = isDisabled || connection.kind !== 'ready'
  return (
    <div>
      <div class="fp-faint">{describePlan(model)}</div>
      <div class="fp-row">
        <Action isQuiet isDisabled={isOff} onClick={() => void model.estimate()}>{clipLabels.estimate}</Action>
        {model.givesStills && <Action isQuiet isDisabled={isOff} onClick={() => void model.still()}>
          {clipLabels.still}</Action>}
        {!isMade && <Action isQuiet isDisabled={isOff} onClick={() => void model.runAgain()}>{labels.again}</Action>}
        {!isMade && <Action isQuiet isDisabled={isDisabled} onClick={() => void model.removeLast()}>{labels.remove}</Action>}
        <Action isQuiet isDisabled={isDisabled} onClick={() => void model.removeAll()}>{clipLabels.removeAll}</Action>
      </div>
      {estimate !== undefined && <div class="fp-faint" role="status">{estimate}</div>}
      {still !== undefined && <img class="fp-still" src={still} alt={clipLabels.stillOf} />}
    </div>
  )
}

function describePlan({ form, state: { settings, task } }: AnyPanel): string {
  const { handlesFrames = 0 } = settings[task] as { handlesFrames?: number }
  return form === 'media' || form === 'proxy' ? clipLabels.plans[form] : clipLabels.plans.clip(handlesFrames)
}
