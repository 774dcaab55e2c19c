import { readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { FileChooser } from 'playwright-core'
import sharp from 'sharp'
import { itWithProgram, program } from '../support/available'
import { openPicture, tabTo, Web, writeDisc } from '../support/page'

const web = new Web()
const at = (name: string): string => path.join(web.bench.folder, name)
const itInBrowser = itWithProgram('chromium')

beforeAll(async () => {
  if (program('chromium') === undefined) return
  await writeDisc(at('disc.png'))
  await web.start()
})
afterEach(() => web.closeAll())
afterAll(() => web.stop())

describe('coming and going', () => {
  itInBrowser('the code is gone from the address at once, and never was in a request', async () => {
    const link = await web.serveOpen()
    const { page, requests } = await web.open(link)
    await page.getByText('Drop a photograph here').waitFor()
    expect(page.url()).toBe(link.split('#')[0])
    expect(await page.evaluate(() => history.length)).toBeLessThanOrEqual(2)
    expect(requests.filter((url) => url.includes(link.split('=')[1]!))).toEqual([])
  })

  itInBrowser('a second use of the link is refused, a visit without one is told what to do', async () => {
    const link = await web.newLink()
    await (await web.open(link)).page.getByText('Drop a photograph here').waitFor()
    const again = await web.open(link)
    await again.page.getByText('this address was used already').waitFor()
    const bare = await web.open(link.split('#')[0]!)
    await bare.page.getByText('This page opens only by a link of its own').waitFor()
    expect(await bare.page.getByRole('alert').innerText()).toContain('firstpass serve --open')
    expect(bare.requests.filter((url) => url.includes('/v1/'))).toEqual([])
  })

  itInBrowser('a reload keeps the session and what was opened', async () => {
    const { page, complaints } = await web.open(await web.newLink())
    await openPicture(page, at('disc.png'))
    await page.reload()
    await page.getByRole('region', { name: 'Layers' }).getByText('Photograph').waitFor()
    await page.locator('.fp-run sp-button:not([disabled])').waitFor()
    expect(complaints).toEqual([])
  })

  itInBrowser('a helper that was started anew does not know the page, which says what to do', async () => {
    const link = await web.newLink()
    const { page } = await web.open(link)
    await openPicture(page, at('disc.png'))
    await web.bench.run('serve', '--stop')
    await page.locator('[data-connection]').waitFor()
    await web.serveOpen({ FIRSTPASS_PORTS: new URL(link).port })
    await page.getByText('This page opens only by a link of its own').waitFor()
    await page.reload()
    await page.getByText('This page opens only by a link of its own').waitFor()
  })

  itInBrowser('under another of its names the page goes to localhost, code and all', async () => {
    const { page } = await web.open((await web.newLink()).replace('localhost', '127.0.0.1'))
    await page.getByText('Drop a photograph here').waitFor()
    expect(new URL(page.url()).hostname).toBe('localhost')
  })
})

describe('what is hostile', () => {
  let server: Server | undefined
  /** A page of somebody else's on this machine. */
  async function elsewhere(html: string): Promise<string> {
    server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html))
    await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  }
  afterEach(() => { server?.close() })

  itInBrowser('a file\'s name is text, whatever it says', async () => {
    const { page, complaints } = await web.open(await web.newLink())
    const name = '<img src=x onerror=window.hit=1>.png'
    const buffer = await sharp(at('disc.png')).png().toBuffer()
    await page.setInputFiles('input[type=file]', { name, mimeType: 'image/png', buffer })
    await page.locator('.documents').getByText(name).waitFor({ state: 'attached' })
    await page.locator('.fp').getByText(name, { exact: false }).first().waitFor()
    expect(await page.evaluate(() => 'hit' in window || document.querySelector('img') !== null)).toBe(false)
    expect(complaints).toEqual([])
  })

  itInBrowser('an SVG is no picture, whatever it is called', async () => {
    const { page } = await web.open(await web.newLink())
    const text = '<svg xmlns="http://www.w3.org/2000/svg"><script>window.hit=1</script></svg>'
    await page.setInputFiles('input[type=file]', { name: 'drawing.png', mimeType: 'image/png', buffer: Buffer.from(text) })
    await page.getByRole('alert').getByText('drawing.png is not a picture Firstpass reads').waitFor()
    expect(await page.evaluate(() => (window as { hit?: number }).hit)).toBeUndefined()
    await page.getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('alert').waitFor({ state: 'detached' })
  })

  itInBrowser('no other page shows it in a frame', async () => {
    const link = await web.newLink()
    const { page, complaints } = await web.open(await elsewhere(`<iframe src="${link}"></iframe>`))
    await page.waitForFunction(() => document.readyState === 'complete')
    expect(complaints.join()).toMatch(/frame-ancestors|X-Frame-Options/)
    const answer = await web.open(link)
    await answer.page.getByText('Drop a photograph here').waitFor()
  })

  itInBrowser('another page can neither take the code nor use a token it has', async () => {
    const link = await web.newLink()
    const { page: own } = await web.open(link)
    await own.getByText('Drop a photograph here').waitFor()
    const token = await own.evaluate(() => (JSON.parse(sessionStorage.getItem('firstpass-session')!) as { token: string }).token)
    const next = await web.newLink()
    const { page } = await web.open(await elsewhere('<title>elsewhere</title>'))
    const tries = await page.evaluate(async ([address, code, stolen]) => {
      const outcome = (asked: Promise<Response>): Promise<string> =>
        asked.then(({ type, status }) => `${type} ${status}`, () => 'refused')
      return [
        await outcome(fetch(`${address}v1/jobs`, { headers: { authorization: `Bearer ${stolen}` } })),
        await outcome(fetch(`${address}v1/session`, {
          method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ code }),
        })),
        await outcome(fetch(`${address}v1/session`, { method: 'POST', mode: 'no-cors', body: JSON.stringify({ code }) })),
      ]
    }, [next.split('#')[0]!, next.split('=')[1]!, token])
    expect(tries.slice(0, 2)).toEqual(['refused', 'refused'])
    await (await web.open(next)).page.getByText('Drop a photograph here').waitFor()
  })
})

