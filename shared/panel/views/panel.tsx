import { useState } from 'preact/hooks'
import type { AnyPanel } from '../panel-model'
import { labels } from '../text/labels'
import { ConnectionCard } from './connection-card'
import { Action, on } from './fields'
import { type Widgets, WidgetsContext } from './look'
import { NoticeCard } from './notice-card'
import { Options } from './options'
import { PresetsView } from './presets-view'
import { ProblemCard } from './problem-card'
import { ReportCard } from './report-card'
import { RunBar } from './run-bar'
import { style } from './style'
import { SummaryCard } from './summary-card'
import { WaitingCard } from './waiting-card'

/** So many results are seen at once; older ones stay in the document. */
const SHOWN_REPORTS = 5

/** The whole panel: one column. */
export function Panel({ model, widgets }: { model: AnyPanel; widgets: Widgets }) {
  const { state, tasks: { views: { Preview } } } = model
  const onKeyDown = (event: KeyboardEvent): void => actOnKey(model, event)
  return (
    <WidgetsContext.Provider value={widgets}>
      <style>{style}</style>
      <div class={`fp ${widgets.className}`} role="region" aria-label={labels.panel} {...on({ keydown: onKeyDown })}>
        <div class="fp-row" role="group" aria-label={labels.task}>
          {state.tasks.map((task) => <Action key={task} isSelected={task === state.task} onClick={() => model.choose(task)}>
            {model.tasks.rules(task)?.words.task ?? task}</Action>)}
        </div>
        <ConnectionCard model={model} />
        <Settings model={model} />
        <RunBar model={model} />
        <Preview model={model} />
        {state.problem && <ProblemCard problem={state.problem} onDismiss={() => model.dismissProblem()} />}
        <NoticeCard model={model} />
        <SummaryCard model={model} />
        {state.reports.slice(0, SHOWN_REPORTS).map((report) => <ReportCard key={report.id} model={model} report={report} />)}
        <WaitingCard model={model} />
      </div>
    </WidgetsContext.Provider>
  )
}

type Extra = 'more' | 'presets' | 'help'

/** The task's options, and what is only sometimes wanted. */
function Settings({ model }: { model: AnyPanel }) {
  const [open, setOpen] = useState<Extra | undefined>()
  const { run, host } = model.state
  const toggle = (extra: Extra) => (): void => setOpen(open === extra ? undefined : extra)
  return (
    <div>
      <Options model={model} isDisabled={run !== undefined} isOpen={open === 'more'} />
      <div class="fp-row">
        <Action isQuiet isSelected={open === 'more'} onClick={toggle('more')}>
          {open === 'more' ? labels.less : labels.more}</Action>
        <Action isQuiet isSelected={open === 'presets'} onClick={toggle('presets')}>{labels.presets}</Action>
        <Action isQuiet isSelected={open === 'help'} onClick={toggle('help')}>{labels.help}</Action>
      </div>
      {open === 'presets' && <PresetsView model={model} />}
      {open === 'help' && <div class="fp-card">
        <div class="fp-faint">{labels.local}</div>
        {model.tasks.views.help.map((sentence) => <div key={sentence} class="fp-faint">{sentence}</div>)}
        <div class="fp-faint">{labels.keys}</div>
        {host.limits.length > 0 && <span class="fp-label">{`${labels.limits} (${host.name})`}</span>}
        {host.limits.map((limit) => <div key={limit} class="fp-faint">{limit}</div>)}
      </div>}
    </div>
  )
}

/** Escape cancels, the backslash shows before and after; while something is typed, keys are text. */
function actOnKey(model: AnyPanel, event: KeyboardEvent): void {
  if (event.key === 'Escape') return model.cancel()
  const isTyping = /text(field|area)|input/i.test((event.target as Element).tagName)
  if (event.key === '\\' && !isTyping) void model.toggleBeforeAfter()
}
