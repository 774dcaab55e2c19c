import { createServer, type Server } from 'node:http'
import { Server as NetServer } from 'node:net'
import { listen } from '#helper/server/listen'

const log = { info: () => undefined, warn: jest.fn() }
const answer = (): void => undefined

async function occupy(host: string): Promise<{ port: number; server: Server }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return { port: (server.address() as { port: number }).port, server }
}

describe('sockets', () => {
  test.each(['127.0.0.1', '::1'])('a port that is taken on %s is left alone, and the next one is used on both', async (host) => {
    const { port, server } = await occupy(host)
    const sockets = await listen([port, 0], answer, log)
    expect(sockets.port).not.toBe(port)
    expect(sockets.servers.map((one) => (one.address() as { address: string }).address)).toEqual(['127.0.0.1', '::1'])
    expect(new Set(sockets.servers.map((one) => (one.address() as { port: number }).port)).size).toBe(1)
    await sockets.close()
    server.close()
  })

  test('no free port is said, with the ports', async () => {
    const { port, server } = await occupy('127.0.0.1')
    await expect(listen([port], answer, log)).rejects.toMatchObject({ code: 'PORTS_BUSY', data: { ports: String(port) } })
    server.close()
  })

  test('a machine without IPv6 is served on 127.0.0.1, and the log says so', async () => {
    const reallyListen = NetServer.prototype.listen as (this: NetServer, ...given: unknown[]) => NetServer
    jest.spyOn(NetServer.prototype, 'listen').mockImplementation(function (this: NetServer, ...given: unknown[]) {
      if ((given[0] as { host: string }).host === '127.0.0.1') return reallyListen.apply(this, given)
      process.nextTick(() => this.emit('error', Object.assign(new Error('no IPv6'), { code: 'EADDRNOTAVAIL' })))
      return this
    } as never)
    const sockets = await listen([0], answer, log)
    jest.restoreAllMocks()
    expect(sockets.servers.map((one) => (one.address() as { address: string }).address)).toEqual(['127.0.0.1'])
    expect(log.warn).toHaveBeenCalledWith({}, expect.stringContaining('no IPv6'))
    await sockets.close()
  })
})
