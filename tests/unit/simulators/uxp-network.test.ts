import http from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { isAllowed, Network, type NetworkKnobs, type NetworkPermission, worstNetwork } from '../../simulators/uxp/network'
import { thrownBy } from './opened'

const closing: (() => void)[] = []
afterEach(() => { for (const close of closing.splice(0)) close() })

const made = (permission: NetworkPermission | undefined, knobs: Partial<NetworkKnobs> = {}): Network => {
  const network = new Network(permission, { ...worstNetwork, ...knobs })
  closing.push(() => { network.close() })
  return network
}

async function serve(answer: http.RequestListener): Promise<{ port: number; server: http.Server }> {
  const server = http.createServer(answer)
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve) })
  closing.push(() => { server.close() })
  return { port: (server.address() as AddressInfo).port, server }
}

describe('S1: the manifest\'s domains', () => {
  const domains = ['http://localhost:27417', 'ws://localhost:27417', 'ws://localhost/']
  it.each([
    ['http://localhost:27417/v1/hello', domains, true],
    ['http://localhost:27420/', domains, false],
    ['https://localhost:27417/', domains, false],
    ['ws://localhost:27417/', domains, true],
    // Without a port, every port.
    ['ws://localhost:9/', domains, true],
    ['http://127.0.0.1:27417/', ['http://127.0.0.1:27417'], false],
    ['http://[::1]:27417/', ['http://[::1]:27417'], false],
    ['http://127.0.0.1:27417/', 'all', true],
    ['http://localhost:27417/', ['all'], false],
    ['http://localhost:27417/', undefined, false],
  ] as const)('%s of %j: %s', (url, given, isIn) => {
    expect(isAllowed(given === undefined ? undefined : { domains: given }, url)).toBe(isIn)
  })

  it('says so in the host\'s words, for fetch and for sockets', async () => {
    const network = made({ domains: ['http://localhost:1'] })
    const text = 'Permission denied to the url http://127.0.0.1:1/x. Manifest entry not found.'
    expect(await thrownBy(async () => await network.fetch('http://127.0.0.1:1/x'))).toBe(text)
    expect(() => network.openSocket('ws://localhost:1')).toThrow('Permission denied to the url ws://localhost:1.')
    expect(network.denied).toEqual(['http://127.0.0.1:1/x', 'ws://localhost:1'])
  })
})

describe('fetch', () => {
  const allowed = (port: number): NetworkPermission => ({ domains: [`http://localhost:${port}`] })

  it('S2: is denied for a while after the start', async () => {
    const { port } = await serve((_request, response) => { response.end('x') })
    let nowMs = 0
    const network = made(allowed(port), { coldMs: 400, nowMs: () => nowMs })
    expect(await thrownBy(async () => await network.fetch(`http://localhost:${port}/`))).toContain('Manifest entry not found')
    nowMs = 400
    expect((await network.fetch(`http://localhost:${port}/`)).status).toBe(200)
  })

  it('S3: brings a body with a length, and never one without', async () => {
    const { port } = await serve((request, response) => {
      if (request.url === '/whole') response.setHeader('Content-Length', 5)
      response.write('he')
      response.end('llo')
    })
    const network = made(allowed(port))
    const whole = await network.fetch(`http://localhost:${port}/whole`)
    expect([whole.ok, await whole.text(), 'body' in whole]).toEqual([true, 'hello', false])
    const chunked = await network.fetch(`http://localhost:${port}/chunked`)
    const turns = new Promise<string>((resolve) => { setImmediate(() => { setImmediate(() => { resolve('still waiting') }) }) })
    expect(await Promise.race([chunked.text(), turns])).toBe('still waiting')
    const lenient = made(allowed(port), { stalls: false })
    expect(await (await lenient.fetch(`http://localhost:${port}/chunked`)).text()).toBe('hello')
  })

  it('S4: throws a TypeError at a signal that is undefined', async () => {
    const network = made({ domains: 'all' })
    await expect(network.fetch('http://localhost:1/', { signal: undefined } as never)).rejects.toThrow(TypeError)
  })
})

describe('S6: sockets', () => {
  it('come from file://, carry text and bytes, and tell late that they are closed', async () => {
    const { port, server } = await serve((_request, response) => { response.end() })
    const sockets = new WebSocketServer({ server })
    const origins: (string | undefined)[] = []
    sockets.on('connection', (socket, request) => {
      origins.push(request.headers.origin)
      socket.on('message', (data, isBinary) => { socket.send(data, { binary: isBinary }) })
    })
    closing.push(() => { sockets.close() })
    const network = made({ domains: [`ws://localhost:${port}`] }, { closeDelayMs: 1 })
    const socket = network.openSocket(`ws://localhost:${port}/`)
    const seen: unknown[] = []
    const next = async (type: 'open' | 'message' | 'close'): Promise<void> => await new Promise<void>((resolve) => {
      const tell = (event: { data?: unknown }): void => {
        seen.push(event.data instanceof ArrayBuffer ? [...new Uint8Array(event.data)] : event.data ?? type)
        socket.removeEventListener(type, tell)
        resolve()
      }
      socket.addEventListener(type, tell)
    })
    await next('open')
    socket.send('hi')
    await next('message')
    socket.send(Uint8Array.from([1, 2]).buffer)
    await next('message')
    const late = jest.spyOn(globalThis, 'setTimeout')
    socket.close()
    await next('close')
    expect(late.mock.calls.some(([, ms]) => ms === 1)).toBe(true)
    late.mockRestore()
    expect([origins, seen, worstNetwork.closeDelayMs]).toEqual([['file://'], ['open', 'hi', [1, 2], 'close'], 5000])
  })
})
