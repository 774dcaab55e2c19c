import type { AnyPanel } from '../panel-model'
import { clipLabels } from '../text/clip-labels'
import { Action } from './fields'

/** What a run will take, and what the timeline looks like now. */
export function ClipPreview({ model }: { model: AnyPanel }) {
  const { run, estimate, still, targets: [target], connection, host } = model.state
  const isDisabled = run !== undefined || target === undefined
  const isOff = isDisabled || connection.kind !== 'ready'
  return (
    <div>
      <div class="fp-row">
        <Action isQuiet isDisabled={isOff} onClick={() => void model.estimate()}>{clipLabels.estimate}</Action>
        {host.givesStills === true && <Action isQuiet isDisabled={isOff} onClick={() => void model.still()}>
          {clipLabels.still}</Action>}
        <Action isQuiet isDisabled={isDisabled} onClick={() => void model.removeAll()}>{clipLabels.removeAll}</Action>
      </div>
      {estimate !== undefined && <div class="fp-faint" role="status">{estimate}</div>}
      {still !== undefined && <img class="fp-still" src={still} alt={clipLabels.stillOf} />}
    </div>
  )
}
