import { useState } from 'preact/hooks'
import type { AnyPanel } from '../panel-model'
import { connection as text } from '../text/en'
import { labels } from '../text/labels'
import { Action, on, useWidgets } from './fields'
import { ProblemText } from './problem-card'

/** Nothing while all is well. */
export function ConnectionCard({ model }: { model: AnyPanel }) {
  const { connection } = model.state
  if (connection.kind === 'ready') return null
  if (connection.kind === 'connecting') return <div class="fp-card" role="status">{text.connecting}</div>
  return (
    <div class="fp-card fp-alert" data-connection={connection.kind}>
      <ProblemText problem={connection.problem} />
      {connection.kind === 'not-paired' && <Pairing model={model} />}
      <div class="fp-row">
        {connection.kind === 'not-running' &&
          <Action onClick={() => void model.startHelper()}>{labels.start}</Action>}
        <Action onClick={() => void model.connect()}>{labels.lookAgain}</Action>
      </div>
    </div>
  )
}

function Pairing({ model }: { model: AnyPanel }) {
  const { Field, accent } = useWidgets()
  const [code, setCode] = useState('')
  const pair = (): void => void model.pair(code)
  return (
    <div class="fp-field" {...on({ keydown: ({ key }: KeyboardEvent) => key === 'Enter' && pair() })}>
      <Field label={labels.pairing} value={code} onValue={setCode} />
      <div class="fp-row"><sp-button variant={accent} onclick={pair}>{labels.pair}</sp-button></div>
    </div>
  )
}
