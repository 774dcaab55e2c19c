import type { IncomingMessage } from 'node:http'
import { fastify, type FastifyInstance, type FastifyReply, type FastifyRequest, type FastifyServerOptions } from 'fastify'
import { describeIssues, failure, MAX_JSON_BYTES, MAX_PART_BYTES, PAIR_HEADER, z } from '#protocol'
import type { Owner } from '#helper/queue/job-record'
import type { Log } from '#helper/queue/log'
import type { Gate } from './gate'
import { statusOf, toFailure } from './http-failure'
import { parseJsonBody } from './json-body'
import { type PagePlace, servePage } from './page'
import type { Call, Route } from './route'

/** An open route asks for no token. */
const NOBODY: Owner = { panel: '', host: 'browser' }

/** zod judges requests: fastify's own compilers would only take a tenth of a second of the start. */
const noCompilers = {
  buildValidator: () => () => () => true, buildSerializer: () => () => JSON.stringify,
} as object as CompilersFactory

type CompilersFactory = NonNullable<NonNullable<FastifyServerOptions['schemaController']>['compilersFactory']>

/** The routes behind the gate. It never listens itself: listen.ts owns the sockets. */
export async function openHttpApp(routes: readonly Route[], { gate, log, page }: HttpParts): Promise<FastifyInstance> {
  const app = fastify({
    logger: false, bodyLimit: MAX_JSON_BYTES, exposeHeadRoutes: false, routerOptions: { maxParamLength: 100 },
    schemaController: { compilersFactory: noCompilers },
    frameworkErrors: (thrown, request, reply) => refuseAddress(thrown, { request, reply, gate }),
  })
  app.removeAllContentTypeParsers()
  app.decorateRequest('owner', null)
  addGate(app, gate)
  addAnswers(app, log)
  servePage(app, page)
  app.register(async (json) => {
    json.addContentTypeParser('application/json', { parseAs: 'string' },
      async (_request: FastifyRequest, text: string) => parseJsonBody(text))
    for (const each of routes) if (each.body !== 'bytes') addRoute(json, each)
  })
  app.register(async (bytes) => {
    bytes.addContentTypeParser('application/octet-stream', { bodyLimit: MAX_PART_BYTES },
      async (_request: FastifyRequest, payload: IncomingMessage) => payload)
    for (const each of routes) if (each.body === 'bytes') addRoute(bytes, each)
  })
  await app.ready()
  return app
}

export interface HttpParts {
  gate: Gate
  log: Log
  page: PagePlace
}

declare module 'fastify' {
  interface FastifyRequest {
    owner: Owner | null
  }
  interface FastifyContextConfig {
    route?: Route
  }
}

function addGate(app: FastifyInstance, gate: Gate): void {
  app.addHook('onRequest', async (request) => {
    const { route } = request.routeOptions.config
    request.owner = (route ? gate.admit(request.headers, route) : gate.identify(request.headers).owner) ?? null
  })
}

function addAnswers(app: FastifyInstance, log: Log): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, owner } = request
    const { statusCode: status, elapsedTime } = reply
    log.info({ method, route: routeOptions.url, status, panel: owner?.panel, ms: Math.round(elapsedTime) }, 'request')
  })
  app.setErrorHandler((thrown, request, reply) => {
    const error = toFailure(thrown, request.headers['content-type'])
    const stack = thrown instanceof Error ? thrown.stack : String(thrown)
    if (error.code === 'INTERNAL_ERROR') log.warn({ stack }, 'request failed')
    return reply.code(statusOf(error)).send(error.toJSON())
  })
  app.setNotFoundHandler((request) => {
    throw failure('ROUTE_MISSING', { route: `${request.method} ${request.url.split('?')[0] ?? ''}`.slice(0, 200) })
  })
}

/** An address that can't even be decoded reaches no hook: it is judged here. */
function refuseAddress(thrown: unknown, { request, reply, gate }: Refused): void {
  let error = toFailure(thrown, undefined)
  try {
    gate.identify(request.headers)
  } catch (refusal) {
    error = toFailure(refusal, undefined)
  }
  void reply.code(statusOf(error)).send(error.toJSON())
}

interface Refused {
  request: FastifyRequest
  reply: FastifyReply
  gate: Gate
}

function addRoute(app: FastifyInstance, route: Route): void {
  app.route({
    method: route.method,
    url: route.path,
    config: { route },
    handler: async (request, reply) => {
      const answer = await route.handle(readCall(route, request) as Call<never, never, never>)
      return reply.type(route.answer === 'bytes' ? 'application/octet-stream' : 'application/json; charset=utf-8')
        .send(answer ?? {})
    },
  })
}

function readCall(route: Route, request: FastifyRequest): Call<unknown, unknown, unknown> {
  const { owner, headers, params, query, body } = request
  const panelHeader = headers[PAIR_HEADER]
  const isBytes = route.body === 'bytes'
  return {
    owner: owner ?? NOBODY,
    params: parse(route.params, params, ''),
    query: parse(route.query, query, ''),
    body: route.body === 'bytes' ? undefined : parse(route.body, body, 'a JSON body is missing'),
    panelHeader: typeof panelHeader === 'string' ? panelHeader : undefined,
    isPage: headers.origin?.startsWith('http://') ?? false,
    bytes: isBytes && body ? { stream: body as IncomingMessage, length: Number(headers['content-length'] ?? NaN) } : undefined,
  }
}

function parse(schema: z.core.$ZodType | undefined, value: unknown, ifMissing: string): unknown {
  if (!schema) return undefined
  if (value === undefined) throw failure('REQUEST_INVALID', { reason: ifMissing })
  const parsed = z.safeParse(schema, value)
  if (parsed.success) return parsed.data
  throw failure('REQUEST_INVALID', { reason: describeIssues(parsed.error) })
}
