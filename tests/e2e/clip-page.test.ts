import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import type { Download, Page } from 'playwright-core'
import { itWithProgram, program } from '../support/available'
import { chooseTask, openClip, ORIGINAL, press, RESULT, run, sees } from '../support/clip-page'
import { CLIP_FRAMES, ClipWeb } from '../support/clip-web'
import { makeNumberedClip } from '../support/numbered-clip'

/** The page around clips, on a helper whose tasks give every clip back as it came. */
const clips = new ClipWeb()
const { at } = clips
const itInBrowser = itWithProgram('chromium', 'ffmpeg')
const canRun = program('chromium') !== undefined && program('ffmpeg') !== undefined

beforeAll(async () => { if (canRun) await clips.start() })
afterEach(() => clips.closeAll())
afterAll(() => clips.stop())

const beside = (name: string): string => clips.beside(name)
const openPage = (): ReturnType<ClipWeb['openPage']> => clips.openPage()
const open = (page: Page): Promise<void> => openClip(page, at('walk.webm'))

async function runTask(page: Page, task: string): Promise<void> {
  await chooseTask(page, task)
  await run(page)
}

describe('a clip in the page', () => {
  itInBrowser('is sent once, told what it is, and stepped through frame by frame', async () => {
    const { page, complaints, requests } = await openPage()
    await open(page)
    const facts = await page.getByRole('region', { name: 'What the clip is' }).innerText()
    expect(facts.replace(/\s+/g, ' ')).toBe('walk.webm Size 160 × 96 Rate 25 fps Length 0:01.9, 48 frames ' +
      `Timecode from 01:00:00:00 Codec vp9, 8 bit, in webm, ${kilobytes()} Colour bt709 Sound opus, 2 ch`)
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await press(page, '.', '.', 'ArrowRight')
    await sees(page, ORIGINAL, 3)
    await press(page, ',')
    await sees(page, ORIGINAL, 2)
    expect(await page.getByLabel('Timecode', { exact: true }).innerText()).toBe('01:00:00:02')
    await press(page, 'End')
    await sees(page, ORIGINAL, CLIP_FRAMES - 1)
    await press(page, 'Home', 'Shift+ArrowRight')
    await sees(page, ORIGINAL, 10)
    const sent = requests.filter((url) => url.includes('/v1/blobs/'))
    await runTask(page, 'Denoise')
    expect(requests.filter((url) => url.includes('/v1/blobs/'))).toEqual(sent)
    expect(requests.filter((url) => new URL(url).hostname !== 'localhost' && !url.startsWith('blob:'))).toEqual([])
    expect(complaints).toEqual([])
  })

  const kilobytes = (): string => `${(readFileSync(at('walk.webm')).length / 1e3).toFixed(1)} kB`

  itInBrowser('plays as H.264 too, where the helper has no VP9', async () => {
    const { page } = await openPage()
    const encoder = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-bf', '0', '-g', '12', '-movflags', '+faststart']
    makeNumberedClip({ file: at('walk.mp4'), frames: CLIP_FRAMES, encoder })
    await openClip(page, at('walk.mp4'))
    for (const frame of [10, 20, 30, 40]) {
      await press(page, 'Shift+ArrowRight')
      await sees(page, ORIGINAL, frame)
    }
    await press(page, 'End', ',')
    await sees(page, ORIGINAL, CLIP_FRAMES - 2)
  })

  itInBrowser('plays its result in step beside it, in its range, again and again', async () => {
    const { page, complaints } = await openPage()
    await open(page)
    await press(page, 'Shift+ArrowRight', 'i', 'Shift+ArrowRight', 'Shift+ArrowRight', 'o')
    await runTask(page, 'Denoise')
    expect(await page.locator('[data-result]').innerText()).toContain('01:00:00:10 to 01:00:01:05')
    expect(await page.locator('[data-result]').innerText()).toContain('"range":{"in":10,"out":31}')
    // What the fake gives back is the whole clip: its frame 0 stands for the range's first.
    await press(page, 'Shift+ArrowLeft')
    await sees(page, ORIGINAL, 20)
    await sees(page, RESULT, 10)
    // The bar's own keys are the arrows; all others are the player's.
    await page.getByLabel('Place in the clip').focus()
    const looks = await lookWhilePlaying(page)
    expect(Math.min(...looks.map(({ original }) => original))).toBeGreaterThanOrEqual(10)
    expect(looks.some(({ original }, at) => at > 0 && original < looks[at - 1]!.original)).toBe(true)
    expect(looks.filter(({ original, result }) => Math.abs(original - 10 - result) <= 2).length).toBeGreaterThan(looks.length / 2)
    await press(page, 'Space')
    const frame = Number(await page.locator('.clip-view').getAttribute('data-frame'))
    await sees(page, ORIGINAL, frame)
    await sees(page, RESULT, frame - 10)
    await press(page, 'Home')
    await page.getByText('Not in the result').waitFor()
    expect(complaints).toEqual([])
  })

  itInBrowser('slow motion is the clock, and the original waits for it', async () => {
    const { page } = await openPage()
    await open(page)
    await runTask(page, 'Slow motion')
    await press(page, 'Shift+ArrowRight')
    await sees(page, RESULT, 10)
    await sees(page, ORIGINAL, 2)
    await press(page, '.', '.')
    await sees(page, RESULT, 12)
    await sees(page, ORIGINAL, 3)
    await page.locator('.clip-view[data-frame="3"]').waitFor()
  })

  /** What both videos show while they play. */
  async function lookWhilePlaying(page: Page): Promise<{ original: number; result: number }[]> {
    await press(page, 'Space')
    const looks = []
    for (let count = 0; count < 40; count++) {
      const [original, result] = await page.evaluate(() => ['original', 'result'].map((side) =>
        Number(document.querySelector<HTMLElement>(`.clip-pane.${side} video`)?.dataset.frame))) as [number, number]
      looks.push({ original, result })
      await page.waitForTimeout(60)
    }
    return looks
  }
})

