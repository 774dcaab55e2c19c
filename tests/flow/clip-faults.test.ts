import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import type { Client } from '#client'
import type { JobEvent } from '#protocol'
import { itWithProgram, program } from '../support/available'
import { frameHashes, makeFilm, soundHash } from '../support/film'
import {
  endHelpers, openClient, pairPanel, startTestHelper, temporaryFolder, type TestHelper, until,
} from '../support/helper'
import { seededNumbers } from '../support/run-task'

const FRAMES = 150
const SEED = 20_261_123

let films: string
let film: string
/** Of a run that nothing disturbed. */
let truth: { hashes: string[]; markers: unknown }

const start = (wish: { dataFolder?: string; env?: Record<string, string> } = {}): Promise<TestHelper> =>
  startTestHelper({ engine: 'engine-of-clips', ...wish })

interface Family {
  pid: number
  parent: number
  command: string
}

/** Living processes, as the system says. */
function processes(): Family[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat=,args='], { encoding: 'utf8' }).split('\n')
  return lines.flatMap((line) => {
    const [, pid, parent, state, command] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? []
    return command === undefined || state?.startsWith('Z') ? [] : [{ pid: Number(pid), parent: Number(parent), command }]
  })
}

/** The child of a process whose command line holds `word`. */
const childOf = (parent: number, word: string): number => {
  const found = processes().find((one) => one.parent === parent && one.command.includes(word))
  if (!found) throw new Error(`no ${word} under ${parent}`)
  return found.pid
}

/** What still works on a file. */
const usersOf = (file: string): string[] =>
  processes().filter(({ command }) => command.includes(file) && !command.startsWith('ps ')).map(({ command }) => command)

interface Running {
  helper: TestHelper
  client: Client
  job: string
  output: string
  folder: string
}

/** A job that stands still at a frame. */
async function stopAt(frame: number, wish: { source?: string; env?: Record<string, string> } = {}): Promise<Running> {
  const { source = film, env = {} } = wish
  const helper = await start({ env })
  const client = openClient(helper)
  fs.writeFileSync(path.join(helper.dataFolder, 'stop'), String(frame))
  const folder = temporaryFolder()
  const output = path.join(folder, 'Firstpass', 'out.mkv')
  const { latest } = await client.submit({ task: 'upscale-clip', options: { path: source, output, scale: 1, encoding: 'ffv1' } })
  await new Promise<void>((resolve, reject) => {
    const onEvent = ({ stage, error }: JobEvent): void => {
      if (stage === 'stopped') resolve()
      if (error) reject(new Error(error.message))
    }
    client.follow(latest.job, { onEvent }).catch(() => undefined)
  })
  return { helper, client, job: latest.job, output, folder }
}

const goOn = ({ helper }: Running): void => fs.rmSync(path.join(helper.dataFolder, 'stop'))

function expectTruth(output: string, last: JobEvent): void {
  expect(last.error).toBeUndefined()
  expect(last.state).toBe('succeeded')
  expect(frameHashes(output)).toEqual(truth.hashes)
  expect(last.result?.markers).toEqual(truth.markers)
  expect(soundHash(output)).toBe(soundHash(film))
  expect(fs.readdirSync(path.dirname(output))).toEqual([path.basename(output)])
}

beforeAll(async () => {
  films = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-films-')))
  film = path.join(films, 'film.mov')
  if (program('ffmpeg') === undefined) return
  makeFilm({ file: film, frames: FRAMES, width: 64, height: 48, timecode: '00:59:58:00' })
  const client = openClient(await start())
  const output = path.join(films, 'truth.mkv')
  const { latest } = await client.submit({ task: 'upscale-clip', options: { path: film, output, scale: 1, encoding: 'ffv1' } })
  const last = await client.follow(latest.job)
  truth = { hashes: frameHashes(output), markers: last.result?.markers }
  client.close()
  await endHelpers()
})
afterEach(endHelpers)
afterAll(() => fs.rmSync(films, { recursive: true, force: true }))

