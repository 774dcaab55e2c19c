import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import * as fs from 'node:fs'
import * as http from 'node:http'
import * as os from 'node:os'
import * as path from 'node:path'
import WebSocket from 'ws'
import { Client, type LinkSettings, type PictureSource, type Socket, type Surroundings } from '#client'
import { COMMAND_LINE_PANEL, HELPER_FILE, type HelperFile, pixelBytes, plainHeader } from '#protocol'

/** Programs run from build/, as a user's do; this file itself may run from there too. */
const above = path.resolve(__dirname, '../..')
const PROGRAMS = path.join(path.basename(above) === 'build' ? above : path.join(above, 'build'), 'tests/support/helpers')

export interface TestHelper {
  port: number
  process: ChildProcess
  dataFolder: string
  /** What it wrote for the command line. */
  file: HelperFile
  /** Ends it politely and waits. */
  stop(): Promise<void>
  /** SIGKILL, and waits. */
  kill(): Promise<void>
}

export interface HelperWish {
  engine?: string
  codec?: string
  /** An earlier one's, for a restart. */
  dataFolder?: string
  env?: Record<string, string>
}

const started = new Set<TestHelper>()
const folders = new Set<string>()

/** A new folder that `endHelpers` removes. */
export function temporaryFolder(): string {
  const folder = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-')))
  folders.add(folder)
  return folder
}

/** A helper process of its own around a test engine. */
export async function startTestHelper(wish: HelperWish = {}): Promise<TestHelper> {
  const { engine = 'engine-that-copies', codec = 'codec-that-saves', env } = wish
  const dataFolder = wish.dataFolder ?? path.join(temporaryFolder(), 'data')
  const child = spawn(process.execPath, [path.join(PROGRAMS, 'run-helper.js'), dataFolder, `${engine}.js`, `${codec}.js`], {
    env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const port = await new Promise<number>((resolve, reject) => {
    child.stdout.once('data', (text: Buffer) => resolve(Number(text.toString('utf8'))))
    let words = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => { words += text })
    child.once('close', () => reject(new Error(`the helper ended before it was ready: ${words}`)))
  })
  const file = JSON.parse(fs.readFileSync(path.join(dataFolder, HELPER_FILE), 'utf8')) as HelperFile
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal)
    await ended
    started.delete(helper)
  }
  const helper: TestHelper = { port, process: child, dataFolder, file, stop: () => end('SIGTERM'), kill: () => end('SIGKILL') }
  started.add(helper)
  return helper
}

/** For `afterEach`: ends what still runs, removes what was made. */
export async function endHelpers(): Promise<void> {
  await Promise.all([...started].map(async (helper) => helper.kill()))
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true })
  folders.clear()
}

export interface Answer {
  status: number
  headers: http.IncomingHttpHeaders
  body: Buffer
  json(): { code?: string } & Record<string, unknown>
}

export interface Ask {
  method?: string
  path: string
  headers?: Record<string, string>
  body?: string | Buffer
  /** Where to connect; the Host header stays as given. */
  address?: string
}

/** A request that may lie about anything, which `fetch` would not. */
export function ask({ port }: { port: number }, wish: Ask): Promise<Answer> {
  const { method = 'GET', path: target, headers, body, address = '127.0.0.1' } = wish
  const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
  return new Promise((resolve, reject) => {
    const request = http.request({
      host: address, port, method, path: target, agent: false, headers: { host: `localhost:${port}`, ...length, ...headers },
    }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const bytes = Buffer.concat(parts)
        resolve({
          status: response.statusCode ?? 0, headers: response.headers, body: bytes,
          json: () => JSON.parse(bytes.toString('utf8')) as { code?: string } & Record<string, unknown>,
        })
      })
    })
    request.on('error', reject)
    request.end(body)
  })
}

/** The same with a token and a JSON body. */
export function askAs(helper: { port: number }, token: string, wish: Omit<Ask, 'body'> & { body?: unknown }): Promise<Answer> {
  const { body, headers, ...rest } = wish
  const authorization = `Bearer ${token}`
  if (body === undefined) return ask(helper, { ...rest, headers: { authorization, ...headers } })
  const json = { authorization, 'content-type': 'application/json', ...headers }
  return ask(helper, { ...rest, headers: json, body: JSON.stringify(body) })
}

/** Pairs a panel as a person does. @returns its token */
export async function pairPanel(helper: TestHelper, panel: string, host = 'photoshop'): Promise<string> {
  const shown = await askAs(helper, helper.file.token, { method: 'POST', path: '/v1/pairing-code' })
  const body = { panel, name: 'Test panel', host, code: shown.json().code }
  const answer = await ask(helper, {
    method: 'POST', path: '/v1/pair', body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'x-firstpass-panel': panel },
  })
  return answer.json().token as string
}

/** Node as a runtime of the client. */
export const nodeSurroundings: Surroundings = {
  fetch: (url, init) => fetch(url, init),
  openSocket: (url) => new WebSocket(url) as unknown as Socket,
  nowMs: Date.now,
  setTimer: (ms, act) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
  randomBytes: (count) => randomBytes(count),
}

/** A client of the command line, or of a panel. */
export function openClient(helper: TestHelper, changes: Partial<LinkSettings> = {}): Client {
  return new Client({
    surroundings: nodeSurroundings, ports: [helper.port], panel: COMMAND_LINE_PANEL, token: () => helper.file.token, ...changes,
  })
}

/** A gray picture whose every byte is known. */
export function grayRamp(width: number, height: number): PictureSource & { bytes: Buffer } {
  const header = plainHeader({ width, height }, 'gray', 'u8')
  const bytes = Buffer.from(Uint8Array.from({ length: pixelBytes(header) }, (_, at) => (at * 7 + (at >> 8)) % 256))
  return { header, bytes, read: (offset, length) => new Uint8Array(bytes.subarray(offset, offset + length)) }
}

/** Waits for something that will become true; fails with its name when it does not. */
export async function until(what: string, isTrue: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 15_000
  while (!await isTrue()) {
    if (Date.now() > deadline) throw new Error(`it never came true: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
