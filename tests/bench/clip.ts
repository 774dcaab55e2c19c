import { execFileSync, fork } from 'node:child_process'
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import { denoiseClipOptionsSchema, type Encoding, maskClipOptionsSchema, pixelBytes, plainHeader } from '#protocol'
import type { FromWorker } from '#helper/engine/messages'
import { decodeCommand } from '#helper/media/decode-command'
import { encodeCommand } from '#helper/media/encode-command'
import { findFfmpeg, type MediaPrograms } from '#helper/media/find-ffmpeg'
import { MediaProcess } from '#helper/media/media-process'
import { proresFilm } from '#helper/media/prores-film'
import type { MediaInfo } from '#helper/media/media-info'
import { probeClip } from '#helper/media/probe'
import { frameIn } from '#helper/media/ring'
import { WORKER_FLAGS } from '#helper/media/worker-flags'
import { KeptWindows } from '#helper/pipeline/kept-windows'
import type { ClipWork, FrameWork } from '#helper/tasks/clip-work'
import { planDenoise } from '#helper/tasks/denoise-clip'
import { planMask } from '#helper/tasks/mask-clip'
import type { WorkDone } from '#helper/tasks/task'
import { kernels, reserveFile } from '#native'
import type { Row } from '../../native/bench/main'
import { type Case, contextOf, orderOf } from './clip-order'
import { inFolder } from './paired'
import { drawPerson } from './draw-person'
import { familyBytes, processorMs } from './process-cost'

const root = resolve(__dirname, '../../..')

interface Film {
  file: string
  width: number
  height: number
  frames: number
}

/** H.264 of 8 bits, as cameras give it: someone who walks by, before moving shapes, under grain. */
async function makeFilm({ file, width, height, frames }: Film): Promise<void> {
  const person = `${file}.png`
  await drawPerson(person, height)
  const scene = `testsrc2=size=${width}x${height}:rate=25,eq=contrast=0.3:saturation=0.5`
  const walk = `[0][1]overlay=x=${0.2 * width}+n*${width / 600}:y=${height / 90}*sin(n/5)`
  const film = `${walk},noise=alls=6:allf=t:all_seed=3,trim=end_frame=${frames}`
  const how = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p']
  const from = ['-f', 'lavfi', '-i', scene, '-loop', '1', '-framerate', '25', '-i', person]
  execFileSync('ffmpeg', ['-v', 'error', ...from, '-filter_complex', film, ...how, '-frames:v', String(frames), '-y', file])
}

interface Bench {
  programs: MediaPrograms
  film: Film
  info: MediaInfo
  folder: string
}

const maskCase: Case = {
  name: 'mask, selfie', task: 'mask-clip', encoding: 'prores-4444', options: { model: 'selfie' },
  plan: (context, options, source) => planMask(context, maskClipOptionsSchema.parse(options), source),
}

const denoiseCase: Case = {
  name: 'denoise', task: 'denoise-clip', encoding: 'prores-422-hq', options: {},
  plan: (context, options, source) => planDenoise(context, denoiseClipOptionsSchema.parse(options), source),
}

/**
 * Of a task on a 1080p clip: the whole job, against the slowest of decoding alone, the engine's work alone and encoding
 * alone, all of the same frames in the same run. The mask's 480 frames are 19 s of film: beginning and ending take a job 2 s.
 */
export const benchMaskClip = ({ quick }: { quick: boolean }): Promise<Row[]> => benchCase(maskCase, quick ? 48 : 480)
export const benchDenoiseClip = ({ quick }: { quick: boolean }): Promise<Row[]> => benchCase(denoiseCase, quick ? 8 : 24)

export const benchClipMemory = ({ quick }: { quick: boolean }): Promise<Row[]> =>
  inFolder(async (folder) => [await benchGrowth(folder, quick)])

async function benchCase(one: Case, frames: number): Promise<Row[]> {
  const programs = await findFfmpeg()
  return inFolder(async (folder) => {
    const film = { file: join(folder, `${one.task}.mov`), width: 1920, height: 1080, frames }
    await makeFilm(film)
    return measure(one, { programs, film, info: await probeClip(programs, film.file), folder })
  })
}