describe('a clip job that is cut off', () => {
  const random = seededNumbers(SEED)
  const moments = Array.from({ length: 2 }, () => Math.floor(random() * FRAMES))
  // One moment before the first chunk is whole, where everything begins anew.
  moments.push(20)

  const eachMoment = itWithProgram('ffmpeg', 'ps').each(moments)

  eachMoment(`SIGKILL of the engine at frame %i (seed ${SEED}): a retry gives the same frames`, async (frame) => {
    const run = await stopAt(frame)
    const engine = childOf(run.helper.process.pid!, 'engine-of-clips')
    process.kill(engine, 'SIGKILL')
    const failed = await run.client.follow(run.job)
    expect(failed.error?.code).toBe('ENGINE_CRASHED')
    goOn(run)
    await run.client.retry(run.job)
    const last = await run.client.follow(run.job)
    expectTruth(run.output, last)
    expect([0, 48, 96, 144]).toContain(last.result?.facts.resumedAt)
    if (frame > 110) expect(last.result?.facts.resumedAt).toBeGreaterThan(0)
    run.client.close()
  })

  eachMoment(`SIGKILL of the media process at frame %i (seed ${SEED}): it goes on by itself`, async (frame) => {
    const run = await stopAt(frame)
    const engine = childOf(run.helper.process.pid!, 'engine-of-clips')
    process.kill(childOf(engine, 'media-main'), 'SIGKILL')
    goOn(run)
    expectTruth(run.output, await run.client.follow(run.job))
    run.client.close()
  })

  eachMoment(`SIGKILL of the helper at frame %i (seed ${SEED}): the next one takes it up`, async (frame) => {
    const run = await stopAt(frame)
    run.client.close()
    await run.helper.kill()
    goOn(run)
    const client = openClient(await start({ dataFolder: run.helper.dataFolder }))
    expectTruth(run.output, await client.follow(run.job))
    client.close()
  })
})

describe('a clip job that can not go on', () => {
  itWithProgram('ffmpeg', 'ps')('cancelled: nothing is left, nothing runs on', async () => {
    const run = await stopAt(120)
    await run.client.cancel(run.job)
    expect((await run.client.follow(run.job)).state).toBe('cancelled')
    expect(fs.readdirSync(run.folder)).toEqual([])
    await until('ffmpeg is gone', () => usersOf(run.folder).length === 0)
    const left = fs.readdirSync(path.join(run.helper.dataFolder, 'jobs', run.job))
    expect(left.sort()).toEqual(['control', 'events.jsonl', 'job.json'])
    run.client.close()
  })

  itWithProgram('ffmpeg', 'ps')('failed, then discarded: its chunks go', async () => {
    const run = await stopAt(120)
    process.kill(childOf(run.helper.process.pid!, 'engine-of-clips'), 'SIGKILL')
    await run.client.follow(run.job)
    expect(fs.readdirSync(path.dirname(run.output))).toEqual([`.out.mkv.${run.job}.part`])
    await run.client.discard(run.job)
    await until('they are gone', () => fs.readdirSync(run.folder).length === 0)
    run.client.close()
  })

  itWithProgram('ffmpeg').each([
    ['was written to', (file: string) => fs.appendFileSync(file, 'more')],
    ['is gone', (file: string) => fs.rmSync(file)],
    ['another file has its name', (file: string) => {
      fs.copyFileSync(file, `${file}.new`)
      fs.renameSync(`${file}.new`, file)
    }],
  ])('its source %s: MEDIA_CHANGED, and nothing is left', async (reason, change) => {
    const source = path.join(temporaryFolder(), 'mine.mov')
    fs.copyFileSync(film, source)
    const run = await stopAt(120, { source })
    change(source)
    goOn(run)
    const { error } = await run.client.follow(run.job)
    expect(error).toMatchObject({ code: 'MEDIA_CHANGED', data: { path: 'mine.mov', reason: expect.stringContaining(reason) } })
    expect(fs.readdirSync(run.folder)).toEqual([])
    run.client.close()
  })

  itWithProgram('ffmpeg')('a disk that is full in the middle: DISK_FULL, and with room again it goes on', async () => {
    // Stands for a small disk: no file of an ffmpeg may be larger than a chunk, and less than the whole.
    const programs = temporaryFolder()
    fs.symlinkSync(program('ffprobe')!, path.join(programs, 'ffprobe'))
    const ffmpeg = path.join(programs, 'ffmpeg')
    const write = (limit: string): void => {
      fs.writeFileSync(`${ffmpeg}.new`, `#!/bin/bash\n${limit}\nexec ${program('ffmpeg')!} "$@"\n`, { mode: 0o755 })
      fs.renameSync(`${ffmpeg}.new`, ffmpeg)
    }
    write('ulimit -f 1000')
    const run = await stopAt(120, { env: { FIRSTPASS_FFMPEG: ffmpeg } })
    goOn(run)
    const last = await run.client.follow(run.job)
    expect(last.error).toMatchObject({ code: 'DISK_FULL', data: { path: run.output } })
    write('')
    await run.client.retry(run.job)
    const again = await run.client.follow(run.job)
    expectTruth(run.output, again)
    expect(again.result?.facts.resumedAt).toBe(FRAMES)
    run.client.close()
  })

  itWithProgram('ffmpeg')('the clip was cut off: it says up to which frame it can be read, and so far it is made', async () => {
    const cut = path.join(films, 'cut.mov')
    makeFilm({ file: cut, frames: FRAMES, sound: [], picture: ['-c:v', 'prores_ks', '-movflags', '+faststart'] })
    fs.truncateSync(cut, Math.floor(fs.statSync(cut).size * 0.7))
    const client = openClient(await start())
    const make = async (name: string, wish: object = {}): Promise<JobEvent> => {
      const options = { path: cut, output: path.join(films, name), scale: 1, encoding: 'ffv1', ...wish }
      const { latest } = await client.submit({ task: 'upscale-clip', options })
      return client.follow(latest.job)
    }
    const { error } = await make('beyond.mkv')
    expect(error).toMatchObject({ code: 'MEDIA_TRUNCATED', data: { path: 'cut.mov' }, hint: expect.stringContaining('--out') })
    const { frames } = error?.data as { frames: number }
    expect(frames).toBeGreaterThan(90)
    expect(frames).toBeLessThan(FRAMES)
    const last = await make('so-far.mkv', { range: { in: 0, out: frames } })
    expect(last.error).toBeUndefined()
    expect(frameHashes(path.join(films, 'so-far.mkv'))).toHaveLength(frames)
    client.close()
  })

  itWithProgram('ffmpeg')('its place was taken meanwhile: what lies there stays', async () => {
    const run = await stopAt(120)
    fs.writeFileSync(run.output, 'mine')
    goOn(run)
    expect((await run.client.follow(run.job)).error?.code).toBe('OUTPUT_EXISTS')
    expect(fs.readFileSync(run.output, 'utf8')).toBe('mine')
    run.client.close()
  })
})

