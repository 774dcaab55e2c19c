import { type LicencePolicy, licencePolicySchema, modelListSchema, modelRequestSchema, z } from '#protocol'
import type { ModelDesk } from '../model-desk'
import { type Route, route } from '../route'

const summaries = {
  pull: 'Fetch models; the only request that makes the helper open an outbound connection',
  verify: 'Read and hash the weights of models',
  remove: 'Delete the fetched weights of models',
} as const

/** Which models there are, and what is done about them. */
export function modelRoutes(models: ModelDesk, ofUser: () => LicencePolicy): Route[] {
  const list = route({
    method: 'GET', path: '/v1/models', access: 'paired', summary: 'All models, and the work that goes on about them',
    query: z.strictObject({ licence: z.optional(licencePolicySchema) }), answer: modelListSchema,
    handle: async ({ query }) => ({ models: await models.list(query.licence ?? ofUser()) }),
  })
  const orders = (['pull', 'verify', 'remove'] as const).map((kind) => route({
    method: 'POST', path: `/v1/models/${kind}`, access: 'paired', summary: summaries[kind],
    body: modelRequestSchema, answer: modelListSchema,
    handle: async ({ body: { ids, licence = ofUser() } }) => ({ models: await models.order(kind, { ids, licence }) }),
  }))
  return [list, ...orders]
}
