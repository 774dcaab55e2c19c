import * as http from 'node:http'
import type { AddressInfo } from 'node:net'

export interface OtherVersion {
  port: number
  close(): Promise<void>
}

export interface Pose {
  protocol: { major: number; minor: number }
  /** Also says more than this side knows, in every object whose fields are named by the protocol. */
  addsFields?: boolean
}

/** Fields whose objects are named by tasks and users. */
const named = ['options', 'inputs', 'results', 'facts']

/** A real helper that poses as one of another version: what it says is changed on its way. It has no WebSocket. */
export async function poseAs(helper: { port: number }, { protocol, addsFields = false }: Pose): Promise<OtherVersion> {
  const server = http.createServer((request, response) => {
    const { method, url = '', headers } = request
    const onward = http.request({
      port: helper.port, host: '127.0.0.1', method, path: url, agent: false,
      headers: { ...headers, host: `localhost:${helper.port}` },
    }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () => {
        const bytes = Buffer.concat(parts)
        const isJson = answer.headers['content-type']?.startsWith('application/json') ?? false
        const said = isJson ? Buffer.from(change(bytes.toString('utf8'))) : bytes
        const type = answer.headers['content-type']
        response.writeHead(answer.statusCode ?? 0, { 'content-type': type, connection: 'close' }).end(said)
      })
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  const change = (text: string): string => {
    const value = JSON.parse(text) as Record<string, unknown>
    if ('product' in value) value.protocol = protocol
    return JSON.stringify(addsFields ? addFields(value) : value)
  }
  server.on('upgrade', (_request, socket) => socket.destroy())
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () => new Promise((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    }),
  }
}

function addFields(value: unknown, field = ''): unknown {
  if (Array.isArray(value)) return value.map((each) => addFields(each))
  if (typeof value !== 'object' || value === null) return value
  const known = Object.entries(value).map(([key, each]) => [key, addFields(each, key)] as const)
  return { ...Object.fromEntries(known), ...(named.includes(field) ? {} : { novelty: { of: 'a later version' } }) }
}
