import { isFinished, type JobEvent, jobViewSchema } from '#protocol'
import type { EventStream } from './event-stream'
import type { Link } from './link'

/** While nothing else brings events. */
const POLL_MS = 250

/** While the stream does; some hosts tell of a dead socket seconds late, or never. */
const SAFETY_POLL_MS = 2000

export interface FollowSettings {
  /** The last event that is known already. */
  since?: number
  onEvent?(event: JobEvent): void
}

interface Ways {
  link: Link
  stream: EventStream
}

/**
 * Every event of a job from a number on, each once and in order, until it is finished.
 * @returns its last event: succeeded, failed or cancelled @throws HELPER_LOST, JOB_MISSING
 */
export async function follow(
  { link, stream }: Ways, job: string, { since = 0, onEvent }: FollowSettings = {},
): Promise<JobEvent> {
  const { setTimer } = link.settings.surroundings
  let seq = since
  let last: JobEvent | undefined
  let wake = (): void => undefined
  const take = (event: JobEvent): void => {
    seq = event.seq
    last = event
    onEvent?.(event)
    if (isFinished(event.state)) wake()
  }
  // An event that does not follow on the last one leaves a gap, which the next poll fills.
  const release = stream.follow({
    job, since: () => seq, onEvent: (event) => event.seq === seq + 1 ? take(event) : wake(), onClose: () => wake(),
  })
  try {
    for (;;) {
      const view = await link.json({ method: 'GET', path: `/v1/jobs/${job}?since=${seq}` }, jobViewSchema)
      for (const event of view.events) if (event.seq > seq) take(event)
      last ??= view.latest
      if (isFinished(last.state)) return last
      await new Promise<void>((resolve) => {
        const callOff = setTimer(stream.isAlive ? SAFETY_POLL_MS : POLL_MS, resolve)
        wake = () => {
          callOff()
          resolve()
        }
      })
      if (isFinished(last.state)) return last
    }
  } finally {
    release()
  }
}