describe('markers', () => {
  itInBrowser('are a list in the order of time, and lead to their frames by click and by key', async () => {
    const { page } = await openPage()
    await open(page)
    await runTask(page, 'Subject')
    const list = page.getByRole('list', { name: 'Frames to check' })
    expect((await list.innerText()).split(/\s*\n+\s*/)).toEqual([
      '01:00:00:12', 'A soft edge', '0.40', '01:00:01:05', 'The subject left', '0.90',
    ])
    await list.getByRole('button', { name: 'The subject left' }).click()
    await sees(page, ORIGINAL, 30)
    await sees(page, RESULT, 30)
    await press(page, 'Shift+M')
    await sees(page, ORIGINAL, 12)
    expect(await list.locator('[aria-current=true]').innerText()).toContain('A soft edge')
    await press(page, 'm')
    await sees(page, ORIGINAL, 30)
  })
})

describe('the subject', () => {
  itInBrowser('is a box drawn on a frame, in pixels of the clip, and goes with the job', async () => {
    const { page } = await openPage()
    await open(page)
    await press(page, '.', '.', '.')
    await page.getByRole('button', { name: 'Choose on the picture' }).click()
    const { x, y, width, height } = (await page.locator('.clip-pick').boundingBox())!
    await page.mouse.move(x + width * 0.25, y + height * 0.5)
    await page.mouse.down()
    await page.mouse.move(x + width * 0.5, y + height * 0.75, { steps: 3 })
    await page.mouse.up()
    await page.getByText('As chosen at 01:00:00:03').waitFor()
    await page.locator('.clip-box').waitFor()
    await runTask(page, 'Subject')
    const { subject } = await optionsOf(page)
    expect(subject).toMatchObject({ frame: 3 })
    for (const [edge, wanted] of [['left', 40], ['top', 48], ['right', 81], ['bottom', 73]] as const) {
      expect(Math.abs((subject as { box: Record<string, number> }).box[edge]! - wanted)).toBeLessThanOrEqual(1)
    }
    await page.getByRole('button', { name: 'Forget' }).click()
    await page.getByText('The most prominent one').waitFor()
  })

  itInBrowser('is a point by keys alone', async () => {
    const { page } = await openPage()
    await open(page)
    await page.getByRole('button', { name: 'Choose on the picture' }).click()
    await page.locator('.clip-pick:focus').waitFor()
    await press(page, 'ArrowRight', 'ArrowRight', 'ArrowUp', 'Enter')
    await page.locator('.clip-cross').waitFor()
    await runTask(page, 'Subject')
    expect((await optionsOf(page)).subject).toEqual({ frame: 0, box: { left: 86, top: 46, right: 87, bottom: 47 } })
  })

  const optionsOf = async (page: Page): Promise<Record<string, unknown>> => {
    const text = await page.locator('[data-result] .fp-faint', { hasText: '{' }).first().innerText()
    return JSON.parse(text) as Record<string, unknown>
  }
})

describe('a run', () => {
  afterEach(() => { if (canRun) for (const name of ['hold', 'fail']) rmSync(beside(name), { force: true }) })

  itInBrowser('says how fast it goes, is cancelled at once, and leaves nothing', async () => {
    const { page } = await openPage()
    await open(page)
    writeFileSync(beside('hold'), '')
    await page.getByRole('button', { name: 'Make the matte' }).click()
    await page.getByText(/[\d.]+ frames\/s/).waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Make the matte' }).waitFor({ timeout: 1000 })
    expect(await page.locator('[data-result]').count()).toBe(0)
  })

  itInBrowser('that fails says why and what to do; a reload finds clip, results and place to play again', async () => {
    const { page } = await openPage()
    await open(page)
    writeFileSync(beside('fail'), '')
    await page.getByRole('button', { name: 'Make the matte' }).click()
    await page.getByText('still needs 5000 MB of memory').waitFor()
    rmSync(beside('fail'))
    await runTask(page, 'Subject')
    await page.getByText('still needs').waitFor({ state: 'detached' })
    expect(await page.locator('[data-result]').innerText()).toContain('tiny (MIT) on cpu, 1.4 s, 25 frames/s')
    await page.reload()
    await page.locator('.clip-pane.result[data-proxy=ready]').waitFor()
    await sees(page, RESULT, 0)
  })

  itInBrowser('says beforehand what it would take', async () => {
    const { page } = await openPage()
    await open(page)
    await page.getByRole('button', { name: 'How long?' }).click()
    await page.getByText('About 3 min and 300 MB; 8.1 GB are free.').waitFor()
    expect(await page.locator('[data-result]').count()).toBe(0)
    await press(page, '.', 'i')
    await page.getByText('About 3 min').waitFor({ state: 'detached' })
  })

  itInBrowser('gives its file as it was made', async () => {
    const { page } = await openPage()
    await open(page)
    await runTask(page, 'Subject')
    const [download] = await Promise.all([
      page.waitForEvent('download'), page.getByRole('button', { name: 'Download' }).click(),
    ]) as [Download, unknown]
    expect(download.suggestedFilename()).toBe('walk-subject.mov')
    await download.saveAs(at('walk-subject.mov'))
    expect(readFileSync(at('walk-subject.mov')).equals(readFileSync(at('walk.webm')))).toBe(true)
    await page.getByRole('button', { name: 'Close clip' }).click()
    await page.getByText('Drop a photograph here').waitFor()
  })
})
