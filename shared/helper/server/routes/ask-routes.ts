import {
  failure, idSchema, PAIR_HEADER, pairAskedSchema, pairAskSchema, pairCollectedSchema, pairCollectSchema, waitingPanelsSchema, z,
} from '#protocol'
import type { AskDesk } from '../ask-desk'
import { type Call, type Route, route } from '../route'

const ofRequest = z.strictObject({ id: idSchema })

/** Panels that ask to be let in, and the window's answers. */
export function askRoutes(desk: AskDesk): Route[] {
  return [
    route({
      method: 'POST', path: '/v1/pair-requests', access: 'pairing',
      summary: 'Ask the user to let this panel in; four digits tell it',
      body: pairAskSchema, answer: pairAskedSchema,
      handle: (call) => {
        const isNamed = checkAsker(call) === call.body.panel
        if (!isNamed) throw failure('PAIRING_REFUSED', { reason: `the header ${PAIR_HEADER} is missing` })
        return desk.ask(call.body)
      },
    }),
    route({
      method: 'POST', path: '/v1/pair-requests/collect', access: 'pairing',
      summary: 'What became of the request; the token, once',
      body: pairCollectSchema, answer: pairCollectedSchema,
      handle: (call) => desk.collect(call.body.request, checkAsker(call)),
    }),
    route({
      method: 'GET', path: '/v1/pair-requests', access: 'window', summary: 'The panels that wait to be let in',
      answer: waitingPanelsSchema, handle: () => ({ requests: desk.list() }),
    }),
    route({
      method: 'POST', path: '/v1/pair-requests/:id/allow', access: 'window', summary: 'Let this very panel in',
      params: ofRequest, handle: ({ params }) => desk.answer(params.id, 'allowed'),
    }),
    route({
      method: 'POST', path: '/v1/pair-requests/:id/refuse', access: 'window', summary: 'Do not let this panel in',
      params: ofRequest, handle: ({ params }) => desk.answer(params.id, 'refused'),
    }),
  ]
}

/** No page can ask: one of the helper's own has its one-time code. @returns the name in the header @throws PAIRING_REFUSED */
function checkAsker({ isPage, panelHeader }: Call<undefined, undefined, unknown>): string | undefined {
  if (isPage) throw failure('PAIRING_REFUSED', { reason: 'a page can\'t ask for it' })
  return panelHeader
}