async function measure(one: Case, bench: Bench): Promise<Row[]> {
  const { frames } = bench.film
  const work = await renderAlone(one, bench)
  const onAll = work.spares ? await renderAlone(one, bench, false) : undefined
  const decodeMs = await decodeAlone(bench)
  const encodeMs = await encodeAlone(one.encoding, bench, work.work)
  const job = await runJob(one, bench)
  const slowest = Math.max(decodeMs, work.ms, encodeMs)
  const fps = (ms: number): string => ((frames * 1000) / ms).toFixed(1)
  const more = onAll ? ` (${fps(onAll.ms)} on all cores)` : ''
  const alone = `alone: decode ${fps(decodeMs)}, engine ${fps(work.ms)}${more}, encode ${fps(encodeMs)} fps`
  return [
    {
      what: `clip 1080p, ${one.name}, ${frames} frames (${alone})`, measured: job.ms, floor: slowest, ratio: job.ms / slowest,
      goal: '<= 1.15 x its slowest stage alone',
    },
    {
      what: `clip 1080p, ${one.name}: the job's processor time over ${cpus().length} cores`,
      measured: job.processorMs / cpus().length, floor: slowest, ratio: job.processorMs / cpus().length / slowest,
      goal: 'no job is shorter than this',
    },
    { what: `clip 1080p, ${one.name}, frames per second`, measured: Math.round((frames * 10_000) / job.ms) / 10, goal: '-' },
  ]
}

/** All frames into a ring whose slots are free at once. */
async function decodeAlone({ programs, film, info, folder }: Bench): Promise<number> {
  const media = new MediaProcess({ ffmpeg: programs.ffmpeg })
  const header = plainHeader(film, 'rgb', 'u8')
  const ring = { file: join(folder, 'decode.ring'), header, slots: 4, slotBytes: pixelBytes(header) }
  reserveFile(ring.file, 4 * ring.slotBytes)
  const { frames, file: path } = film
  const startedMs = performance.now()
  media.decode({ path, args: decodeCommand({ path, info, first: 0, frames, header }), frames, ring })
  media.freeBelow(frames)
  await media.decodedBelow(frames)
  const ms = performance.now() - startedMs
  await media.end()
  return ms
}

/** As many frames as the clip has, of those the work made, through the encoder in chunks. */
async function encodeAlone(encoding: Encoding, { programs, film, info, folder }: Bench, work: Rendered): Promise<number> {
  const media = new MediaProcess({ ffmpeg: programs.ffmpeg })
  const startedMs = performance.now()
  media.openTarget(work.ring)
  let index = 0
  for (let first = 0; first < film.frames; first += 48, index++) {
    const file = join(folder, `encoded-${index}.mov`)
    const made = { ...work, info, file }
    const coding = encoding === 'prores-4444' ? { film: proresFilm(made) } : { args: encodeCommand({ ...made, encoding }) }
    media.openChunk({ index, frames: Math.min(48, film.frames - first), path: file, coding, file })
    media.madeBelow(Math.min(first + 48, film.frames))
    if (index > 0) await media.wholeChunk(index - 1)
  }
  await media.wholeChunk(index - 1)
  const ms = performance.now() - startedMs
  await media.end()
  return ms
}

interface Rendered extends Pick<FrameWork, 'rate' | 'header'> {
  ring: { file: string; header: FrameWork['header']; slots: number; slotBytes: number }
}

const RING_SLOTS = 24

interface AloneRun {
  ms: number
  work: Rendered
  /** In a job it leaves a core to decoder and encoder, and did so here. */
  spares: boolean
}

/** The task's own work on frames that lie ready, after a first frame that loads and warms. */
async function renderAlone(one: Case, bench: Bench, sparesAsInJobs = true): Promise<AloneRun> {
  const { programs, film, info, folder } = bench
  const header = plainHeader(film, 'rgb', 'u8')
  const slots = Math.min(RING_SLOTS, film.frames)
  const source = { file: join(folder, 'source.ring'), header, slots, slotBytes: pixelBytes(header) }
  reserveFile(source.file, slots * source.slotBytes)
  const media = new MediaProcess({ ffmpeg: programs.ffmpeg })
  const { file: path, frames } = film
  media.decode({ path, args: decodeCommand({ path, info, first: 0, frames: slots, header }), frames: slots, ring: source })
  await media.decodedBelow(slots)
  await media.end()
  const job = join(folder, 'alone')
  mkdirSync(job, { recursive: true })
  const context = contextOf(one, job, path)
  const plan = (): Promise<ClipWork> => one.plan(context, { ...one.options, path, encoding: one.encoding }, {
    info, frames, first: 0, header, peek: async (frame) => frameIn(source, frame),
  })
  const ring = { file: join(folder, 'target.ring'), header, slots, slotBytes: 0 }
  let startedMs = 0
  for (const count of [1, frames]) {
    const kept = new KeptWindows()
    const work = await plan() as FrameWork
    Object.assign(ring, { header: work.header, slotBytes: pixelBytes(work.header) })
    reserveFile(ring.file, slots * ring.slotBytes)
    const spares = sparesAsInJobs && work.sparesCore === true
    kernels().spareCores(spares ? 1 : 0)
    startedMs = performance.now()
    for (let index = 0; index < count; index++) {
      // Back and forth through the frames that there are: neighbours stay neighbours.
      const at = (frame: number): number => Math.abs((frame + slots - 1) % (2 * slots - 2) - (slots - 1))
      await work.render({
        index, source: index, target: frameIn(ring, index, kept), mark: () => undefined,
        at: (offset) => (index + offset < 0 || index + offset >= frames ? undefined : frameIn(source, at(index + offset), kept)),
      })
    }
    kept.close()
    kernels().spareCores(0)
    if (count < frames) continue
    return { ms: performance.now() - startedMs, work: { rate: work.rate, header: work.header, ring }, spares }
  }
  throw new Error('nothing was rendered')
}

