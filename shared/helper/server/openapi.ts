import { failureSchema, VERSION, z } from '#protocol'
import type { Route } from './route'

const narrow: Partial<Record<Route['access'], string>> = {
  window: ' (the tokens of the command line and of the helper\'s window only)',
  'command-line': ' (the command line\'s token only)',
}

type Json = Record<string, unknown>

const EMPTY = z.strictObject({})
const BYTES = { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } }

/** An OpenAPI 3.1 document, whose schemas are JSON Schema as zod writes it. */
export function describeWire(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {}
  for (const each of routes) {
    const path = each.path.replaceAll(/:(\w+)/g, '{$1}')
    paths[path] = { ...paths[path], [each.method.toLowerCase()]: describeRoute(each) }
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Firstpass helper', version: VERSION, description: 'On localhost only, with the token of a paired panel.' },
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  }
}

function describeRoute({ access, summary, params, query, body, answer }: Route): Json {
  return {
    summary: `${summary}${narrow[access] ?? ''}`,
    security: access === 'open' || access === 'pairing' ? [] : [{ token: [] }],
    parameters: [...describeParameters('path', params), ...describeParameters('query', query)],
    ...(body === undefined ? {} : { requestBody: { required: true, content: body === 'bytes' ? BYTES : json(body, 'input') } }),
    responses: {
      200: { description: 'Done', content: answer === 'bytes' ? BYTES : json(answer ?? EMPTY, 'output') },
      default: { description: 'Refused or failed', content: json(failureSchema, 'output') },
    },
  }
}

function json(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  return { 'application/json': { schema: toJsonSchema(schema, io) } }
}

function toJsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const described = z.toJSONSchema(schema, { io }) as Json
  delete described.$schema
  return described
}

function describeParameters(place: 'path' | 'query', schema: z.core.$ZodType | undefined): Json[] {
  if (!schema) return []
  const { properties, required } = toJsonSchema(schema, 'input') as { properties: Record<string, Json>; required?: string[] }
  return Object.entries(properties).map(([name, rule]) => ({
    name, in: place, required: place === 'path' || (required?.includes(name) ?? false), schema: rule,
  }))
}
