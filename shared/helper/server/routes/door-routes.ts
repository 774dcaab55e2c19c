import {
  compositionOrderSchema, doorAnswersSchema, doorBatchSchema, doorStateSchema, failure, madeCompositionSchema,
} from '#protocol'
import type { Door } from '#helper/door/door'
import { placeComposition } from '#helper/door/place-composition'
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
  const composition = route({
    method: 'POST', path: '/v1/door/composition', access: 'paired', summary: 'Write a Fusion composition that uses a matte',
    body: compositionOrderSchema, answer: madeCompositionSchema,
    handle: ({ owner, body }) => {
      checkHost(owner)
      return placeComposition(body)
    },
  })
  return [state, call, stop, composition]
}

/** @throws DOOR_FORBIDDEN */
function checkHost({ host }: Owner): void {
  if (host !== 'resolve') throw failure('DOOR_FORBIDDEN', { host })
}
