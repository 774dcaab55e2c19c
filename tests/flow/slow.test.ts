import * as fs from 'node:fs'
import * as os from 'node:os'
import * as path from 'node:path'
import type { Client } from '#client'
import type { JobEvent } from '#protocol'
import { itWithProgram, itWithWeights, weights } from '../support/available'
import { makeFilm, samples10, tellFilm } from '../support/film'
import { endHelpers, openClient, startTestHelper, temporaryFolder } from '../support/helper'

const CHECKPOINT = 'ebme_bi-flownet.pkl'
const SIZE = 96 * 64

let films: string
let film: string

beforeAll(() => {
  films = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'firstpass-slow-')))
  film = path.join(films, 'film.mov')
})
afterAll(() => fs.rmSync(films, { recursive: true, force: true }))

/** Frame `index` of all samples of a clip: its three planes. */
const frameOf = (samples: Uint16Array, index: number): Uint16Array => samples.subarray(index * SIZE * 3, (index + 1) * SIZE * 3)

function largest(a: Uint16Array, b: Uint16Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - (b[i] ?? NaN))), 0)
}

const meanOf = (a: Uint16Array, b: Uint16Array): number =>
  a.reduce((sum, value, i) => sum + Math.abs(value - (b[i] ?? NaN)), 0) / a.length

describe('slow motion through the helper', () => {
  let client: Client
  let folder: string
  beforeEach(async () => {
    if (!fs.existsSync(film)) makeFilm({ file: film, frames: 44, timecode: '01:00:00:00' })
    folder = temporaryFolder()
    const env = {
      FIRSTPASS_TEST_MODELS: path.dirname(weights(CHECKPOINT) ?? folder), FIRSTPASS_MODELS: path.join(folder, 'models'),
    }
    client = openClient(await startTestHelper({ engine: '../../../shared/helper/engine/engine-main', env }))
  })
  afterEach(async () => {
    client.close()
    await endHelpers()
  })

  async function run(options: Record<string, unknown>): Promise<JobEvent> {
    const { latest } = await client.submit({ task: 'slow', options: { path: film, encoding: 'ffv1', ...options } })
    return client.follow(latest.job)
  }

  itWithWeights(CHECKPOINT)('by a model, 2.5 times as long: frames of the source as they are, without sound', async () => {
    const output = path.join(folder, 'slow.mkv')
    const last = await run({ output, range: { in: 4, out: 16 }, factor: 2.5 })
    expect(last.error).toBeUndefined()
    expect(tellFilm(output)).toMatchObject({ frames: 30, rate: '24000/1001', timecode: '01:00:00:04', width: 96, height: 64 })
    const [before, after] = [samples10(film), samples10(output)]
    for (const k of [0, 1, 2, 3, 4, 5]) expect(largest(frameOf(after, 5 * k), frameOf(before, 4 + 2 * k))).toBeLessThanOrEqual(1)
    // A frame between is neither of its neighbours.
    for (const neighbour of [4, 5]) expect(meanOf(frameOf(after, 1), frameOf(before, neighbour))).toBeGreaterThan(0.5)
    expect(last.result).toMatchObject({ method: 'model', model: { id: 'ebme', licence: 'Apache-2.0' } })
    expect(last.result?.notes.join(' ')).toMatch(/sound is left out/)
  })

  itWithProgram('ffmpeg')('by minterpolate, over several chunks: every frame of the source is where it belongs', async () => {
    const output = path.join(folder, 'slow.mkv')
    const last = await run({ output, factor: 2.5, method: 'traditional' })
    expect(last.error).toBeUndefined()
    expect(tellFilm(output)).toMatchObject({ frames: 110, rate: '24000/1001', timecode: '01:00:00:00' })
    const [before, after] = [samples10(film), samples10(output)]
    for (let k = 0; 5 * k < 110; k++) {
      const own = meanOf(frameOf(after, 5 * k), frameOf(before, 2 * k))
      // 8 bits on the way; what the filter smooths is less than what a frame to either side would be off.
      for (const other of [2 * k - 1, 2 * k + 1]) {
        if (other >= 0 && other < 44) expect(own).toBeLessThan(0.6 * meanOf(frameOf(after, 5 * k), frameOf(before, other)))
      }
    }
  })
})
