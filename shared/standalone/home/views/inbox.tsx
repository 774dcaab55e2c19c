import { useState } from 'preact/hooks'
import type { WholeInbox } from '#protocol'
import { describeKept, describeWhen, hostNames, taskName } from '../words'
import { Act, type Parts, SectionBox } from './section'

type Kept = WholeInbox['jobs'][number]

/** Of those that are in their place already, no more are shown unless asked for. */
const RECENT = 5

const waits = ({ latest, placed }: Kept): boolean => latest.state === 'succeeded' && !placed

/** Results of all panels: those that wait, then those that were placed or came to nothing. */
export function Inbox(parts: Parts) {
  const { inbox } = parts.model.state
  const [isWhole, setWhole] = useState(false)
  const waiting = inbox?.jobs.filter(waits) ?? []
  const earlier = inbox?.jobs.filter((job) => !waits(job)) ?? []
  const shown = isWhole ? earlier : earlier.slice(0, RECENT)
  return (
    <SectionBox model={parts.model} id="inbox" title="Inbox">
      {inbox?.jobs.length === 0 && <p>Nothing is here. What your panels make and do not place waits here for seven days.</p>}
      {waiting.length > 0 && <Rows title="Not placed yet" jobs={waiting} {...parts} />}
      {shown.length > 0 && <Rows title="Recent" jobs={shown} {...parts} />}
      {shown.length < earlier.length && <Act label={`Show all ${earlier.length}`} onClick={() => setWhole(true)} />}
    </SectionBox>
  )
}

function Rows({ title, jobs, ...parts }: Parts & { title: string; jobs: readonly Kept[] }) {
  return (
    <>
      <h3>{title}</h3>
      <ul class="plain rows" aria-label={title}>{jobs.map((job) => <Row key={job.latest.job} {...parts} job={job} />)}</ul>
    </>
  )
}

function Row({ model, ask, job }: Parts & { job: Kept }) {
  const { latest: { job: id }, task, panel, host, createdAt, file } = job
  const name = `${taskName(task)}, ${panel}`
  const isNamed = host !== undefined && panel.includes(hostNames[host])
  const isBusy = model.state.busy.has(`discard ${id}`) || model.state.busy.has(`reveal ${id}`)
  return (
    <li class="item">
      <div class="grow">
        <strong>{taskName(task)}</strong>
        <div class="faint">
          <bdi>{panel}</bdi>{isNamed || host === undefined ? '' : ` (${hostNames[host]})`}, {describeWhen(createdAt, Date.now())}
        </div>
        <div class="faint">{describeKept(job)}</div>
      </div>
      <div class="row">
        {file !== undefined && <Act label="Show file" name={`Show file: ${name}`} isBusy={isBusy}
          onClick={() => void model.reveal(id)} />}
        <Act label="Discard" name={`Discard: ${name}`} isBusy={isBusy} onClick={() => ask({
          title: 'Discard this result?', yes: 'Discard', act: () => void model.discard(id),
          text: `${name}: ${file === undefined ? 'it is gone for good.' : 'it leaves this list; your file stays where it is.'}`,
        })} />
      </div>
    </li>
  )
}
