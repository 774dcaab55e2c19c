import {
  capabilitiesSchema, type Capabilities, helloSchema, type Media, mediaSchema, PRODUCT, PROTOCOL, VERSION, z,
} from '#protocol'
import { type Route, route } from '../route'
import type { TokenKeeper } from '../token-keeper'

export interface HelperActions {
  capabilities(): Promise<Capabilities>
  media(): Promise<Media>
  /** Called before the answer is sent; ends the helper soon after. */
  shutDown(): void
}

const helloQuery = z.strictObject({
  panel: z.optional(z.string().check(z.maxLength(64))),
  nonce: z.optional(z.string().check(z.regex(/^[0-9A-Za-z]{16,64}$/))),
})

/** Who answers, what it can do, and its end. */
export function helperRoutes(tokens: TokenKeeper, actions: HelperActions): Route[] {
  return [
    route({
      method: 'GET', path: '/v1/hello', access: 'open', summary: 'Who answers, with a proof that it knows the panel\'s token',
      query: helloQuery, answer: helloSchema,
      handle: ({ query }) => {
        const proof = query.panel && query.nonce ? tokens.prove(query.panel, query.nonce) : undefined
        return { product: PRODUCT, version: VERSION, protocol: PROTOCOL, ...(proof ? { proof } : {}) }
      },
    }),
    route({
      method: 'GET', path: '/v1/capabilities', access: 'paired', summary: 'Tasks, providers and models on this machine',
      answer: capabilitiesSchema, handle: () => actions.capabilities(),
    }),
    route({
      method: 'GET', path: '/v1/media', access: 'paired', summary: 'What reads and writes clips on this machine',
      answer: mediaSchema, handle: () => actions.media(),
    }),
    route({
      method: 'POST', path: '/v1/shutdown', access: 'window', summary: 'End the helper',
      handle: () => actions.shutDown(),
    }),
  ]
}
