import * as fs from 'node:fs'
import * as path from 'node:path'
import { type ClipInfo, failure, ratio, type Ratio, secondsOf } from '#protocol'
import { type ClipPanel, closeClipPanels, openClipPanel } from '../../support/clip-panel'
import { askAs, endHelpers, startTestHelper, temporaryFolder, type TestHelper, until } from '../../support/helper'
import type { MemoryClipHost } from '../../support/memory-clip-host'

/** Drop-frame, so that nothing comes out even. */
const RATE = { num: 30000, den: 1001 }
const at = (frame: number): Ratio => secondsOf(frame, RATE)

const info: ClipInfo = {
  container: 'mov', codec: 'prores', width: 96, height: 64, pixelAspect: { num: 1, den: 1 }, rate: RATE, frames: 40,
  isVariableRate: false, start: { frame: 107892, isDropFrame: true }, rotation: 0, scan: 'progressive',
  colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' }, depth: 10, hasAlpha: false, audio: [],
}

let helper: TestHelper
let folder: string
let panel: ClipPanel
let host: MemoryClipHost

const beside = (name: string): string => path.join(helper.dataFolder, name)
const signal = {
  set: (name: 'hold' | 'fail'): void => fs.writeFileSync(beside(name), ''),
  clear: (name: 'hold' | 'fail'): void => fs.rmSync(beside(name), { force: true }),
}

beforeAll(async () => { helper = await startTestHelper({ engine: 'engine-for-clips', codec: 'codec-for-clips' }) })
beforeEach(async () => {
  folder = temporaryFolder()
  fs.writeFileSync(path.join(folder, 'walk.mov'), 'frames')
  fs.writeFileSync(beside('clip.json'), JSON.stringify(info))
  fs.writeFileSync(beside('slow.webm'), 'more frames')
  fs.writeFileSync(beside('slow.json'), JSON.stringify({ frames: 85, rate: RATE }))
  fs.writeFileSync(beside('made.json'), JSON.stringify({ ...info, frames: 34, hasAlpha: true }))
  panel = await openClipPanel(helper)
  host = panel.host
  host.add(path.join(folder, 'walk.mov'), { at: at(300), in: at(15), seconds: at(10), name: 'Walk' })
})
afterEach(() => {
  signal.clear('hold')
  signal.clear('fail')
  closeClipPanels()
})
afterAll(endHelpers)

const made = (): string[] => {
  const place = path.join(folder, 'Firstpass')
  return fs.existsSync(place) ? fs.readdirSync(place) : []
}

/** What the engine was asked for, which it says in its note. */
const asked = (notes: readonly string[]): Record<string, unknown> => JSON.parse(notes.at(-1)!) as Record<string, unknown>

const jobs = async (): Promise<string[]> => {
  const { jobs: list } = (await askAs(helper, panel.token, { path: '/v1/jobs' })).json() as {
    jobs?: { latest: { task: string }; placed: boolean }[]
  }
  return (list ?? []).filter(({ placed }) => !placed).map(({ latest }) => latest.task)
}

