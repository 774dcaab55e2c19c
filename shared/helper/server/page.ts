import { readFile } from 'node:fs/promises'
import * as path from 'node:path'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { failure } from '#protocol'

/** The built pages: their folder, and where the helper listens. */
export interface PagePlace {
  folder: string
  port(): number
}

/** All that is ever read from that folder, whatever lies there and whatever is asked for. */
const files = ['', 'resolve/', 'home/'].flatMap((folder) => [
  { url: `/${folder}`, name: `${folder}index.html`, type: 'text/html; charset=utf-8' },
  { url: `/${folder}page.js`, name: `${folder}page.js`, type: 'text/javascript; charset=utf-8' },
  { url: `/${folder}page.css`, name: `${folder}page.css`, type: 'text/css; charset=utf-8' },
])

/** Nobody's token is needed for the pages themselves: they hold no secrets, and can do nothing before they have a token. */
export function servePage(app: FastifyInstance, { folder, port }: PagePlace): void {
  for (const { url, name, type } of files) {
    app.get(url, async (request, reply) => {
      if (request.headers.origin === 'null') throw failure('ORIGIN_FORBIDDEN', { origin: 'null' })
      const bytes = await readFile(path.join(folder, name)).catch((thrown: unknown) => {
        throw failure('ROUTE_MISSING', { route: 'page: it is not there; install Firstpass again, or build it' }, thrown)
      })
      return protect(reply, port()).type(type).send(bytes)
    })
  }
}

/** No other origin is reached, nothing is run that was not built, no page shows this one in a frame. */
function protect(reply: FastifyReply, port: number): FastifyReply {
  return reply.headers({
    'content-security-policy': [
      "default-src 'none'", "script-src 'self'", "style-src 'self' 'unsafe-inline'", `connect-src 'self' ws://localhost:${port}`,
      "img-src 'self' blob: data:", 'media-src blob:', "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].join('; '),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
  })
}
