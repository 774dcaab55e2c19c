import path from 'node:path'
import type { Page } from 'playwright-core'
import { itWithProgram, program } from '../support/available'
import { openPicture, Web, writeDisc } from '../support/page'

const web = new Web()
const at = (name: string): string => path.join(web.bench.folder, name)
const itInBrowser = itWithProgram('chromium')

beforeAll(async () => {
  if (program('chromium') === undefined) return
  for (const name of ['disc.png', 'moon.png']) await writeDisc(at(name))
  await web.start()
})
afterEach(() => web.closeAll())
afterAll(() => web.stop())

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.FIRSTPASS_SHOTS
  if (folder) await page.screenshot({ path: path.join(folder, `${name}.png`), fullPage: true })
}

/** Middle and corner of the picture in the loupe, as the browser has decoded it. */
const pointsOf = (page: Page): Promise<number[][]> => page.evaluate(async () => {
  const image = document.querySelector<HTMLImageElement>('.fp-loupe img')!
  await image.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: image.naturalWidth, height: image.naturalHeight })
  const context = canvas.getContext('2d')!
  context.drawImage(image, 0, 0)
  return [[canvas.width / 2, canvas.height / 2], [10, 10]].map(([x = 0, y = 0]) => [...context.getImageData(x, y, 1, 1).data])
})

describe('a closer look', () => {
  itInBrowser('the loupe shows a mask as cut-out and overlay; all open pictures have a line each', async () => {
    const { page, complaints } = await web.open(await web.newLink())
    for (const name of ['disc.png', 'moon.png']) await openPicture(page, at(name))
    await page.getByRole('button', { name: 'More options' }).click()
    await page.locator('sp-picker[aria-label=Method]').click()
    await page.locator('sp-menu-item', { hasText: 'Traditional' }).click()
    await page.locator('sp-picker[aria-label=Model]').waitFor({ state: 'detached' })

    await page.getByRole('button', { name: 'Loupe', exact: true }).click()
    await page.locator('[data-loupe=ready]').waitFor()
    await page.getByRole('button', { name: 'Cut-out' }).click()
    const [inside, outside] = await pointsOf(page)
    expect(inside).toEqual([220, 60, 40, 255])
    expect([204, 255]).toContain(outside![0])
    expect(outside![0]).toBe(outside![1])
    await page.getByRole('button', { name: 'Overlay' }).click()
    const [plain, red] = await pointsOf(page)
    expect(plain).toEqual([220, 60, 40, 255])
    expect(red![0]! - red![2]!).toBeGreaterThan(50)
    await shoot(page, 'mask-loupe')
    await page.getByRole('button', { name: 'Close', exact: true }).click()

    await page.locator('sp-checkbox', { hasText: 'All open documents' }).click()
    await page.locator('.fp-run').getByText('2 pictures').waitFor()
    await page.locator('.fp-run sp-button').first().click()
    const summary = page.locator('[data-summary=true]')
    await summary.waitFor({ timeout: 40_000 })
    expect(await summary.locator('[data-status=placed]').count()).toBe(2)
    expect(await summary.innerText()).toContain('2 done')
    await shoot(page, 'all-documents')
    await summary.getByText('Dismiss').click()
    await summary.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
  }, 100_000)
})
