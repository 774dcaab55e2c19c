import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TimelineInput } from '#protocol'
import type { CommandTask } from '#standalone/cli/output-path'
import { planWork } from '#standalone/cli/plan-work'
import { planReplay } from '#standalone/cli/replay'
import { runWorks } from '#standalone/cli/run-works'
import type { Words } from '#standalone/cli/task-options'
import { DeafTerminal } from './arithmetic-runner'
import { ClipRunner, info } from './clip-runner'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'firstpass-clips-')))
const at = (name: string): string => join(folder, name)
for (const name of ['take.mov', 'other.mp4', 'photo.jpg']) writeFileSync(at(name), 'x')
mkdirSync(at('presets'))
afterAll(() => rmSync(folder, { recursive: true }))

const plan = (task: CommandTask, words: Words, ...files: string[]) =>
  planWork(task, (files.length > 0 ? files : ['take.mov']).map(at), { words, dataFolder: folder })

interface Done {
  runner: ClipRunner
  terminal: DeafTerminal
  status: number
}

type Change = (runner: ClipRunner, abort: AbortController) => void

async function run(task: CommandTask, words: Words, change: Change = () => {}): Promise<Done> {
  const [runner, terminal, abort] = [new ClipRunner(), new DeafTerminal(), new AbortController()]
  change(runner, abort)
  const { works } = plan(task, words)
  const around = { terminal, connect: () => Promise.resolve(runner), signal: abort.signal, json: words.json === true }
  return { runner, terminal, status: await runWorks(works, around) }
}

const jobOf = ({ runner }: Done, task: string): Record<string, unknown> | undefined =>
  runner.asked.find((each) => each.task === task)?.options

