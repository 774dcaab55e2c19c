import * as fs from 'node:fs'
import * as path from 'node:path'
import { addRatios, type ClipInfo, failure, ratio, type Ratio } from '#protocol'
import { clipPath } from '../../../shared/panel/clip-path'
import { type ClipPanel, closeClipPanels, openClipPanel } from '../../support/clip-panel'
import { askAs, endHelpers, startTestHelper, temporaryFolder, type TestHelper, until } from '../../support/helper'
import type { MemoryClipHost } from '../../support/memory-clip-host'

const at = (frame: number): Ratio => ratio(BigInt(frame), 25n)

const info: ClipInfo = {
  container: 'mov', codec: 'prores', width: 96, height: 64, pixelAspect: { num: 1, den: 1 }, rate: { num: 25, den: 1 },
  frames: 40, isVariableRate: false, rotation: 0, scan: 'progressive', depth: 10, hasAlpha: false, audio: [],
  colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' },
}

let helper: TestHelper
let file: string
let panel: ClipPanel
let host: MemoryClipHost

const beside = (name: string): string => path.join(helper.dataFolder, name)

beforeAll(async () => {
  helper = await startTestHelper({ engine: 'engine-for-clips', codec: 'codec-for-clips' })
  for (const name of ['clip.json', 'made.json']) fs.writeFileSync(beside(name), JSON.stringify(info))
})
beforeEach(async () => {
  file = path.join(temporaryFolder(), 'walk.mov')
  fs.writeFileSync(file, 'frames')
  panel = await openClipPanel(helper)
  host = panel.host
  host.add(file, { at: at(300), in: at(15), seconds: at(10), name: 'Walk' })
})
afterEach(() => {
  for (const name of ['hold', 'hold-probe', 'full']) fs.rmSync(beside(name), { force: true })
  closeClipPanels()
})
afterAll(endHelpers)

const jobs = async (): Promise<string[]> => {
  const answer = await askAs(helper, panel.token, { path: '/v1/jobs' })
  const { jobs: list } = answer.json() as { jobs: { latest: { task: string } }[] }
  return list.map(({ latest }) => latest.task)
}

/** A result that waits, since its clip was moved while it was made. */
async function makeOneWait(): Promise<string> {
  fs.writeFileSync(beside('hold'), '')
  const running = panel.model.run()
  await until('it works', () => panel.model.state.run?.stage === 'working')
  host.timeline.clips[0]!.at = addRatios(host.timeline.clips[0]!.at, at(100))
  fs.rmSync(beside('hold'))
  const [report] = await running
  expect(report).toMatchObject({ status: 'kept' })
  return report!.id
}