describe('by keys alone', () => {
  itInBrowser('a picture is opened, looked at, masked by the traditional method, and the mask undone', async () => {
    const { page } = await web.open(await web.newLink())
    await page.getByText('Drop a photograph here').waitFor()
    await tabTo(page, 'Open…')
    const choosing: Promise<FileChooser> = page.waitForEvent('filechooser')
    // The browser hands over the choosing from the next message on.
    await page.evaluate(() => undefined)
    await page.keyboard.press('Enter')
    await (await choosing).setFiles(at('disc.png'))
    await page.getByRole('region', { name: 'Layers' }).waitFor()
    await page.locator('.fp-run sp-button:not([disabled])').waitFor()
    await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await tabTo(page, 'Mask in red (O)')
    await page.keyboard.press('Space')
    await page.locator('[aria-label="Mask in red (O)"][aria-pressed=true]').waitFor()
    await tabTo(page, 'disc.png, 240 × 160, 8 bit, sRGB')
    await page.keyboard.press('1')
    await page.locator('.percent').getByText('100 %').waitFor()
    await page.keyboard.press('-')
    await page.locator('.percent').getByText('67 %').waitFor()
    await tabTo(page, 'More options')
    await page.keyboard.press('Enter')
    await tabTo(page, 'Method')
    await page.keyboard.press('Enter')
    await page.locator('sp-menu-item:focus', { hasText: 'Model' }).waitFor()
    await page.keyboard.press('ArrowDown')
    await page.locator('sp-menu-item:focus', { hasText: 'Traditional' }).waitFor()
    await page.keyboard.press('Enter')
    await page.locator('sp-picker[aria-label=Model]').waitFor({ state: 'detached' })
    await tabTo(page, 'Select subject')
    await page.keyboard.press('Enter')
    await page.locator('[data-status=placed]').waitFor()
    await page.getByRole('img', { name: 'Layer mask' }).waitFor()
    expect(await page.locator('[data-status=placed]').innerText()).not.toContain('u2netp')
    await tabTo(page, 'Undo Firstpass: Select Subject')
    await page.keyboard.press('Enter')
    await page.getByRole('img', { name: 'Layer mask' }).waitFor({ state: 'detached' })
  })
})

