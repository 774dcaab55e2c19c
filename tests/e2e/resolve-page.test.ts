import fs from 'node:fs'
import type { Page } from 'playwright-core'
import { openResolve } from '../simulators/resolve'
import { closeLuaResolves, LuaResolve } from '../simulators/resolve/lua-process'
import { itWithProgram, program } from '../support/available'
import { until } from '../support/helper'
import { pretendPreload, ResolveWeb } from '../support/resolve/resolve-web'
import { SCRIPT } from '../support/resolve/script'

/** The panel for Resolve as its users have it: in Studio's own window, and in a browser beside the free edition. */
const web = new ResolveWeb()
const itInStudio = itWithProgram('chromium', 'ffmpeg', 'ffprobe')
const itInFree = itWithProgram('chromium', 'ffmpeg', 'ffprobe', 'luajit')
const canRun = ['chromium', 'ffmpeg', 'ffprobe'].every((name) => program(name) !== undefined)

beforeAll(async () => { if (canRun) await web.start() })
afterEach(async () => {
  closeLuaResolves()
  await web.closeAll()
})
afterAll(() => web.stop())

const card = (page: Page, state: string) => page.locator(`[data-door="${state}"]`)

async function denoise(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Task' }).getByRole('button', { name: 'Denoise', exact: true }).click()
  await page.getByText('a film.mov').first().waitFor()
  await page.locator('.fp-run sp-button[variant=accent]:not([disabled])').click()
  const end = page.locator('[data-report]:not([data-status=running]), [role=alert]').first()
  await end.waitFor({ timeout: 60_000 })
  const wrong = await page.getByRole('alert').allInnerTexts()
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

interface SeenTimeline {
  video: { items: { path: string; start: number; duration: number }[] }[]
}

/** What lies on the timeline above its first track. */
function above(described: unknown): { path: string; start: number; duration: number }[] {
  const { timelines: [timeline] } = described as { timelines: [SeenTimeline] }
  return timeline.video.slice(1).flatMap(({ items }) => items.map(({ path, start, duration }) => ({ path, start, duration })))
}

const isOwn = (url: string): boolean => url.startsWith(`http://localhost:${web.helper.port}/`)

describe('in Resolve Studio\'s own window', () => {
  itInStudio('a clip is denoised, lies exactly above its original, and is taken out again', async () => {
    const host = openResolve({ profile: 'studio-21.1', scene: web.scene(), probe: program('ffprobe') ?? '' })
    const before = JSON.stringify(host.describe().timelines)
    const { page, complaints, requests } = await web.open({ prepare: async (made) => void await pretendPreload(made, host) })
    await card(page, 'attached').waitFor()
    expect(await card(page, 'attached').innerText()).toMatch(/^Connected to DaVinci Resolve Studio 21\.1[.0-9]*$/)
    await denoise(page)
    const [placed, ...others] = above(host.describe())
    await page.getByRole('button', { name: 'See the frame' }).click()
    await page.locator('img.fp-still').waitFor()
    expect([placed, others]).toEqual([expect.objectContaining({ start: 86_500, duration: 24 }), []])
    expect(fs.existsSync(placed?.path ?? '')).toBe(true)
    await page.getByRole('button', { name: 'Remove', exact: true }).first().click()
    await until('the timeline is as it was', () => JSON.stringify(host.describe().timelines) === before)
    expect([complaints, requests.filter((url) => !isOwn(url))]).toEqual([[], []])
  })

  itInStudio('looks again when its user comes to it', async () => {
    const host = openResolve({ profile: 'studio-21.1', scene: web.scene() })
    const { page } = await web.open({ prepare: async (made) => void await pretendPreload(made, host) })
    await page.getByText('a film.mov — Cut').waitFor()
    host.timeline().playhead = host.timeline().startFrame
    await until('the panel has looked', async () => {
      await page.evaluate(() => document.documentElement.dispatchEvent(new MouseEvent('mouseenter')))
      return await page.locator('.fp-run sp-button[disabled]').count() === 1
    })
  })

  itInStudio('asks for the helper by itself where that no longer knows the page', async () => {
    const host = openResolve({ profile: 'studio-20', scene: web.scene() })
    let starts = (): number => 0
    const old = (await web.newLink()).replace(/#.*/, `#code=${'0'.repeat(64)}`)
    const { page } = await web.open({ prepare: async (made) => { starts = await pretendPreload(made, host) } }, old)
    await page.getByText('this address was used already or is too old').waitFor()
    await until('the helper is asked for', () => starts() === 1)
  })
})

describe('in a browser beside the free edition', () => {
  const openResolveFree = () => new LuaResolve({
    profile: 'free-21.1', scene: web.scene(), prefsFile: web.profile.profile, probe: program('ffprobe') ?? '', script: SCRIPT,
    env: { FIRSTPASS_HOME: web.helper.dataFolder },
  })

  itInFree('says what to start, attaches by itself, denoises, and says it again once the script is stopped', async () => {
    const { page, complaints, requests } = await web.open()
    await card(page, 'not-started').getByText('Workspace > Scripts > firstpass').waitFor()
    expect(await page.locator('.fp-run').count()).toBe(0)
    const lua = openResolveFree()
    await card(page, 'attached').waitFor()
    expect(await card(page, 'attached').innerText()).toMatch(/Connected to DaVinci Resolve 21\.1[.0-9]*, free edition/)
    await denoise(page)
    expect(above(await lua.describe())).toEqual([expect.objectContaining({ start: 86_500, duration: 24 })])
    expect(await lua.machine()).toMatchObject({ modal: '', scriptError: '', isFrozen: false })
    await page.getByRole('button', { name: 'Stop the script' }).click()
    await card(page, 'stopped').getByText('The script was stopped').waitFor()
    // What was made stays in sight.
    expect(await page.locator('[data-report]').count()).toBe(1)
    expect([complaints, requests.filter((url) => !isOwn(url))]).toEqual([[], []])
  })

  itInFree('a reload keeps the session; a visit without one is told the command', async () => {
    const { page } = await web.open()
    await card(page, 'not-started').or(card(page, 'stopped')).or(card(page, 'resolve-ended')).first().waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await page.reload()
    await page.locator('[data-door]').first().waitFor()
    const stranger = await web.open({}, `http://localhost:${web.helper.port}/resolve/`)
    await stranger.page.getByText('firstpass serve --open resolve').waitFor()
  })
})