describe('a panel of clips in trouble', () => {
  it('cancelled while the helper looks at the clip, nothing of that goes on', async () => {
    fs.writeFileSync(beside('hold-probe'), '')
    const running = panel.model.run()
    await until('the helper looks', async () => (await jobs()).length === 1)
    panel.model.cancel()
    expect(await running).toMatchObject([{ status: 'cancelled', notes: ['Cancelled; nothing was changed.'] }])
    fs.rmSync(beside('hold-probe'))
    await until('the helper has let go of it', async () => (await jobs()).length === 0)
  })

  it('a result kept by another version, with settings that are none any more, hides no other', async () => {
    await makeOneWait()
    const job = await makeOneWait()
    panel.model.close()
    const [old, other] = JSON.parse(panel.kept.get('runs')!) as { job: string; settings: object }[]
    panel.kept.set('runs', JSON.stringify([{ ...old!, settings: { edge: 'soft' } }, other]))
    const next = await openClipPanel(helper, { host, of: panel })
    await until('the other is offered', () => next.model.state.waiting.length === 1)
    expect(next.model.state.waiting[0]).toMatchObject({ job })
    await next.model.refreshPresets()
    expect(next.model.state.problem).toBeUndefined()
  })

  it('what waits is placed once, however often that is asked for', async () => {
    const job = await makeOneWait()
    await Promise.all([panel.model.placeWaiting(job), panel.model.placeWaiting(job)])
    expect(host.placings).toHaveLength(1)
    expect(host.timeline.clips).toHaveLength(2)
  })

  const results = (): string[] => host.timeline.clips.filter(({ made }) => made).map(({ job }) => job!.id)

  it('what waits goes in the place of an earlier result of the same task, as a run does', async () => {
    await panel.model.run()
    const job = await makeOneWait()
    await panel.model.placeWaiting(job)
    expect(results()).toEqual([job])
    expect(panel.model.state.reports.filter(({ status }) => status === 'placed').map(({ id }) => id)).toEqual([job])
    // Of an earlier session, too; what another task made stays.
    const [other] = await panel.model.run('denoise-clip')
    panel.model.choose('mask-clip')
    const later = await makeOneWait()
    panel.model.close()
    const next = await openClipPanel(helper, { host, of: panel })
    await until('it is offered', () => next.model.state.waiting.length === 1)
    await next.model.placeWaiting(later)
    expect(results()).toEqual([other!.id, later])
  })

  it('what waits of a comparison lies beside the other one', async () => {
    const [first] = await panel.model.run('denoise-clip')
    host.onPlace = () => {
      host.onPlace = () => undefined
      throw failure('HOST_BUSY', { host: 'Memory', reason: 'it asks something' })
    }
    const [rival] = await panel.model.compare(first!.id)
    expect(rival).toMatchObject({ status: 'kept' })
    await panel.model.placeWaiting(rival!.id)
    expect(host.timeline.clips.slice(1).map(({ name }) => name)).toEqual([
      'Denoised 50 (Firstpass)', 'Denoised 50, traditional (Firstpass)',
    ])
  })

  it('where nothing may be written beside the project, the result goes beside the source, and that is said', async () => {
    host.projectFolder = path.join(path.dirname(file), 'gone')
    await panel.model.estimate()
    expect(panel.model.state).toMatchObject({ estimate: expect.stringContaining('About 3 min') })
    expect(panel.model.state.problem).toBeUndefined()
    const [report] = await panel.model.run()
    const folder = path.join(path.dirname(file), 'Firstpass')
    expect(report).toMatchObject({ status: 'placed', file: expect.stringContaining(`${folder}${path.sep}walk-subject-`) })
    expect(report!.notes).toContain(`Nothing can be written beside the project: the file is in ${folder}.`)
  })

  it('where nothing may be written at all, says in an editor\'s words what to do', async () => {
    fs.writeFileSync(beside('full'), '')
    const project = temporaryFolder()
    for (const projectFolder of [undefined, project, path.dirname(file)]) {
      host.projectFolder = projectFolder
      const [report] = await panel.model.run()
      const place = projectFolder ?? path.dirname(file)
      expect(report).toMatchObject({ status: 'failed', problem: {
        code: 'OUTPUT_UNWRITABLE', message: expect.stringContaining(`${place}${path.sep}Firstpass${path.sep}walk-subject-`),
      } })
      expect(report!.problem!.hint).toBe('Save the project, or put the source, where files may be written, then run it again.')
    }
    expect(panel.model.state.waiting).toEqual([])
  })

  it('a preset is all of it: what it leaves open is as it is by default, not as it was', async () => {
    panel.model.choose('slow')
    panel.model.set('slow', { factor: undefined, rate: { num: 60, den: 1 } })
    await panel.model.savePreset('Smooth')
    panel.model.set('slow', { factor: 4, rate: undefined, model: 'tiny', handlesFrames: 3 })
    panel.model.loadPreset('Smooth')
    expect(panel.model.state.settings.slow).toMatchObject({ rate: { num: 60, den: 1 }, handlesFrames: 3 })
    expect(panel.model.state.settings.slow).not.toHaveProperty('factor')
    expect(panel.model.state.settings.slow).not.toHaveProperty('model')
    await panel.model.savePreset('Smooth')
  })

  it.each(['ffv1', 'png'])('a preset with a kind of file that no host takes (%s) is refused in words', async (encoding) => {
    const { model } = panel
    const preset = { firstpassPreset: 1, name: `As ${encoding}`, task: 'denoise-clip', options: { strength: 70, encoding } }
    await askAs(helper, panel.token, { path: '/v1/presets/save', method: 'POST', body: preset })
    await model.refreshPresets()
    const before = model.state.settings['denoise-clip']
    for (const load of [async () => model.loadPreset(`As ${encoding}`), () => model.importPreset(JSON.stringify(preset))]) {
      model.dismissProblem()
      await load()
      expect(model.state.problem).toEqual({
        code: 'OPTION_INVALID', message: 'denoise-clip: encoding: editing hosts take ProRes 422 HQ, ProRes 4444 and H.264 only.',
        hint: 'Choose it here, and save the preset again.',
      })
      expect(model.state.settings['denoise-clip']).toEqual(before)
      expect(model.state.task).toBe('mask-clip')
    }
  })

  it('what a run would take is forgotten when others are selected', async () => {
    await panel.model.estimate()
    expect(panel.model.state.estimate).toBeDefined()
    host.add(file, { at: at(900), seconds: at(5) })
    host.tell('targets')
    await until('it is seen', () => panel.model.state.targets.length === 2)
    expect(panel.model.state.estimate).toBeUndefined()
  })

  it('several clips take as many times the undos, and are called clips', async () => {
    const locked = host.add(file, { at: at(800), seconds: at(5) })
    locked.obstacle = failure('TARGET_UNREADABLE', { name: 'locked', reason: 'it is offline' }).toJSON()
    host.add(file, { at: at(900), seconds: at(5) })
    host.tell('targets')
    await until('they are seen', () => panel.model.state.targets.length === 3)
    expect(panel.model.undoSteps).toBe(6)
    await panel.model.run()
    expect(panel.model.state.summary).toMatchObject({ title: '3 clips', isDone: true })
  })

  it('a still needs no selected clip', async () => {
    host.selected = []
    host.stillFile = path.join(path.dirname(file), 'gone.png')
    host.tell('targets')
    await until('nothing is selected', () => panel.model.state.targets.length === 0)
    const asked = jest.spyOn(host, 'still')
    const running = panel.model.still()
    await until('it is asked for', () => asked.mock.calls.length === 1)
    panel.model.cancel()
    await running
    expect(panel.model.state.problem).toBeUndefined()
  })

  it('removes and makes again what is selected, though others were made since', async () => {
    await panel.model.run('denoise-clip')
    const next = await openClipPanel(helper, { host })
    const [walk] = host.timeline.clips
    const other = host.add(file, { at: at(900), seconds: at(5), name: 'Other' })
    host.selected = [other.id]
    await next.model.run('denoise-clip')
    host.selected = [walk!.id]
    host.tell('targets')
    await until('it is seen', () => next.model.state.targets[0]?.id === walk!.id)
    await next.model.removeEarlier()
    expect(host.timeline.clips.filter(({ made }) => made).map(({ of }) => of)).toEqual([other.id])
  })
})

describe('the file of a result', () => {
  it('has a name that every file system takes, whatever the source is called', () => {
    const paths = ['🎬'.repeat(80), 'ü'.repeat(300), 'a'.repeat(300)].map((stem) => clipPath(
      { path: `/shots/${stem}.mov` }, { suffix: 'upscaled-4x', encoding: 'prores-422-hq', unique: '0123abcd' },
    ))
    // The helper's own parts add to it.
    for (const each of paths) expect(Buffer.byteLength(path.basename(each))).toBeLessThan(230)
  })
})