describe('a clip on the command line', () => {
  it('goes into a folder of its own beside the source, named for what it is', () => {
    const outputs = (task: CommandTask, words: Words): string[] =>
      plan(task, words, 'take.mov', 'other.mp4').works.map(({ output }) => output)
    expect(outputs('mask', {})).toEqual([at('Firstpass/take-subject.mov'), at('Firstpass/other-subject.mov')])
    expect(outputs('denoise', { encode: 'ffv1' })[0]).toBe(at('Firstpass/take-denoised.mkv'))
    expect(outputs('upscale', { scale: '2', encode: 'png' })[0]).toBe(at('Firstpass/take-upscaled-2x'))
    expect(outputs('slow', { factor: '2.5' })[0]).toBe(at('Firstpass/take-slow-2.5x.mov'))
    expect(outputs('slow', { fps: '23.976' })[0]).toBe(at('Firstpass/take-23.976fps.mov'))
    expect(outputs('mask', { output: folder })[0]).toBe(at('take-subject.mov'))
  })

  it('stands beside pictures in one call, each with its own task', () => {
    const { works } = plan('mask', { feather: '2' }, 'take.mov', 'photo.jpg')
    expect(works.map(({ task, output }) => [task, output])).toEqual([
      ['mask-clip', at('Firstpass/take-subject.mov')], ['mask', at('photo-subject.psd')],
    ])
    expect(works.map(({ options }) => options.featherPx)).toEqual([2, 2])
    expect(plan('mask', {}, '.').works.map(({ input }) => input)).toEqual([at('other.mp4'), at('photo.jpg'), at('take.mov')])
  })

  it('refuses by name what makes no sense for it, or for pictures', () => {
    expect(() => plan('mask', { box: '1,2,3,4' })).toThrow('--box: is for pictures; of a clip, --subject names the frame too.')
    expect(() => plan('mask', { mask: 'x.png' })).toThrow('--mask: is for pictures.')
    expect(() => plan('denoise', { removed: true })).toThrow('--removed: is for pictures.')
    expect(() => plan('denoise', { layer: 'x' })).toThrow('--layer: is for pictures.')
    expect(() => plan('mask', { method: 'traditional' })).toThrow(/--method: traditional is for pictures/)
    expect(() => plan('mask', { steady: '20' }, 'photo.jpg')).toThrow('--steady: is for clips, and there is none.')
    expect(() => plan('mask', { lumaMatte: true }, 'photo.jpg')).toThrow('--luma-matte: is for clips')
    expect(() => plan('denoise', { overTime: false }, 'photo.jpg')).toThrow('--no-over-time: is for clips')
    const both = ['take.mov', 'photo.jpg'] as const
    expect(() => plan('mask', { estimate: true }, ...both)).toThrow('--estimate: is for clips, and there are pictures too.')
    expect(plan('denoise', { overTime: true }, 'photo.jpg').works).toHaveLength(1)
    expect(() => plan('slow', {})).toThrow('--factor: or --fps is needed.')
    expect(() => plan('slow', { factor: '2', fps: '50' })).toThrow('--factor: and --fps exclude each other.')
    expect(() => plan('slow', { fps: '0' })).toThrow('--fps: 0 is no frame rate.')
    expect(() => plan('mask', { encode: 'gif' })).toThrow(/--encode: gif is none of prores-4444/)
    expect(() => plan('mask', { output: at('x.mp4') })).toThrow('-o: this encoding goes into a file .mov.')
    expect(() => plan('mask', { output: at('x.mov') }, 'take.mov', 'other.mp4')).toThrow(/2 clips can't go into one file/)
    expect(() => plan('mask', { timeline: 'x.aaf' })).toThrow(/x.aaf ends in none of .otio/)
    expect(() => plan('mask', { timeline: 'x.edl', encode: 'png' })).toThrow(/a folder of pictures can't be placed/)
    expect(() => plan('mask', { timeline: 'x.edl' }, 'take.mov', 'other.mp4'))
      .toThrow('--timeline: is of one clip, and there are 2.')
    expect(plan('slow', { factor: '2' }, 'photo.jpg').failures[0]?.error.code).toBe('FILE_UNSUPPORTED')
  })

  it('takes its encoding from the extension of -o', () => {
    expect(plan('denoise', { output: at('x.mkv') }).works[0]?.options.encoding).toBe('ffv1')
  })

  it('counts places by its timecode or from its first frame', async () => {
    const done = await run('mask', { in: '01:00:01:00', out: '80', subject: '01:00:02:00:10,20,30,40' })
    expect(done.status).toBe(0)
    expect(jobOf(done, 'mask-clip')).toMatchObject({
      path: at('take.mov'), output: at('Firstpass/take-subject.mov'), range: { in: 25, out: 80 }, form: 'alpha',
      subject: { frame: 50, box: { left: 10, top: 20, right: 40, bottom: 60 } }, encoding: 'prores-4444', steady: 50,
    })
    const point = await run('mask', { subject: '7:10,20', lumaMatte: true, steady: '0' })
    expect(jobOf(point, 'mask-clip')).toMatchObject({
      subject: { frame: 7, box: { left: 10, top: 20, right: 11, bottom: 21 } }, form: 'luma', steady: 0,
    })
    expect(jobOf(point, 'mask-clip')).not.toHaveProperty('range')
  })

  it('says what is wrong with a place before any work', async () => {
    const said = async (words: Words): Promise<string | undefined> => (await run('mask', words)).terminal.complained[0]
    expect(await said({ in: '02:00:00:00' })).toMatch(/^TIMECODE_INVALID: 02:00:00:00 .* which has 100 frames from 01:00:00:00/)
    expect(await said({ in: '50', out: '50' })).toMatch(/^OPTION_INVALID: --out: frame 50 is not after --in, frame 50/)
    expect(await said({ subject: '3' })).toMatch(/^OPTION_INVALID: --subject: 3 is not FRAME:X,Y,W,H/)
    expect(await said({ subject: '3:1,2,0,4' })).toMatch(/^OPTION_INVALID: --subject: 1,2,0,4 has no area/)
  })

  it('prints frames, rate and markers as JSON, with a job to replay', async () => {
    const { terminal, runner } = await run('denoise', { json: true, in: '10' })
    const line = JSON.parse(terminal.said[0] ?? '') as Record<string, unknown>
    expect(line).toMatchObject({
      input: at('take.mov'), output: at('Firstpass/take-denoised.mov'), task: 'denoise-clip', frames: 90, fps: 12.5,
      rate: { num: 25, den: 1 }, markers: [{ frame: 12, score: 0.7, reason: 'the edge is in doubt' }], timeline: null,
      outputSha256: 'f00d',
    })
    const recipe = at('job.json')
    writeFileSync(recipe, JSON.stringify(line))
    const again = planReplay(recipe, { output: folder })
    expect(again).toMatchObject({ task: 'denoise-clip', input: at('take.mov'), output: at('take-denoised.mov') })
    expect(again.options).toMatchObject({ range: { in: 10, out: 100 }, model: 'tiny', encoding: 'prores-422-hq' })
    expect(runner.released).toHaveLength(runner.asked.length)
  })

  it('prints one line for people', async () => {
    const { terminal } = await run('denoise', {})
    expect(terminal.said[0]).toMatch(/take-denoised\.mov {2}denoise by tiny on cpu, 100 frames \(12\.5 a second\), /)
    expect(terminal.said[0]).toMatch(/, 1 frame to check$/)
  })

  it('estimates on request, and before a long job', async () => {
    const asked = await run('denoise', { estimate: true })
    expect(asked.terminal.said).toEqual(['take.mov: 100 frames, about 2.0 GB (5.0 GB free) and 4 min'])
    expect(asked.runner.asked.map(({ task, options }) => [task, options.estimate]))
      .toEqual([['probe', undefined], ['denoise-clip', true]])
    const long = await run('denoise', {}, (runner) => { runner.source = { ...info, frames: 250 } })
    expect(long.terminal.complained[0]).toBe('take.mov: 250 frames, about 2.0 GB (5.0 GB free) and 4 min')
    expect(long.runner.asked.map(({ options }) => options.estimate)).toEqual([undefined, true, undefined])
  })

  it('never replaces a file without --force, and makes no folder that its job makes', async () => {
    writeFileSync(at('x.mov'), 'mine')
    const { terminal, status } = await run('mask', { output: at('x.mov') })
    expect([status, terminal.complained[0]?.split(':')[0]]).toEqual([1, 'OUTPUT_EXISTS'])
    expect(existsSync(at('Firstpass'))).toBe(false)
    writeFileSync(at('mine.otio'), 'mine')
    expect((await run('mask', { timeline: at('mine.otio') })).terminal.complained[0]).toMatch(/^OUTPUT_EXISTS: .*mine\.otio/)
  })

  it('stops with 130 when interrupted, without a timeline', async () => {
    const done = await run('mask', { timeline: at('a.otio') }, (runner, abort) => {
      runner.before = ({ task }) => { if (task === 'mask-clip') abort.abort() }
    })
    expect(done.status).toBe(130)
    expect(done.runner.asked.filter(({ options }) => options.path === at('a.otio'))).toEqual([])
  })

  it('takes presets of clips, and refuses those of pictures', () => {
    const write = (name: string, preset: object): void => writeFileSync(at(`presets/${name}.json`), JSON.stringify(preset))
    const options = { steady: 80, form: 'luma', encoding: 'ffv1' }
    write('calm', { firstpassPreset: 1, name: 'Calm', task: 'mask-clip', options })
    write('edge', { firstpassPreset: 1, name: 'Edge', task: 'mask', options: { featherPx: 3 } })
    expect(plan('mask', { preset: 'calm', steady: '60' }).works[0]).toMatchObject({
      options: { steady: 60, form: 'luma', encoding: 'ffv1' }, output: at('Firstpass/take-subject.mkv'),
    })
    expect(() => plan('mask', { preset: 'edge' })).toThrow('"Edge" is a preset of mask, not of mask-clip')
  })
})

describe('the timeline of a clip', () => {
  const timelineOf = (done: Done, path: string): TimelineInput =>
    done.runner.asked.find(({ task, options }) => task === 'timeline' && options.path === path)?.options.timeline as TimelineInput

  it('has the original with its sound on V1, the result over its range on V2, and the markers', async () => {
    const done = await run('mask', { timeline: at('b.otio'), in: '10', out: '40' })
    const timeline = timelineOf(done, at('b.otio'))
    expect(timeline).toMatchObject({ rate: { num: 25, den: 1 }, start: { frame: 90_000, isDropFrame: false } })
    expect(timeline.tracks.map(({ name, clips }) => [name, clips[0]?.media, clips[0]?.record])).toEqual([
      ['V1', 'source', { in: 0, out: 100 }], ['V2', 'result', { in: 10, out: 40 }], ['A1', 'source', { in: 0, out: 100 }],
    ])
    expect(timeline.media.map(({ hasAlpha }) => hasAlpha)).toEqual([false, true])
    expect(timeline.markers).toEqual([{ frame: 12, name: 'the edge is in doubt', note: 'score 0.70', colour: 'red' }])
    expect(done.terminal.said[0]).toContain('b.otio')
  })

  it('has the retimed clip alone for slow motion, the markers where they went', async () => {
    const done = await run('slow', { factor: '3', timeline: at('c.otio'), in: '10', out: '20' })
    const timeline = timelineOf(done, at('c.otio'))
    expect(timeline.tracks.map(({ name, clips }) => [name, clips[0]?.media, clips[0]?.record])).toEqual([
      ['V1', 'result', { in: 0, out: 30 }],
    ])
    expect(timeline.markers?.[0]?.frame).toBe(6)
  })

  it('is tried before the work, since a format may not hold it', async () => {
    const done = await run('mask', { timeline: at('d.edl') }, (runner) => {
      runner.source = { ...info, rate: { num: 120_000, den: 1001 } }
    })
    expect(done.terminal.complained[0]).toMatch(/^TIMELINE_UNSUPPORTED/)
    expect(done.runner.asked.map(({ task }) => task)).toEqual(['probe', 'timeline'])
  })
})
