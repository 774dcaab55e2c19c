import * as fs from 'node:fs'
import * as path from 'node:path'
import { itWithProgram } from '../support/available'
import { makeFilm, tellFilm } from '../support/film'
import { endHelpers, temporaryFolder, type TestHelper, until } from '../support/helper'
import {
  above, closePremierePanels, cutOf, frameTicks, makeTimeline, openPremierePanel, type PremierePanel, startClipHelper,
} from '../support/premiere-panel'
import type { ProfileName } from '../simulators/premiere'

const it = itWithProgram('ffmpeg', 'ffprobe')

const FILM = frameTicks(24000n, 1001n)
const FRAMES = 64

let helper: TestHelper
let folder: string
let film: string

beforeAll(async () => {
  folder = temporaryFolder()
  film = path.join(folder, 'a film.mov')
  makeFilm({ file: film, frames: FRAMES, timecode: '01:00:00:00' })
  helper = await startClipHelper()
})
afterEach(closePremierePanels)
afterAll(endHelpers)

const framing = { Position: { x: 0.25, y: 0.5 }, Scale: 60, Opacity: 80 }

/** One clip of the film at 23.976, frames 20 to 44 of it, framed. */
function cutFilm({ app }: PremierePanel, more: { at?: number; from?: number } = {}): void {
  const { at = 100, from = 20 } = more
  const clip = { ...cutOf({ file: film, at, frames: 24, from, filmFrame: FILM }, FILM), framing }
  makeTimeline(app, { folder, frame: FILM, clips: [clip] })
}

const framingOf = ({ app }: PremierePanel, track: number): unknown[] => {
  const found = app.clips().find((each) => each.track === track)!.clip.components
  return found.flatMap(({ params }) => params).filter(({ name }) => name in framing).map(({ name, value }) => [name, value])
    .sort()
}

async function openWith(wish: Parameters<typeof openPremierePanel>[1] = {}): Promise<PremierePanel> {
  const panel = await openPremierePanel(helper, wish)
  cutFilm(panel)
  await panel.model.chooseScope('active')
  panel.model.set('denoise-clip', { method: 'traditional' })
  panel.model.set('upscale-clip', { method: 'traditional', scale: 2 })
  return panel
}

const profiles: readonly ProfileName[] = ['26.2.2-broken', '26.3.0-win', 'strict-26.3']

it.each(profiles)('%s: a denoised clip is exactly above its original, framed as it is; undo takes it back', async (profile) => {
  const panel = await openWith({ profile })
  const { model, app } = panel
  const before = app.hash()
  const [report] = await model.run('denoise-clip')
  expect([report?.problem, report?.status]).toEqual([undefined, 'placed'])
  expect(report!.landed).toMatchObject({ form: 'clip', where: 'V2, above “a film.mov”', differs: [] })
  expect(above(app, FILM, FILM)).toMatchObject([{ track: 1, start: 100, end: 124, in: 12, out: 36 }])
  expect(framingOf(panel, 1)).toEqual(framingOf(panel, 0))
  const { path: file } = app.state.items.find(({ id }) => id === app.clips().at(-1)!.clip.item)!
  expect(path.dirname(file)).toBe(path.join(folder, 'Firstpass'))
  expect(tellFilm(file)).toMatchObject({ frames: 48, rate: '24000/1001', width: 96, height: 64, timecode: '01:00:00:08' })
  expect(app.sequence().audio.map(({ clips }) => clips.length)).toEqual([1])
  app.undo(report!.landed!.undoSteps)
  expect(app.hash()).toBe(before)
})

it('a clip that is twice as large fills what the original does; by polling alone', async () => {
  const panel = await openWith({ polls: true })
  const { model, app } = panel
  const [report] = await model.run('upscale-clip')
  expect([report?.problem, report?.landed?.differs]).toEqual([undefined, []])
  expect(framingOf(panel, 1)).toEqual([['Opacity', 80], ['Position', { x: 0.25, y: 0.5 }], ['Scale', 30]])
  const { item } = app.clips().at(-1)!.clip
  expect(tellFilm(app.state.items.find(({ id }) => id === item)!.path)).toMatchObject({ width: 192, height: 128, frames: 48 })
})

it.each([
  ['25', 25n, 1n], ['29.97', 30000n, 1001n], ['59.94', 60000n, 1001n],
] as const)('a film of 23.976 on a timeline of %s plays the same moments', async (_name, num, den) => {
  const frame = frameTicks(num, den)
  const panel = await openPremierePanel(helper)
  const { app, model } = panel
  // An hour of drop-frame labels before it, as timelines begin.
  const zero = 107_892n * frame
  const clip = cutOf({ file: film, at: 1798, frames: 25, from: 10, filmFrame: FILM }, frame)
  makeTimeline(app, { folder, frame, zero, clips: [clip] })
  await model.chooseScope('active')
  model.set('denoise-clip', { method: 'traditional', handlesFrames: 3 })
  const [report] = await model.run('denoise-clip')
  expect([report?.problem, report?.landed?.differs]).toEqual([undefined, []])
  const [original, made] = app.clips().map(({ clip }) => clip)
  expect([made!.start, made!.end]).toEqual([original!.start, original!.end])
  // The result begins three frames of the film earlier.
  expect([made!.in, made!.out]).toEqual([original!.in - 7n * FILM, original!.out - 7n * FILM])
})

