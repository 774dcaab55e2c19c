import type { AnyPanel } from '../panel-model'
import { clipLabels } from '../text/clip-labels'
import { labels } from '../text/labels'
import { Action } from './fields'

/** What a run will do, how it is undone, what it takes; what is there of earlier sessions; the timeline as it looks now. */
export function ClipPreview({ model }: { model: AnyPanel }) {
  const { run, estimate, still, targets: [target] } = model.state
  const isDone = model.undoSteps !== undefined && target !== undefined && !target.obstacle
  return (
    <div>
      {!run && <div class="fp-faint">{describePlan(model)}</div>}
      {!run && isDone && <div class="fp-faint">{clipLabels.undoBefore(model.undoSteps)}</div>}
      {!run && <Actions model={model} />}
      {!run && estimate !== undefined && <div class="fp-faint" role="status">{estimate}</div>}
      {still !== undefined && <img class="fp-still" src={still} alt={clipLabels.stillOf} />}
    </div>
  )
}

function Actions({ model }: { model: AnyPanel }) {
  const { targets: [target], connection, reports } = model.state
  // What has no report here, of an earlier session, the project remembers.
  const isMade = target !== undefined && reports.some((report) => report.landed && report.target.id === target.id)
  const isOff = connection.kind !== 'ready'
  return (
    <div>
      <div class="fp-row">
        <Action isQuiet isDisabled={isOff || !target} onClick={() => void model.estimate()}>{clipLabels.estimate}</Action>
        {model.givesStills && <Action isQuiet isDisabled={isOff} onClick={() => void model.still()}>{clipLabels.still}</Action>}
      </div>
      {target && !isMade && <div class="fp-faint">{clipLabels.earlier}</div>}
      {target && <div class="fp-row">
        {!isMade && <Action isQuiet isDisabled={isOff} onClick={() => void model.runEarlier()}>{labels.again}</Action>}
        {!isMade && <Action isQuiet onClick={() => void model.removeEarlier()}>{labels.remove}</Action>}
        <Action isQuiet onClick={() => void model.removeAll()}>{clipLabels.removeAll}</Action>
      </div>}
    </div>
  )
}

function describePlan({ form, state: { settings, task } }: AnyPanel): string {
  const { handlesFrames = 0 } = settings[task] as { handlesFrames?: number }
  if (form === 'take') return clipLabels.plans.take
  if (form === 'external-matte') return clipLabels.plans.matte
  if (form === 'fusion') return clipLabels.plans.fusion
  if (form === 'timeline-copy') return clipLabels.plans.copy
  return form === 'media' || form === 'proxy' ? clipLabels.plans[form] : clipLabels.plans.clip(handlesFrames)
}
