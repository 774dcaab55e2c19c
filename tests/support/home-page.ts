import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { ServerResponse } from 'node:http'
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { PairAsked, PairCollected } from '#protocol'
import { scalingModel, tinyManifest } from '../unit/models/tiny-manifest'
import {
  type Answer, ask, askAs, endHelpers, grayRamp, type HelperWish, openClient, startTestHelper, temporaryFolder, type TestHelper,
  until,
} from './helper'
import { type Look, type Visit, Web, writeDisc } from './page'
import { pretendCached } from './pretend-cached'
import { integrityOf, packTarball, RegistryServer } from './registry-server'

const PACKAGE = '@firstpass-test/weights'

/** Of what lies beside the weights in their package, and does not get smaller when packed. */
const FILLING_BYTES = 400_000

/** A panel that asks to be let in, as one in a host does. */
export interface AskingPanel extends PairAsked {
  panel: string
  collect(): Promise<PairCollected>
}

/**
 * The helper's window on a helper with the real engine and codec. The weights of every model come from a registry of the test's
 * own, which sends half of a package and then waits until it is told how to go on.
 */
export class HomeWeb {
  private readonly web = new Web()
  private readonly registry = new RegistryServer()
  private started: TestHelper | undefined
  private wish: HelperWish = {}
  private held: { response: ServerResponse; rest: Uint8Array } | undefined

  get helper(): TestHelper {
    if (!this.started) throw new Error('the helper was not started')
    return this.started
  }

  /** @param more for the helper's environment */
  async start(more: Record<string, string> = {}): Promise<void> {
    const folder = temporaryFolder()
    const models = path.join(folder, 'models')
    mkdirSync(models)
    const manifest = await this.publish()
    const engine = '../../../shared/helper/engine'
    this.wish = {
      dataFolder: path.join(folder, 'data'), engine: `${engine}/engine-main`, codec: `${engine}/codec-main`,
      env: {
        TEST_WEB: path.resolve(__dirname, '../../build/web'), TEST_MODELS_PROGRAM: 'models-from-registry',
        TEST_MANIFEST: JSON.stringify(manifest), FIRSTPASS_MODELS: models, FIRSTPASS_TEST_MODELS: '',
        npm_config_registry: `${this.registry.url}/`, npm_config_cache: path.join(folder, 'npm'),
        npm_config_userconfig: path.join(folder, 'npmrc'), npm_config_fetch_retries: '0', ...more,
      },
    }
    this.started = await startTestHelper(this.wish)
    process.env.FIRSTPASS_MODELS = models
    pretendCached('u2netp')
    await this.web.start()
  }

  /** The same helper again, where it was, after it ended. */
  async startAgain(): Promise<void> {
    this.started = await startTestHelper({ ...this.wish, env: { ...this.wish.env, TEST_PORT: String(this.helper.port) } })
  }

  /** A link as `firstpass serve --open home` makes one. */
  async newLink(): Promise<string> {
    const { code } = (await this.asOwner('/v1/session-code?host=home', 'POST')).json()
    return `http://localhost:${this.helper.port}/home/#code=${String(code)}`
  }

  async open(look: Look = {}, link?: string): Promise<Visit> {
    return this.web.open(link ?? await this.newLink(), { width: 1200, height: 900, ...look })
  }

  /** Asks the helper something as the command line does. */
  asOwner(path: string, method: 'GET' | 'POST' = 'GET'): Promise<Answer> {
    return askAs(this.helper, this.helper.file.token, { method, path })
  }

  /** A panel of this name asks to be let in. */
  async askIn(panel: string, { name = 'Firstpass in Photoshop', host = 'photoshop' } = {}): Promise<AskingPanel> {
    const asked = await this.askAsPanel<PairAsked>('/v1/pair-requests', panel, { panel, name, host })
    const { request } = asked
    return { ...asked, panel, collect: () => this.askAsPanel<PairCollected>('/v1/pair-requests/collect', panel, { request }) }
  }

  /** What a panel makes and does not place. @returns the job */
  async makeResult(panel: string, token: string): Promise<string> {
    const client = openClient(this.helper, { panel, token: () => token })
    const options = { method: 'traditional', sigma: 8 }
    const { latest: { job } } = await client.submit({ task: 'denoise', options, inputs: { picture: grayRamp(64, 48) } })
    const { state, error } = await client.follow(job)
    client.close()
    if (state !== 'succeeded') throw new Error(`no result: ${error?.message}`)
    return job
  }

  /** What the command line makes: a file of the user's. @returns its path */
  async makeFile(): Promise<string> {
    const beside = (name: string): string => path.join(path.dirname(this.helper.dataFolder), name)
    const [from, to] = [beside('disc.png'), beside('copy.png')]
    await writeDisc(from)
    const client = openClient(this.helper)
    const opened = await client.follow((await client.submit({ task: 'open', options: { path: from } })).latest.job)
    const saved = await client.follow((await client.submit({
      task: 'save', options: { path: to, layers: [{ name: 'Photograph', picture: 'p' }] },
      inputs: { p: { job: opened.job, result: 'picture' } },
    })).latest.job)
    client.close()
    if (saved.state !== 'succeeded') throw new Error(`no file: ${saved.error?.message}`)
    return to
  }

  private async askAsPanel<T>(target: string, panel: string, body: object): Promise<T> {
    const headers = { 'content-type': 'application/json', 'x-firstpass-panel': panel }
    return (await ask(this.helper, { method: 'POST', path: target, headers, body: JSON.stringify(body) })).json() as T
  }

  /** What a download waits for, once half of it has come: the rest, or the end of the connection. */
  async endDownload(how: 'whole' | 'broken'): Promise<void> {
    await until('a download waits', () => this.held !== undefined)
    const { held } = this
    this.held = undefined
    if (how === 'whole') held?.response.end(held.rest)
    else held?.response.destroy()
  }

  closeAll(): Promise<void> {
    return this.web.closeAll()
  }

  async stop(): Promise<void> {
    await this.web.stop()
    await this.registry.stop()
    await endHelpers()
  }

  private async publish(): Promise<object> {
    const bytes = scalingModel(2)
    const tarball = packTarball([
      { name: 'package/weights.onnx', body: bytes }, { name: 'package/filling.bin', body: randomBytes(FILLING_BYTES) },
    ])
    await this.registry.start()
    this.registry.publish({ name: PACKAGE, version: '1.0.0', tarball })
    this.registry.page(`/${PACKAGE}/-/package.tgz`, (response) => {
      const half = tarball.length >> 1
      response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': tarball.length })
      response.write(tarball.subarray(0, half), () => { this.held = { response, rest: tarball.subarray(half) } })
    })
    const integrity = integrityOf(tarball)
    const from = { package: PACKAGE, version: '1.0.0', integrity, path: 'weights.onnx', tarballBytes: tarball.length }
    return tinyManifest('tiny', [{ from, bytes }])
  }
}

/** Once a card that asks has been seen for half a second, its button works. */
export async function answerCard(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  await button.waitFor()
  await until(`${name} is taken`, async () => {
    if (await button.count() === 0) return true
    await button.click({ timeout: 1000 }).catch(() => undefined)
    return await button.count() === 0
  })
}

/** Runs in a page: its browser keeps nothing for it, as where the user blocks all cookies. */
export function refuseStorage(): void {
  const get = (): never => {
    throw new DOMException('Access is denied for this document.', 'SecurityError')
  }
  for (const storage of ['sessionStorage', 'localStorage']) Object.defineProperty(window, storage, { get })
}
