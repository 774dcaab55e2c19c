import { readdirSync } from 'node:fs'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { clipLabels, labels } from '#panel'
import { itWithProgram, itWithWeights, program } from '../support/available'
import { gridOf, otherWords, unlikeness } from '../support/guide-compare'
import { kept, MOST_BYTES, PICTURES, type Shot, take, wordsOf } from '../support/guide-pictures'
import { FILM, GuideStage, press, untilDrawn } from '../support/guide-stage'
import { showPanel } from '../support/guide-uxp'
import { endHelpers, until } from '../support/helper'
import { canvasGrid, openPicture } from '../support/page'
import { pretendPreload } from '../support/resolve/resolve-web'

/**
 * The pictures of the user's guide, of what its reader will see: a helper as it is installed, its pages in Chromium, the built
 * plugins in simulated hosts. FIRSTPASS_WRITE_GUIDE=1 keeps them in docs/images/guide. Else each is taken anew and held against
 * the kept one: its words, of which a few may be others (they are kept in it), its width, about its height, and its layout on a
 * coarse grid (guide-compare.ts says how other fonts are told from other pages).
 */
const PROGRAMS = ['chromium', 'ffmpeg', 'ffprobe']
const canRun = PROGRAMS.every((name) => program(name) !== undefined)
const itWithAll = canRun ? itWithWeights('u2netp') : itWithProgram(...PROGRAMS)

/** Of a picture's words. */
const MOST_OTHER_WORDS = 0.12
/** Of its height, and of its grid. */
const MOST_HIGHER = 0.12
const MOST_UNLIKE = 0.14

const stage = new GuideStage()
const names: string[] = []
let window: Page

beforeAll(async () => {
  if (!canRun) return
  await stage.start()
  window = (await stage.openPage('home', { width: 800, height: 1000 })).page
})
afterAll(async () => {
  await stage.stop()
  await endHelpers()
})

/** Takes a picture, and looks whether the guide's own is still what it shows. */
async function show(page: Page, shot: Shot): Promise<void> {
  const { name, isOfMachine = false } = shot
  const { file, words, cut } = await take(page, shot)
  names.push(name)
  for (const word of shot.words) expect(words).toContain(word)
  expect({ name, cut }).toEqual({ name, cut: [] })
  const own = kept(name)
  if (!own) throw new Error(`docs/images/guide/${name}.png is missing: FIRSTPASS_WRITE_GUIDE=1 makes it`)
  expect(own.length).toBeLessThanOrEqual(MOST_BYTES)
  const [size, now] = await Promise.all([sharp(own).metadata(), sharp(file).metadata()])
  expect({ name, width: now.width }).toEqual({ name, width: size.width })
  if (isOfMachine) return
  const far = {
    words: otherWords(wordsOf(own), words) / MOST_OTHER_WORDS,
    height: Math.abs(now.height - size.height) / size.height / MOST_HIGHER,
    layout: unlikeness(await gridOf(own, size), await gridOf(file, size)) / MOST_UNLIKE,
  }
  const stale = Object.entries(far).filter(([, share]) => share > 1).map(([what, share]) => `${what} ${share.toFixed(2)}`)
  if (stale.length === 0) return
  throw new Error([
    `${name}.png is not what is seen now (${stale.join(', ')}; more than 1 is too far).`,
    'FIRSTPASS_SHOTS=FOLDER keeps what is seen; if that is right, FIRSTPASS_WRITE_GUIDE=1 takes the pictures anew.',
    `then: ${wordsOf(own)}`, `now: ${words}`,
  ].join('\n'))
}

const openPanel = async (): Promise<Page> => (await stage.web.open('about:blank', { width: 280, height: 1200, scale: 2 })).page

