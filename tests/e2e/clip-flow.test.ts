import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Download, Page } from 'playwright-core'
import { itWithProgram, itWithWeights, program } from '../support/available'
import { chooseTask, openClip, ORIGINAL, press, RESULT, run, sees } from '../support/clip-page'
import { until } from '../support/helper'
import { makeNumberedClip } from '../support/numbered-clip'
import { Web } from '../support/page'

/** Clips in the page through the helper as it is installed: what ffmpeg writes, Chromium plays. */
const web = new Web()
const at = (name: string): string => path.join(web.bench.folder, name)
const [FRAMES, FEW] = [30, 6]
const itInBrowser = itWithProgram('chromium', 'ffmpeg')
const canRun = program('chromium') !== undefined && program('ffmpeg') !== undefined
const itWithModel = canRun ? itWithWeights('u2netp') : itInBrowser

beforeAll(async () => {
  if (!canRun) return
  makeNumberedClip({
    file: at('walk.mov'), frames: FRAMES, rate: '30000/1001', size: { width: 192, height: 108 },
    encoder: ['-c:v', 'libx264', '-crf', '12', '-preset', 'veryfast', '-bf', '2', '-g', '30'], more: ['-timecode', '00:59:59;20'],
  })
  makeNumberedClip({
    file: at('tall.mkv'), frames: FEW, rate: '24000/1001', size: { width: 80, height: 160 }, encoder: ['-c:v', 'ffv1'],
  })
  makeNumberedClip({
    file: at('long.mov'), frames: 150, size: { width: 320, height: 180 }, encoder: ['-c:v', 'libx264', '-preset', 'veryfast'],
  })
  await web.start()
})
afterEach(() => web.closeAll())
afterAll(() => web.stop())

async function choosePicker(page: Page, label: string, entry: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).first().click()
  await page.locator('sp-menu-item', { hasText: entry }).first().click()
}

async function download(page: Page, button = 'Download'): Promise<string> {
  const [file] = await Promise.all([
    page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).first().click(),
  ]) as [Download, unknown]
  await file.saveAs(at(file.suggestedFilename()))
  return at(file.suggestedFilename())
}

interface Stream {
  codec_name: string
  width: number
  height: number
  r_frame_rate: string
  nb_read_packets: string
}

function probe(file: string): Stream {
  const answer = execFileSync('ffprobe', [
    '-v', 'error', '-count_packets', '-select_streams', 'v:0', '-show_streams', '-of', 'json', file,
  ], { encoding: 'utf8' })
  return (JSON.parse(answer) as { streams: Stream[] }).streams[0]!
}

/** The original on V1 from its own first frame, the result above it where it was taken from. */
function expectTimeline(file: string): void {
  interface Item {
    OTIO_SCHEMA: string
    source_range?: { start_time: { value: number }; duration: { value: number } } | null
    media_references?: Record<string, { target_url?: string }>
  }
  const { tracks: { children } } = JSON.parse(readFileSync(file, 'utf8')) as { tracks: { children: { children: Item[] }[] } }
  const shown = children.map((track) => track.children.map(({ OTIO_SCHEMA: kind, source_range: range }) =>
    [kind.split('.')[0], range?.duration.value]))
  expect(path.basename(file)).toBe('walk-upscale.otio')
  expect(shown).toEqual([[['Clip', FRAMES]], [['Gap', 5], ['Clip', 10]]])
  const files = children.flatMap((track) => track.children.flatMap(({ media_references: held = {} }) => Object.values(held)))
  expect(files.map(({ target_url: url }) => url)).toEqual(['./walk.mov', './walk-upscale.mov'])
}

