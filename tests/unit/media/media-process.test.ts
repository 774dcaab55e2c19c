import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { copyPicture } from '#helper/pipeline/copy-picture'
import { MediaLost, MediaProcess } from '#helper/media/media-process'
import { frameIn, makeRings } from '#helper/media/ring'
import { itWithProgram, program } from '../../support/available'
import { until } from '../../support/helper'
import { headerOf, jobFolder } from '../../support/run-task'

const folder = jobFolder()
const built = resolve(__dirname, '../../../build/shared/helper/media/media-main.js')
const open = new Set<MediaProcess>()

function start(ffmpeg: string, limits: { stallMs?: number; silenceMs?: number } = {}): MediaProcess {
  const media = new MediaProcess({ ffmpeg, program: built, stallMs: 20_000, ...limits })
  open.add(media)
  return media
}

afterEach(async () => {
  await Promise.all([...open].map((media) => media.end()))
  open.clear()
})

const header = headerOf(64, 48)
const FRAMES = 30
const pattern = ['-v', 'error', '-f', 'lavfi', '-i', `testsrc=size=64x48:rate=25,trim=end_frame=${FRAMES}`]
const raw = ['-pix_fmt', 'rgb24', '-f', 'rawvideo']
const decoding = { path: 'pattern', args: [...pattern, ...raw, 'pipe:1'], frames: FRAMES }

const encodeArgs = (file: string): string[] =>
  ['-v', 'error', '-y', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-s', '64x48', '-r', '25', '-i', 'pipe:0',
    '-c:v', 'rawvideo', '-f', 'rawvideo', file]

/** A program that stands for ffmpeg. */
function pretend(name: string, script: string): string {
  const file = join(folder, name)
  writeFileSync(file, `#!${process.execPath}\n${script}`)
  chmodSync(file, 0o755)
  return file
}

/** Copies every frame from ring to ring, in chunks of ten. */
async function copyAll(media: MediaProcess, rings: ReturnType<typeof makeRings>): Promise<string[]> {
  const files = [0, 1, 2].map((index) => join(folder, `chunk-${index}`))
  media.decode({ ...decoding, ring: rings.source })
  media.openTarget(rings.target)
  files.forEach((file, index) => media.openChunk({ index, frames: 10, path: file, coding: { args: encodeArgs(file) }, file }))
  for (let frame = 0; frame < FRAMES; frame++) {
    await media.decodedBelow(frame + 1)
    await media.writtenBelow(frame + 1 - rings.target.slots)
    copyPicture(frameIn(rings.source, frame), frameIn(rings.target, frame), () => undefined)
    media.madeBelow(frame + 1)
    media.freeBelow(frame + 1)
  }
  for (let index = 0; index < 3; index++) await media.wholeChunk(index)
  return files
}

