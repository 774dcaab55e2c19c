import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import { type JobEvent, KEPT_EVENTS } from '#protocol'
import { Job } from '#helper/queue/job'
import type { JobRecord } from '#helper/queue/job-record'
import { JobFolder } from '#helper/queue/journal'
import { KEEP_JOB_MS, Shelf } from '#helper/queue/shelf'

const id = (letter: string): string => letter.repeat(24)
const record = (letter: string, changes: Partial<JobRecord> = {}): JobRecord => ({
  version: 1, owner: 'panel-one', host: 'photoshop', state: 'queued', createdAt: 1, cpuOnly: false, notes: [], sources: [],
  inputs: {}, files: {}, options: {},
  request: { id: id(letter), task: 'denoise', options: {}, inputs: {}, provider: 'auto', licence: 'permissive' },
  ...changes,
})

describe('the journal', () => {
  let folder: string
  let announced: JobEvent[]
  const world = {
    nowMs: () => 1000, journalFailed: jest.fn(), announce: (_job: Job, event: JobEvent) => void announced.push(event),
  }
  const make = (letter: string, changes?: Partial<JobRecord>): Job => {
    const place = new JobFolder(path.join(folder, id(letter)))
    place.create()
    place.writeRecord(record(letter, changes))
    return new Job(place, record(letter, changes), world)
  }

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-test-'))
    announced = []
  })
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }))

  test('a restart finds every event that anyone was told of, and goes on counting', () => {
    const job = make('a')
    job.start()
    for (let done = 0; done < 10_000; done++) job.progress({ stage: 'tiles', done, total: 10_000 })
    const [again] = new Shelf(folder, world).load()
    expect(again!.view(0).events).toEqual(announced.slice(-KEPT_EVENTS))
    again!.queueAgain('again')
    expect(again!.latest.seq).toBe(announced.at(-2)!.seq + 1)
    expect(fs.statSync(path.join(folder, id('a'), 'events.jsonl')).size).toBeLessThan(800_000)
  })

  test('an event cut short by the end of the helper was never told and does not count', () => {
    const job = make('a')
    job.start()
    fs.appendFileSync(path.join(folder, id('a'), 'events.jsonl'), '{"job":"aaaaaaaa')
    const [again] = new Shelf(folder, world).load()
    expect(again!.latest).toEqual(announced.at(-1))
    again!.progress({ stage: 'tiles', done: 1, total: 2 })
    const [third] = new Shelf(folder, world).load()
    expect(third!.view(0).events.map(({ seq }) => seq)).toEqual([1, 2, 3])
  })

  test('events that a full disk did not take leave no gap: those after it count', () => {
    const job = make('a')
    job.start()
    const file = path.join(folder, id('a'), 'events.jsonl')
    for (let done = 1; done <= 4; done++) job.progress({ stage: 'tiles', done, total: 9 })
    fs.writeFileSync(file, fs.readFileSync(file, 'utf8').split('\n').filter((_, line) => line !== 2).join('\n'))
    const [again] = new Shelf(folder, world).load()
    expect(again!.view(0).events.map(({ seq }) => seq)).toEqual([4, 5, 6])
  })

  test('an end that was journalled but not told is told at the restart', () => {
    make('a')
    const place = new JobFolder(path.join(folder, id('a')))
    place.writeRecord(record('a', { state: 'cancelled', finishedAt: 5 }))
    const [again] = new Shelf(folder, world).load()
    expect(again!.latest).toMatchObject({ seq: 2, state: 'cancelled' })
  })

  test('a folder without a whole journal goes: nobody was promised that job', () => {
    make('a')
    fs.mkdirSync(path.join(folder, id('b')))
    make('c')
    fs.writeFileSync(path.join(folder, id('c'), 'job.json'), '{"version":1,')
    expect(new Shelf(folder, world).load().map((job) => job.id)).toEqual([id('a')])
    expect(fs.readdirSync(folder)).toEqual([id('a')])
  })

  test('a cancel is one byte, written in place, that a reader with an open file sees', () => {
    const { folder: place } = make('a')
    const control = fs.openSync(path.join(place.path, 'control'), 'r')
    const read = (): number => {
      const byte = Buffer.alloc(1)
      fs.readSync(control, byte, 0, 1, 0)
      return byte[0]!
    }
    const seen = [read()]
    place.setCancelled(true)
    seen.push(read())
    place.setCancelled(false)
    seen.push(read())
    fs.closeSync(control)
    expect(seen).toEqual([0, 1, 0])
  })

  test('whoever still works on a job that starts over is told to stop, and not by the new one\'s control', () => {
    const job = make('a')
    const control = fs.openSync(path.join(job.folder.path, 'control'), 'r')
    job.queueAgain('again')
    const orphan = Buffer.alloc(1)
    fs.readSync(control, orphan, 0, 1, 0)
    fs.closeSync(control)
    expect([orphan[0], fs.readFileSync(path.join(job.folder.path, 'control'))[0]]).toEqual([1, 0])
  })

  test('folders go seven days after the result was placed or the job ended without one; waiting results stay', () => {
    const shelf = new Shelf(folder, world)
    const noPage = () => undefined
    const jobs = {
      a: make('a', { state: 'succeeded', finishedAt: 0, placedAt: 1000 }), b: make('b', { state: 'succeeded', finishedAt: 0 }),
      c: make('c', { state: 'failed', finishedAt: 1000 }), d: make('d'),
    }
    for (const job of Object.values(jobs)) shelf.put(job)
    shelf.purge(1000 + KEEP_JOB_MS, noPage)
    expect(fs.readdirSync(folder).sort()).toEqual(['a', 'b', 'c', 'd'].map(id))
    shelf.purge(1001 + KEEP_JOB_MS, noPage)
    expect(fs.readdirSync(folder).sort()).toEqual(['b', 'd'].map(id))
  })

  test('a page\'s folders stay while it is open, placed or not, and go with it', () => {
    const shelf = new Shelf(folder, world)
    shelf.put(make('a', { state: 'succeeded', finishedAt: 0, placedAt: 1000 }))
    shelf.put(make('b', { state: 'succeeded', finishedAt: 0 }))
    shelf.purge(9 * KEEP_JOB_MS, () => 'open')
    expect(fs.readdirSync(folder).sort()).toEqual(['a', 'b'].map(id))
    shelf.purge(0, () => 'gone')
    expect(fs.readdirSync(folder)).toEqual([])
  })

  test('a disk that takes no journal does not end the job', () => {
    const job = make('a')
    fs.rmSync(job.folder.path, { recursive: true })
    job.start()
    job.progress({ stage: 'tiles', done: 1, total: 2 })
    expect(job.latest).toMatchObject({ seq: 3, state: 'running', stage: 'tiles' })
    expect(world.journalFailed).toHaveBeenCalledTimes(3)
  })
})