describe('a clip job that is refused', () => {
  const refusal = async (options: Record<string, unknown>, env: Record<string, string> = {}): Promise<unknown> => {
    const client = openClient(await start({ env }))
    try {
      const { latest } = await client.submit({ task: 'upscale-clip', options: { scale: 1, path: film, ...options } })
      return (await client.follow(latest.job)).error
    } catch (thrown) {
      return thrown
    } finally {
      client.close()
    }
  }

  itWithProgram('ffmpeg')('without ffmpeg: the message names the package', async () => {
    const error = await refusal({ output: path.join(films, 'none.mov') }, { FIRSTPASS_FFMPEG: '/nowhere/ffmpeg' })
    expect(error).toMatchObject({ code: 'FFMPEG_MISSING', message: expect.stringContaining('ffmpeg') })
  })

  itWithProgram('ffmpeg')('over its own source, or a file of the user\'s', async () => {
    expect(await refusal({ output: film, overwrite: true })).toMatchObject({ code: 'PATH_FORBIDDEN' })
    const taken = path.join(temporaryFolder(), 'taken.mov')
    fs.writeFileSync(taken, 'mine')
    expect(await refusal({ output: taken })).toMatchObject({ code: 'OUTPUT_EXISTS' })
    expect(fs.readFileSync(taken, 'utf8')).toBe('mine')
  })

  itWithProgram('ffmpeg')('into a file of another kind, in a folder that is not there, outside the clip', async () => {
    const folder = temporaryFolder()
    const invalid = (option: string) => ({ code: 'OPTION_INVALID', data: { option } })
    expect(await refusal({ output: path.join(folder, 'a.mp4') })).toMatchObject(invalid('output'))
    expect(await refusal({ output: path.join(folder, 'b/c/a.mov') })).toMatchObject({ code: 'OUTPUT_UNWRITABLE' })
    expect(await refusal({ encoding: 'png' })).toMatchObject(invalid('output'))
    const range = { in: 10, out: FRAMES + 1 }
    expect(await refusal({ output: path.join(folder, 'a.mov'), range })).toMatchObject(invalid('range'))
    expect(fs.readdirSync(folder)).toEqual([])
  })

  test('by a panel that may name no files', async () => {
    const helper = await start()
    const token = await pairPanel(helper, 'photoshop-panel-0001')
    const client = openClient(helper, { panel: 'photoshop-panel-0001', token: () => token })
    const order = { task: 'upscale-clip', options: { path: film, scale: 1 } }
    await expect(client.submit(order)).rejects.toMatchObject({ code: 'PATH_FORBIDDEN' })
    client.close()
  })
})
