import { z } from '#protocol'
import { type Route, route } from '../route'

/** Serves the document of the wire, made from the same schemas that judge it. */
export function openApiRoute(routes: readonly Route[]): Route {
  let document: Record<string, unknown> | undefined
  return route({
    method: 'GET', path: '/v1/openapi.json', access: 'open', summary: 'This document',
    answer: z.record(z.string(), z.unknown()),
    handle: async () => {
      const { describeWire } = await import('#helper/server/openapi')
      document ??= describeWire(routes)
      return document
    },
  })
}
