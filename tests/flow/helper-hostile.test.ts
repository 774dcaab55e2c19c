import { connect } from 'node:net'
import { ask, endHelpers, startTestHelper, type TestHelper } from '../support/helper'

/** The numbers are those of the security checklist, as in helper-security.test.ts. */
describe('a helper among hostile clients', () => {
  let helper: TestHelper

  beforeAll(async () => {
    helper = await startTestHelper()
  })
  afterAll(endHelpers)

  test('3 an address that is no address at all is judged like any other', async () => {
    const code = async (headers: Record<string, string>) => (await ask(helper, { path: '/v1/%zz', headers })).json().code
    expect(await code({ host: 'evil.com' })).toBe('HOST_FORBIDDEN')
    expect(await code({ origin: 'https://evil.com' })).toBe('ORIGIN_FORBIDDEN')
    expect(await code({})).toBe('REQUEST_INVALID')
  })

  test('6 a client that resets the connection while its upgrade is refused ends nothing', async () => {
    const upgrade = 'GET /v1/events HTTP/1.1\r\nHost: evil.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'
    for (let count = 0; count < 20; count++) {
      await new Promise<void>((resolve) => {
        const socket = connect(helper.port, '127.0.0.1', () => socket.write(upgrade, () => socket.resetAndDestroy()))
        socket.on('error', () => undefined).once('close', () => resolve())
      })
    }
    expect((await ask(helper, { path: '/v1/hello' })).status).toBe(200)
  })
})
