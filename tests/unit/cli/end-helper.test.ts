import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { endHelper, ensureHelper, findBusyHelper, findHelper } from '#standalone/cli/helper-process'
import { type FirstpassError, HELPER_FILE, PROTOCOL } from '#protocol'
import { endHelpers, temporaryFolder } from '../../support/helper'

/** A helper of another version, of which no more is known than what every version does. */
const STRANGER = `
const { createHash, createHmac } = require('node:crypto')
const [token, protocol, status, deafTo] = process.argv.slice(1)
let asked = 0
const key = createHash('sha256').update(token).digest()
require('node:http').createServer((request, response) => {
  if (asked++ < Number(deafTo)) return
  const url = new URL(request.url, 'http://localhost')
  const isAsked = request.method === 'POST' && url.pathname === '/v1/shutdown'
  const proof = createHmac('sha256', key).update(url.searchParams.get('nonce') ?? '').digest('hex')
  const hello = { product: 'firstpass', version: '9.9.9', protocol: JSON.parse(protocol), proof, news: true }
  response.statusCode = isAsked ? Number(status) : 200
  response.end(JSON.stringify(isAsked ? { goodbye: true } : hello))
  if (isAsked && status === '200') response.on('close', () => process.exit())
}).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`

const strangers: ChildProcess[] = []

interface Manners {
  status?: number
  /** Requests that it takes, and never answers. */
  deafTo?: number
}

async function startStranger(
  folder: string, protocol: { major: number; minor: number }, { status = 200, deafTo = 0 }: Manners = {},
): Promise<number> {
  const token = 'a'.repeat(64)
  const child = spawn(process.execPath, ['-e', STRANGER, token, JSON.stringify(protocol), String(status), String(deafTo)])
  strangers.push(child)
  const [line] = await once(child.stdout, 'data') as [Buffer]
  const file = { pid: child.pid, port: Number(line.toString()), token, version: '9.9.9', protocol }
  writeFileSync(join(folder, HELPER_FILE), JSON.stringify(file))
  return child.pid ?? 0
}

describe('a helper of another version', () => {
  afterEach(async () => {
    for (const child of strangers) child.kill('SIGKILL')
    await endHelpers()
  })

  it.each([[0, 9], [1, 0], [1, 99], [2, 0]])('of protocol %i.%i is found and ended', async (major, minor) => {
    const folder = temporaryFolder()
    const pid = await startStranger(folder, { major, minor })
    const helper = await findHelper(folder)
    expect(helper).toMatchObject({ pid, protocol: { major, minor } })
    if (helper !== undefined) await endHelper(helper)
    expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  })

  it('that will not end is no reason to wait for ever', async () => {
    const folder = temporaryFolder()
    await startStranger(folder, { major: 1, minor: 0 }, { status: 403 })
    const helper = await findHelper(folder)
    const refused = await endHelper(helper!).catch((thrown: FirstpassError) => `${thrown.code}: ${thrown.message}`)
    expect(refused).toMatch(/^HELPER_LOST: .*403/)
  })

  it('that is too busy to answer at once is found all the same, and one that is gone is not waited for', async () => {
    const folder = temporaryFolder()
    const pid = await startStranger(folder, PROTOCOL, { deafTo: 1 })
    expect(await findBusyHelper(folder)).toMatchObject({ pid })
    const gone = { pid: 999_999_999, port: 1, token: 'a', version: '1', protocol: PROTOCOL }
    writeFileSync(join(folder, HELPER_FILE), JSON.stringify(gone))
    expect(await findBusyHelper(folder, Infinity)).toBeUndefined()
  }, 60_000)

  it('that comes with an upgrade is the next one of a command whose own program went with it', async () => {
    const folder = temporaryFolder()
    const program = join(folder, 'versions/1/app/build/shared/helper/main.js')
    const next = ensureHelper({ dataFolder: folder, program, startTimeoutMs: 30_000 })
    const pid = await startStranger(folder, PROTOCOL)
    expect(await next).toMatchObject({ pid })
  }, 60_000)
})
