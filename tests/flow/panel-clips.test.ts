import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import sharp from 'sharp'
import { ratio, type Ratio, secondsOf } from '#protocol'
import { itWithProgram, itWithWeights, program } from '../support/available'
import { STILL_PAUSE_MS } from '../../shared/panel/still'
import { type ClipPanel, closeClipPanels, openClipPanel } from '../support/clip-panel'
import { makeFilm, tellFilm } from '../support/film'
import { endHelpers, nodeSurroundings, startTestHelper, temporaryFolder, type TestHelper, until } from '../support/helper'

/** The panel of clips with the helper that its users have: real engine, real codecs, real files. */
const FRAMES = 60
const RATE = { num: 24000, den: 1001 }
const at = (frame: number): Ratio => secondsOf(frame, RATE)

let helper: TestHelper
let panel: ClipPanel
let folder: string
let film: string

beforeAll(async () => {
  helper = await startTestHelper({
    engine: '../../../shared/helper/engine/engine-main', codec: '../../../shared/helper/engine/codec-main',
  })
  folder = temporaryFolder()
  film = path.join(folder, 'a shot.mov')
})
beforeEach(async () => { panel = await openClipPanel(helper) })
afterEach(closeClipPanels)
afterAll(endHelpers)

const makeSource = (): void => {
  if (!fs.existsSync(film)) makeFilm({ file: film, frames: FRAMES, timecode: '01:00:00:00' })
}

const hasSound = (file: string): boolean => execFileSync('ffprobe', [
  '-v', 'error', '-select_streams', 'a', '-show_entries', 'stream=codec_type', '-of', 'csv=p=0', file,
], { encoding: 'utf8' }).trim() !== ''

/** The file that the host was given. */
const placed = (): string => panel.host.placings.at(-1)!.clip.path

