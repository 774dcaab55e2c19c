import { useState } from 'preact/hooks'
import { type Finding, VERSION } from '#protocol'
import { redactHome, subjectOf } from '../words'
import type { HomeModel } from '../home-model'
import { byHost, isOfHost } from './findings'
import { Mark, Words } from './mark'
import { Act, SectionBox } from './section'

/** What is well and what is not, and how to mend it. */
export function Checkup({ model }: { model: HomeModel }) {
  const { findings, busy, problems } = model.state
  const isLooking = busy.has('check')
  const own = findings?.filter((each) => !isOfHost(each)) ?? []
  return (
    <SectionBox model={model} id="checkup" title="Check-up">
      {findings && <p role="status">{describeAll(findings)}</p>}
      {!findings && (isLooking || !problems.checkup) && <p class="faint">Looking…</p>}
      {byHost(findings ?? []).map(([host, found]) => <Group key={host} title={host} findings={found} />)}
      {own.length > 0 && <Group title="Firstpass itself" findings={own} isNamed />}
      <div class="row">
        <Act label="Check again" isBusy={isLooking} onClick={() => void model.check()} />
        {findings && <Copy text={asText(findings)} />}
      </div>
    </SectionBox>
  )
}

function describeAll(findings: readonly Finding[]): string {
  const count = (state: Finding['state']): number => findings.filter((each) => each.state === state).length
  const [bad, fair] = [count('fail'), count('warn')]
  if (bad + fair === 0) return 'All is well.'
  return [bad > 0 ? `To be mended: ${bad}.` : '', fair > 0 ? `Could be better: ${fair}.` : ''].join(' ').trim()
}

function Group({ title, findings, isNamed = false }: { title: string; findings: readonly Finding[]; isNamed?: boolean }) {
  return (
    <>
      <h3>{title}</h3>
      <ul class="plain" aria-label={title}>
        {findings.map(({ what, state, text, mend }) => (
          <li key={what + text} class="finding">
            <Mark state={state} />
            <div>
              {isNamed && <strong>{subjectOf(what)}: </strong>}<Words text={text} />
              {mend !== undefined && <div class="mend"><strong>What to do: </strong><Words text={mend} /></div>}
            </div>
          </li>
        ))}
      </ul>
    </>
  )
}

/** The same for a report; without the user's name, which the home folder's path often holds. */
function asText(findings: readonly Finding[]): string {
  const lines = findings.map(({ what, state, text, mend }) =>
    `${state.toUpperCase().padEnd(5)}${what}: ${text}${mend === undefined ? '' : ` ${mend}`}`)
  return redactHome([`Firstpass ${VERSION}, ${navigator.userAgent}`, ...lines].join('\n'))
}

/** Where the browser does not let the page copy, the text is shown to be copied by hand. */
function Copy({ text }: { text: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle')
  const copy = (): void => void navigator.clipboard.writeText(text).then(() => setState('copied'), () => setState('refused'))
  return (
    <>
      <Act label="Copy as text" onClick={copy} />
      <span role="status" class="faint">{state === 'copied' ? 'Copied.' : ''}</span>
      {state === 'refused' && <textarea class="text report" aria-label="Check-up as text" readOnly rows={8} value={text} />}
    </>
  )
}
