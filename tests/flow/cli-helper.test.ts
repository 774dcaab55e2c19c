import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import sharp from 'sharp'
import { HELPER_FILE, type HelperFile, inboxSchema, PROTOCOL, VERSION } from '#protocol'
import { callHelper, readHelperFile } from '#standalone/cli/call-helper'
import { Bench, waitForEnd } from '../support/run-firstpass'

const bench = new Bench()
afterAll(() => bench.clear())

const at = (name: string): string => join(bench.folder, name)
const helperNow = (): HelperFile => {
  const helper = readHelperFile(bench.home)
  if (helper === undefined) throw new Error('no helper.json')
  return helper
}

async function writeGrey(name: string, side: number): Promise<string> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const
  await sharp({ create: { width: side, height: side, channels: 3, background: '#808080', noise } })
    .png({ compressionLevel: 1 }).toFile(at(name))
  return at(name)
}

const denoise = (name: string): string[] => ['denoise', name, '--method', 'traditional', '--sigma', '5', '--force']

describe('the command line and its helper', () => {
  it('starts one that outlives the command, and the next command uses it', async () => {
    await writeGrey('a.png', 40)
    expect(await bench.run(...denoise('a.png'))).toMatchObject({ status: 0 })
    const first = helperNow()
    expect(await bench.run(...denoise('a.png'))).toMatchObject({ status: 0 })
    expect(helperNow().pid).toBe(first.pid)
  })

  it('starts another after it was killed', async () => {
    const first = helperNow()
    process.kill(first.pid, 'SIGKILL')
    expect(await bench.run(...denoise('a.png'))).toMatchObject({ status: 0 })
    expect(helperNow().pid).not.toBe(first.pid)
  })

  it('starts only one for two commands at the same moment', async () => {
    await bench.run('serve', '--stop')
    await writeGrey('b.png', 40)
    const ended = await Promise.all([bench.run(...denoise('a.png')), bench.run(...denoise('b.png'))])
    expect(ended.map(({ status }) => status)).toEqual([0, 0])
  })

  it('cancels its job on Ctrl-C and leaves nothing', async () => {
    await writeGrey('large.png', 3000)
    const child = bench.start(...denoise('large.png'))
    const ended = waitForEnd(child)
    const isRunning = async (): Promise<boolean> => {
      const { jobs } = await callHelper(helperNow(), { method: 'GET', path: '/v1/jobs', answer: inboxSchema })
      return jobs.some(({ latest }) => latest.task === 'denoise' && latest.state === 'running')
    }
    while (!await isRunning()) await pause(10)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({ status: 130, out: '' })
    expect(existsSync(at('large-denoised.psd'))).toBe(false)
    expect(await bench.run(...denoise('a.png'))).toMatchObject({ status: 0 })
  })

  it('says what it finds, without the home folder', async () => {
    const { status, out } = await bench.run('doctor', '--json')
    const findings = JSON.parse(out) as { what: string; state: string; text: string }[]
    expect(status).toBe(0)
    const running = expect.stringContaining('was running') as string
    expect(findings.find(({ what }) => what === 'helper')).toMatchObject({ state: 'ok', text: running })
    const all = ['system', 'data', 'kernels', 'provider', 'models', 'clips', 'Photoshop', 'Premiere Pro', 'Resolve']
    expect(findings.map(({ what }) => what)).toEqual(expect.arrayContaining(all))
  })

  it('shows a pairing code, and no panel is paired by that alone', async () => {
    const child = bench.start('pair')
    const ended = waitForEnd(child)
    const [text] = await once(child.stdout!, 'data') as [string]
    expect(text).toMatch(/^\d{3} \d{3} {3}Type this code/)
    child.kill('SIGINT')
    expect((await ended).status).toBe(130)
    expect((await bench.run('pair', '--list')).out).toBe('No panel is paired.\n')
    expect(await bench.run('pair', '--revoke', 'photoshop-1234')).toMatchObject({
      status: 1, err: expect.stringMatching(/^PANEL_UNKNOWN: /) as string,
    })
  })

  it('serves in the foreground until Ctrl-C, printing its address', async () => {
    await bench.run('serve', '--stop')
    const child = bench.start('serve')
    const ended = waitForEnd(child)
    const [text] = await once(child.stdout!, 'data') as [string]
    expect(text).toBe(`http://localhost:${helperNow().port}\n`)
    expect((await bench.run('serve')).err).toMatch(/^HELPER_RUNNING: /)
    child.kill('SIGINT')
    expect((await ended).status).toBe(0)
    expect(readHelperFile(bench.home)).toBeUndefined()
  })

  it('refuses a wrong command line with status 2', async () => {
    expect(await bench.run('denoise', 'a.png', '--strength', 'much')).toEqual({
      status: 2, out: '', err: 'OPTION_INVALID: --strength: much is not a number from 0 to 100.\n  See --help.\n',
    })
    expect(await bench.run('mask', '--nonsense', 'a.png')).toMatchObject({ status: 2, out: '' })
    expect(readFileSync(at('a.png')).length).toBeGreaterThan(0)
  })
})

it('a program that never answers on the helper\'s port holds up no command for longer than its answer is awaited', async () => {
  await bench.run('serve', '--stop')
  mkdirSync(bench.home, { recursive: true })
  const silent = createServer((socket) => socket.unref()).listen(0, '127.0.0.1').unref()
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const file = { pid: process.pid, port, token: 'a'.repeat(64), version: VERSION, protocol: PROTOCOL }
  writeFileSync(join(bench.home, HELPER_FILE), JSON.stringify(file))
  const child = bench.start('serve', '--stop')
  const ended = waitForEnd(child)
  const late = setTimeout(() => child.kill('SIGKILL'), 60_000)
  expect(await ended).toMatchObject({ status: 0, out: 'No helper runs.\n' })
  clearTimeout(late)
  rmSync(join(bench.home, HELPER_FILE))
}, 90_000)
