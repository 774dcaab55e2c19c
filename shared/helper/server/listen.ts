import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { failure } from '#protocol'
import type { Log } from '#helper/queue/log'

/** A panel that keeps its connection saves a handshake per poll. */
const KEEP_ALIVE_MS = 30_000

const CLOSE_LIMIT_MS = 500

export interface Sockets {
  port: number
  servers: Server[]
  close(): Promise<void>
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

/**
 * Two sockets, 127.0.0.1 and ::1, on the first port that is free on both: `localhost` means either. A machine without
 * IPv6 at all has the first only, and the log says so.
 * @throws PORTS_BUSY
 */
export async function listen(ports: readonly number[], answer: Answer, log: Log): Promise<Sockets> {
  for (const port of ports) {
    const servers = await listenOn(port, answer, log)
    const address = servers?.[0]?.address()
    if (servers && address && typeof address === 'object') return { port: address.port, servers, close: () => closeAll(servers) }
  }
  throw failure('PORTS_BUSY', { ports: ports.join(', ') })
}

async function listenOn(port: number, answer: Answer, log: Log): Promise<Server[] | undefined> {
  const first = openServer(answer)
  if (await bind(first, '127.0.0.1', port) !== 'bound') return undefined
  const address = first.address()
  const second = openServer(answer)
  const outcome = await bind(second, '::1', typeof address === 'object' && address ? address.port : port)
  if (outcome === 'bound') return [first, second]
  if (outcome === 'absent') {
    log.warn({}, 'this machine has no IPv6; only 127.0.0.1 is served')
    return [first]
  }
  await closeAll([first])
  return undefined
}

function openServer(answer: Answer): Server {
  // A missing Host header must get our 403, not node's 400.
  const server = createServer({ requireHostHeader: false, keepAliveTimeout: KEEP_ALIVE_MS }, answer)
  server.on('clientError', (_thrown, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  })
  return server
}

function bind(server: Server, host: string, port: number): Promise<'bound' | 'busy' | 'absent'> {
  return new Promise((resolve) => {
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      resolve(code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' ? 'absent' : 'busy')
    })
    server.listen({ host, port, exclusive: true }, () => resolve('bound'))
  })
}

/** Answers that are on their way arrive; a client that doesn't take them is cut off. */
async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(servers.map((server) => new Promise<void>((resolve) => {
    const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_LIMIT_MS)
    server.close(() => {
      clearTimeout(cutOff)
      resolve()
    })
    server.closeIdleConnections()
  })))
}
