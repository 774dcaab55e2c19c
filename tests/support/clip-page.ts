import type { Page } from 'playwright-core'
import { readNumber } from './numbered-clip'

export const ORIGINAL = '.clip-pane.original video'
export const RESULT = '.clip-pane.result video'

/** Opens a numbered clip by the page's own button, and waits until its first frame is seen. */
export async function openClip(page: Page, file: string): Promise<void> {
  await page.setInputFiles('input[type=file]', file)
  await page.locator('.clip-pane.original[data-proxy=ready]').waitFor()
  await sees(page, ORIGINAL, 0)
}

/** Waits until a video shows a frame. */
export async function sees(page: Page, video: string, frame: number): Promise<void> {
  let last = -1
  for (let tries = 0; tries < 100; tries++) {
    last = await readNumber(page, video)
    if (last === frame) return
    await page.waitForTimeout(50)
  }
  throw new Error(`${video} shows frame ${last}, not ${frame}`)
}

export async function chooseTask(page: Page, task: string): Promise<void> {
  await page.getByRole('group', { name: 'Task' }).getByRole('button', { name: task, exact: true }).click()
}

/** Runs the chosen task until its result can be played, or something is wrong. */
export async function run(page: Page): Promise<void> {
  await page.locator('.clip-side .fp-run sp-button').click()
  await page.locator('.clip-pane.result[data-proxy=ready], .clip-side [role=alert], .clip-wait[role=alert]').first()
    .waitFor({ timeout: 60_000 })
  const wrong = await page.getByRole('alert').allInnerTexts()
  if (wrong.length > 0) throw new Error(wrong.join('\n'))
}

export const press = async (page: Page, ...keys: string[]): Promise<void> => {
  for (const key of keys) await page.keyboard.press(key)
}
