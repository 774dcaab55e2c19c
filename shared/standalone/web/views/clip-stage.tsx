import { useEffect } from 'preact/hooks'
import type { OpenClip } from '../clips/clip'
import type { ClipView } from '../clips/clip-view'
import { words } from '../clips/words'
import { actOnClipKey, ClipBar } from './clip-bar'
import { ClipPane } from './clip-pane'
import { ClipPicker, Outline } from './clip-picker'
import { useRedraw } from './use-redraw'

const aspectOf = ({ info: { width, height, pixelAspect } }: OpenClip): number =>
  width * pixelAspect.num / (height * pixelAspect.den)

/** The original and the result of a clip, beside each other or one over the other, and what moves them. */
export function ClipStage({ view }: { view: ClipView }) {
  useRedraw(view, view.player)
  useEffect(() => {
    // The player's keys work wherever the focus is, also where it is nowhere.
    const act = (event: KeyboardEvent): void => actOnClipKey(view, event)
    document.addEventListener('keydown', act)
    return () => document.removeEventListener('keydown', act)
  }, [view])
  const { desk, player, shown } = view
  const clip = desk.active
  if (!clip) return null
  const { split, isPicking } = view.state
  const mode = shown ? view.state.mode : 'original'
  const aspect = aspectOf(clip)
  const { subject } = clip
  return (
    <div class="clip-stage">
      <div class={`clip-view mode-${mode}`} style={`--split: ${split}`} role="group" aria-label={clip.name}
        data-frame={view.frame}>
        <ClipPane {...{ player, aspect }} side="original" name={words.original} proxy={clip.proxy}
          onBroken={() => desk.breakCopy()}>
          {subject?.frame === view.frame && !isPicking && <Outline box={subject.box} info={clip.info} />}
          {isPicking && <ClipPicker info={clip.info} onPick={(box) => view.pick(box)}
            onEnd={() => view.set({ isPicking: false })} />}
        </ClipPane>
        {shown && <ClipPane {...{ player, aspect }} side="result" name={shown.title} proxy={shown.proxy}
          onBroken={() => desk.breakCopy(shown.job)} />}
        {mode === 'wipe' && <div class="clip-pane wiper"><div class="clip-frame" style={`--aspect: ${aspect}`}>
          <div class="clip-line" />
          <input class="split" type="range" min="0" max="1000" aria-label={words.wiper} value={Math.round(split * 1000)}
            onInput={(event) => view.set({ split: Number(event.currentTarget.value) / 1000 })} />
        </div></div>}
      </div>
      <ClipBar view={view} clip={clip} />
    </div>
  )
}
