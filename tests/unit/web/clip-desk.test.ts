import type { Client, JobOrder } from '#client'
import { checkTimeline } from '#helper/timeline/check-timeline'
import { describeEstimate, Pace, timecodeOf } from '#panel'
import { type ClipInfo, type JobEvent, type JobResult, MAX_FILE_BYTES, timelineSchema } from '#protocol'
import { looksLikeClip } from '#standalone/web/clips/clip'
import { ClipDesk } from '#standalone/web/clips/clip-desk'
import { ClipStore } from '#standalone/web/clips/clip-store'
import { ClipView } from '#standalone/web/clips/clip-view'
import { Player } from '#standalone/web/clips/player'
import { describeClip, downloadName, titleOf } from '#standalone/web/clips/words'
import type { SavedFile } from '#standalone/web/save-document'

const RATE = { num: 30000, den: 1001 }
const info: ClipInfo = {
  container: 'mov', codec: 'prores', width: 1920, height: 1080, pixelAspect: { num: 1, den: 1 }, rate: RATE, frames: 120,
  isVariableRate: false, start: { frame: 1798, isDropFrame: true }, rotation: 90, scan: 'progressive',
  colour: { range: 'limited', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' }, depth: 10, hasAlpha: false,
  audio: [{ codec: 'pcm_s16le', channels: 2, sampleRate: 48_000 }],
}

type Ending = Pick<JobEvent, 'state'> & { result?: Partial<JobResult>; error?: object }

/** A helper that answers at once, or when it is let. */
class FakeClient {
  orders: JobOrder[] = []
  readonly gone: string[] = []
  /** By task. */
  readonly endings = new Map<string, Promise<Ending>>()

  async submit(order: JobOrder): Promise<unknown> {
    for (const input of Object.values(order.inputs ?? {})) if ('bytes' in input) await input.read(0, input.bytes)
    this.orders.push(order)
    return { latest: { job: this.nameOf(this.orders.length), task: order.task } }
  }

  async follow(job: string): Promise<unknown> {
    const { task } = this.orders[Number(job.split('-')[1]) - 1]!
    return this.endings.get(task) ?? { state: 'succeeded', result: this.answer(task) }
  }

  async window(_from: unknown, _offset: number, length: number): Promise<Uint8Array> {
    return new Uint8Array(length)
  }

  async cancel(job: string): Promise<void> {
    this.gone.push(`cancel ${job}`)
  }

  async discard(job: string): Promise<void> {
    this.gone.push(`discard ${job}`)
  }

  nameOf(count: number): string {
    return `job-${count}`
  }

  answer(task: string): Partial<JobResult> {
    const file = { kind: 'file' as const, path: task === 'proxy' ? 'result.webm' : 'result.mov', bytes: 8, sha256: '' }
    const facts = task === 'probe' ? { clip: info } : { frames: task === 'slow' ? 40 : 10, rate: RATE }
    return {
      results: task === 'probe' ? {} : { file }, notes: [], facts, timings: { totalMs: 1, inferMs: 0 },
      markers: task === 'mask-clip' ? [{ frame: 9, score: 1, reason: 'late' }, { frame: 4, score: 0.2, reason: 'early' }] : [],
    }
  }
}

function openDesk(kept = new Map<string, string>()) {
  const client = new FakeClient()
  const [delivered, released]: [SavedFile[], string[]] = [[], []]
  let ids = 0
  const keep = { get: (key: string) => kept.get(key), set: (key: string, value: string) => void kept.set(key, value) }
  const tab = { get: () => kept.get('tab'), set: (text: string) => void kept.set('tab', text) }
  const store = new ClipStore({ tab, settings: keep })
  const desk = new ClipDesk({
    client: client as unknown as Client, store, newId: () => `clip-${++ids}`, deliver: (file) => void delivered.push(file),
    urls: { of: () => `blob:${ids}`, release: (url) => void released.push(url) },
  })
  return { client, store, desk, delivered, released, kept, view: new ClipView(desk, new Player()) }
}

const read = async (_offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(length)
const file = (name: string, bytes = 4) => ({ name, bytes, read })
const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

async function openOne() {
  const opened = openDesk()
  await opened.desk.open([file('walk.mov')])
  await settled()
  return opened
}

describe('a clip on its way in', () => {
  it('is sent with its probe alone; all later jobs take it from there', async () => {
    const { client, desk } = await openOne()
    desk.choose('upscale-clip')
    await desk.run()
    await settled()
    expect(client.orders.map(({ task, inputs }) => [task, inputs!.file])).toEqual([
      ['probe', expect.objectContaining({ bytes: 4 })],
      ['proxy', { job: 'job-1', input: 'file' }],
      ['upscale-clip', { job: 'job-1', input: 'file' }],
      ['proxy', { job: 'job-3', result: 'file' }],
    ])
    expect(desk.active!.results[0]).toMatchObject({ title: 'Upscale 2×', proxy: { kind: 'ready', frames: 10 } })
  })

  it('larger than what a page sends is refused before a byte, and the command line named', async () => {
    const { client, desk } = openDesk()
    await desk.open([file('long.mov', MAX_FILE_BYTES + 1)])
    expect([client.orders, desk.state.problem!.code]).toEqual([[], 'FILE_TOO_LARGE'])
    expect(desk.state.problem!.hint).toContain('firstpass mask CLIP')
    expect(desk.state.problem!.message).toBe('long.mov has 8590 MB; a page sends at most 8590 MB.')
  })

  it('is called off while it is sent: nothing is open, nothing is said', async () => {
    const { desk } = openDesk()
    let go = (): void => undefined
    const readSlowly = (_offset: number, length: number): Promise<Uint8Array<ArrayBuffer>> => new Promise((resolve) => {
      go = () => resolve(new Uint8Array(length))
    })
    const slow = { ...file('walk.mov'), read: readSlowly }
    const opening = desk.open([slow])
    await settled()
    expect(desk.state.work!.words).toBe('Opening walk.mov')
    desk.cancel()
    await opening
    go()
    await settled()
    expect([desk.state.work, desk.state.problem, desk.state.clips]).toEqual([undefined, undefined, []])
  })

  it.each([
    ['a.MOV', '', true], ['a', 'video/mp4', true], ['take.braw', '', true], ['a.png', 'image/png', false], ['mov', '', false],
  ])('%s (%s) looks like one: %s', (name, type, isClip) => expect(looksLikeClip({ name, type })).toBe(isClip))
})

describe('a run', () => {
  it('is cancelled at once, and the helper told, whatever it does', async () => {
    const { client, desk } = await openOne()
    client.endings.set('mask-clip', new Promise(() => undefined))
    const running = desk.run()
    await settled()
    expect(desk.state.run).toMatchObject({ task: 'mask-clip', job: 'job-3' })
    desk.cancel()
    await running
    expect([desk.state.run, desk.state.problem, desk.active!.results]).toEqual([undefined, undefined, []])
    expect(client.gone).toEqual(['cancel job-3'])
  })

  it('that fails says what failed, and its folder goes', async () => {
    const { client, desk } = await openOne()
    const error = { code: 'FFMPEG_MISSING', message: 'No ffmpeg.', hint: 'Install it.', data: {} }
    client.endings.set('mask-clip', Promise.resolve({ state: 'failed', error }))
    await desk.run()
    await settled()
    expect(desk.state.problem).toEqual({ code: 'FFMPEG_MISSING', message: 'No ffmpeg.', hint: 'Install it.' })
    client.endings.clear()
    await desk.run()
    expect(desk.state.problem).toBeUndefined()
  })

  it('has the range and the subject as they were when it began', async () => {
    const { client, desk, view } = await openOne()
    view.goTo(10)
    view.setIn()
    view.enterPlace('out', '00:01:00;17')
    expect(desk.active!.range).toEqual({ in: 10, out: 18 })
    view.pick({ left: 1, top: 2, right: 3, bottom: 4 })
    await desk.run()
    desk.setRange(undefined)
    const { options } = client.orders.find(({ task }) => task === 'mask-clip')!
    expect(options).toMatchObject({
      name: 'walk.mov', range: { in: 10, out: 18 }, subject: { frame: 10, box: { left: 1, top: 2, right: 3, bottom: 4 } },
    })
    expect(desk.active!.results[0]).toMatchObject({ range: { in: 10, out: 18 }, markers: [{ frame: 4 }, { frame: 9 }] })
  })
})

describe('in and out', () => {
  it('a place before the other one takes that one’s end of the clip; what is no place is said', async () => {
    const { desk, view } = await openOne()
    view.setIn(50)
    view.setOut(20)
    expect(desk.active!.range).toEqual({ in: 0, out: 21 })
    view.setIn(60)
    expect(desk.active!.range).toEqual({ in: 60, out: 120 })
    view.setIn(0)
    expect(desk.active!.range).toBeUndefined()
    view.enterPlace('in', '00:09:00:00')
    expect(desk.state.problem!.code).toBe('TIMECODE_INVALID')
    view.enterPlace('in', '00:01:00;02')
    expect([desk.state.problem, desk.active!.range]).toEqual([undefined, { in: 2, out: 120 }])
  })
})

describe('what is closed or removed', () => {
  it('goes from the helper: the file, what was played of it, its results and theirs', async () => {
    const { client, desk, released } = await openOne()
    await desk.run()
    await settled()
    desk.remove('job-3')
    await settled()
    expect(client.gone.filter((each) => each.startsWith('discard')).sort()).toEqual(['discard job-3', 'discard job-4'])
    desk.close('clip-1')
    await settled()
    expect(client.gone.filter((each) => each.startsWith('discard')).length).toBe(4)
    expect([released.length, desk.state.clips, desk.active]).toEqual([2, [], undefined])
  })
})

describe('a tab that is loaded again', () => {
  it('has its clips, results and settings; what was played is fetched anew', async () => {
    const { desk, kept, client } = await openOne()
    desk.choose('slow')
    desk.set('slow', { factor: undefined, rate: { num: 60, den: 1 } })
    await desk.run()
    await settled()
    const again = openDesk(kept)
    again.client.orders = client.orders
    expect(again.desk.state.settings.slow).toMatchObject({ rate: { num: 60, den: 1 } })
    expect(again.desk.state.settings.slow.factor).toBeUndefined()
    expect(again.desk.active!.results.map(({ title, proxy }) => [title, proxy])).toEqual([
      ['60 fps', { kind: 'making', job: 'job-4' }],
    ])
    await settled()
    expect(again.desk.active!.results[0]!.proxy.kind).toBe('ready')
    expect(again.client.orders).toBe(client.orders)
  })

  it('goes on with what ran', async () => {
    const { desk, kept, client } = await openOne()
    let end = (_ending: Ending): void => undefined
    client.endings.set('mask-clip', new Promise((resolve) => { end = resolve }))
    void desk.run()
    await settled()
    const again = openDesk(new Map(kept))
    again.client.orders = client.orders
    again.client.endings.set('mask-clip', Promise.resolve({ state: 'succeeded', result: client.answer('mask-clip') }))
    expect(again.desk.state.run).toMatchObject({ job: 'job-3' })
    await settled()
    expect(again.desk.state.run).toBeUndefined()
    expect(again.desk.active!.results.map(({ job, title }) => [job, title])).toEqual([['job-3', 'Subject']])
    end({ state: 'cancelled' })
  })

  it('a setting that the protocol does not take is refused and not kept', async () => {
    const { desk, kept } = await openOne()
    desk.set('mask-clip', { steady: 500 })
    expect([desk.state.problem!.code, desk.state.settings['mask-clip'].steady, kept.has('clip-settings')])
      .toEqual(['OPTION_INVALID', 50, false])
  })
})

describe('what is said', () => {
  it('facts, drop-frame places, titles and names of files', async () => {
    const facts = new Map(describeClip({ info, bytes: 4_200_000 }))
    expect(facts.get('Rate')).toBe('29.97 fps')
    expect(facts.get('Length')).toBe('0:04.0, 120 frames')
    expect(facts.get('Codec')).toBe('prores, 10 bit, in mov, 4.2 MB')
    expect(facts.get('Also')).toBe('turned by 90°')
    expect([timecodeOf(info, 1), timecodeOf(info, 2)]).toEqual(['00:00:59;29', '00:01:00;02'])
    expect(titleOf('slow', { factor: 2.5 })).toBe('Slow motion 2.5×')
    expect(downloadName('a/b:c.mov', { task: 'slow', file: { extension: '.mov', bytes: 1 } })).toBe('a_b_c-slow-motion.mov')
    expect(describeEstimate({ seconds: 7200, bytes: 3e9, freeBytes: 5e10 })).toBe('About 2.0 h and 3.0 GB; 50.0 GB are free.')
  })

  it('the pace of late, not of a job that began slowly', () => {
    const pace = new Pace()
    const paces = [[0, 0], [5000, 5], [10_000, 55], [10_100, 50]].map(([atMs, done]) => {
      pace.take(atMs!, done!)
      return pace.latest
    })
    expect(paces).toEqual([undefined, 1, 10, 10])
  })
})

describe('a timeline', () => {
  it.each(['mask-clip', 'slow'] as const)('of a %s result is one that holds together, of what its file is', async (task) => {
    const { desk, client, delivered } = await openOne()
    desk.setRange({ in: 100, out: 110 })
    desk.choose(task)
    await desk.run()
    await settled()
    await desk.downloadTimeline('job-3', 'edl')
    const { options } = client.orders.find((order) => order.task === 'timeline')!
    const timeline = timelineSchema.parse(options.timeline)
    expect(() => checkTimeline(timeline)).not.toThrow()
    expect(timeline.tracks.map(({ clips }) => clips[0]!.record)).toEqual(task === 'slow' ? [{ in: 0, out: 120 }]
      : [{ in: 0, out: 120 }, { in: 100, out: 110 }, { in: 0, out: 120 }])
    expect(delivered.map(({ name }) => name)).toEqual([task === 'slow' ? 'walk-slow-motion.edl' : 'walk-subject.edl'])
  })
})