it('what lies between in and out is done piece by piece, each on the same track', async () => {
  const panel = await openPremierePanel(helper)
  const { app, model } = panel
  const clips = [[100, 4], [112, 20], [140, 8]].map(([at, from], index) =>
    cutOf({ file: film, name: `cut ${index}`, at: at!, frames: 12, from: from!, filmFrame: FILM }, FILM))
  makeTimeline(app, { folder, frame: FILM, clips, in: 106n * FILM, out: 120n * FILM })
  model.set('denoise-clip', { method: 'traditional', handlesFrames: 0 })
  await model.chooseScope('in-out')
  const reports = await model.run('denoise-clip')
  expect(reports.map(({ status, target }) => [status, target.name])).toEqual([['placed', 'cut 0'], ['placed', 'cut 1']])
  expect(above(app, FILM, FILM)).toMatchObject([
    { track: 1, start: 106, end: 112, in: 0, out: 6 }, { track: 1, start: 112, end: 120, in: 0, out: 8 },
  ])
})

it('media are exchanged with their sound and come back; then the original is read, not what took its place', async () => {
  const panel = await openWith()
  const { model, app } = panel
  const [media] = app.state.items.filter(({ path: at }) => at === film)
  const now = (): string => app.state.items.find(({ id }) => id === media!.id)!.path
  const before = app.hash()
  model.set('denoise-clip', { place: 'media' })
  const [report] = await model.run('denoise-clip')
  expect([report?.problem, report?.landed?.form, report?.landed?.undoSteps]).toEqual([undefined, 'media', 0])
  expect(tellFilm(now())).toMatchObject({ frames: FRAMES })
  expect(app.clips()).toHaveLength(1)
  const first = now()
  expect((await model.runAgain()).map(({ problem }) => problem)).toEqual([undefined])
  expect([now() === first, fs.existsSync(first)]).toEqual([false, true])
  await model.removeLast()
  expect([model.state.problem, now()]).toEqual([undefined, film])
  expect(app.hash()).toBe(before)
})

it('a clip that was cut meanwhile gets nothing; the result waits, with its file', async () => {
  const panel = await openWith()
  const { model, app } = panel
  const running = model.run('denoise-clip')
  await until('it works', () => model.state.run?.stage === 'working')
  app.edit('Trim', (sequence) => {
    const [clip] = sequence.video[0]!.clips
    clip!.end -= 2n * FILM
    clip!.out -= 2n * FILM
  })
  const [report] = await running
  expect(report).toMatchObject({ status: 'kept', problem: { code: 'TARGET_CHANGED' } })
  expect([app.clips().length, model.state.waiting.length]).toEqual([1, 1])
})

it('a clip that was moved meanwhile gets its result by hand, where it is now', async () => {
  const { model, app } = await openWith()
  const running = model.run('denoise-clip')
  await until('it works', () => model.state.run?.stage === 'working')
  app.edit('Move', (sequence) => {
    const [clip] = sequence.video[0]!.clips
    clip!.start += 30n * FILM
    clip!.end += 30n * FILM
  })
  expect(await running).toMatchObject([{ status: 'kept', problem: { code: 'TARGET_GONE' } }])
  await model.placeWaiting(model.state.waiting[0]!.job)
  expect([model.state.problem, model.state.waiting]).toEqual([undefined, []])
  expect(above(app, FILM, FILM)).toMatchObject([{ track: 1, start: 130, end: 154, in: 12, out: 36 }])
})

it('a moved clip\'s result that is placed by hand goes in the place of what an earlier panel made', async () => {
  const first = await openWith()
  const { app } = first
  await first.model.run('denoise-clip')
  const { model } = await openPremierePanel(helper, { app })
  await model.chooseScope('active')
  const running = model.run('denoise-clip')
  await until('it works', () => model.state.run?.stage === 'working')
  app.edit('Move', (sequence) => {
    for (const { clips: [clip] } of sequence.video.slice(0, 2)) {
      clip!.start += 30n * FILM
      clip!.end += 30n * FILM
    }
  })
  const [report] = await running
  expect(report).toMatchObject({ status: 'kept', problem: { code: 'TARGET_GONE' } })
  await model.placeWaiting(report!.id)
  expect([model.state.problem, model.state.waiting]).toEqual([undefined, []])
  expect(above(app, FILM, FILM)).toMatchObject([{ track: 2, start: 130, end: 154, in: 12, out: 36 }])
})

it('cancelled while frames are made, the timeline and the folder are as they were', async () => {
  const panel = await openWith()
  const { model, app } = panel
  const results = path.join(folder, 'Firstpass')
  const files = (): string[] => (fs.existsSync(results) ? fs.readdirSync(results) : [])
  const [before, there] = [app.hash(), files()]
  const running = model.run('denoise-clip')
  await until('it works', () => model.state.run?.stage === 'working')
  model.cancel()
  expect(await running).toMatchObject([{ status: 'cancelled' }])
  expect(app.hash()).toBe(before)
  await until('its files are gone', () => files().length === there.length)
})

it('after the project was closed a new panel runs again, and removes everything; empty tracks are named', async () => {
  const { app, model } = await openWith()
  await model.run('denoise-clip')
  app.reopen()
  app.select('a film.mov')
  const again = await openPremierePanel(helper, { app })
  await again.model.chooseScope('active')
  const [report] = await again.model.runAgain()
  expect([report?.problem, report?.landed?.where]).toEqual([undefined, 'V3, above “a film.mov”'])
  expect(above(app, FILM, FILM)).toMatchObject([{ track: 2, start: 100, end: 124 }])
  await again.model.removeAll()
  expect(app.clips()).toHaveLength(1)
  const empty = ['V2', 'V3'].map((track) => expect.stringContaining(`${track} is empty now`))
  expect(again.model.state.notice!.sentences).toEqual(empty)
})

it.each(profiles)('%s: a still of the timeline is seen', async (profile) => {
  const { model } = await openWith({ profile })
  await model.still()
  expect([model.state.problem, model.state.still?.slice(0, 11)]).toEqual([undefined, 'data:image/'])
})