describe('a clip in the browser, for real', () => {
  itInBrowser('H.264 with drop-frame timecode: stepped to every frame, enlarged in a range, and fetched', async () => {
    const { page, complaints, requests } = await web.open(await web.serveOpen())
    await openClip(page, at('walk.mov'))
    const facts = (await page.getByRole('region', { name: 'What the clip is' }).innerText()).replace(/\s+/g, ' ')
    expect(facts).toContain('Size 192 × 108 Rate 29.97 fps Length 0:01.0, 30 frames Timecode from 00:59:59;20 Codec h264, 8 bit')
    for (let frame = 1; frame < FRAMES; frame++) {
      await page.keyboard.press('.')
      await sees(page, ORIGINAL, frame)
    }
    expect(await page.getByLabel('Timecode', { exact: true }).innerText()).toBe('01:00:00;19')
    await page.getByLabel('In point').fill('5')
    await page.getByLabel('In point').press('Enter')
    await page.getByLabel('Out point').fill('01:00:00;04')
    await page.getByLabel('Out point').press('Enter')
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await chooseTask(page, 'Upscale')
    await page.getByRole('button', { name: 'More options' }).click()
    await choosePicker(page, 'Method', 'Traditional')
    await run(page)
    const card = await page.locator('[data-result]').innerText()
    expect(card).toMatch(/Upscale 2×[\s\S]*00:59:59;25 to 01:00:00;04[\s\S]*Traditional method/)
    await page.keyboard.press('Home')
    for (let frame = 5; frame < 15; frame++) {
      if (frame === 5) for (let step = 0; step < 5; step++) await page.keyboard.press('ArrowRight')
      else await page.keyboard.press('ArrowRight')
      await sees(page, ORIGINAL, frame)
      await sees(page, RESULT, frame)
    }
    const file = await download(page)
    expect(path.basename(file)).toBe('walk-upscale.mov')
    expect(probe(file)).toMatchObject({
      codec_name: 'prores', width: 384, height: 216, r_frame_rate: '30000/1001', nb_read_packets: '10',
    })
    expectTimeline(await download(page, 'OTIO'))
    for (const [button, ending] of [['FCPXML', 'fcpxml'], ['XML (Premiere)', 'xml'], ['EDL', 'edl'], ['MLT', 'mlt']] as const) {
      expect(path.basename(await download(page, button))).toBe(`walk-upscale.${ending}`)
    }
    expect(requests.filter((url) => new URL(url).hostname !== 'localhost' && !url.startsWith('blob:'))).toEqual([])
    expect(complaints).toEqual([])
  }, 120_000)

  itWithModel('the subject of a tall clip cut out on a checkerboard, by the model that is named', async () => {
    const { page } = await web.open(await web.newLink())
    await openClip(page, at('tall.mkv'))
    await run(page)
    expect(await page.locator('[data-result]').innerText()).toMatch(/\((Apache-2\.0|MIT)\) on cpu, [\d.]+ s/)
    const file = await download(page)
    expect(probe(file)).toMatchObject({ codec_name: 'prores', width: 80, height: 160, nb_read_packets: String(FEW) })
  }, 120_000)

  itInBrowser('slow motion by the traditional method, of a range, twice as long', async () => {
    const { page } = await web.open(await web.newLink())
    await openClip(page, at('walk.mov'))
    await press(page, 'Shift+ArrowRight', 'i', '.', '.', '.', '.', '.', 'o')
    await chooseTask(page, 'Slow motion')
    await page.getByRole('button', { name: 'More options' }).click()
    await choosePicker(page, 'Method', 'Traditional')
    await run(page)
    expect(await page.locator('[data-result]').innerText()).toContain('Slow motion 2×')
    await page.getByLabel('Place in the clip').focus()
    await press(page, 'End')
    await sees(page, ORIGINAL, 15)
    expect(await page.getByLabel('Place in the clip').getAttribute('max')).toBe('11')
    expect(probe(await download(page))).toMatchObject({ r_frame_rate: '30000/1001', nb_read_packets: '12' })
  }, 120_000)

  itInBrowser('noise taken out over time, as the helper does it without being asked for anything', async () => {
    const { page, complaints } = await web.open(await web.newLink())
    await openClip(page, at('tall.mkv'))
    await chooseTask(page, 'Denoise')
    await run(page)
    const card = await page.locator('[data-result]').innerText()
    expect(card).toMatch(/Denoise[\s\S]*(on cpu|method)/)
    await press(page, 'End')
    await sees(page, ORIGINAL, FEW - 1)
    await sees(page, RESULT, FEW - 1)
    const made = probe(await download(page))
    expect(made).toMatchObject({ codec_name: 'prores', width: 80, height: 160, nb_read_packets: String(FEW) })
    expect(complaints).toEqual([])
  }, 120_000)

  itInBrowser('a run that is cancelled leaves nothing to see, and the next one is made', async () => {
    const { page } = await web.open(await web.newLink())
    await openClip(page, at('long.mov'))
    await chooseTask(page, 'Denoise')
    await page.locator('.clip-side .fp-run sp-button').click()
    await page.getByText(/[\d.]+ frames\/s/).waitFor({ timeout: 60_000 })
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.locator('.clip-side .fp-run sp-button:not([disabled])').waitFor()
    expect(await page.locator('[data-result]').count()).toBe(0)
    expect(await page.getByRole('alert').count()).toBe(0)
    await until('its chunks are gone', () => leftChunks()?.length === 0)
    await press(page, 'i', '.', '.', 'o')
    await run(page)
    expect(await page.locator('[data-result]').count()).toBe(1)
  }, 120_000)

  /** What jobs left in the helper's folders under hidden names; undefined while these go, under the eyes of who reads them. */
  function leftChunks(): string[] | undefined {
    try {
      const names = readdirSync(web.bench.home, { recursive: true, encoding: 'utf8' })
      return names.filter((name) => /[\\/]\.[^\\/]+\.part$/.test(name))
    } catch {
      return undefined
    }
  }

  itInBrowser('what is no clip is said, with the way out', async () => {
    const { page } = await web.open(await web.newLink())
    const wrong = { name: 'clip.mov', mimeType: 'video/quicktime', buffer: Buffer.from('no clip at all') }
    await page.setInputFiles('input[type=file]', wrong)
    await page.getByRole('alert').getByText('clip.mov').waitFor()
    await page.setInputFiles('input[type=file]', { name: 'empty.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(0) })
    await page.getByRole('alert').getByText('empty.mp4 is empty (0 bytes).').waitFor()
  })

  itInBrowser('camera raw is told by its kind, with the way out', async () => {
    const { page } = await web.open(await web.newLink())
    const buffer = Buffer.concat([Buffer.from([0, 0, 1, 0]), Buffer.from('RED2'), Buffer.alloc(500)])
    await page.setInputFiles('input[type=file]', { name: 'A001.r3d', mimeType: 'application/octet-stream', buffer })
    const told = page.getByRole('alert')
    await told.getByText('A001.r3d is').waitFor()
    expect(await told.innerText()).toMatch(/R3D.*camera raw that ffmpeg can't develop\. .*as ProRes or DNxHR/s)
  })

  itInBrowser('without ffmpeg: the page says what to install', async () => {
    const bare = new Web()
    try {
      await bare.start()
      const { page } = await bare.open(await bare.serveOpen({ FIRSTPASS_FFMPEG: path.join(bare.bench.folder, 'nowhere') }))
      await page.setInputFiles('input[type=file]', at('walk.mov'))
      const told = page.getByRole('alert')
      await told.getByText('Clips need ffmpeg').waitFor()
      expect(await told.innerText()).toMatch(/Install it: .*ffmpeg.*FIRSTPASS_FFMPEG/s)
    } finally {
      await bare.closeAll()
      await bare.stop()
    }
  }, 120_000)
})
