import {
  failure, PAIR_HEADER, type PairAsk, type PairAsked, pairAskedSchema, type PairCollected, pairCollectedSchema, type z,
} from '#protocol'
import { findFitting, type Place } from './discover'
import { readAnswer } from './read-answer'
import { readFailure } from './read-failure'

/** A question that a helper's user was asked, and where. */
export interface Question extends PairAsked {
  panel: string
  address: string
}

/**
 * Asks the helper's user to let this panel in. Of several helpers (each user of a computer has one) it asks one.
 * @param turn from 0: who asks in vain asks the next one, in the order of the ports
 * @throws HELPER_UNREACHABLE, PROTOCOL_MISMATCH, PAIRING_REFUSED, PAIRING_BUSY, TOO_MANY_TRIES
 */
export async function askIn(place: Place, ask: PairAsk, turn = 0): Promise<Question> {
  const fitting = await findFitting(place)
  const address = fitting[turn % fitting.length]
  if (address === undefined) throw failure('HELPER_UNREACHABLE', { ports: place.ports.join(', ') })
  const to = { address, panel: ask.panel }
  return { ...await post(place, to, { path: '/v1/pair-requests', body: ask, answer: pairAskedSchema }), ...to }
}

/** What became of it; the token comes once. @throws whatever fetch throws where the helper is away */
export function collect(place: Place, question: Question): Promise<PairCollected> {
  const body = { request: question.request }
  return post(place, question, { path: '/v1/pair-requests/collect', body, answer: pairCollectedSchema })
}

interface Call<T> {
  path: string
  body: object
  answer: z.ZodMiniType<T>
}

async function post<T>(
  { surroundings }: Place, { address, panel }: Pick<Question, 'address' | 'panel'>, { path, body, answer }: Call<T>,
): Promise<T> {
  const response = await surroundings.fetch(`${address}${path}`, {
    method: 'POST', headers: { 'content-type': 'application/json', [PAIR_HEADER]: panel }, body: JSON.stringify(body),
  })
  const text = await response.text()
  if (response.status !== 200) throw readFailure(text, response.status)
  const read = readAnswer(answer, JSON.parse(text))
  if (read === undefined) throw failure('HELPER_LOST', { reason: `its answer to ${path} is not understood` })
  return read
}
