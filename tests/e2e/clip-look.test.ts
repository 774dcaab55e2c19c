import path from 'node:path'
import type { Page } from 'playwright-core'
import { itWithProgram, program } from '../support/available'
import { chooseTask, openClip, press, run } from '../support/clip-page'
import { ClipWeb } from '../support/clip-web'

const clips = new ClipWeb()
const itInBrowser = itWithProgram('chromium', 'ffmpeg')
const canRun = program('chromium') !== undefined && program('ffmpeg') !== undefined

beforeAll(async () => { if (canRun) await clips.start() })
afterEach(() => clips.closeAll())
afterAll(() => clips.stop())

const openPage = (): ReturnType<ClipWeb['openPage']> => clips.openPage()
const open = (page: Page): Promise<void> => openClip(page, clips.at('walk.webm'))

async function runTask(page: Page, task: string): Promise<void> {
  await chooseTask(page, task)
  await run(page)
}

describe('how it looks', () => {
  const sizes = [[240, 800], [420, 900], [1280, 800], [1920, 1080]] as const

  itInBrowser('nothing is cut off at any width, in light and dark, side by side and wiped', async () => {
    const { page, complaints } = await openPage()
    await open(page)
    await runTask(page, 'Subject')
    await page.getByRole('button', { name: 'More options' }).click()
    await press(page, 'm', 'i')
    for (const [width, height, scheme] of sizes.flatMap((size) => [[...size, 'light'], [...size, 'dark']] as const)) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: scheme })
      await page.locator(`.theme.${scheme}`).waitFor()
      await page.getByRole('button', { name: scheme === 'light' ? 'Side by side' : 'Wipe' }).click()
      const found = await page.evaluate(() => {
        const isSeen = (element: Element): boolean => element.checkVisibility() && element.getBoundingClientRect().width > 0
        const names = 'sp-button, sp-action-button, sp-picker, sp-slider, button, select, input, .clip-frame'
        const all = document.querySelectorAll(names)
        const beyond = [...all].filter(isSeen).filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
        const frame = document.querySelector('.clip-frame')!.getBoundingClientRect()
        return {
          overflow: document.documentElement.scrollWidth - innerWidth, outside: beyond.map((each) => each.outerHTML.slice(0, 80)),
          aspect: Number((frame.width / frame.height).toFixed(1)),
          isLargeEnough: frame.width >= 0.3 * document.querySelector('.stage')!.clientWidth,
        }
      })
      const folder = process.env.FIRSTPASS_SHOTS
      if (folder) await page.screenshot({ path: path.join(folder, `clip-${width}-${scheme}.png`) })
      expect({ ...found, width }).toEqual({ overflow: 0, outside: [], aspect: 1.7, isLargeEnough: true, width })
    }
    expect(complaints).toEqual([])
  })
})

describe('by keys alone', () => {
  itInBrowser('everything that can be done with a clip can be reached', async () => {
    const { page } = await openPage()
    await open(page)
    await runTask(page, 'Subject')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    const reached = new Set<string>()
    for (let steps = 0; steps < 70; steps++) {
      await page.keyboard.press('Tab')
      reached.add(await page.evaluate(() => {
        let element = document.activeElement
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
        const host = element?.getRootNode() instanceof ShadowRoot ? (element.getRootNode() as ShadowRoot).host : element
        const { label } = (host ?? {}) as { label?: string }
        const own = element?.getAttribute('aria-label') ?? host?.getAttribute('aria-label')
        return (own ?? label ?? host?.textContent ?? '').trim()
      }))
    }
    const wanted = [
      'Open…', 'Open pictures', 'Close clip', 'Place in the clip', 'Play (space)', 'Next frame (.)', 'Again and again (L)',
      'In point', 'Out point', 'Next marker (M)', 'Wipe', 'Slow motion', 'Choose on the picture', 'Steadiness', 'More options',
      'Make the matte', 'How long?', 'Compare', 'Download', 'Remove', 'OTIO', 'MLT',
    ]
    expect(wanted.filter((name) => !reached.has(name))).toEqual([])
    expect([...reached].filter((name) => /^01:00:0\d:\d\d(A soft edge|The subject left)/.test(name)).length).toBe(2)
  })
})