describe('the process that owns ffmpeg', () => {
  itWithProgram('ffmpeg')('brings every frame through rings that are smaller than the clip, bit for bit', async () => {
    const media = start(program('ffmpeg')!)
    const rings = makeRings({ folder, source: header, target: header, before: 0, after: 0 })
    expect(rings.source.slots).toBeLessThan(FRAMES)
    const files = await copyAll(media, rings)
    const whole = join(folder, 'whole')
    await media.run({ step: 'decode', path: 'pattern', args: [...pattern, ...raw, 'pipe:1'], output: whole })
    const bytes = readFileSync(whole)
    expect(bytes.length).toBe(FRAMES * 64 * 48 * 3)
    expect(Buffer.concat(files.map((file) => readFileSync(file))).equals(bytes)).toBe(true)
    expect(media.chunk(1)?.bytes).toBe(10 * 64 * 48 * 3)
  })

  itWithProgram('ffmpeg')('says what ffmpeg said last when a source breaks', async () => {
    const media = start(program('ffmpeg')!)
    const rings = makeRings({ folder, source: header, target: header, before: 0, after: 0 })
    writeFileSync(join(folder, 'broken.mov'), 'no clip')
    const args = ['-v', 'error', '-i', join(folder, 'broken.mov'), ...raw, 'pipe:1']
    media.decode({ path: 'broken.mov', args, frames: 5, ring: rings.source })
    await expect(media.decodedBelow(1)).rejects.toMatchObject({
      code: 'MEDIA_UNREADABLE', message: expect.stringContaining('broken.mov: Invalid data found when processing input'),
    })
  })

  itWithProgram('ffmpeg')('does not take a clip for whole that ends early', async () => {
    const media = start(program('ffmpeg')!)
    const rings = makeRings({ folder, source: header, target: header, before: 0, after: 0 })
    media.decode({ ...decoding, frames: FRAMES + 1, ring: rings.source })
    media.freeBelow(FRAMES)
    await expect(media.decodedBelow(FRAMES + 1)).rejects.toMatchObject({
      code: 'MEDIA_TRUNCATED', data: { frames: 30, reason: 'it ends early' },
    })
  })

  test('gives up one that hangs', async () => {
    const hanging = pretend('hanging', 'setInterval(() => undefined, 1000)')
    const media = start(hanging, { stallMs: 300 })
    await expect(media.run({ step: 'join', path: 'out.mov', args: [] })).rejects.toMatchObject({
      code: 'MEDIA_UNWRITABLE', data: { reason: 'ffmpeg did nothing for 0 s' },
    })
  })

  test('knows a full disk by ffmpeg\'s words', async () => {
    const words = 'av_interleaved_write_frame(): No space left on device'
    const full = pretend('full', `process.stderr.write(${JSON.stringify(words)}); process.exitCode = 1`)
    const media = start(full)
    await expect(media.run({ step: 'encode', path: 'out.mov', args: [] })).rejects.toMatchObject({ code: 'DISK_FULL' })
  })

  test('is told of an encoder that dies, not left waiting', async () => {
    const dying = pretend('dying', 'process.stdin.once("data", () => process.kill(process.pid, "SIGKILL"))')
    const media = start(dying)
    const { target } = makeRings({ folder, source: header, target: header, before: 0, after: 0 })
    media.openTarget(target)
    media.openChunk({ index: 0, frames: 100, path: 'out.mov', coding: { args: [] }, file: join(folder, 'none') })
    media.madeBelow(8)
    await expect(media.wholeChunk(0)).rejects.toMatchObject({
      code: 'MEDIA_UNWRITABLE', data: { reason: 'ffmpeg was ended by SIGKILL' },
    })
  })

  test('is given up when it stands still', async () => {
    const sleeping = pretend('waiting', 'process.stdout.write("frame=1\\n"); setInterval(() => undefined, 1000)')
    const media = start(sleeping, { silenceMs: 3000 })
    const told = media.run({ step: 'join', path: 'out.mov', args: [] }, () => process.kill(media.pid!, 'SIGSTOP'))
    await expect(told).rejects.toThrow('the media process stands still')
  })

  test('takes ffmpeg with it when it is killed', async () => {
    const note = join(folder, 'pid')
    const sleeping = pretend('sleeping', `require('fs').writeFileSync(${JSON.stringify(`${note}.new`)}, String(process.pid))
      require('fs').renameSync(${JSON.stringify(`${note}.new`)}, ${JSON.stringify(note)})
      setInterval(() => undefined, 1000)
      process.stdout.write('frame=1\\n')`)
    const media = start(sleeping)
    const lost = expect(media.run({ step: 'join', path: 'out.mov', args: [] }, () => process.kill(media.pid!, 'SIGKILL')))
      .rejects.toThrow(MediaLost)
    await lost
    expect(existsSync(note)).toBe(true)
    const pid = Number(readFileSync(note, 'utf8'))
    await media.ended
    await until('ffmpeg is gone', () => !isRunning(pid))
  })
})

/** A process that ended is a zombie until its new parent looks. */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false
  return !/^\d+ \(.*\) [ZX]/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
}
