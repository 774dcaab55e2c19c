import { doorAnswersSchema, doorBatchSchema, doorStateSchema, failure } from '#protocol'
import type { Door } from '#helper/door/door'
import type { Owner } from '#helper/queue/job-record'
import { type Route, route } from '../route'

/** DaVinci Resolve's script, for panels of Resolve alone. */
export function doorRoutes(door: Door): Route[] {
  const state = route({
    method: 'GET', path: '/v1/door', access: 'paired', summary: 'Whether a script runs in DaVinci Resolve, and in which edition',
    answer: doorStateSchema,
    handle: ({ owner }) => {
      // The command line may look (`firstpass doctor`), and no more.
      if (owner.host !== 'command-line') checkHost(owner)
      return door.state()
    },
  })
  const call = route({
    method: 'POST', path: '/v1/door', access: 'paired', summary: 'Calls in DaVinci Resolve, in order, with their answers',
    body: doorBatchSchema, answer: doorAnswersSchema,
    handle: ({ owner, body }) => {
      checkHost(owner)
      return door.call(body)
    },
  })
  const stop = route({
    method: 'POST', path: '/v1/door/stop', access: 'paired', summary: 'End the script in DaVinci Resolve',
    handle: ({ owner }) => {
      checkHost(owner)
      door.stop()
    },
  })
  return [state, call, stop]
}

/** @throws DOOR_FORBIDDEN */
function checkHost({ host }: Owner): void {
  if (host !== 'resolve') throw failure('DOOR_FORBIDDEN', { host })
}
