import type { AnyPanel } from '../panel-model'
import type { SummaryEntry } from '../state'
import { labels } from '../text/labels'
import { Action } from './fields'
import { ProblemText } from './problem-card'

/** So many lines are drawn; a folder may have thousands of files. */
const MOST_LINES = 60

const order = ['failed', 'kept', 'working', 'cancelled', 'saved', 'placed', 'waiting'] as const

/** What became of each file or layer of a run on several: first what needs a look. */
export function SummaryCard({ model }: { model: AnyPanel }) {
  const { summary } = model.state
  if (!summary) return null
  const { title, isDone, entries } = summary
  const groups = order.map((status) => ({ status, own: entries.filter((entry) => entry.status === status) }))
    .filter(({ own }) => own.length > 0)
  const counts = groups.map(({ status, own }) => labels.counted(own.length, labels.statuses[status])).join(', ')
  const lines = groups.filter(({ status }) => status !== 'waiting').flatMap(({ own }) => own)
  return (
    <div class={groups.some(({ status }) => status === 'failed') ? 'fp-card fp-alert' : 'fp-card'} data-summary={String(isDone)}>
      <div class="fp-spread">
        <span class="fp-strong">{title}</span>
        <span class="fp-label">{counts}</span>
      </div>
      <div role="list">
        {lines.slice(0, MOST_LINES).map((entry, at) => <Line key={at} entry={entry} />)}
        {lines.length > MOST_LINES && <div class="fp-faint">{labels.moreEntries(lines.length - MOST_LINES)}</div>}
      </div>
      {isDone && <div class="fp-row"><Action onClick={() => model.dismissSummary()}>{labels.dismiss}</Action></div>}
    </div>
  )
}

function Line({ entry: { name, status, where, problem, notes } }: { entry: SummaryEntry }) {
  return (
    <div class="fp-field" role="listitem" data-status={status}>
      <div class="fp-spread"><span>{name}</span><span class="fp-label">{labels.statuses[status]}</span></div>
      {where !== undefined && <div class="fp-faint">{where}</div>}
      {problem && <ProblemText problem={problem} />}
      {notes.map((note) => <div key={note} class="fp-faint">{note}</div>)}
    </div>
  )
}
