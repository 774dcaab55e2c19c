import type { Fetch, Surroundings } from '#client'
import {
  asFailure, doorAnswersSchema, type DoorAnswers, type DoorBatchInput, type DoorState, doorStateSchema, failure, failureFromJson,
  failureSchema, madeCompositionSchema, scratchPlaceSchema,
} from '#protocol'
import { askResolve, type Compose, type Rendering } from '../host'
import type { Bridge } from '../workflow-integration/bridge'

/** The way to Resolve that this page has. */
export interface Door {
  /** Asking whether Resolve is there costs it nothing: it may be done every second. */
  isCheap: boolean
  /** @throws NOT_PAIRED, HELPER_LOST */
  state(): Promise<DoorState>
  /** Made once: what was lost on its way is never sent again. @throws DOOR_WAITING, DOOR_SILENT, HELPER_LOST */
  call(batch: DoorBatchInput): Promise<DoorAnswers>
  /** Ends the script; left out where there is none. */
  stop?(): Promise<void>
}

/**
 * By the script in Resolve, through the helper. Not by the client's link, which sends again what was lost: half of a batch may
 * have been made.
 */
export function scriptDoor(send: Fetch, token: () => string): Door {
  const ask = helperAsker(send, token)
  return {
    isCheap: true,
    state: async () => doorStateSchema.parse(await ask('GET', '/v1/door')),
    call: async (batch) => doorAnswersSchema.parse(await ask('POST', '/v1/door', batch)),
    stop: async () => void await ask('POST', '/v1/door/stop'),
  }
}

/** Has the helper write compositions, by whichever door they go to Resolve. */
export function composer(send: Fetch, token: () => string): Compose {
  const ask = helperAsker(send, token)
  return async (order) => madeCompositionSchema.parse(await ask('POST', '/v1/door/composition', order))
}

/** Places for what Resolve renders to be looked at. */
export function renderer(send: Fetch, token: () => string, { setTimer }: Pick<Surroundings, 'setTimer'>): Rendering {
  const ask = helperAsker(send, token)
  return {
    place: async (source) => scratchPlaceSchema.parse(await ask('POST', '/v1/door/scratch', { source })),
    remove: async (place) => void await ask('POST', '/v1/door/scratch/remove', place),
    wait: (ms) => new Promise((resolve) => { setTimer(ms, resolve) }),
  }
}

type Ask = (method: 'GET' | 'POST', path: string, body?: object) => Promise<unknown>

const helperAsker = (send: Fetch, token: () => string): Ask => async (method, path, body) => {
  const headers = { authorization: `Bearer ${token()}`, ...(body ? { 'content-type': 'application/json' } : {}) }
  const answer = await send(path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) }).catch(lost)
  const json = await answer.text().then(JSON.parse).catch(lost) as unknown
  if (answer.status === 200) return json
  const refusal = failureSchema.safeParse(json)
  throw refusal.success ? failureFromJson(refusal.data) : failure('HELPER_LOST', { reason: `it answered ${answer.status}` })
}

function lost(thrown: unknown): never {
  throw failure('HELPER_LOST', { reason: 'it does not answer' }, thrown)
}

const AGENT = 'integration'

/** By the Workflow Integration's own process, in Studio. */
export function integrationDoor(bridge: Bridge): Door {
  const call: Door['call'] = async (batch) => {
    const told = await bridge.call(batch)
    if ('failure' in told) throw failureFromJson(told.failure)
    return told.answers
  }
  return {
    isCheap: false,
    call,
    state: async () => {
      const build = await askResolve({ call }).catch((thrown: unknown) => asFailure(thrown).message)
      const isThere = typeof build !== 'string' && build.product !== ''
      if (isThere) return { state: 'attached', ...build, channel: 'files', agent: AGENT }
      const advice = typeof build === 'string' ? build : 'DaVinci Resolve does not answer. Close any window that waits in it.'
      return { state: 'waiting', why: 'silent', advice }
    },
  }
}
