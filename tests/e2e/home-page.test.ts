import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Page } from 'playwright-core'
import type { Pairing } from '#protocol'
import { itWithProgram, program } from '../support/available'
import { askAs, until } from '../support/helper'
import { answerCard, HomeWeb, refuseStorage } from '../support/home-page'
import { tabTo } from '../support/page'

/** The helper's window, on a real helper, as its user has it. */
const web = new HomeWeb()
const itInBrowser = itWithProgram('chromium')

/** Most tests go on in one window, as its user would. */
let page: Page

beforeAll(async () => {
  if (program('chromium') === undefined) return
  await web.start()
  page = await openHome()
})
afterAll(() => web.stop())

const LONG_NAME = 'A panel whose name is very nearly as long as the helper takes it, eighty signs.'

const section = (title: string) => page.getByRole('region', { name: title, exact: true })
const row = (region: string, text: string) => section(region).locator('.item', { hasText: text })

async function openHome(): Promise<Page> {
  const { page: opened } = await web.open()
  await opened.getByRole('heading', { name: /^Firstpass [\d.]+ is running$/ }).waitFor()
  return opened
}

describe('panels', () => {
  itInBrowser('one asks, the window shows its digits, it is allowed, works, is listed, and is revoked', async () => {
    await section('Panels').getByText('No panel is let in yet').waitFor()
    const asked = await web.askIn('panel-photoshop')
    const card = page.locator('.ask-card', { hasText: 'Firstpass in Photoshop asks to be let in' })
    await card.waitFor()
    expect(await card.locator('.digits').innerText()).toBe(asked.digits)
    expect(await card.innerText()).toContain('Only allow it if your panel shows these digits')
    expect(await asked.collect()).toEqual({ state: 'waiting' })
    await answerCard(page, `Allow Firstpass in Photoshop, ${asked.digits}`)
    const { state, token = '' } = await asked.collect()
    expect([state, (await askAs(web.helper, token, { path: '/v1/jobs' })).status]).toEqual(['allowed', 200])
    await row('Panels', 'Firstpass in Photoshop').getByText('let in today').waitFor()
    await page.getByRole('button', { name: 'Revoke Firstpass in Photoshop' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click()
    await section('Panels').getByText('is no longer let in').waitFor()
    expect((await askAs(web.helper, token, { path: '/v1/jobs' })).status).toBe(401)
  })

  itInBrowser('one that is not mine gets nothing, and a name can\'t be more than a text', async () => {
    const name = '<img src=x onerror=window.hit=1> Firstpass'
    const asked = await web.askIn('panel-unknown', { name })
    await page.locator('.ask-card').getByText(name).waitFor()
    await answerCard(page, `Not mine: ${name}, ${asked.digits}`)
    expect(await asked.collect()).toEqual({ state: 'refused' })
    expect(await page.evaluate(() => 'hit' in window)).toBe(false)
  })

  itInBrowser('a click in the moment in which the card comes lets nobody in, and the focus stays where it was', async () => {
    const { page: other } = await web.open({
      prepare: async (opened) => void await opened.addInitScript(() => {
        new MutationObserver(() => {
          const allow = document.querySelector<HTMLElement>('.ask-card sp-button')
          if (!allow || 'pressed' in window) return
          Object.assign(window, { pressed: true })
          allow.click()
        }).observe(document, { childList: true, subtree: true })
      }),
    })
    const button = other.getByRole('button', { name: 'Show a code' })
    await button.focus()
    const asked = await web.askIn('panel-in-a-hurry')
    await other.locator('.ask-card').waitFor()
    await other.waitForFunction(() => 'pressed' in window)
    expect(await asked.collect()).toEqual({ state: 'waiting' })
    expect(await button.evaluate((element) => element.matches(':focus-within, :focus'))).toBe(true)
    await answerCard(other, `Not mine: Firstpass in Photoshop, ${asked.digits}`)
    expect(await asked.collect()).toEqual({ state: 'refused' })
    await other.context().close()
  })

  itInBrowser('a code is shown for those who type, counts down, and is hidden', async () => {
    await page.getByRole('button', { name: 'Show a code' }).click()
    const shown = page.getByRole('group', { name: 'Code for a panel' })
    const { code } = (await web.asOwner('/v1/pairing-code')).json() as { code: string }
    expect((await shown.locator('.digits').innerText()).replace(' ', '')).toBe(code)
    expect(await shown.getByRole('timer').innerText()).toMatch(/^Good for (2:00|1:\d\d)$/)
    await page.getByRole('button', { name: 'Hide the code' }).click()
    await shown.waitFor({ state: 'detached' })
  })
})

describe('the other pages', () => {
  itInBrowser('pictures are opened in this tab, and the way back leads to the window, which still is one', async () => {
    await page.getByRole('button', { name: 'Open a picture or clip' }).click()
    await page.getByText('Drop a photograph here').waitFor()
    expect(new URL(page.url()).hash).toBe('')
    await page.goBack()
    await page.getByRole('heading', { name: /is running$/ }).waitFor()
    await section('Panels').waitFor()
    await page.getByRole('button', { name: 'Open the panel for DaVinci Resolve' }).click()
    await page.waitForURL(/\/resolve\/$/)
    await page.locator('[data-door]').waitFor()
    await page.goBack()
    await section('Panels').waitFor()
  })

  itInBrowser('a visit without a link of its own is told how to open the window', async () => {
    const { page: other, requests } = await web.open({}, (await web.newLink()).split('#')[0])
    expect(await other.getByRole('alert').innerText()).toContain('Open Firstpass from the menu of your programs')
    expect(requests.filter((url) => url.includes('/v1/'))).toEqual([])
    await other.context().close()
  })
})

describe('the inbox', () => {
  itInBrowser('what a panel made and did not place is listed by its name, and discarded once that is confirmed', async () => {
    const asked = await web.askIn('panel-that-makes', { name: 'Firstpass in Premiere Pro' })
    await answerCard(page, `Allow Firstpass in Premiere Pro, ${asked.digits}`)
    await web.makeResult('panel-that-makes', (await asked.collect()).token ?? '')
    await page.reload()
    const kept = row('Inbox', 'Denoise')
    await kept.getByText('Waits to be placed by its panel').waitFor()
    expect(await kept.innerText()).toContain('Firstpass in Premiere Pro')
    await kept.getByRole('button', { name: /^Discard/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click()
    expect((await web.asOwner('/v1/inbox')).json()).toMatchObject({ jobs: [{ task: 'denoise' }] })
    await kept.getByRole('button', { name: /^Discard/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
    await section('Inbox').getByText('Nothing is here').waitFor()
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Inbox')
  })
})

describe('a file of the user\'s', () => {
  itInBrowser('that the command line made is shown where it lies, and stays when its line is discarded', async () => {
    const file = await web.makeFile()
    await page.reload()
    const kept = row('Inbox', file)
    await kept.getByRole('button', { name: /^Show file/ }).click()
    await until('it is shown', () => existsSync(path.join(web.helper.dataFolder, 'revealed')))
    expect(readFileSync(path.join(web.helper.dataFolder, 'revealed'), 'utf8')).toBe(file)
    await kept.getByRole('button', { name: /^Discard/ }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
    await kept.waitFor({ state: 'detached' })
    expect(existsSync(file)).toBe(true)
  })
})

describe('models', () => {
  itInBrowser('one is fetched with its progress; what went wrong is said, and the next try brings it', async () => {
    const offered = page.locator('[data-model=waifu2x-photo-x2]')
    expect(await offered.innerText()).toMatch(/faithfully[\s\S]*Enlarge 2× · MIT · 2\.2 MB/)
    await offered.getByRole('button', { name: /^Download/ }).click()
    await offered.getByText(/^0\.2 MB of 0\.4 MB$|kB of/).waitFor()
    await web.endDownload('broken')
    await offered.getByRole('alert').getByText('Check the network, then try again.').waitFor()
    await offered.getByRole('button', { name: /^Try again/ }).click()
    await web.endDownload('whole')
    await section('Models').getByText('waifu2x upconv 7 photo ×2 is here.').waitFor()
    await section('Models').getByText(/^On this computer: /).click()
    await offered.getByRole('button', { name: /^Remove/ }).waitFor()
  })

  itInBrowser('one that the licence policy does not allow says so, and is offered once the policy does', async () => {
    const refused = page.locator('[data-model=isnet-imgly]')
    await refused.getByText('it comes under AGPL-3.0-only').waitFor()
    expect(await refused.getByRole('button', { name: /^Download/ }).getAttribute('aria-disabled')).toBe('true')
    await page.getByLabel('Models may come under').selectOption('any')
    await section('Settings').getByText('Saved.').waitFor()
    await refused.getByText('it comes under').waitFor({ state: 'detached' })
    expect((await web.asOwner('/v1/settings')).json()).toMatchObject({ settings: { licence: 'any' } })
    await page.getByLabel('Models may come under').selectOption('permissive')
    await refused.getByText('it comes under').waitFor()
  })
})

describe('settings and check-up', () => {
  itInBrowser('an ffmpeg that is none is refused in a sentence, and the field keeps what was typed', async () => {
    const field = page.getByLabel('ffmpeg, for clips')
    await field.fill(path.join(web.helper.dataFolder, 'no-such-program'))
    await field.press('Enter')
    await section('Settings').getByRole('alert').waitFor()
    expect(await field.inputValue()).toContain('no-such-program')
    expect((await web.asOwner('/v1/settings')).json()).toMatchObject({ settings: { ffmpeg: '' } })
  })

  itInBrowser('the check-up names what there is, and copies it without the user\'s name', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    const checkup = section('Check-up')
    await checkup.getByRole('list', { name: 'Firstpass itself' }).waitFor()
    const again = page.waitForResponse((answer) => answer.url().endsWith('/v1/checkup'))
    await checkup.getByRole('button', { name: 'Check again' }).focus()
    await page.keyboard.press('Enter')
    await again
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Check again')
    await checkup.getByRole('button', { name: 'Copy as text' }).click()
    await checkup.getByText('Copied.').waitFor()
    const text = await page.evaluate(() => navigator.clipboard.readText())
    expect(text).toMatch(/^Firstpass [\d.]+, [\s\S]*\n(OK|WARN|FAIL) +/)
    expect(text).not.toMatch(/\/(home|Users)\/\w/)
  })
})

describe('by keys alone', () => {
  itInBrowser('a panel is let in, is revoked, and nobody loses the place', async () => {
    const asked = await web.askIn('panel-by-keys', { name: 'Firstpass in Resolve', host: 'resolve' })
    await page.locator('.ask-card').waitFor()
    await tabTo(page, `Allow Firstpass in Resolve, ${asked.digits}`)
    await until('it is allowed', async () => {
      await page.keyboard.press('Enter')
      return (await page.locator('.ask-card').count()) === 0
    })
    expect((await asked.collect()).state).toBe('allowed')
    await page.waitForFunction(() => document.activeElement?.textContent === 'Panels')
    await row('Panels', 'Firstpass in Resolve').waitFor()
    await tabTo(page, 'Revoke Firstpass in Resolve')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Revoke Firstpass in Resolve')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await tabTo(page, 'Revoke')
    await page.keyboard.press('Enter')
    await row('Panels', 'Firstpass in Resolve').waitFor({ state: 'detached' })
    const { pairings } = (await web.asOwner('/v1/pairings')).json() as unknown as { pairings: Pairing[] }
    expect(pairings.map(({ panel }) => panel)).not.toContain('panel-by-keys')
  })
})

describe('how it looks', () => {
  itInBrowser('nothing is cut off at any width, in light and dark, and the browser has nothing to complain of', async () => {
    const { page: other, complaints, requests } = await web.open()
    const asked = await web.askIn('panel-to-look-at', { name: LONG_NAME })
    await other.locator('.ask-card').waitFor()
    await other.getByRole('list', { name: 'Firstpass itself' }).waitFor()
    for (const [width, scheme] of [280, 360, 768, 1200].flatMap((each) => [[each, 'light'], [each, 'dark']] as const)) {
      await other.setViewportSize({ width, height: 900 })
      await other.emulateMedia({ colorScheme: scheme })
      await other.locator(`.theme.${scheme}`).waitFor()
      const found = await other.evaluate(() => {
        const all = [...document.querySelectorAll('sp-button, sp-action-button, select, input, p, h2, .faint, .digits')]
        const beyond = all.filter((each) => each.checkVisibility() && each.getBoundingClientRect().right > innerWidth + 1)
        return {
          overflow: document.documentElement.scrollWidth - innerWidth,
          outside: beyond.filter((each) => !each.matches('.unseen, .unseen *')).map((each) => each.outerHTML.slice(0, 80)),
        }
      })
      expect({ ...found, width }).toEqual({ overflow: 0, outside: [], width })
      const folder = process.env.FIRSTPASS_SHOTS
      if (folder) await other.screenshot({ path: path.join(folder, `home-${width}-${scheme}.png`), fullPage: true })
    }
    await answerCard(other, `Not mine: ${LONG_NAME}, ${asked.digits}`)
    await other.context().close()
    expect(complaints).toEqual([])
    expect([...new Set(requests.map((url) => new URL(url).origin))]).toEqual([`http://localhost:${web.helper.port}`])
  })
})

describe('coming and going', () => {
  itInBrowser('a helper that is gone is said to be; started anew, it does not know the window, which says so', async () => {
    await web.helper.kill()
    await page.getByRole('alert').getByText('Firstpass does not answer.').waitFor()
    await web.startAgain()
    await page.getByText('This window opens only by a link of its own').waitFor()
    await page.reload()
    await page.getByText('Open Firstpass from the menu of your programs').waitFor()
  })

  itInBrowser('a browser that keeps nothing for a page is told so, not shown a blank one', async () => {
    const { page: other } = await web.open({ prepare: async (opened) => void await opened.addInitScript(refuseStorage) })
    expect(await other.getByRole('alert').innerText()).toMatch(/keeps nothing[\s\S]*allow[\s\S]*localhost/)
    await other.context().close()
  })

  itInBrowser('quitting asks first where a job runs, then ends the helper, and the window says how to come back', async () => {
    page = await openHome()
    await page.route('**/v1/inbox', (route) => route.fulfill({ json: { jobs: [], unfinished: 2 } }))
    await page.getByRole('button', { name: 'Quit Firstpass' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('2 jobs are not finished.').waitFor()
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.unroute('**/v1/inbox')
    await page.getByRole('button', { name: 'Quit Firstpass' }).click()
    await page.getByRole('alert').getByText('Firstpass has ended.').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('Open Firstpass from the menu of your programs')
    await until('the helper has ended', () => web.helper.process.exitCode !== null)
  })
})
