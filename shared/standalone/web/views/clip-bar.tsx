import { timecodeOf } from '#panel'
import type { OpenClip } from '../clips/clip'
import { type ClipView, type CompareMode, compareModes } from '../clips/clip-view'
import { words } from '../clips/words'
import { Tool } from './toolbar'

interface BarProps {
  view: ClipView
  clip: OpenClip
}

/** Where in the clip it is, and all that moves it. */
export function ClipBar({ view, clip }: BarProps) {
  const { player, frame } = view
  const { isPlaying, isLooping } = player.state
  return (
    <div class="clip-bar">
      <Scrub view={view} clip={clip} />
      <div class="clip-tools" role="toolbar" aria-label={words.player}>
        <div class="group">
          <Tool label={words.stepBack} onClick={() => player.step(-1)}><sp-icon-step-backward slot="icon" /></Tool>
          <Tool label={isPlaying ? words.pause : words.play} onClick={() => player.toggle()}>
            {isPlaying ? <sp-icon-pause slot="icon" /> : <sp-icon-play slot="icon" />}</Tool>
          <Tool label={words.step} onClick={() => player.step(1)}><sp-icon-step-forward slot="icon" /></Tool>
          <Tool label={words.loop} isSelected={isLooping} onClick={() => player.setLooping(!isLooping)}>
            <sp-icon-replay slot="icon" /></Tool>
        </div>
        <span class="clip-time" aria-label={words.timecode}>{timecodeOf(clip.info, frame)}</span>
        <span class="clip-frames">{words.frame(frame, clip.info.frames)}</span>
        <Points view={view} clip={clip} />
        {view.markers.length > 0 && <div class="group">
          <Tool label={words.markerBefore} onClick={() => view.goToMarker(-1)}><sp-icon-chevron-left slot="icon" /></Tool>
          <span>{words.markers}</span>
          <Tool label={words.markerNext} onClick={() => view.goToMarker(1)}><sp-icon-chevron-right slot="icon" /></Tool>
        </div>}
        <span class="gap" />
        {view.shown && <Modes view={view} />}
      </div>
    </div>
  )
}

function Scrub({ view, clip }: BarProps) {
  const { player, frames } = view
  const { range } = clip
  const share = (source: number): number => view.lineFrame(source) / Math.max(1, frames - 1) * 100
  return (
    <div class="clip-scrub">
      {range && <div class="clip-span" style={`left: ${share(range.in)}%; width: ${share(range.out - 1) - share(range.in)}%`} />}
      {view.markers.map(({ frame }) => <div key={frame} class="clip-tick" style={`left: ${share(frame)}%`} />)}
      <input type="range" min="0" max={frames - 1} step="1" value={player.state.frame} aria-label={words.place}
        aria-valuetext={timecodeOf(clip.info, view.frame)} onInput={(event) => player.seek(Number(event.currentTarget.value))} />
    </div>
  )
}

/** In and out: what a task works on, and what is played. */
function Points({ view, clip: { info, range } }: BarProps) {
  const entry = (which: 'in' | 'out', frame: number, label: string) => (
    <input class="clip-place" type="text" aria-label={label} value={timecodeOf(info, frame)}
      onChange={(event) => {
        view.enterPlace(which, event.currentTarget.value)
        // What was refused is not kept in the field.
        event.currentTarget.value = timecodeOf(info, which === 'in' ? view.desk.active?.range?.in ?? 0
          : (view.desk.active?.range?.out ?? info.frames) - 1)
      }} />
  )
  return (
    <div class="group">
      <sp-action-button quiet size="s" title={words.setIn} onclick={() => view.setIn()}>{words.in}</sp-action-button>
      {entry('in', range?.in ?? 0, words.inPoint)}
      <sp-action-button quiet size="s" title={words.setOut} onclick={() => view.setOut()}>{words.out}</sp-action-button>
      {entry('out', (range?.out ?? info.frames) - 1, words.outPoint)}
      {range && <Tool label={words.clearRange} onClick={() => view.desk.setRange(undefined)}><sp-icon-close slot="icon" /></Tool>}
    </div>
  )
}

function Modes({ view }: { view: ClipView }) {
  return (
    <div class="group" role="group" aria-label={words.compare}>
      {compareModes.map((mode: CompareMode) => <sp-action-button key={mode} quiet size="s"
        selected={view.state.mode === mode} aria-pressed={String(view.state.mode === mode)}
        onclick={() => view.set({ mode })}>{words.modes[mode]}</sp-action-button>)}
    </div>
  )
}

/** What is typed into, or chosen from by keys. */
const TYPED_INTO = /text(field|area)|input|select|picker|menu/i

/** The keys that move a slider. */
const SLIDING = /^(Arrow|Home|End|Page)/

/** Whether a key belongs to what has the focus. */
function isOwnKey(element: Element, key: string): boolean {
  const isSlider = element.matches('sp-slider, input[type=range]')
  if (isSlider) return SLIDING.test(key)
  // A button that has the focus is pressed by the space bar.
  return TYPED_INTO.test(element.tagName) || (key === ' ' && /button/i.test(element.tagName))
}

/** Keys of the player; those of fields, sliders and menus are theirs. */
export function actOnClipKey(view: ClipView, event: KeyboardEvent): void {
  const { key } = event
  if (key === 'Escape') {
    if (view.state.isPicking) view.set({ isPicking: false })
    else view.desk.cancel()
    return
  }
  const act = actions[key] ?? actions[key.toLowerCase()]
  if (!act || event.ctrlKey || event.metaKey || event.altKey || isOwnKey(event.target as Element, key)) return
  event.preventDefault()
  act(view, event)
}

const actions: Record<string, (view: ClipView, event: KeyboardEvent) => void> = {
  ' ': ({ player }) => player.toggle(),
  'ArrowLeft': ({ player }, { shiftKey }) => player.step(shiftKey ? -10 : -1),
  'ArrowRight': ({ player }, { shiftKey }) => player.step(shiftKey ? 10 : 1),
  ',': ({ player }) => player.step(-1),
  '.': ({ player }) => player.step(1),
  'Home': ({ player }) => player.seek(0),
  'End': (view) => view.player.seek(view.frames - 1),
  'i': (view) => view.setIn(),
  'o': (view) => view.setOut(),
  'x': ({ desk }) => desk.setRange(undefined),
  'm': (view, { shiftKey }) => view.goToMarker(shiftKey ? -1 : 1),
  'l': ({ player }) => player.setLooping(!player.state.isLooping),
}
