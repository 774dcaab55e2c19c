/// <reference lib="dom" />
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { type Browser, chromium, type ConsoleMessage, type Page, type Request } from 'playwright-core'
import sharp from 'sharp'
import { HELPER_FILE, type HelperFile } from '#protocol'
import { program, weights } from './available'
import { askAs } from './helper'
import { Bench, waitForEnd } from './run-firstpass'

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync',
]

export interface Visit {
  page: Page
  /** Addresses of all that was asked for since the page was opened. */
  requests: string[]
  /** What the browser complained about. */
  complaints: string[]
}

export interface Look {
  width?: number
  height?: number
  scheme?: 'light' | 'dark'
  /** Device pixels in one of the page's. */
  scale?: number
  /** Before anything is asked for. */
  prepare?(page: Page): Promise<void>
}

/** A helper of its own, and a browser as a user has one. */
export class Web {
  readonly bench = new Bench()
  private browser: Browser | undefined

  async start(): Promise<void> {
    this.browser = await chromium.launch({ executablePath: program('chromium') ?? 'chromium', args: FLAGS })
  }

  /** A link like the first, without starting the command line once more. */
  async newLink(): Promise<string> {
    const file = path.join(this.bench.home, HELPER_FILE)
    if (!existsSync(file)) return this.serveOpen()
    const { port, token } = JSON.parse(readFileSync(file, 'utf8')) as HelperFile
    const { code } = (await askAs({ port }, token, { method: 'POST', path: '/v1/session-code' })).json()
    return `http://localhost:${port}/#code=${String(code)}`
  }

  /** What `firstpass serve --open` prints, and would open. */
  async serveOpen(more: Record<string, string> = {}): Promise<string> {
    const model = weights('u2netp')
    const folders = [process.env.FIRSTPASS_TEST_MODELS, model && path.dirname(model)].filter((each) => each !== undefined)
    const env = { BROWSER: process.platform === 'win32' ? 'cmd' : 'true', FIRSTPASS_TEST_MODELS: folders.join(path.delimiter) }
    const { out, err, status } = await waitForEnd(this.bench.startUnder({ ...env, ...more }, 'serve', '--open'))
    if (status !== 0) throw new Error(`no link: ${err}`)
    return out.trim()
  }

  /** A window with a storage of its own. */
  async open(address: string, { width = 1280, height = 800, scheme = 'light', scale = 1, prepare }: Look = {}): Promise<Visit> {
    if (!this.browser) throw new Error('the browser was not started')
    const context = await this.browser.newContext({
      viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce', deviceScaleFactor: scale,
    })
    const page = await context.newPage()
    const visit: Visit = { page, requests: [], complaints: [] }
    page.on('request', (request: Request) => visit.requests.push(request.url()))
    page.on('pageerror', (thrown: Error) => visit.complaints.push(String(thrown.stack)))
    page.on('console', (said: ConsoleMessage) => {
      const isOurs = !said.text().includes('willReadFrequently')
      // `canvasGrid` below reads back what no page of ours does.
      if (isOurs && ['error', 'warning'].includes(said.type())) visit.complaints.push(said.text())
    })
    await prepare?.(page)
    await page.goto(address)
    return visit
  }

  /** Ends all windows, and with them what their pages still ask for. */
  async closeAll(): Promise<void> {
    for (const context of this.browser?.contexts() ?? []) await context.close()
  }

  async stop(): Promise<void> {
    await this.browser?.close()
    await this.bench.clear()
  }
}

/** Opens a file by the page's own button, and waits until it is there. */
export async function openPicture(page: Page, file: string): Promise<void> {
  await page.setInputFiles('input[type=file]', file)
  await page.getByRole('region', { name: 'Layers' }).waitFor()
  await page.locator('.facts').waitFor()
}

/** Goes on by the tabulator until something of this name has the focus. */
export async function tabTo(page: Page, name: string): Promise<void> {
  const seen: string[] = []
  for (let steps = 0; steps < 60; steps++) {
    await page.keyboard.press('Tab')
    const focused = await page.evaluate(() => {
      let element = document.activeElement
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
      const host = element?.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : element
      return (element?.getAttribute('aria-label') ?? host?.getAttribute('aria-label') ?? host?.textContent ?? '').trim()
    })
    if (focused === name) return
    seen.push(focused)
  }
  throw new Error(`nothing called ${name} can be reached: ${seen.join(' | ')}`)
}

/** Red, green, blue and alpha of the canvas on a grid, as it is drawn now. */
export async function canvasGrid(page: Page): Promise<number[][]> {
  return page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const canvas = document.querySelector<HTMLCanvasElement>('.canvas')!
    const context = canvas.getContext('2d')!
    const found: number[][] = []
    for (let y = 1; y < 16; y++) {
      for (let x = 1; x < 16; x++) {
        found.push([...context.getImageData(Math.round(canvas.width * x / 16), Math.round(canvas.height * y / 16), 1, 1).data])
      }
    }
    return found
  })
}

/** A red disc in the middle of a bluish ground, 240 x 160. */
export async function writeDisc(file: string): Promise<void> {
  const disc = Buffer.from(Array.from({ length: 240 * 160 }, (_, i) => {
    const isIn = Math.hypot(i % 240 - 120, Math.floor(i / 240) - 80) < 50
    return isIn ? [220, 60, 40] : [40, 90 + i % 7, 160]
  }).flat())
  await sharp(disc, { raw: { width: 240, height: 160, channels: 3 } }).png().toFile(file)
}