describe('the pictures of the guide', () => {
  itWithAll('a panel asks, the window lets it in; Photoshop before a run, after it, and the loupe', async () => {
    const { uxp } = await stage.openPhotoshop('acanthus.psd')
    const page = await openPanel()
    await untilDrawn(uxp, '.fp-digits')
    await showPanel(page, uxp.document)
    await show(page, { name: 'panel-asks', to: page.locator('.fp-alert'), words: [labels.openWindow, labels.typeCode] })
    const digits = await page.locator('.fp-digits').innerText()
    await window.locator('.ask-card .digits', { hasText: digits }).waitFor()
    const card = window.locator('.ask-card')
    await window.setViewportSize({ width: 460, height: 1000 })
    await show(window, { name: 'window-asks', of: card, words: ['Photoshop', digits, 'Allow', 'Not mine'] })
    await window.setViewportSize({ width: 800, height: 1000 })
    await stage.letIn(uxp, window)

    await showPanel(page, uxp.document)
    await show(page, {
      name: 'photoshop-ready', to: page.locator('.fp > *').last(),
      words: [labels.forms['layer-mask'], labels.combine, 'Select subject', 'Plant — acanthus.psd', labels.folder, labels.loupe],
    })
    await press(uxp, 'Select subject')
    await untilDrawn(uxp, '[data-status=placed]')
    await showPanel(page, uxp.document)
    await show(page, {
      name: 'photoshop-done', of: page.locator('[data-report]'),
      words: ['Layer mask on “Plant”', labels.undo(1), 'u2netp (Apache-2.0)', labels.compare.traditional, labels.remove],
    })
    await press(uxp, labels.loupe)
    await untilDrawn(uxp, '[data-loupe=ready]')
    await showPanel(page, uxp.document)
    // As its user moves it.
    await page.locator('.fp-loupe').evaluate((element) => { element.scrollLeft = 90 })
    await show(page, {
      name: 'photoshop-loupe', of: page.locator('[data-loupe]'), mostPx: 380,
      words: [...Object.values(labels.maskLoupes), labels.loupeHint],
    })
    await press(uxp, labels.close)
  })

  itWithAll('Premiere Pro before a run and after it', async () => {
    const { uxp } = await stage.openPremiere(await stage.writeFilm())
    const page = await openPanel()
    await untilDrawn(uxp, '.fp-digits')
    await stage.letIn(uxp, window)
    await untilDrawn(uxp, 'sp-button', 'Make the matte')
    await showPanel(page, uxp.document)
    await show(page, {
      name: 'premiere-ready', to: page.locator('.fp > *').last(),
      words: ['Slow motion', clipLabels.mattes.alpha, clipLabels.steady, 'Make the matte', `${FILM.name} — Shore`],
    })
    await press(uxp, 'Make the matte')
    await untilDrawn(uxp, '[data-status=placed]')
    await showPanel(page, uxp.document)
    await show(page, {
      name: 'premiere-done', from: page.locator('[data-report]'), to: page.locator('[data-report] [role=list]'),
      words: [`V2, above “${FILM.name}”`, 'undos take it back', labels.remove, 'to check', '01:00:00:'],
    })
  })

  itWithAll('the window: what runs, what can be downloaded, what is well', async () => {
    await window.reload()
    const own = window.getByRole('list', { name: 'Firstpass itself' }).getByRole('listitem')
    await own.first().waitFor()
    await show(window, {
      name: 'window', to: window.locator('#start'), isOfMachine: true,
      words: ['Open a picture or clip', 'Open the panel for DaVinci Resolve', 'Quit Firstpass', 'Check-up'],
    })
    const models = window.getByRole('list', { name: 'Can be downloaded' }).getByRole('listitem')
    await show(window, {
      name: 'window-models', from: models.first(), to: models.nth(1), across: models.first(), isOfMachine: true,
      words: ['Download', 'MB'],
    })
    await show(window, {
      name: 'window-checkup', from: own.filter({ hasText: 'Speed' }), to: window.getByRole('button', { name: 'Copy as text' }),
      across: own.first(), isOfMachine: true, words: ['Computing', 'Clips', 'Check again', 'Copy as text'],
    })
  })

  itWithAll('DaVinci Resolve: what to start in it, and the panel once it is there', async () => {
    const waiting = await stage.openPage('resolve', { width: 400, height: 900, scale: 2 })
    await waiting.page.locator('[data-door=not-started]').waitFor()
    await show(waiting.page, {
      name: 'resolve-waits', of: waiting.page.locator('[data-door]'),
      words: ['Waiting for DaVinci Resolve', 'Workspace > Scripts > firstpass'],
    })
    const host = stage.openResolve(await stage.writeFilm())
    const { page } = await stage.openPage('resolve', {
      width: 400, height: 900, scale: 2, prepare: async (made) => void await pretendPreload(made, host),
    })
    await page.getByText(`${FILM.name} — Shore`).waitFor()
    await show(page, {
      name: 'resolve-ready', to: page.locator('.fp-run > *').last(),
      words: ['Connected to DaVinci Resolve', 'Subject', 'Denoise', 'Upscale', 'Slow motion', 'Make the matte'],
    })
  })

  itWithAll('a picture in the browser with its subject masked', async () => {
    const { page } = await stage.openPage('browser', { width: 1000, height: 760 })
    await openPicture(page, await stage.writePlant('acanthus.png'))
    await page.getByRole('button', { name: 'Select subject' }).click()
    await page.locator('[data-status=placed]').waitFor({ timeout: 40_000 })
    await until('the cut-out is drawn', async () => {
      const colours = new Set((await canvasGrid(page)).map(String))
      return colours.size > 8 && colours.has('204,204,204,255')
    })
    await show(page, { name: 'page-subject', words: ['Open…', 'PNG', 'PSD', 'Select subject', labels.statuses.placed, 'Layers'] })
  })

  itWithAll('a clip in the browser beside its result', async () => {
    const { page } = await stage.openPage('browser', { width: 960, height: 760 })
    await page.setInputFiles('input[type=file]', await stage.writeFilm())
    await page.locator('.clip-pane.original[data-proxy=ready]').waitFor()
    for (const key of ['.', 'o']) await page.keyboard.press(key)
    await page.getByRole('button', { name: 'Make the matte' }).click()
    await page.locator('.clip-pane.result[data-proxy=ready]').waitFor({ timeout: 40_000 })
    await page.waitForFunction(() =>
      [...document.querySelectorAll('video')].every(({ readyState, seeking }) => readyState > 1 && !seeking))
    await show(page, { name: 'page-clip', words: ['Make the matte', 'Side by side', 'Wipe', 'In', 'Out', 'Download'] })
  })

  itWithAll('all that are kept were taken, they are light, and none passes for another', async () => {
    expect(readdirSync(PICTURES).filter((name) => name.endsWith('.png'))).toEqual(names.map((name) => `${name}.png`).sort())
    const pictures = names.map((name) => ({ name, picture: kept(name) ?? Buffer.alloc(0) }))
    expect(pictures.reduce((sum, { picture }) => sum + picture.length, 0)).toBeLessThanOrEqual(1_500_000)
    for (const { name, picture } of pictures) {
      const size = await sharp(picture).metadata()
      const own = await gridOf(picture, size)
      for (const other of pictures.filter((each) => each.name !== name)) {
        const distance = unlikeness(own, await gridOf(other.picture, size))
        if (distance <= MOST_UNLIKE) throw new Error(`${other.name} passes for ${name}: ${distance.toFixed(3)}`)
      }
    }
  })
})
