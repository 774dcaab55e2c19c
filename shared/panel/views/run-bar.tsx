import { howOf } from '../modifiers'
import type { AnyPanel } from '../panel-model'
import type { RunState } from '../state'
import { labels } from '../text/labels'
import { Action, useWidgets } from './fields'

/** The one button that matters, and how far its work is. */
export function RunBar({ model }: { model: AnyPanel }) {
  const { run, task, targets, connection, targetsProblem, host } = model.state
  const { accent, Progress } = useWidgets()
  if (run) {
    const of = run.count > 1 ? ` (${labels.of(run.index, run.count, model.tasks.kind === 'clip')})` : ''
    return (
      <div class="fp-run" role="status" aria-live="polite" data-stage={run.stage}>
        <div class="fp-spread">
          <span>{run.words}{of}</span>
          <span class="fp-label">{describePace(run)}</span>
        </div>
        <div class="fp-progress"><Progress label={run.words} {...(run.share === undefined ? {} : { share: run.share })} /></div>
        <div class="fp-row"><sp-button variant="secondary" onclick={() => model.cancel()}>{labels.cancel}</sp-button></div>
      </div>
    )
  }
  const [target] = targets
  const isReady = connection.kind === 'ready' && targets.some(({ obstacle }) => !obstacle)
  return (
    <div class="fp-run">
      <sp-button class="fp-wide" variant={accent} disabled={!isReady}
        title={task === 'mask' ? labels.modifiers : undefined}
        onclick={(event) => void model.run(task, task === 'mask' ? howOf(event) : {})}>
        {model.tasks.rules(task)?.words.run ?? task}</sp-button>
      <div class="fp-faint">{targetsProblem?.message ?? describeTargets(model)}</div>
      {host.opensFiles === true && <div class="fp-row">
        <Action isQuiet isDisabled={connection.kind !== 'ready'} onClick={() => void model.runFiles('folder')}>
          {labels.folder}</Action>
        <Action isQuiet isDisabled={connection.kind !== 'ready'} onClick={() => void model.runFiles('files')}>
          {labels.files}</Action>
      </div>}
      {targets.length === 1 && target?.notes.map((note) => <div key={note} class="fp-faint">{note}</div>)}
    </div>
  )
}

const describePace = ({ pace, timeLeft }: RunState): string =>
  [pace, timeLeft].filter((each) => each !== undefined).join(', ')

function describeTargets({ state: { targets }, tasks: { kind } }: AnyPanel): string {
  const [target] = targets
  if (!target) return labels.noTarget[kind]
  if (target.obstacle && targets.every(({ obstacle }) => obstacle)) return target.obstacle.message
  return targets.length > 1 ? labels.targets(targets.length, kind === 'clip') : labels.target(target.name, target.document)
}
