import { type Finding, VERSION } from '#protocol'
import type { HomeModel } from '../home-model'
import { describeProviders } from '../words'
import { Mark } from './mark'
import { Act, SectionBox } from './section'

/** What runs, on what, for which programs; and the two ways to work without a panel of one's own. */
export function Start({ model }: { model: HomeModel }) {
  const { busy } = model.state
  return (
    <SectionBox model={model} id="start" title={`Firstpass ${VERSION} is running`}>
      <p class="lead">Open a picture or a clip here, or use the Firstpass panel in your editing program.</p>
      <div class="row actions">
        <Act label="Open a picture or clip" variant="accent" size="l" isDisabled={busy.has('open browser')}
          onClick={() => void model.open('browser')} />
        <Act label="Open the panel for DaVinci Resolve" size="l" isDisabled={busy.has('open resolve')}
          onClick={() => void model.open('resolve')} />
      </div>
      <Hosts findings={model.state.findings} />
      <Computing model={model} />
    </SectionBox>
  )
}

const HOSTS = /photoshop|premiere|resolve/i

export const isOfHost = ({ what }: Finding): boolean => HOSTS.test(what)

function Hosts({ findings }: { findings: readonly Finding[] | undefined }) {
  if (!findings) return <p class="faint">Looking for your programs…</p>
  return (
    <ul class="plain" aria-label="Your programs">
      {findings.filter(isOfHost).map((finding) => (
        <li key={finding.what + finding.text} class="finding">
          <Mark state={finding.state} />
          <div><strong>{finding.what}</strong> {finding.text}</div>
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
