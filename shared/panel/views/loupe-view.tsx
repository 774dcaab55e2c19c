import { useState } from 'preact/hooks'
import type { PanelModel } from '../panel-model'
import { labels } from '../text/labels'
import { Action, on } from './fields'
import { ProblemText } from './problem-card'

type Side = keyof typeof labels.loupes

/** A part at 100 %: before, after, and what was taken away or is hidden. */
export function LoupeView({ model }: { model: PanelModel }) {
  const { loupe, task, targets: [target], connection, settings } = model.state
  const [side, setSide] = useState<Side>('after')
  if (!target) return null
  if (!loupe) {
    const { left, top, right, bottom } = target.bounds
    const middle = { x: (left + right) / 2, y: (top + bottom) / 2 }
    return (
      <div class="fp-row">
        <Action isDisabled={connection.kind !== 'ready'} onClick={() => void model.loupe(middle)}>{labels.loupe}</Action>
      </div>
    )
  }
  const sides = (['before', 'after', 'removed'] as const).filter((each) => loupe[each] !== undefined)
  const names = task === 'mask' ? labels.maskLoupes : labels.loupes
  const url = loupe[side] ?? loupe.after
  const scale = task === 'upscale' && side !== 'before' ? settings.upscale.scale : 1
  return (
    <div class="fp-card" data-loupe={loupe.state}>
      <div class="fp-row" role="group" aria-label={labels.loupe}>
        {sides.map((each) => <Action key={each} isSelected={each === side} onClick={() => setSide(each)}>
          {names[each]}</Action>)}
        <Action onClick={() => void model.loupe(undefined)}>{labels.close}</Action>
      </div>
      <div class="fp-faint" role="status">{loupe.state === 'working' ? labels.loupeBusy : labels.loupeHint}</div>
      {loupe.problem && <ProblemText problem={loupe.problem} />}
      {url !== undefined && <div class="fp-loupe"><img src={url} alt={names[side]}
        {...on({ click: (event: MouseEvent) => void model.loupe(moved(loupe.at, event, scale)) })} /></div>}
    </div>
  )
}

/** The point that was clicked becomes the middle. */
function moved(at: { x: number; y: number }, event: MouseEvent, scale: number): { x: number; y: number } {
  const { clientWidth, clientHeight } = event.currentTarget as HTMLElement
  return { x: at.x + (event.offsetX - clientWidth / 2) / scale, y: at.y + (event.offsetY - clientHeight / 2) / scale }
}
