import { writeFileSync } from 'node:fs'
import path from 'node:path'
import type { ClipInfo } from '#protocol'
import { askAs, endHelpers, startTestHelper, type TestHelper, temporaryFolder } from './helper'
import { makeNumberedClip } from './numbered-clip'
import { type Visit, Web } from './page'

export const CLIP_FRAMES = 48
const RATE = { num: 25, den: 1 }

const info: ClipInfo = {
  container: 'webm', codec: 'vp9', width: 160, height: 96, pixelAspect: { num: 1, den: 1 }, rate: RATE, frames: CLIP_FRAMES,
  isVariableRate: false, start: { frame: 90_000, isDropFrame: false }, rotation: 0, scan: 'progressive',
  colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' }, depth: 8, hasAlpha: false,
  audio: [{ codec: 'opus', channels: 2, sampleRate: 48_000 }],
}

/** The page on a helper whose tasks give every clip back as it came (helpers/engine-for-clips.ts), and a clip `walk.webm`. */
export class ClipWeb {
  private readonly web = new Web()
  private readonly folder = temporaryFolder()
  private helper: TestHelper | undefined

  readonly at = (name: string): string => path.join(this.folder, name)

  async start(): Promise<void> {
    makeNumberedClip({ file: this.at('walk.webm'), frames: CLIP_FRAMES })
    this.helper = await startTestHelper({
      engine: 'engine-for-clips', codec: 'codec-for-clips', env: { TEST_WEB: path.resolve(__dirname, '../../build/web') },
    })
    writeFileSync(this.beside('clip.json'), JSON.stringify(info))
    makeNumberedClip({ file: this.beside('slow.webm'), frames: CLIP_FRAMES * 4 })
    writeFileSync(this.beside('slow.json'), JSON.stringify({ frames: CLIP_FRAMES * 4, rate: RATE }))
    await this.web.start()
  }

  /** A file beside the helper's jobs. */
  beside(name: string): string {
    return path.join(this.helper?.dataFolder ?? '', name)
  }

  async openPage(): Promise<Visit> {
    if (!this.helper) throw new Error('the helper was not started')
    const { port, file } = this.helper
    const { code } = (await askAs(this.helper, file.token, { method: 'POST', path: '/v1/session-code' })).json()
    const visit = await this.web.open(`http://localhost:${port}/#code=${String(code)}`)
    await visit.page.getByText('Drop a photograph here').waitFor()
    return visit
  }

  closeAll(): Promise<void> {
    return this.web.closeAll()
  }

  async stop(): Promise<void> {
    await this.web.stop()
    await endHelpers()
  }
}
