import path from 'node:path'
import { type DoorBatchInput, doorBatchSchema } from '#protocol'
import { openBatches } from '../../../plugins/resolve/workflow-integration/run-batch'
import { factsOf, type ResolveSimulator, type SceneMaking } from '../../simulators/resolve'
import { makeFilm } from '../film'
import { askAs, endHelpers, startTestHelper, temporaryFolder, type TestHelper } from '../helper'
import { type Look, type Visit, Web } from '../page'
import { makeProfile } from './script'

const FRAMES = 48
const RATE = { num: 24_000, den: 1001 }

/** The page for Resolve on a helper with the real engine and codec, and a project with one clip of a film that is there. */
export class ResolveWeb {
  private readonly web = new Web()
  readonly folder = temporaryFolder()
  readonly film = path.join(this.folder, 'a film.mov')
  /** Where Resolve has its preferences. */
  readonly profile = makeProfile()
  private started: TestHelper | undefined

  get helper(): TestHelper {
    if (!this.started) throw new Error('the helper was not started')
    return this.started
  }

  async start(): Promise<void> {
    makeFilm({ file: this.film, frames: FRAMES, timecode: '01:00:00:00' })
    const engine = '../../../shared/helper/engine'
    this.started = await startTestHelper({
      engine: `${engine}/engine-main`, codec: `${engine}/codec-main`,
      env: { TEST_WEB: path.resolve(__dirname, '../../../build/web'), FIRSTPASS_RESOLVE_PROFILES: this.profile.profiles },
    })
    await this.web.start()
  }

  /** Frames 8 to 32 of the film, at the playhead. */
  scene(): SceneMaking {
    const facts = factsOf('video', { frames: FRAMES, rate: RATE, width: 96, height: 64, startFrame: 86_400, audioChannels: 1 })
    return {
      project: 'Shore', rate: '23.976', volumes: [this.folder], media: [{ path: this.film, facts }],
      timelines: [{ name: 'Cut', playhead: 110, tracks: [
        { type: 'video', clips: [{ media: this.film, at: 100, from: 8, to: 32, look: 'warm' }] }, { type: 'audio', clips: [] },
      ] }],
    }
  }

  async newLink(): Promise<string> {
    const { port, file } = this.helper
    const { code } = (await askAs(this.helper, file.token, { method: 'POST', path: '/v1/session-code?host=resolve' })).json()
    return `http://localhost:${port}/resolve/#code=${String(code)}`
  }

  /** @param look `prepare` comes after the page's settings: what needs no model */
  async open({ prepare, ...look }: Look = {}, link?: string): Promise<Visit> {
    const rememberMethod = (): void => {
      localStorage.setItem('firstpass-resolve-settings-denoise-clip', JSON.stringify({ method: 'traditional' }))
    }
    return this.web.open(link ?? await this.newLink(), {
      width: 400, height: 860, ...look,
      prepare: async (page) => {
        await page.addInitScript(rememberMethod)
        await prepare?.(page)
      },
    })
  }

  closeAll(): Promise<void> {
    return this.web.closeAll()
  }

  async stop(): Promise<void> {
    await this.web.stop()
    await endHelpers()
  }
}

/** What the preload shows the page in Resolve's own window, over the model. @returns how often the helper was asked for */
export async function pretendPreload(page: Visit['page'], host: ResolveSimulator): Promise<() => number> {
  let starts = 0
  const setTimer = (ms: number, act: () => void): (() => void) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  }
  const run = await openBatches({ resolve: host.resolve, prefix: 'prefix0001', setTimer })
  const call = async (batch: DoorBatchInput): Promise<unknown> => ({ answers: await run(doorBatchSchema.parse(batch)) })
  await page.exposeFunction('callResolve', call)
  await page.exposeFunction('askForHelper', () => {
    starts++
    return true
  })
  await page.addInitScript(() => {
    const { callResolve, askForHelper } = window as unknown as Record<string, unknown>
    Object.assign(window, { firstpassInResolve: { call: callResolve, startHelper: askForHelper } })
  })
  return () => starts
}