describe('a panel of clips with the real helper', () => {
  beforeEach(() => {
    if (program('ffmpeg')) makeSource()
    panel.host.add(film, { at: at(100), in: at(20), seconds: at(10), name: 'Shot' })
  })

  itWithProgram('ffmpeg', 'ffprobe')('denoises what is played, with handles, beside the source; it lies exactly', async () => {
    panel.model.set('denoise-clip', { method: 'traditional', handlesFrames: 4 })
    const [report] = await panel.model.run('denoise-clip')
    expect(report).toMatchObject({ status: 'placed', task: 'denoise-clip', landed: { form: 'clip' } })
    expect(path.dirname(placed())).toBe(path.join(folder, 'Firstpass'))
    expect(path.basename(placed())).toMatch(/^a shot-denoised-[0-9a-f]{8}\.mov$/)
    expect(report!.file).toBe(placed())
    expect(tellFilm(placed())).toMatchObject({ frames: 18, rate: '24000/1001', timecode: '01:00:00:16', width: 96, height: 64 })
    expect(panel.host.placings[0]!.clip).toMatchObject({
      rate: RATE, frames: 18, width: 96, height: 64, hasAlpha: false, begins: at(16), stretch: ratio(1n), scale: 1,
    })
    const [, made] = panel.host.timeline.clips
    expect(made).toMatchObject({ at: at(100), source: { in: at(4), out: at(14) }, name: 'Denoised 50 (Firstpass)' })
    expect(JSON.parse(made!.job!.recipe)).toMatchObject({
      firstpassJob: 1, task: 'denoise-clip', input: film, options: { range: { in: 16, out: 34 }, method: 'traditional' },
    })
    expect(report!.credit).toContain('Traditional method')
    expect(hasSound(film)).toBe(true)
    expect(hasSound(placed())).toBe(false)
  })

  itWithProgram('ffmpeg', 'ffprobe')('upscales all of a media that is exchanged, into the project\'s folder', async () => {
    panel.host.projectFolder = path.join(folder, 'project')
    fs.mkdirSync(panel.host.projectFolder)
    panel.model.set('upscale-clip', { method: 'traditional', scale: 2, place: 'media' })
    const [report] = await panel.model.run('upscale-clip')
    expect(report).toMatchObject({ status: 'placed', landed: { form: 'media' } })
    expect(path.dirname(placed())).toBe(path.join(folder, 'project', 'Firstpass'))
    expect(tellFilm(placed())).toMatchObject({ frames: FRAMES, width: 192, height: 128 })
    expect(hasSound(placed())).toBe(true)
    expect(panel.host.placings[0]!.clip).toMatchObject({ scale: 2, begins: ratio(0n), frames: FRAMES })
    expect(panel.host.timeline.clips).toMatchObject([{ path: placed(), before: film }])
    await panel.model.removeLast()
    expect(panel.host.timeline.clips).toMatchObject([{ path: film }])
    expect(fs.existsSync(placed())).toBe(true)
  })

  itWithProgram('ffmpeg')('slows a shot down: twice as many frames, from twice as far in', async () => {
    panel.model.set('slow', { method: 'traditional', factor: 2, handlesFrames: 2 })
    const [report] = await panel.model.run('slow')
    expect(report).toMatchObject({ status: 'placed' })
    expect(tellFilm(placed())).toMatchObject({ frames: 28, rate: '24000/1001' })
    expect(panel.host.timeline.clips[1]).toMatchObject({ at: at(100), source: { in: at(4), out: at(24) } })
  })

  const itWithAll = program('ffmpeg') ? itWithWeights('u2netp') : itWithProgram('ffmpeg')
  itWithAll('makes a matte with straight alpha', async () => {
    panel.model.set('mask-clip', { model: 'u2netp', handlesFrames: 0 })
    panel.host.timeline.clips[0]!.source.out = at(23)
    const [report] = await panel.model.run('mask-clip')
    expect(report).toMatchObject({ status: 'placed' })
    expect(report!.credit).toContain('u2netp')
    expect(panel.host.placings[0]!.clip).toMatchObject({ hasAlpha: true, frames: 3, begins: at(20) })
    expect(report!.markers).toEqual(panel.host.placings[0]!.clip.markers.map((marker) => ({
      ...marker, timecode: expect.stringMatching(/^01:00:00:2[0-2]$/) as string,
    })))
  })

  itWithProgram('ffmpeg')('cancelled while frames are made, it leaves no file and no part of one', async () => {
    const { model } = panel
    const stop = model.subscribe(() => {
      if (model.state.run?.pace !== undefined || model.state.run?.words === 'Making the frames') model.cancel()
    })
    const place = path.join(folder, 'cancelled')
    fs.mkdirSync(place)
    panel.host.projectFolder = place
    model.set('upscale-clip', { method: 'traditional', scale: 4 })
    const [report] = await model.run('upscale-clip')
    stop()
    expect(report).toMatchObject({ status: 'cancelled' })
    const left = (): string[] => fs.readdirSync(place, { recursive: true }).map(String)
    await until('the helper has taken all away', () => left().length === 0)
    expect(panel.host.placings).toEqual([])
    expect(panel.host.timeline.clips).toHaveLength(1)
  })

  itWithProgram('ffmpeg')('says what a run would take, and writes nothing', async () => {
    const before = fs.readdirSync(folder, { recursive: true }).sort()
    panel.model.choose('denoise-clip')
    panel.model.set('denoise-clip', { method: 'traditional' })
    await panel.model.estimate()
    expect(panel.model.state.problem).toBeUndefined()
    expect(panel.model.state.estimate).toMatch(/^About \d+ s and .* are free\.$/)
    expect(fs.readdirSync(folder, { recursive: true }).sort()).toEqual(before)
    expect(panel.host.placings).toEqual([])
  })

  it('shows a still that the host says is there before it is, and before it is whole', async () => {
    const still = await sharp({ create: { width: 96, height: 64, channels: 3, background: '#204060' } }).png().toBuffer()
    const file = path.join(folder, 'still.png')
    let pauses = 0
    const { model, host } = await openClipPanel(helper, { host: panel.host, setTimer: (ms, act) => {
      if (ms === STILL_PAUSE_MS) fs.writeFileSync(file, ++pauses === 1 ? still.subarray(0, 60) : still)
      return nodeSurroundings.setTimer(ms === STILL_PAUSE_MS ? 0 : ms, act)
    } })
    host.stillFile = file
    await model.still()
    expect(pauses).toBe(2)
    expect(model.state.problem).toBeUndefined()
    expect(model.state.still).toMatch(/^data:image\/png;base64,/)
    const { data, info } = await sharp(Buffer.from(model.state.still!.split(',')[1]!, 'base64')).raw()
      .toBuffer({ resolveWithObject: true })
    expect([info.width, info.height, [...data.subarray(0, 3)]]).toEqual([96, 64, [0x20, 0x40, 0x60]])
  })

  itWithProgram('ffmpeg')('several clips: one that is gone, one past its end, and one that is made all the same', async () => {
    panel.model.set('denoise-clip', { method: 'traditional', handlesFrames: 0 })
    panel.host.timeline.clips = []
    panel.host.add(path.join(folder, 'gone.mov'), { seconds: at(4) })
    panel.host.add(film, { in: at(FRAMES), seconds: at(4) })
    panel.host.add(film, { in: at(FRAMES - 2), seconds: at(9) })
    const reports = await panel.model.run('denoise-clip')
    expect(reports.map(({ status, problem }) => [status, problem?.code])).toEqual([
      ['failed', 'FILE_MISSING'], ['failed', 'RANGE_OUTSIDE'], ['placed', undefined],
    ])
    expect(reports[0]!.problem!.message).toContain('gone.mov')
    expect(tellFilm(placed()).frames).toBe(2)
    expect(panel.model.state.summary).toMatchObject({ isDone: true, entries: [{}, {}, { status: 'placed' }] })
  })
})
