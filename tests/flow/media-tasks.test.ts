import * as fs from 'node:fs'
import * as path from 'node:path'
import type { Client } from '#client'
import { type ClipInfo, clipInfoSchema, type JobEvent } from '#protocol'
import { itWithProgram } from '../support/available'
import { endHelpers, openClient, startTestHelper, temporaryFolder } from '../support/helper'
import { makeNumberedClip } from '../support/numbered-clip'
import { ffmpeg, probed, readNumbers } from '../support/read-numbers'

const it = itWithProgram('ffmpeg', 'ffprobe')
type Inputs = NonNullable<Parameters<Client['submit']>[0]['inputs']>

const codec = '../../../shared/helper/engine/codec-main'

describe('clips in the codec process', () => {
  let client: Client
  let folder: string
  beforeEach(() => {
    folder = temporaryFolder()
  })
  afterEach(async () => {
    client.close()
    await endHelpers()
  })

  const start = async (env: Record<string, string> = {}): Promise<void> => {
    client = openClient(await startTestHelper({ codec, env }))
  }

  async function run(task: string, options: Record<string, unknown>, inputs: Inputs = {}): Promise<JobEvent> {
    const { latest } = await client.submit({ task, options, inputs })
    return client.follow(latest.job)
  }

  const clip = (name: string): string => {
    const file = path.join(folder, name)
    const encoder = ['-c:v', 'libx264', '-bf', '2', '-qp', '12']
    const more = ['-timecode', '00:10:00;00']
    makeNumberedClip({ file, frames: 40, rate: '30000/1001', size: { width: 320, height: 180 }, encoder, more })
    return file
  }

  async function keep({ job, result }: JobEvent, file: string): Promise<void> {
    const { bytes } = result?.results.file as { bytes: number }
    fs.writeFileSync(file, await client.window({ job, result: 'file' }, 0, bytes))
  }

  it('probe tells what a clip is, named or sent', async () => {
    await start()
    const file = clip('film.mov')
    const { result } = await run('probe', { path: file })
    const info = clipInfoSchema.parse(result?.facts.clip)
    const start10 = { frame: 17_982, isDropFrame: true }
    expect(info).toMatchObject({ width: 320, height: 180, frames: 40, start: start10, codec: 'h264' })
    const bytes = fs.readFileSync(file)
    const read = (offset: number, length: number): Uint8Array<ArrayBuffer> =>
      Uint8Array.from(bytes.subarray(offset, offset + length))
    const sent = await run('probe', { name: 'mine.mov' }, { file: { bytes: bytes.length, read } })
    expect(sent.result?.facts.clip).toEqual(info)
    const text = Uint8Array.from(Buffer.from('no film at all'))
    const refused = await run('probe', { name: 'mine.mov' }, { file: { bytes: text.length, read: () => text } })
    expect(refused.error).toMatchObject({ code: 'MEDIA_UNREADABLE', message: expect.stringMatching(/^mine\.mov /) as string })
  }, 60_000)

  it('proxy makes a small copy with the same frames, on a checkerboard where it is transparent', async () => {
    await start()
    const plain = await run('proxy', { path: clip('film.mov'), maxPx: 160 })
    expect(plain.result).toMatchObject({
      results: { file: { kind: 'file', path: 'result.webm' } },
      facts: { frames: 40, width: 160, height: 90, rate: { num: 30_000, den: 1001 } },
    })
    const file = path.join(folder, 'proxy.webm')
    await keep(plain, file)
    const small = await probed(file)
    const wanted: Partial<ClipInfo> = { frames: 40, isVariableRate: false, rate: { num: 30_000, den: 1001 }, audio: [] }
    expect(small.info).toMatchObject(wanted)
    expect(readNumbers(small, 0, 40)).toEqual(Array.from({ length: 40 }, (_, at) => at))

    const clear = path.join(folder, 'clear.mov')
    const nothing = 'color=c=red@0:s=64x48:r=25:d=0.2,format=yuva444p10le'
    ffmpeg('-f', 'lavfi', '-i', nothing, '-c:v', 'prores_ks', '-profile:v', '4', clear)
    const made = await run('proxy', { path: clear })
    await keep(made, file)
    const gray = ffmpeg('-i', file, '-frames:v', '1', '-pix_fmt', 'gray', '-f', 'rawvideo', 'pipe:1')
    const [dark, light] = [gray[4 * 64 + 4]!, gray[4 * 64 + 12]!]
    expect(light - dark).toBeGreaterThan(30)
    expect(Math.abs(gray[12 * 64 + 12]! - dark)).toBeLessThan(8)
  }, 60_000)

  test('says which package is missing where there is no ffmpeg', async () => {
    await start({ FIRSTPASS_FFMPEG: path.join(folder, 'ffmpeg') })
    const file = path.join(folder, 'film.mov')
    fs.writeFileSync(file, Buffer.alloc(100, 1))
    const { error } = await run('probe', { path: file })
    expect(error).toMatchObject({ code: 'FFMPEG_MISSING', message: expect.stringMatching(/install/i) as string })
  }, 60_000)
})
