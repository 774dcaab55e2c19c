import { createServer, type Server } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** Beside the ports that plugins know; who listens here may use those. */
const GUARD = 27416

/**
 * Packaged plugins know fixed ports only, so that of the test files that run at the same time one at a time may have helpers
 * there. To be called at the top of such a file.
 */
export function holdKnownPorts(): void {
  let held: Server | undefined
  beforeAll(async () => {
    while (!(held = await listen())) await pause(100)
  }, 300_000)
  afterAll(() => void held?.close())
}

const listen = (): Promise<Server | undefined> => new Promise((resolve) => {
  const server = createServer().once('error', () => resolve(undefined))
  server.listen(GUARD, '127.0.0.1', () => resolve(server))
})