describe('by the pointer', () => {
  itInBrowser('a box is dragged out and let go of; a closed picture leaves nothing behind in the helper', async () => {
    const { page } = await web.open(await web.newLink())
    await openPicture(page, at('disc.png'))
    await page.getByRole('button', { name: 'Select a box' }).click()
    const { x, y, width, height } = (await page.locator('.canvas').boundingBox())!
    await page.mouse.move(x + width / 2 - 50, y + height / 2 - 30)
    await page.mouse.down()
    await page.mouse.move(x + width / 2 + 50, y + height / 2 + 30, { steps: 3 })
    await page.mouse.up()
    const kept = await page.evaluate(() => sessionStorage.getItem('firstpass-desk'))
    const { desk } = JSON.parse(kept!) as { desk: { documents: { content: { selection?: { bounds: object } } }[] } }
    expect(desk.documents[0]!.content.selection!.bounds).toEqual({ left: 70, top: 50, right: 170, bottom: 110 })
    await page.getByRole('button', { name: 'Deselect', exact: true }).click()
    await page.getByRole('button', { name: 'Deselect', exact: true }).waitFor({ state: 'detached' })
    const folders = (): number => readdirSync(path.join(web.bench.home, 'jobs')).length
    const before = folders()
    expect(before).toBeGreaterThan(0)
    await Promise.all([
      page.waitForResponse((answer) => answer.url().endsWith('/discard')),
      page.getByRole('button', { name: 'Close picture' }).click(),
    ])
    await page.getByText('Drop a photograph here').waitFor()
    expect(folders()).toBeLessThan(before)
  })
})

describe('how it looks', () => {
  const sizes = [[240, 700], [420, 800], [1280, 800], [1920, 1080]] as const

  itInBrowser('nothing is cut off at any width, in light and dark', async () => {
    const { page, complaints } = await web.open(await web.newLink())
    await openPicture(page, at('disc.png'))
    for (const [width, height, scheme] of sizes.flatMap((size) => [[...size, 'light'], [...size, 'dark']] as const)) {
      await page.setViewportSize({ width, height })
      await page.emulateMedia({ colorScheme: scheme })
      await page.locator(`.theme.${scheme}`).waitFor()
      const found = await page.evaluate(() => {
        const isSeen = (element: Element): boolean => element.checkVisibility() && element.getBoundingClientRect().width > 0
        const all = document.querySelectorAll('sp-button, sp-action-button, sp-picker, sp-slider, button, select')
        const beyond = [...all].filter(isSeen).filter((each) => each.getBoundingClientRect().right > innerWidth + 1)
        return {
          overflow: document.documentElement.scrollWidth - innerWidth,
          outside: beyond.map((each) => each.outerHTML.slice(0, 80)),
          ground: getComputedStyle(document.querySelector('.side')!).backgroundColor,
          ink: getComputedStyle(document.querySelector('.theme')!).color,
        }
      })
      expect({ ...found, width, ground: '', ink: '' }).toEqual({ overflow: 0, outside: [], width, ground: '', ink: '' })
      expect(lightness(found.ground) > lightness(found.ink)).toBe(scheme === 'light')
      const folder = process.env.FIRSTPASS_SHOTS
      if (folder) await page.screenshot({ path: path.join(folder, `${width}-${scheme}.png`) })
    }
    expect(complaints).toEqual([])
  })

  const lightness = (colour: string): number => {
    const [red = 0, green = 0, blue = 0] = (/\d+, \d+, \d+/.exec(colour)?.[0] ?? '').split(',').map(Number)
    return red + green + blue
  }
})