describe('a panel of clips', () => {
  it('has the tasks of clips, with settings of their own', () => {
    expect(panel.model.state.tasks).toEqual(['mask-clip', 'denoise-clip', 'upscale-clip', 'slow'])
    expect(panel.model.state.task).toBe('mask-clip')
    expect(panel.model.state.settings['mask-clip']).toMatchObject({ form: 'alpha', encoding: 'prores-4444', handlesFrames: 12 })
    expect(panel.model.state.settings.slow).toMatchObject({ factor: 2, encoding: 'prores-422-hq' })
    expect(panel.model.undoSteps).toBe(3)
    panel.model.choose('denoise-clip')
    panel.model.set('denoise-clip', { place: 'proxy' })
    expect(panel.model.undoSteps).toBe(0)
    host.can = { ...host.can, forms: ['clip'] }
    expect(panel.model.undoSteps).toBe(3)
  })

  it('works on what is played and on whole frames of handles, as far as the clip goes', async () => {
    const [report] = await panel.model.run()
    expect(report).toMatchObject({ status: 'placed', task: 'mask-clip', target: { name: 'Walk' } })
    expect(asked(report!.notes)).toMatchObject({ range: { in: 3, out: 37 }, form: 'alpha', sound: false })
    expect(host.placings[0]!.clip).toMatchObject({
      begins: at(3), stretch: ratio(1n), scale: 1, rate: RATE, frames: 34, hasAlpha: true, width: 96, height: 64,
    })
    expect(host.timeline.clips[1]).toMatchObject({
      at: at(300), source: { in: at(12), out: at(22) }, name: 'Subject (Firstpass)',
    })
    expect(host.timeline.history).toEqual(['Firstpass: Subject'])
    expect(made()).toEqual([expect.stringMatching(/^walk-subject-[0-9a-f]{8}\.mov$/)])
    expect(report!.file).toBe(path.join(folder, 'Firstpass', made()[0]!))
    expect(report!.credit).toBe('tiny (MIT) on cpu, 1.4 s')
  })

  it('takes broken frames whole: a moment within one belongs to it', async () => {
    const [clip] = host.timeline.clips
    clip!.source = { in: ratio(1n, 2n), out: ratio(7n, 10n) }
    panel.model.set('mask-clip', { handlesFrames: 0 })
    const [report] = await panel.model.run()
    expect(asked(report!.notes)).toMatchObject({ range: { in: 14, out: 21 } })
  })

  it('markers are a list, by timecode; each takes the playhead there', async () => {
    const [report] = await panel.model.run()
    expect(report!.markers).toEqual([
      { at: at(12), timecode: '01:00:00;12', score: 0.4, reason: 'A soft edge' },
      { at: at(30), timecode: '01:00:01;00', score: 0.9, reason: 'The subject left' },
    ])
    expect(host.placings[0]!.clip.markers).toEqual([
      { at: at(30), score: 0.9, reason: 'The subject left' }, { at: at(12), score: 0.4, reason: 'A soft edge' },
    ])
    await panel.model.reveal(report!.markers[1]!, report!.id)
    expect(host.revealed).toEqual([at(315)])
  })

  it('a clip whose media is exchanged is worked on whole, without handles', async () => {
    panel.model.set('denoise-clip', { place: 'media', strength: 70 })
    const [report] = await panel.model.run('denoise-clip')
    expect(host.needed).toEqual([{ region: 'media' }])
    expect(asked(report!.notes)).toMatchObject({ range: { in: 0, out: 40 }, strength: 70 })
    expect(asked(report!.notes)).not.toHaveProperty('sound')
    expect(report).toMatchObject({ landed: { form: 'media' } })
    // A host that has no such form places it above.
    host.can = { ...host.can, forms: ['clip'] }
    const [above] = await panel.model.run('denoise-clip')
    expect(above).toMatchObject({ landed: { form: 'clip' } })
  })

  it('slow motion and enlargement say what they did to time and size', async () => {
    panel.model.set('slow', { factor: 2.5 })
    panel.model.set('upscale-clip', { scale: 3 })
    await panel.model.run('slow')
    await panel.model.run('upscale-clip')
    expect(host.placings.map(({ clip: { stretch, scale }, how: { name } }) => [stretch, scale, name])).toEqual([
      [ratio(5n, 2n), 1, 'Slow 2.5x (Firstpass)'], [ratio(1n), 3, 'Upscaled 3x (Firstpass)'],
    ])
    panel.model.set('slow', { factor: undefined, rate: { num: 60, den: 1 } })
    await panel.model.run('slow')
    expect(host.placings[2]).toMatchObject({ clip: { stretch: ratio(1n) }, how: { name: 'Slow 60 fps (Firstpass)' } })
    expect(made().some((name) => /^walk-60fps-/.test(name))).toBe(true)
  })

  it('says how fast it is while it works, and cancels at once, with nothing left', async () => {
    signal.set('hold')
    const running = panel.model.run()
    await until('it is told how fast', () => panel.model.state.run?.pace !== undefined)
    expect(panel.model.state.run).toMatchObject({ stage: 'working', words: 'Making the frames' })
    expect(panel.model.state.run!.pace).toMatch(/frames\/s$/)
    panel.model.cancel()
    const [report] = await running
    expect(report).toMatchObject({ status: 'cancelled', notes: ['Cancelled; nothing was changed.'] })
    expect(host.placings).toEqual([])
    await until('the helper has let go of it', async () => (await jobs()).length === 0)
    expect(made()).toEqual([])
  })

  it('cancelled while it is placed, the timeline is as before; the file that was whole is named', async () => {
    host.onPlace = () => panel.model.cancel()
    const [report] = await panel.model.run()
    expect(report!.status).toBe('cancelled')
    expect(report!.notes[0]).toContain(path.join(folder, 'Firstpass', made()[0]!))
    expect(host.timeline.clips).toHaveLength(1)
  })

  it('a job that fails says why, and the timeline is as before', async () => {
    signal.set('fail')
    const [report] = await panel.model.run('denoise-clip')
    expect(report).toMatchObject({ status: 'failed', problem: { code: 'OUT_OF_MEMORY' } })
    expect([host.placings, made(), panel.model.state.run, panel.model.state.waiting]).toEqual([[], [], undefined, []])
  })

  it('a clip that was moved meanwhile is not touched: its result waits, and is placed by hand, also after a reload', async () => {
    signal.set('hold')
    const running = panel.model.run()
    await until('it works', () => panel.model.state.run?.stage === 'working')
    host.timeline.clips[0]!.at = at(500)
    signal.clear('hold')
    const [report] = await running
    expect(report).toMatchObject({ status: 'kept', problem: { code: 'TARGET_CHANGED' } })
    expect(host.placings).toEqual([])
    panel.model.close()
    const next = await openClipPanel(helper, { host, of: panel })
    await until('it is offered', () => next.model.state.waiting.length === 1)
    expect(next.model.state.waiting[0]).toMatchObject({
      task: 'mask-clip', title: 'Subject (Firstpass) for “Walk”', file: path.join(folder, 'Firstpass', made()[0]!),
    })
    await next.model.placeWaiting(report!.id)
    expect(next.model.state.waiting).toEqual([])
    expect(host.placings[0]!.clip).toMatchObject({ begins: at(3), frames: 34 })
    expect(next.model.state.reports[0]).toMatchObject({ status: 'placed', id: report!.id })
    expect(next.model.state.reports[0]!.markers.map(({ timecode }) => timecode)).toEqual(['01:00:00;12', '01:00:01;00'])
  })

  it('runs again what the project says of an earlier session, in the earlier one\'s place', async () => {
    panel.model.set('denoise-clip', { strength: 80 })
    await panel.model.run('denoise-clip')
    const next = await openClipPanel(helper, { host })
    const [report] = await next.model.runAgain()
    expect(report).toMatchObject({ status: 'placed', task: 'denoise-clip', settings: { strength: 80, model: 'tiny' } })
    expect(host.timeline.clips).toHaveLength(2)
    await next.model.removeLast()
    expect(host.timeline.clips.map(({ name }) => name)).toEqual(['Walk'])
  })

  it('removes what an earlier session made, of the very clip that is selected', async () => {
    await panel.model.run('denoise-clip')
    const other = host.add(path.join(folder, 'walk.mov'), { at: at(900), seconds: at(5), name: 'Far' })
    const next = await openClipPanel(helper, { host })
    host.selected = [other.id]
    await next.model.removeLast()
    expect(next.model.state.problem).toMatchObject({ message: 'Nothing was made here by Firstpass yet.' })
    expect(host.timeline.clips).toHaveLength(3)
    host.selected = [host.timeline.clips[0]!.id]
    await next.model.removeLast()
    expect(next.model.state.problem).toBeUndefined()
    expect(host.timeline.clips.map(({ name }) => name)).toEqual(['Walk', 'Far'])
  })

  it('by both methods: the two lie above each other, and one is seen', async () => {
    const [first] = await panel.model.run('denoise-clip')
    const [second] = await panel.model.compare(first!.id)
    expect(second).toMatchObject({ settings: { method: 'traditional' } })
    expect(host.timeline.clips.slice(1).map(({ name, isShown }) => [name, isShown])).toEqual([
      ['Denoised 50 (Firstpass)', false], ['Denoised 50, traditional (Firstpass)', true],
    ])
  })

  it('all clips between in and out, one after the other, with an account', async () => {
    const other = host.add(path.join(folder, 'walk.mov'), { at: at(320), in: at(0), seconds: at(20), name: 'Second' })
    host.add(path.join(folder, 'walk.mov'), { at: at(900), seconds: at(5), name: 'Far' })
    other.obstacle = failure('TARGET_UNREADABLE', { name: 'Second', reason: 'it is a nested sequence' }).toJSON()
    host.inOut = { in: at(290), out: at(330) }
    await panel.model.chooseScope('in-out')
    const reports = await panel.model.run('denoise-clip')
    expect(reports.map(({ status, target }) => [status, target.name])).toEqual([['placed', 'Walk'], ['failed', 'Second']])
    expect(panel.model.state.summary).toMatchObject({
      isDone: true, entries: [{ name: 'Walk — Cut', status: 'placed' }, { status: 'failed' }],
    })
  })

  it('where nothing is selected, says so', async () => {
    host.selected = []
    expect(await panel.model.run()).toEqual([])
    expect(panel.model.state.problem).toMatchObject({ message: 'There is no clip to work on.' })
    for (const act of ['estimate', 'removeAll', 'removeEarlier', 'runEarlier'] as const) {
      panel.model.dismissProblem()
      await panel.model[act]()
      expect(panel.model.state.problem).toMatchObject({ code: 'TARGET_EMPTY' })
    }
  })

  it('takes all of ours out, and says what stays', async () => {
    await panel.model.run('denoise-clip')
    host.cannotRemove = ['The empty track V2 stays: Premiere lets no plugin delete it.']
    await panel.model.removeAll()
    expect(host.timeline.clips.map(({ name }) => name)).toEqual(['Walk'])
    expect(panel.model.state.reports).toEqual([])
    expect(panel.model.state.notice).toEqual({ title: 'Removed from “Cut”', sentences: host.cannotRemove })
    panel.model.dismissNotice()
    expect(panel.model.state.notice).toBeUndefined()
  })

  it('what a run would take is forgotten when something else is asked for', async () => {
    await panel.model.estimate()
    expect(panel.model.state.estimate).toBe('About 3 min and 300 MB; 8.1 GB are free.')
    await until('the helper has let go of it', async () => (await jobs()).length === 0)
    panel.model.set('mask-clip', { steady: 20 })
    expect(panel.model.state.estimate).toBeUndefined()
    host.add(path.join(folder, 'walk.mov'), { at: at(900), seconds: at(5) })
    const gone = host.add(path.join(folder, 'gone.mov'), { at: at(950), seconds: at(5) })
    gone.obstacle = failure('TARGET_UNREADABLE', { name: 'gone', reason: 'it is offline' }).toJSON()
    await panel.model.estimate()
    expect(panel.model.state.estimate).toBe('About 5 min and 600 MB; 8.1 GB are free.')
    expect(host.placings).toEqual([])
  })

  it('presets of clips are shared through the helper, and are nothing to other kinds of panels', async () => {
    panel.model.choose('denoise-clip')
    panel.model.set('denoise-clip', { strength: 33 })
    await panel.model.savePreset('Night')
    const other = await openClipPanel(helper)
    await until('it has it', () => other.model.state.presets.length === 1)
    other.model.loadPreset('Night')
    expect(other.model.state.settings['denoise-clip'].strength).toBe(33)
    expect(other.model.state.task).toBe('denoise-clip')
    await other.model.importPreset('{"firstpassPreset":1,"name":"P","task":"mask","options":{}}')
    expect(other.model.state.problem).toMatchObject({ code: 'OPTION_INVALID' })
  })
})
