import * as fs from 'node:fs'
import * as path from 'node:path'
import { itWithProgram, itWithWeights, program, weights } from '../support/available'
import { makeFilm, tellFilm } from '../support/film'
import { endHelpers, temporaryFolder } from '../support/helper'
import { closeResolvePanels, openResolvePanel, sceneOfFilm, startResolveHelper } from '../support/resolve/panel'

const FRAMES = 4

/** A network of seconds, on a machine that may be busy. */
const PATIENCE_MS = 240_000

const hasTools = ['ffmpeg', 'ffprobe', 'luajit'].every((name) => program(name) !== undefined)
const it = hasTools ? itWithWeights('u2netp') : itWithProgram('ffmpeg', 'ffprobe', 'luajit')

afterEach(closeResolvePanels)
afterAll(endHelpers)

it('a subject\'s matte goes with its source, as long, as large and in step with it', async () => {
  const film = path.join(temporaryFolder(), 'film.mov')
  makeFilm({ file: film, frames: FRAMES, timecode: '01:00:00:00' })
  const started = await startResolveHelper({ FIRSTPASS_TEST_MODELS: path.dirname(weights('u2netp')!) })
  const scene = sceneOfFilm(film, FRAMES, [1, 3])
  const { model, lua } = await openResolvePanel(started, { profile: 'free-21.1', scene, ffprobe: program('ffprobe')! })
  await model.chooseScope('active')
  model.set('mask-clip', { model: 'u2netp', place: 'external-matte' })
  const [report] = await model.run('mask-clip')
  expect([report?.problem, report?.landed?.form]).toEqual([undefined, 'external-matte'])
  const mattes = async (): Promise<string[]> => {
    const { pool } = await lua.describe() as { pool: { clips: { path: string; mattes: string[] }[] }[] }
    return pool.flatMap(({ clips }) => clips).find((clip) => clip.path === film)!.mattes
  }
  const [matte, ...others] = await mattes()
  expect(others).toEqual([])
  expect(tellFilm(matte!)).toMatchObject({ frames: FRAMES, rate: '24000/1001', width: 96, height: 64, timecode: '01:00:00:00' })
  await model.removeLast()
  expect([model.state.problem, await mattes()]).toEqual([undefined, []])
}, PATIENCE_MS)

it('a subject\'s matte cuts the clip by a composition, whose Loader reads its pictures', async () => {
  const film = path.join(temporaryFolder(), 'a "film".mov')
  makeFilm({ file: film, frames: FRAMES, timecode: '01:00:00:00' })
  const started = await startResolveHelper({ FIRSTPASS_TEST_MODELS: path.dirname(weights('u2netp')!) })
  const scene = sceneOfFilm(film, FRAMES, [1, 3])
  const { model, lua } = await openResolvePanel(started, { profile: 'free-21.1', scene, ffprobe: program('ffprobe')! })
  await model.chooseScope('active')
  model.set('mask-clip', { model: 'u2netp', place: 'fusion' })
  const before = await lua.describe()
  const [report] = await model.run('mask-clip')
  expect([report?.problem, report?.landed?.form, report?.landed?.differs]).toEqual([undefined, 'fusion', []])
  const { timelines: [timeline] } = await lua.describe() as { timelines: { video: { items: { comps: Comp[] }[] }[] }[] }
  const [comp] = timeline!.video[0]!.items[0]!.comps
  const folder = String(report?.landed?.place.path)
  expect(comp).toMatchObject({ outcome: 'works', isActive: true, files: [path.join(folder, 'frame_000000.png')] })
  expect(fs.readdirSync(folder).sort()).toEqual([
    expect.stringMatching(/^firstpass-[0-9a-f]{8}\.comp$/), ...[0, 1, 2, 3].map((at) => `frame_00000${at}.png`),
  ])
  await model.removeLast()
  expect([model.state.problem, await lua.describe()]).toEqual([undefined, before])
}, PATIENCE_MS)

interface Comp {
  outcome: string
  isActive: boolean
  files: string[]
}
