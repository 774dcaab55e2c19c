import { h } from 'preact'
import { useState } from 'preact/hooks'
import {
  Action, ConnectionCard, labels, type PanelModel, ProblemCard, style, useWidgets, webWidgets, WidgetsContext,
} from '#panel'
import { clipTasks, type OpenClip } from '../clips/clip'
import type { ClipView } from '../clips/clip-view'
import { describeClip, describeRange, runNames, taskNames, words } from '../clips/words'
import { ClipOptions } from './clip-options'
import { ClipResultCard } from './clip-result-card'
import { useRedraw } from './use-redraw'

interface SideProps {
  view: ClipView
  panel: PanelModel
}

/** What is done with a clip: the panel's own words and widgets, for a task on frames. */
export function ClipSide({ view, panel }: SideProps) {
  useRedraw(view)
  const { desk } = view
  const clip = desk.active
  if (!clip) return null
  const { task, problem } = desk.state
  return h(WidgetsContext.Provider, { value: webWidgets },
    <style>{style}</style>,
    <div class="fp fp-web clip-side" role="region" aria-label={words.side}>
      <Facts clip={clip} />
      <div class="fp-row" role="group" aria-label={labels.task}>
        {clipTasks.map((each) => <Action key={each} isSelected={each === task} onClick={() => desk.choose(each)}>
          {taskNames[each]}</Action>)}
      </div>
      <ConnectionCard model={panel} />
      <Options view={view} panel={panel} />
      <RunBar view={view} panel={panel} clip={clip} />
      {problem && <ProblemCard problem={problem} onDismiss={() => desk.say(undefined)} />}
      {clip.results.map((result) => <ClipResultCard key={result.job} view={view} clip={clip} result={result} />)}
    </div>)
}

function Facts({ clip }: { clip: OpenClip }) {
  return (
    <section aria-label={words.facts}>
      <div class="fp-strong">{clip.name}</div>
      <dl class="clip-facts">
        {describeClip(clip).flatMap(([name, value]) => [<dt key={name}>{name}</dt>, <dd key={`${name} is`}>{value}</dd>])}
      </dl>
      {clip.notes.map((note) => <div key={note} class="fp-faint">{note}</div>)}
    </section>
  )
}

function Options({ view, panel }: SideProps) {
  const [isOpen, setOpen] = useState(false)
  return (
    <div>
      <ClipOptions view={view} models={panel.state.models} isOpen={isOpen} isDisabled={view.desk.state.run !== undefined} />
      <div class="fp-row">
        <Action isQuiet isSelected={isOpen} onClick={() => setOpen(!isOpen)}>{isOpen ? labels.less : labels.more}</Action>
      </div>
    </div>
  )
}

/** The one button that matters, and how far its work is. */
function RunBar({ view, panel, clip }: SideProps & { clip: OpenClip }) {
  const { accent, Progress } = useWidgets()
  const { desk } = view
  const { run, task, estimate } = desk.state
  if (run) {
    const pace = [run.pace, run.timeLeft].filter((each) => each !== undefined).join(', ')
    return (
      <div class="fp-run" role="status" aria-live="polite">
        <div class="fp-spread"><span>{`${taskNames[run.task]}: ${run.words}`}</span><span class="fp-label">{pace}</span></div>
        <div class="fp-progress"><Progress label={run.words} {...(run.share === undefined ? {} : { share: run.share })} /></div>
        <div class="fp-row"><sp-button variant="secondary" onclick={() => desk.cancel()}>{labels.cancel}</sp-button></div>
      </div>
    )
  }
  const range = clip.range && describeRange(clip.info, clip.range)
  return (
    <div class="fp-run">
      <sp-button class="fp-wide" variant={accent} disabled={panel.state.connection.kind !== 'ready'}
        onclick={() => void desk.run()}>{runNames[task]}</sp-button>
      <div class="fp-spread">
        <span class="fp-faint">{range === undefined ? words.wholeClip : range}</span>
        <Action isQuiet isDisabled={panel.state.connection.kind !== 'ready'} onClick={() => void desk.estimate()}>
          {words.estimate}</Action>
      </div>
      {estimate !== undefined && <div role="status">{estimate}</div>}
    </div>
  )
}
