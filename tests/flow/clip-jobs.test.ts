import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import type { Client } from '#client'
import type { JobEvent } from '#protocol'
import { itWithProgram } from '../support/available'
import { frameHashes, makeFilm, samples10, soundHash, tellFilm } from '../support/film'
import { endHelpers, openClient, startTestHelper, temporaryFolder, type TestHelper } from '../support/helper'

const FRAMES = 101

/** The real engine, in the real helper. */
const startHelper = (env: Record<string, string> = {}): Promise<TestHelper> =>
  startTestHelper({ engine: '../../../shared/helper/engine/engine-main', env })

let films: string
let film: string

beforeAll(() => {
  films = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-films-')))
  film = path.join(films, 'a film.mov')
})
afterAll(() => fs.rmSync(films, { recursive: true, force: true }))

const makeSource = (): void => {
  if (!fs.existsSync(film)) makeFilm({ file: film, frames: FRAMES, timecode: '01:00:00:00' })
}

async function run(client: Client, task: string, options: Record<string, unknown>): Promise<JobEvent> {
  const { latest } = await client.submit({ task, options })
  return client.follow(latest.job)
}

describe('a clip through the helper', () => {
  let client: Client
  let folder: string
  beforeEach(async () => {
    makeSource()
    folder = temporaryFolder()
    client = openClient(await startHelper())
  })
  afterEach(async () => {
    client.close()
    await endHelpers()
  })

  itWithProgram('ffmpeg')('scale 1 changes nothing: frames, rate, timecode, sound; pixels within 1 of 1023', async () => {
    const output = path.join(folder, 'Firstpass', 'same.mkv')
    const last = await run(client, 'upscale-clip', { path: film, output, scale: 1, encoding: 'ffv1' })
    expect(last.error).toBeUndefined()
    expect(tellFilm(output)).toMatchObject({ frames: FRAMES, rate: '24000/1001', timecode: '01:00:00:00', width: 96, height: 64 })
    expect(soundHash(output)).toBe(soundHash(film))
    const [before, after] = [samples10(film), samples10(output)]
    expect(after.length).toBe(before.length)
    let most = 0
    for (let i = 0; i < before.length; i++) most = Math.max(most, Math.abs(before[i]! - after[i]!))
    expect(most).toBeLessThanOrEqual(1)
    expect(last.result).toMatchObject({
      results: { file: { kind: 'file', path: output, bytes: fs.statSync(output).size } },
      facts: { frames: FRAMES, rate: { num: 24000, den: 1001 }, resumedAt: 0 },
    })
    expect(fs.readdirSync(path.dirname(output))).toEqual(['same.mkv'])
  })

  itWithProgram('ffmpeg')('a range, twice as large: timecode and tags of the range, and its sound', async () => {
    const output = path.join(folder, 'large.mov')
    const range = { in: 30, out: 90 }
    const last = await run(client, 'upscale-clip', { path: film, output, range, scale: 2, method: 'traditional' })
    expect(last.error).toBeUndefined()
    expect(tellFilm(output)).toEqual({
      frames: 60, width: 192, height: 128, rate: '24000/1001', timecode: '01:00:01:06',
      colour: ['tv', 'bt709', 'bt709', 'bt709'], pixelFormat: 'yuv422p10le', codec: 'prores',
    })
    const hashes = frameHashes(output)
    expect(new Set(hashes).size).toBe(60)
  })

  itWithProgram('ffmpeg')('pictures in a folder', async () => {
    const output = path.join(folder, 'frames')
    const last = await run(client, 'upscale-clip', { path: film, output, range: { in: 0, out: 50 }, scale: 1, encoding: 'png' })
    expect(last.error).toBeUndefined()
    const names = fs.readdirSync(output)
    expect([names.length, names[0], names.at(-1)]).toEqual([50, 'frame_000000.png', 'frame_000049.png'])
    expect(fs.readdirSync(folder)).toEqual(['frames'])
    const again = await run(client, 'upscale-clip', { path: film, output, range: { in: 0, out: 2 }, scale: 1, encoding: 'png' })
    expect(again.error?.code).toBe('OUTPUT_EXISTS')
  })

  itWithProgram('ffmpeg')('an estimate says what it would take and writes nothing', async () => {
    const output = path.join(folder, 'Firstpass', 'none.mov')
    const last = await run(client, 'upscale-clip', { path: film, output, scale: 1, estimate: true })
    expect(last.error).toBeUndefined()
    const facts = last.result!.facts as { bytes: number; freeBytes: number; seconds: number; frames: number }
    expect(facts.frames).toBe(FRAMES)
    expect(facts.bytes).toBeGreaterThan(FRAMES * 1000)
    expect(facts.bytes).toBeLessThan(FRAMES * 96 * 64 * 6)
    expect(facts.seconds).toBeGreaterThan(0)
    expect(facts.freeBytes).toBeGreaterThan(0)
    expect(fs.readdirSync(folder)).toEqual([])
  })

  itWithProgram('ffmpeg')('one that was sent comes back by windows', async () => {
    const bytes = fs.readFileSync(film)
    const read = (offset: number, length: number) => new Uint8Array(bytes.subarray(offset, offset + length))
    const file = { bytes: bytes.length, read }
    const { latest } = await client.submit({ task: 'upscale-clip', options: { scale: 1, name: 'a film.mov' }, inputs: { file } })
    const last = await client.follow(latest.job)
    expect(last.error).toBeUndefined()
    const entry = last.result!.results.file!
    expect(entry).toMatchObject({ kind: 'file', path: 'result.mov' })
    const back = path.join(folder, 'back.mov')
    fs.writeFileSync(back, '')
    for (let offset = 0; offset < entry.bytes; offset += 100_000) {
      const length = Math.min(100_000, entry.bytes - offset)
      fs.appendFileSync(back, await client.window({ job: latest.job, result: 'file' }, offset, length))
    }
    expect(tellFilm(back).frames).toBe(FRAMES)
  })
})
