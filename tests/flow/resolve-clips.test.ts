import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Profile } from '../simulators/resolve'
import { itWithProgram, program } from '../support/available'
import { makeFilm, tellFilm } from '../support/film'
import { endHelpers, temporaryFolder } from '../support/helper'
import {
  closeResolvePanels, openResolvePanel, type ResolvePanel, sceneOfFilm, startResolveHelper,
} from '../support/resolve/panel'

const it = itWithProgram('ffmpeg', 'ffprobe', 'luajit')
const FRAMES = 64

let folder: string
let film: string

beforeEach(() => {
  folder = temporaryFolder()
  film = path.join(folder, 'a film.mov')
  makeFilm({ file: film, frames: FRAMES, timecode: '01:00:00:00' })
})
afterEach(async () => {
  closeResolvePanels()
  await endHelpers()
})

interface Item {
  path: string
  start: number
  duration: number
  from: number
  to: number
  look: string
  takes: string[]
}

interface Described {
  timelines: { video: { name: string; items: Item[] }[]; startFrame: number }[]
  pool: { folder: string; clips: { path: string; mattes: string[] }[] }[]
}

const described = async ({ lua }: ResolvePanel): Promise<Described> => await lua.describe() as unknown as Described

async function open(profile: Profile): Promise<ResolvePanel> {
  const scene = sceneOfFilm(film, FRAMES)
  const panel = await openResolvePanel(await startResolveHelper(), { profile, scene, ffprobe: program('ffprobe')! })
  panel.model.set('denoise-clip', { method: 'traditional' })
  // Something without media on the same track, which a list of Lua's has a hole for.
  const timeline = 'resolve:GetProjectManager():GetCurrentProject():GetCurrentTimeline()'
  const insert = 't:SetCurrentTimecode("01:00:00:10"); t:InsertFusionCompositionIntoTimeline()'
  await panel.lua.run(`local t = ${timeline}; ${insert}; t:SetCurrentTimecode("01:00:04:14")`)
  await panel.model.chooseScope('active')
  return panel
}

const profiles: readonly Profile[] = ['free-21.1', 'free-20', 'studio-20', 'studio-21.1']

const flow = '%s: the script in luajit puts a denoised clip exactly above its original, and takes it out'

it.each(profiles)(flow, async (profile) => {
  const panel = await open(profile)
  const { model, lua } = panel
  const before = (await described(panel)).timelines
  const crossed = panel.batches()
  const [report] = await model.run('denoise-clip')
  expect([report?.problem, report?.status]).toEqual([undefined, 'placed'])
  expect(report!.landed).toMatchObject({ form: 'clip', where: 'V3, above “a film.mov”', differs: [], undoSteps: 0 })
  const { timelines: [timeline], pool } = await described(panel)
  const [item] = timeline!.video[2]!.items
  expect(item).toMatchObject({ start: timeline!.startFrame + 100, duration: 24, from: 12, to: 36, look: 'warm' })
  expect(path.dirname(item!.path)).toBe(path.join(folder, 'Firstpass'))
  expect(tellFilm(item!.path)).toMatchObject({ frames: 48, rate: '24000/1001', width: 96, height: 64, timecode: '01:00:00:08' })
  expect(pool.find((each) => each.folder === 'Firstpass')!.clips.map((clip) => clip.path)).toEqual([item!.path])
  expect(panel.batches() - crossed).toBeLessThan(60)
  await model.removeLast()
  expect([model.state.problem, (await described(panel)).timelines, fs.existsSync(item!.path)]).toEqual([undefined, before, true])
  expect(await lua.machine()).toMatchObject({ modal: '', scriptError: '', isFrozen: false, page: 'edit' })
})

it('a larger clip is a take of the original, which can be chosen again and is made of the original another time', async () => {
  const panel = await open('free-21.1')
  const { model } = panel
  const before = (await described(panel)).timelines
  model.set('upscale-clip', { method: 'traditional', scale: 2, place: 'take' })
  const [report] = await model.run('upscale-clip')
  expect([report?.problem, report?.landed]).toMatchObject([undefined, { form: 'take', differs: [] }])
  const itemNow = async (): Promise<Item> => (await described(panel)).timelines[0]!.video[0]!.items.at(-1)!
  const item = await itemNow()
  expect(tellFilm(item.path)).toMatchObject({ frames: 48, width: 192, height: 128 })
  expect(item).toMatchObject({ takes: [film, item.path], from: 12, to: 36, duration: 24, look: 'warm' })
  expect((await model.runAgain()).map(({ problem }) => problem)).toEqual([undefined])
  const again = await itemNow()
  expect([again.takes, again.path === item.path]).toEqual([[film, again.path], false])
  await model.removeAll()
  expect([model.state.problem, (await described(panel)).timelines]).toEqual([undefined, before])
})

it('a clip is worked on as it is graded: rendered alone, placed without a grade; what was rendered goes', async () => {
  const panel = await open('free-21.1')
  const { model, lua } = panel
  const sides = [['Width', 192], ['Height', 128]].map(([side, px]) => `p:SetSetting("timelineResolution${side}", "${px}")`)
  await lua.run(`local p = resolve:GetProjectManager():GetCurrentProject(); ${sides.join('; ')}`)
  const before = (await described(panel)).timelines
  model.set('denoise-clip', { method: 'traditional', look: 'graded' })
  const [report] = await model.run('denoise-clip')
  expect([report?.problem, report?.status, report?.landed?.differs]).toEqual([undefined, 'placed', []])
  const { timelines, pool } = await described(panel)
  const [item] = timelines[0]!.video[2]!.items
  expect(item).toMatchObject({ start: timelines[0]!.startFrame + 100, duration: 24, from: 0, to: 24, look: '' })
  expect(path.basename(item!.path)).toMatch(/^a film-denoised-[0-9a-f]{8}\.mov$/)
  expect(tellFilm(item!.path)).toMatchObject({ frames: 24, rate: '24000/1001', width: 192, height: 128, timecode: '01:00:04:04' })
  expect(fs.readdirSync(path.join(folder, 'Firstpass'))).toEqual([path.basename(item!.path)])
  expect([timelines.length, pool.flatMap(({ clips }) => clips).filter((clip) => clip.path.includes('graded'))]).toEqual([1, []])
  await model.removeLast()
  expect([model.state.problem, (await described(panel)).timelines]).toEqual([undefined, before])
  expect(await lua.machine()).toMatchObject({ modal: '', scriptError: '', isFrozen: false, page: 'edit' })
})

it('a result may go onto a copy of the timeline, which is gone with it', async () => {
  const panel = await open('studio-20')
  const { model } = panel
  const before = (await described(panel)).timelines
  model.set('denoise-clip', { method: 'traditional', place: 'timeline-copy' })
  const [report] = await model.run('denoise-clip')
  expect([report?.problem, report?.landed?.where]).toEqual([undefined, '“Cut (Firstpass)”, V3, above “a film.mov”'])
  const { timelines } = await described(panel)
  expect([timelines.length, timelines[0], timelines[1]!.video[2]!.items[0]!.look]).toEqual([2, before[0], 'warm'])
  await model.removeLast()
  expect([model.state.problem, (await described(panel)).timelines]).toEqual([undefined, before])
})
