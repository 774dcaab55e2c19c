import { type Finding, VERSION } from '#protocol'
import type { HomeModel } from '../home-model'
import { describeProviders } from '../words'
import { byHost } from './findings'
import { Mark, Words } from './mark'
import { Act, SectionBox } from './section'

/** What runs, on what, for which programs; and the two ways to work without a panel of one's own. */
export function Start({ model }: { model: HomeModel }) {
  const { busy } = model.state
  return (
    <SectionBox model={model} id="start" title={`Firstpass ${VERSION} is running`}>
      <p class="lead">Open a picture or a clip here, or use the Firstpass panel in your editing program.</p>
      <div class="row actions">
        <Act label="Open a picture or clip" variant="accent" size="l" isBusy={busy.has('open browser')}
          onClick={() => void model.open('browser')} />
        <Act label="Open the panel for DaVinci Resolve" size="l" isBusy={busy.has('open resolve')}
          onClick={() => void model.open('resolve')} />
      </div>
      {(model.state.findings ?? !model.state.problems.checkup) && <Hosts findings={model.state.findings} />}
      <Computing model={model} />
    </SectionBox>
  )
}

function Hosts({ findings }: { findings: readonly Finding[] | undefined }) {
  if (!findings) return <p class="faint">Looking for your programs…</p>
  return (
    <ul class="plain" aria-label="Your programs">
      {byHost(findings).map(([host, found]) => (
        <li key={host} class="finding host">
          <strong class="host-name">{host}</strong>
          <div>{found.map(({ state, text }) => (
            <div key={text}>{state !== 'ok' && <Mark state={state} />} <Words text={text} /></div>
          ))}</div>
        </li>
      ))}
    </ul>
  )
}

function Computing({ model: { state: { capabilities, settings } } }: { model: HomeModel }) {
  if (!capabilities) return null
  const { text, reasons } = describeProviders(capabilities, settings?.settings.provider ?? 'auto')
  return (
    <>
      <p class="faint">{text}</p>
      {reasons.length > 0 && (
        <details>
          <summary>Why nothing faster is used</summary>
          <ul>{reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul>
        </details>
      )}
    </>
  )
}