interface JobRun {
  ms: number
  work: WorkDone
  /** Memory in the middle of the samples of the job's second half: collected garbage comes and goes. */
  heldBytes: number
  /** Of the engine, the media process and every ffmpeg. */
  processorMs: number
}

/** A job in an engine of its own that is warm: it has done a short one before. */
async function runJob(one: Omit<Case, 'plan'>, { film, folder }: Pick<Bench, 'film' | 'folder'>): Promise<JobRun> {
  const engine = fork(join(root, 'build/shared/helper/engine/engine-main.js'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'], execArgv: [...WORKER_FLAGS],
  })
  const warm = { ...one, options: { ...one.options, range: { in: 0, out: 1 } } }
  const samples: number[] = []
  const sampler = setInterval(() => samples.push(familyBytes(engine.pid ?? 0)), 50)
  try {
    await answerOf(engine, 'ready')
    let startedMs = 0
    let beforeMs = 0
    let work: WorkDone | undefined
    for (const each of [warm, one]) {
      const job = mkdtempSync(join(folder, 'job-'))
      writeFileSync(join(job, 'control'), Uint8Array.of(0))
      beforeMs = processorMs(engine.pid ?? 0)
      startedMs = performance.now()
      engine.send({ type: 'run', order: orderOf(each, job, film.file) })
      work = await answerOf(engine, 'done')
    }
    const ms = performance.now() - startedMs
    return { ms, work: work as WorkDone, heldBytes: middleOfLater(samples), processorMs: processorMs(engine.pid ?? 0) - beforeMs }
  } finally {
    clearInterval(sampler)
    engine.kill()
  }
}

function middleOfLater(samples: readonly number[]): number {
  const later = samples.slice(Math.floor(samples.length / 2)).sort((a, b) => a - b)
  return later[Math.floor(later.length / 2)] ?? 0
}

function answerOf(engine: ReturnType<typeof fork>, wanted: 'ready' | 'done'): Promise<WorkDone | undefined> {
  return new Promise((settle, reject) => {
    const hear = (message: FromWorker): void => {
      if (message.type === 'failed') reject(new Error(message.error.message))
      if (message.type !== wanted) return
      engine.off('message', hear)
      settle(message.type === 'done' ? message.work : undefined)
    }
    engine.on('message', hear)
  })
}

/** Memory of the engine and of all its programs, for a short, a longer and a long clip of the same size. */
async function benchGrowth(folder: string, quick: boolean): Promise<Row> {
  const held: number[] = []
  for (const frames of quick ? [10, 100, 300] : [10, 300, 1000]) {
    const film = { file: join(folder, `long-${frames}.mov`), width: 320, height: 180, frames }
    await makeFilm(film)
    const { heldBytes } = await runJob({
      name: 'growth', task: 'mask-clip', encoding: 'prores-4444', options: { model: 'selfie' },
    }, { film, folder })
    held.push(Math.round(heldBytes / 1e6))
  }
  const [, middle = 0, last = 0] = held
  const lengths = quick ? '10 / 100 / 300' : '10 / 300 / 1,000'
  return {
    what: `memory of ${lengths} frames at 320x180, mask: ${held.join(' / ')} MB`,
    measured: last, floor: middle, ratio: last / middle, goal: 'flat: <= 1.1 x the middle one (a short job fills no heap)',
  }
}
