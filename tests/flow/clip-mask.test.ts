import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import * as path from 'node:path'
import { itWithProgram, itWithWeights, program, weights } from '../support/available'
import { clipScripts } from '../support/clip-scripts'
import { boxAround, type Script, shoot } from '../support/clips-with-truth'
import { endHelpers, openClient, startTestHelper, temporaryFolder } from '../support/helper'
import { STAMPS } from '../support/matte-set'
import { writeClip } from '../support/write-clip'

const FRAMES = 4

/** A network of seconds, on a machine that may be busy. */
const PATIENCE_MS = 240_000

const hasTools = program('ffmpeg') !== undefined && fs.existsSync(STAMPS)
const itWithAll = hasTools ? itWithWeights('u2netp') : itWithProgram('ffmpeg', 'tuxpaint')

/** The first frames of one who walks. */
async function shortWalk(): Promise<Script> {
  const walk = (await clipScripts())!.find(({ name }) => name === 'walk, cut')!
  return { ...walk, shots: [{ ...walk.shots[0]!, frames: FRAMES }] }
}

/** Planes of a stored clip as ffmpeg reads them. */
const raw = (file: string, format: string): Buffer =>
  execFileSync('ffmpeg', ['-v', 'error', '-i', file, '-f', 'rawvideo', '-pix_fmt', format, '-'], { maxBuffer: 1 << 28 })

describe('the mask of a clip through the helper', () => {
  afterEach(endHelpers)

  itWithAll('is stored as ProRes 4444 with alpha, and as a luma matte that shows the subject', async () => {
    const folder = temporaryFolder()
    const script = await shortWalk()
    const film = path.join(folder, 'walk.mkv')
    writeClip(film, script)
    const env = { FIRSTPASS_TEST_MODELS: path.dirname(weights('u2netp')!) }
    const client = openClient(await startTestHelper({ engine: '../../../shared/helper/engine/engine-main', env }))
    const { truth } = shoot(script, 0)
    const run = async (options: Record<string, unknown>) => {
      const subject = { frame: 0, box: boxAround(truth, script)! }
      const { latest } = await client.submit({ task: 'mask-clip', options: { path: film, model: 'u2netp', subject, ...options } })
      const last = await client.follow(latest.job)
      expect(last.error).toBeUndefined()
      return last
    }
    const luma = path.join(folder, 'luma.mkv')
    const last = await run({ output: luma, form: 'luma', encoding: 'ffv1' })
    expect(last.result).toMatchObject({ model: { id: 'u2netp' }, facts: { frames: FRAMES, follows: 'one' } })
    const matte = raw(luma, 'gray')
    expect(matte.length).toBe(FRAMES * script.width * script.height)
    const error = truth.reduce((sum, value, i) => sum + Math.abs(value - matte[i]! / 255), 0) / truth.length
    expect(error).toBeLessThan(0.03)
    const alpha = path.join(folder, 'alpha.mov')
    await run({ output: alpha })
    const pixels = raw(alpha, 'rgba64le')
    expect(pixels.length).toBe(FRAMES * script.width * script.height * 8)
    const corner = [...new Uint16Array(pixels.buffer, pixels.byteOffset, 4)]
    expect(corner[3]).toBe(0)
    expect(Math.max(...corner)).toBeLessThan(600)
    client.close()
  }, PATIENCE_MS)
})
