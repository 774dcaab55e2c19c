import { Action, describeBytes, entriesOf, labels, timecodeOf } from '#panel'
import { type ClipResult, type OpenClip } from '../clips/clip'
import type { ClipView } from '../clips/clip-view'
import { describeRange, words } from '../clips/words'
import { useRedraw } from './use-redraw'

interface CardProps {
  view: ClipView
  clip: OpenClip
  result: ClipResult
}

/** What a run came to: who made it, what to look at, and its file. */
export function ClipResultCard({ view, clip, result }: CardProps) {
  const { desk } = view
  const isShown = clip.shown === result.job
  const range = describeRange(clip.info, result.range)
  const isBusy = desk.state.work !== undefined
  return (
    <div class="fp-card" data-result={result.task}>
      <div class="fp-spread">
        <span class="fp-strong">{result.title}</span>
        <span class="fp-label">{describeBytes(result.file.bytes)}</span>
      </div>
      {range !== undefined && <div class="fp-faint">{range}</div>}
      {result.notes.map((note) => <div key={note} class="fp-faint">{note}</div>)}
      <div class="fp-faint">{result.credit}</div>
      <div class="fp-row">
        <Action isSelected={isShown} onClick={() => desk.show(isShown ? undefined : result.job)}>{words.compareWith}</Action>
        <Action isDisabled={isBusy} onClick={() => void desk.download(result.job)}>{words.download}</Action>
        <Action isDisabled={isBusy} onClick={() => desk.remove(result.job)}>{labels.remove}</Action>
      </div>
      <div class="fp-faint">{words.keep}</div>
      {isShown && <Timelines view={view} clip={clip} result={result} />}
      {isShown && <Markers view={view} clip={clip} result={result} />}
    </div>
  )
}

const formats = { otio: 'OTIO', fcpxml: 'FCPXML', xml: 'XML (Premiere)', edl: 'EDL', mlt: 'MLT' } as const

/** A timeline's file, for every editor its own. */
function Timelines({ view: { desk }, result: { job } }: CardProps) {
  return (
    <div class="fp-field">
      <span class="fp-label">{words.timeline}</span>
      <div class="fp-row" role="group" aria-label={words.timeline}>
        {entriesOf(formats).map(({ value, label }) => <Action key={value} isQuiet isDisabled={desk.state.work !== undefined}
          onClick={() => void desk.downloadTimeline(job, value)}>{label}</Action>)}
      </div>
      <span class="fp-faint">{words.timelineHint}</span>
    </div>
  )
}

/** Frames that deserve a look: the list is the way to them. */
function Markers({ view, clip: { info }, result: { markers } }: CardProps) {
  useRedraw(view.player)
  if (markers.length === 0) return null
  return (
    <div class="fp-field">
      <span class="fp-label">{words.markersOf(markers.length)}</span>
      <ul class="clip-markers" aria-label={words.markerList}>
        {markers.map(({ frame, reason, score }) => <li key={frame}>
          <button type="button" aria-current={frame === view.frame ? 'true' : undefined} onClick={() => view.goTo(frame)}>
            <span class="when">{timecodeOf(info, frame)}</span>
            <span>{reason}</span>
            <span title={words.score}>{score.toFixed(2)}</span>
          </button>
        </li>)}
      </ul>
    </div>
  )
}
