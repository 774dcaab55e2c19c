import {
  compositionOrderSchema, doorAnswersSchema, doorBatchSchema, doorStateSchema, failure, madeCompositionSchema, scratchOrderSchema,
  scratchPlaceSchema,
} from '#protocol'
import type { Door } from '#helper/door/door'
import { placeComposition } from '#helper/door/place-composition'
import { Scratch } from '#helper/door/scratch'
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
  const scratch = new Scratch()
  const scratchPlace = route({
    method: 'POST', path: '/v1/door/scratch', access: 'paired', summary: 'A place for what Resolve renders to be looked at',
    body: scratchOrderSchema, answer: scratchPlaceSchema,
    handle: ({ owner, body }) => {
      checkHost(owner)
      return scratch.make(body.source)
    },
  })
  const scratchEnd = route({
    method: 'POST', path: '/v1/door/scratch/remove', access: 'paired', summary: 'Remove what was rendered to such a place',
    body: scratchPlaceSchema,
    handle: ({ owner, body }) => {
      checkHost(owner)
      return scratch.remove(body)
    },
  })
  return [state, call, stop, composition, scratchPlace, scratchEnd]
}

/** @throws DOOR_FORBIDDEN */
function checkHost({ host }: Owner): void {
  if (host !== 'resolve') throw failure('DOOR_FORBIDDEN', { host })
}
