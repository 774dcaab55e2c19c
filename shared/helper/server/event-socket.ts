import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { asFailure, EVENTS_PATH, failure, type FirstpassError } from '#protocol'
import type { JobQueue } from '#helper/queue/queue'
import type { Gate } from './gate'
import { serveClient } from './event-client'
import { statusOf } from './http-failure'

/** Clients send a token and a few ids, never more. */
const MAX_FRAME_BYTES = 16 * 1024

const PING_EVERY_MS = 30_000

interface Parts {
  gate: Gate
  queue: JobQueue
}

/**
 * Events by WebSocket: text frames only, no compression. Host and origin are judged before the upgrade, the token comes in
 * the first message.
 */
export function openEvents(servers: readonly Server[], parts: Parts): { close(): void } {
  const endpoint = new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: MAX_FRAME_BYTES })
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // From here on nobody else listens: a client that resets the connection must not end the helper.
    socket.on('error', () => socket.destroy())
    const refusal = judge(request, parts.gate)
    if (refusal) return refuse(socket, refusal)
    endpoint.handleUpgrade(request, socket, head, (client) => serveClient(client, parts))
  }
  for (const server of servers) server.on('upgrade', onUpgrade)
  const pinger = setInterval(() => {
    for (const client of endpoint.clients) client.ping()
  }, PING_EVERY_MS)
  pinger.unref()
  return {
    close: () => {
      clearInterval(pinger)
      for (const client of endpoint.clients) client.terminate()
      endpoint.close()
    },
  }
}

function judge(request: IncomingMessage, gate: Gate): FirstpassError | undefined {
  try {
    const { owner, origin } = gate.identify(request.headers)
    if (request.url !== EVENTS_PATH) throw failure('ROUTE_MISSING', { route: 'this WebSocket' })
    if (origin === 'null' && !owner) throw failure('ORIGIN_FORBIDDEN', { origin: 'null' })
    return undefined
  } catch (thrown) {
    return asFailure(thrown)
  }
}

function refuse(socket: Duplex, error: FirstpassError): void {
  const body = JSON.stringify(error.toJSON())
  socket.end(`HTTP/1.1 ${statusOf(error)} Refused\r\nContent-Type: application/json; charset=utf-8\r\n`
    + `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`)
}
