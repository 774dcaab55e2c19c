import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { HELPER_FILE, type HelperFile, type PageHost, PORTS } from '#protocol'
import { openPhotoshop, type Photoshop } from '../simulators/photoshop'
import { openPremiere, type Premiere } from '../simulators/premiere'
import { factsOf, openResolve, type ResolveSimulator } from '../simulators/resolve'
import { createUxpContext } from '../simulators/uxp/context'
import type { EntryPoints } from '../simulators/uxp/entrypoints'
import type { UxpElement } from '../simulators/uxp/dom-element'
import { askAs, until } from './helper'
import { type Look, type Visit, Web } from './page'
import { photograph } from './backdrops'
import { cutOf, frameTicks, makeTimeline } from './premiere-panel'

export type UxpContext = ReturnType<typeof createUxpContext>

const BUILD = path.resolve(__dirname, '../../build')
const RATE = 25n

export const FILM = { name: 'acanthus.mov', frames: 4, firstShot: 3, width: 288, height: 384 }

/**
 * One helper as it is installed, and all that a user sees of it: its pages and its window in a browser, and the built plugins
 * in simulated hosts. They find it on the first of the known ports, whichever it really has.
 */
export class GuideStage {
  readonly web = new Web()
  private readonly ends: (() => void)[] = []

  readonly at = (name: string): string => path.join(this.web.bench.folder, name)

  async start(): Promise<void> {
    await this.web.start()
    await this.web.serveOpen()
  }

  get helper(): HelperFile {
    return JSON.parse(readFileSync(path.join(this.web.bench.home, HELPER_FILE), 'utf8')) as HelperFile
  }

  /** A page of the helper's, by a link of its own. */
  async openPage(host: PageHost, look: Look = {}): Promise<Visit> {
    const { port, token } = this.helper
    const { code } = (await askAs({ port }, token, { method: 'POST', path: `/v1/session-code?host=${host}` })).json()
    return this.web.open(`http://localhost:${port}/${host === 'browser' ? '' : `${host}/`}#code=${String(code)}`, look)
  }

  /** Photoshop with a photograph on a layer, and the plugin's panel in it. */
  async openPhotoshop(title: string): Promise<{ ps: Photoshop; uxp: UxpContext }> {
    const folder = path.join(BUILD, 'photoshop')
    const ps = openPhotoshop({ pluginFolder: folder })
    const { data, width, height } = await this.plant(420)
    ps.makeDocument({
      title, width, height, active: ['Plant'], layers: [
        { name: 'Plant', pixels: (x, y, channel) => data[(y * width + x) * 3 + channel] ?? 0 },
        { kind: 'background', pixels: 255 },
      ],
    })
    const uxp = await this.load(folder, { photoshop: ps.photoshop, uxp: ps.uxp, fs: ps.fs }, ps.uxpSide.entrypoints)
    this.ends.push(() => ps.remove())
    return { ps, uxp }
  }

  /** Premiere with a film on a timeline, and the plugin's panel in it. */
  async openPremiere(film: string): Promise<{ app: Premiere; uxp: UxpContext }> {
    const folder = path.join(BUILD, 'premiere')
    const app = openPremiere({ pluginFolder: folder })
    const frame = frameTicks(RATE)
    makeTimeline(app, {
      folder: this.web.bench.folder, frame, width: FILM.width, height: FILM.height,
      clips: [cutOf({ file: film, at: 0, frames: FILM.frames, from: 0, filmFrame: frame }, frame)],
    })
    const uxp = await this.load(folder, { premierepro: app.premierepro, uxp: app.uxp }, app.uxpSide.entrypoints)
    this.ends.push(() => app.remove())
    return { app, uxp }
  }

  /** Resolve Studio with the film on a timeline. */
  openResolve(film: string): ResolveSimulator {
    const { frames, width, height } = FILM
    const facts = factsOf('video', { frames, rate: { num: Number(RATE), den: 1 }, width, height, startFrame: 90_000 })
    const clips = [{ media: film, at: 0, from: 0, to: frames }]
    return openResolve({
      profile: 'studio-21.1', scene: {
        project: 'Shore', rate: String(RATE), volumes: [this.web.bench.folder], media: [{ path: film, facts }],
        timelines: [{ name: 'Shore', playhead: 2, tracks: [{ type: 'video', clips }, { type: 'audio', clips: [] }] }],
      },
    })
  }

