import { useState } from 'preact/hooks'
import type { AnyPanel } from '../panel-model'
import type { Asking, Problem } from '../state'
import { asking as askingText, connection as text } from '../text/en'
import { labels } from '../text/labels'
import { Action, on, useWidgets } from './fields'
import { ProblemText } from './problem-card'

/** Nothing while all is well. */
export function ConnectionCard({ model }: { model: AnyPanel }) {
  const { connection, asking } = model.state
  if (connection.kind === 'ready') return null
  if (connection.kind === 'connecting') return <div class="fp-card" role="status">{text.connecting}</div>
  const { kind, problem } = connection
  // One that is lost may have been quit: it comes back by itself only where something else starts it.
  const canStart = kind === 'not-running' || kind === 'port-taken' || kind === 'lost'
  return (
    <div class="fp-card fp-alert" data-connection={kind}>
      <ProblemText problem={problem} />
      {kind === 'not-paired' && asking && <Answer asking={asking} />}
      <div class="fp-row">
        {canStart && <Action onClick={() => void model.startHelper()}>{labels.start}</Action>}
        {kind === 'not-paired' && <Action onClick={() => void model.openWindow()}>{labels.openWindow}</Action>}
        {kind === 'not-paired' && asking?.state !== 'waiting' &&
          <Action onClick={() => void model.askIn()}>{labels.askAgain}</Action>}
        {kind !== 'not-paired' && <Action onClick={() => void model.connect()}>{labels.lookAgain}</Action>}
      </div>
      {kind === 'not-paired' && <Pairing model={model} />}
    </div>
  )
}

/** The digits that the helper's window shows too, or what became of them. */
function Answer({ asking }: { asking: Asking }) {
  if (asking.state !== 'waiting') return <ProblemText problem={problemOf(asking)} />
  return (
    <div class="fp-field" role="status">
      <div>{askingText.waiting}</div>
      <div class="fp-digits" data-digits={asking.digits}>{asking.digits}</div>
    </div>
  )
}

const problemOf = (asking: Exclude<Asking, { state: 'waiting' }>): Problem =>
  asking.state === 'failed' ? asking.problem : { code: 'PAIRING_REFUSED', ...askingText[asking.state] }

function Pairing({ model }: { model: AnyPanel }) {
  const { Field, accent } = useWidgets()
  const [code, setCode] = useState<string>()
  if (code === undefined) return <div class="fp-row"><Action isQuiet onClick={() => setCode('')}>{labels.typeCode}</Action></div>
  const pair = (): void => void model.pair(code)
  return (
    <div class="fp-field" {...on({ keydown: ({ key }: KeyboardEvent) => key === 'Enter' && pair() })}>
      <Field label={labels.pairing} value={code} onValue={setCode} />
      <div class="fp-row"><sp-button variant={accent} onclick={pair}>{labels.pair}</sp-button></div>
    </div>
  )
}
