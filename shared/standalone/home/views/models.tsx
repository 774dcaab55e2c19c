import { describeBytes } from '#panel'
import type { ModelView } from '#protocol'
import { isAtWork } from '../model-desk'
import { describeProgress, hintFor, purposeOf } from '../words'
import { Act, type Parts, SectionBox } from './section'

/** What a job gets that names no model, and is not here. */
const isMissed = ({ isDefault, present }: ModelView): boolean => isDefault && !present

const totalBytes = (models: readonly ModelView[]): number => models.reduce((sum, { bytes }) => sum + bytes, 0)

/** What could be fetched, first; then what is here. */
export function Models(parts: Parts) {
  const { models } = parts.model.state
  const missed = models?.filter(isMissed) ?? []
  const offered = models?.filter((each) => !each.present && !isMissed(each)) ?? []
  const here = models?.filter(({ present }) => present) ?? []
  return (
    <SectionBox model={parts.model} id="models" title="Models">
      {models && missed.length === 0 && (
        <p>All that Firstpass needs is here: it works without any download. Others are finer, or suit some pictures better.</p>
      )}
      {missed.length > 0 && (
        <p>The default models below are not here yet; until then the traditional methods do their work.</p>
      )}
      <List title="Default, to be downloaded" models={missed} parts={parts} />
      <List title="Can be downloaded" models={offered} parts={parts} />
      {here.length > 0 && (
        <details class="fold">
          <summary>{`On this computer: ${here.length}, ${describeBytes(totalBytes(here))}`}</summary>
          <List title="On this computer" isTitled={false} models={here} parts={parts} />
        </details>
      )}
    </SectionBox>
  )
}

interface ListProps {
  title: string
  isTitled?: boolean
  models: readonly ModelView[]
  parts: Parts
}

function List({ title, isTitled = true, models, parts }: ListProps) {
  if (models.length === 0) return null
  return (
    <>
      {isTitled && <h3>{title}</h3>}
      <ul class="plain rows" aria-label={title}>{models.map((each) => <Row key={each.id} each={each} {...parts} />)}</ul>
    </>
  )
}

function Row({ model, ask, each }: Parts & { each: ModelView }) {
  const { title, description, licence, bytes, limits, refused, present, isDefault } = each
  return (
    <li class="item model" data-model={each.id}>
      <div class="grow">
        <strong>{title}</strong>{isDefault && present && <span class="badge">In use</span>}
        <div>{description}</div>
        <div class="faint">{`${purposeOf(each)} · ${licence} · ${describeBytes(bytes)}`}</div>
        {limits !== undefined && <div class="faint">{limits}</div>}
        {refused !== undefined && <div class="faint refused">
          {`Your licence policy does not allow it: it comes under ${refused}. The settings below change the policy.`}</div>}
        <Work each={each} />
      </div>
      <Actions {...{ model, ask, each }} />
    </li>
  )
}

function Work({ each: { title, work } }: { each: ModelView }) {
  if (!work) return null
  if (work.state === 'failed' && work.error) {
    return <div class="failed" role="alert"><strong>{work.error.message}</strong> {hintFor(work.error)}</div>
  }
  if (work.state === 'succeeded' || work.state === 'failed') return null
  const words = work.state === 'waiting' ? 'Waits for the one before'
    : work.kind === 'pull' ? describeProgress(work.done, work.total) : work.kind === 'verify' ? 'Reading it' : 'Removing it'
  return (
    <div class="progress">
      <sp-progress-bar size="s" aria-label={`${title}: ${words}`} indeterminate={work.total === 0}
        progress={work.total === 0 ? 0 : Math.round(work.done / work.total * 100)} />
      <span class="faint">{words}</span>
    </div>
  )
}

function Actions({ model, ask, each }: Parts & { each: ModelView }) {
  const { id, title, present, refused, work, isDefault, isOwn = false } = each
  const isBusy = isAtWork(each) || ['pull', 'verify', 'remove'].some((kind) => model.state.busy.has(`${kind} ${id}`))
  if (!present) {
    const isAgain = work?.kind === 'pull' && work.state === 'failed'
    const label = isAgain ? 'Try again' : 'Download'
    return <div class="row"><Act label={label} name={`${label}: ${title}`} isBusy={isBusy} isDisabled={refused !== undefined}
      onClick={() => void model.models.pull(id)} /></div>
  }
  return (
    <div class="row">
      <Act label="Verify" name={`Verify ${title}`} isBusy={isBusy} onClick={() => void model.models.verify(id)} />
      {!isOwn && <Act label="Remove" name={`Remove ${title}`} isBusy={isBusy} onClick={() => ask({
        title: `Remove ${title}?`, yes: 'Remove', act: () => void model.models.remove(id),
        text: isDefault ? `It is what “${purposeOf(each)}” uses now. Without it the next best is used, or the traditional method.`
          : 'It can be downloaded again at any time.',
      })} />}
    </div>
  )
}
