import { clipLabels } from '../text/clip-labels'
import { Action } from './fields'
import type { ReportProps } from './task-views'

/** So many are seen at once; the host's own markers have all. */
const MOST_MOMENTS = 12

/** Frames of a clip that deserve a look: the timecode leads there, and what is to be seen stands beside it, in lines. */
export function Moments({ model, report: { id, markers } }: ReportProps) {
  if (markers.length === 0) return null
  return (
    <div class="fp-field">
      <span class="fp-label">{clipLabels.moments(markers.length)}</span>
      <div role="list">
        {markers.slice(0, MOST_MOMENTS).map((marker, at) => <div key={at} class="fp-moment" role="listitem">
          <Action onClick={() => void model.reveal(marker, id)}>{marker.timecode}</Action>
          <span class="fp-faint">{marker.reason}</span>
        </div>)}
      </div>
      {markers.length > MOST_MOMENTS && <div class="fp-faint">{clipLabels.moreMoments(markers.length - MOST_MOMENTS)}</div>}
    </div>
  )
}
