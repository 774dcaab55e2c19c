import * as path from 'node:path'
import { alphaUsage } from '../simulators/premiere/constants'
import { itWithProgram, itWithWeights, program, weights } from '../support/available'
import { makeFilm, tellFilm } from '../support/film'
import { endHelpers, temporaryFolder } from '../support/helper'
import {
  above, closePremierePanels, cutOf, frameTicks, makeTimeline, openPremierePanel, startClipHelper,
} from '../support/premiere-panel'

const FILM = frameTicks(24000n, 1001n)

/** A network of seconds, on a machine that may be busy. */
const PATIENCE_MS = 240_000

const hasTools = ['ffmpeg', 'ffprobe'].every((name) => program(name) !== undefined)
const it = hasTools ? itWithWeights('u2netp') : itWithProgram('ffmpeg', 'ffprobe')

afterEach(closePremierePanels)
afterAll(endHelpers)

it('a subject\'s matte is a clip with straight alpha above its original', async () => {
  const folder = temporaryFolder()
  const film = path.join(folder, 'film.mov')
  makeFilm({ file: film, frames: 4 })
  const helper = await startClipHelper({ FIRSTPASS_TEST_MODELS: path.dirname(weights('u2netp')!) })
  const { model, app } = await openPremierePanel(helper)
  const clip = cutOf({ file: film, at: 10, frames: 3, from: 1, filmFrame: FILM }, FILM)
  makeTimeline(app, { folder, frame: FILM, clips: [clip] })
  await model.chooseScope('active')
  model.set('mask-clip', { model: 'u2netp' })
  const [report] = await model.run('mask-clip')
  expect([report?.problem, report?.landed?.form, report?.landed?.differs]).toEqual([undefined, 'clip', []])
  expect(above(app, FILM, FILM)).toMatchObject([{ track: 1, start: 10, end: 13, in: 1, out: 4 }])
  const item = app.state.items.find(({ id }) => id === app.clips().at(-1)!.clip.item)!
  expect(item.interpretation.alpha).toBe(alphaUsage.ALPHACHANNEL_STRAIGHT)
  expect(tellFilm(item.path)).toMatchObject({ frames: 4, pixelFormat: expect.stringContaining('yuva444') as string })
}, PATIENCE_MS)