  private async load(folder: string, modules: Record<string, unknown>, host: EntryPoints): Promise<UxpContext> {
    const known = `:${PORTS[0]}/`
    const toHelper: typeof fetch = (url, init) => {
      const text = String(url)
      if (!text.includes(known)) return Promise.reject(new TypeError('nobody is there'))
      return fetch(text.replace(known, `:${this.helper.port}/`), init)
    }
    const uxp = createUxpContext({ folder, modules, network: { fetch: toHelper, sockets: 'absent' } })
    uxp.start()
    await host.start()
    await host.openPanel('firstpass', uxp.document.body)
    this.ends.push(() => uxp.close())
    return uxp
  }

  /** Lets a panel that asks in, by the window, as its user does. */
  async letIn(uxp: UxpContext, window: Page): Promise<void> {
    const digits = uxp.document.querySelector('.fp-digits')?.textContent ?? ''
    const card = window.locator('.ask-card', { hasText: digits })
    await card.waitFor()
    // The window takes no answer that was on its way before its question was seen.
    await until('it is allowed', async () => {
      await card.getByRole('button', { name: 'Allow' }).click({ timeout: 1000 }).catch(() => undefined)
      return await card.count() === 0
    })
    await untilLong('it is let in', () => uxp.document.querySelector('[data-connection]') === null)
  }

  /** Karl Blossfeldt's plant, as wide as this. */
  private async plant(width: number): Promise<{ data: Buffer; width: number; height: number }> {
    const { data, width: from, height } = await photograph('acanthus-mollis')
    const made = await sharp(data, { raw: { width: from, height, channels: 3 } }).resize({ width }).raw()
      .toBuffer({ resolveWithObject: true })
    return { data: made.data, width: made.info.width, height: made.info.height }
  }

  /** The same as a file. */
  async writePlant(name: string): Promise<string> {
    const { data, width, height } = await this.plant(720)
    await sharp(data, { raw: { width, height, channels: 3 } }).png().toFile(this.at(name))
    return this.at(name)
  }

  /** Two shots, upright: a slow pan over the plant, then Emerson's sheep. */
  async writeFilm(): Promise<string> {
    const file = this.at(FILM.name)
    if (existsSync(file)) return file
    const { width, height, frames, firstShot } = FILM
    const [plant, sheep] = await Promise.all(['acanthus-mollis', 'march-pastoral'].map((name) => photograph(name)))
    const raw = await Promise.all(Array.from({ length: frames }, (_, frame) => {
      const { data, ...size } = (frame < firstShot ? plant : sheep)!
      const pan = { left: 8 + 4 * frame, top: 8, width: 744, height: 992 }
      const part = frame < firstShot ? pan : { left: 580, top: 10, width: 360, height: 480 }
      return sharp(data, { raw: { ...size, channels: 3 } }).extract(part).resize({ width, height }).raw().toBuffer()
    }))
    execFileSync('ffmpeg', [
      '-v', 'error', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', `${width}x${height}`, '-r', String(RATE), '-i', '-',
      '-vf', 'scale=out_color_matrix=bt709', '-pix_fmt', 'yuv420p', '-colorspace', 'bt709', '-color_primaries', 'bt709',
      '-color_trc', 'bt709', '-c:v', 'libx264', '-crf', '14', '-timecode', '01:00:00:00', '-y', file,
    ], { input: Buffer.concat(raw), maxBuffer: 1e9 })
    return file
  }

  async stop(): Promise<void> {
    for (const end of this.ends.splice(0)) end()
    await this.web.stop()
  }
}

/** Waits until the plugin has drawn such an element, with these words where they are given, that is not switched off. */
export function untilDrawn({ document }: UxpContext, selector: string, words?: string): Promise<void> {
  const isMeant = ({ textContent, disabled }: UxpElement): boolean =>
    (words === undefined || textContent.trim() === words) && disabled !== true
  return untilLong(`there is ${selector} ${words ?? ''}`, () => document.querySelectorAll(selector).some(isMeant))
}

/** Presses a button by the words on it, as soon as it can be pressed. */
export async function press(uxp: UxpContext, label: string, kind = 'sp-button,sp-action-button'): Promise<void> {
  await untilDrawn(uxp, kind, label)
  uxp.document.querySelectorAll(kind).find(({ textContent }) => textContent.trim() === label)?.click()
}

/** A model may take its time. */
async function untilLong(what: string, isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 3; tries++) {
    const isThere = await until(what, isTrue).then(() => true, () => false)
    if (isThere) return
  }
  await until(what, isTrue)
}
