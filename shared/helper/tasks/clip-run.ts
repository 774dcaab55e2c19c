import { randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'
import { failure, FirstpassError, type Marker, VERSION } from '#protocol'
import { decodeCommand } from '#helper/media/decode-command'
import { kindOf, notesOfEncoding } from '#helper/media/encodings'
import { CHUNK_EXTENSION } from '#helper/media/encode-command'
import type { MediaPrograms } from '#helper/media/find-ffmpeg'
import { clipInfoOf } from '#helper/media/media-info'
import { MediaLost } from '#helper/media/media-process'
import type { Measured } from '#helper/media/measure-file'
import { chunkHow, type ChunkShape } from './clip-chunk-args'
import { filterChunks } from './clip-filter'
import { type ChunkPlan, makeFrames, type StageTimes } from './clip-frames'
import { type OpenMedia, sourceOf } from './clip-media'
import { CHUNK_FRAMES, PartFolder } from './clip-part'
import { checkRoomFor, roughBytes } from './clip-room'
import type { ClipOptions } from './clip-options'
import { type Clip, checkSource } from './clip-source'
import type { ClipSource, ClipWork } from './clip-work'
import { joinChunks } from './join-clip'
import { type ClipTarget, makeFolder, placeClip, resultOf, targetOf } from './place-clip'
import { partPath, refuseTarget } from './place-file'
import { Cancelled, type TaskContext, type WorkDone } from './task'

export type Plan = (source: ClipSource) => Promise<ClipWork>

export interface ClipJob {
  options: ClipOptions
  programs: MediaPrograms
  clip: Clip
  plan: Plan
  startedMs: number
}

interface Made {
  file: Measured
  marks?: Marker[]
  state?: Buffer | undefined
}

/** One try at a clip job, from its last whole chunk on. */
export class ClipRun {
  private readonly target: ClipTarget
  private readonly times: StageTimes = { waitForSourceMs: 0, renderMs: 0, waitForEncoderMs: 0 }
  /** In the names of files that are not whole yet: an orphan of an earlier try never writes into them. */
  private readonly attempt = randomBytes(4).toString('hex')
  private part: PartFolder | undefined
  private madeFolder: string | undefined

  constructor(private readonly context: TaskContext, private readonly job: ClipJob) {
    this.target = targetOf(context, job.options)
  }

  get wholeChunks(): number {
    return this.part?.whole.length ?? 0
  }

  async run(media: OpenMedia): Promise<WorkDone> {
    const { clip, plan, options } = this.job
    refuseTarget(this.target, this.target.kind)
    const work = await plan(sourceOf(media.process, clip, this.context.order.folder))
    this.madeFolder = makeFolder(this.target.path)
    this.part = new PartFolder(partPath(this.target.path, this.context.order.id), {
      job: this.context.order.id, helper: VERSION, name: clip.name, source: clip.mark, frames: work.frames, first: clip.first,
      encoding: options.encoding, shape: JSON.stringify([work.header, work.rate]),
    })
    const { part } = this
    await part.open((done, total) => media.progress('check', done, total))
    const left = work.frames - part.whole.length * CHUNK_FRAMES
    await checkRoomFor(part.path, roughBytes(options.encoding, work.header) * (work.frames + Math.max(0, left)))
    const startedMs = performance.now()
    if (left > 0) await this.makeChunks(media, work, part)
    const framesMs = performance.now() - startedMs
    checkSource(clip, clip.mark)
    const joined = await joinChunks({ media, job: this.job, work, part, attempt: this.attempt, kind: this.target.kind })
    checkSource(clip, clip.mark)
    const done = this.describe(work, joined, { framesMs, made: Math.max(0, left) })
    placeClip(this.context, joined.file, { target: this.target, done })
    part.remove()
    return done
  }

  /** After a failure: what is whole stays for another try, unless there will be none. */
  tidyUp(thrown: unknown): void {
    const { part, madeFolder } = this
    const isOver = thrown instanceof Cancelled || (thrown instanceof FirstpassError && thrown.code === 'MEDIA_CHANGED')
    if (isOver || this.wholeChunks === 0) part?.remove()
    else part?.removeRest()
    if (madeFolder === undefined || thrown instanceof MediaLost) return
    try {
      fs.rmdirSync(madeFolder)
    } catch {
      // Something lies in it: chunks for another try, or a file of another's.
    }
  }

  private async makeChunks(media: OpenMedia, work: ClipWork, part: PartFolder): Promise<void> {
    const { clip } = this.job
    const state = part.readState()
    const progress = (index: number): void => media.progress('frames', index, work.frames)
    const chunks = this.planChunks(work, part)
    const { process } = media
    if (!('render' in work)) {
      const commit = (chunk: ChunkPlan, file: Measured): Promise<void> => this.commit(work, chunk, { file })
      return filterChunks({ media: process, clip, work, chunks, progress, commit })
    }
    if (state) work.load?.(state)
    await makeFrames({
      media: process, clip, work, chunks, progress, folder: this.context.order.folder, times: this.times,
      decodeArgs: (first, frames) => decodeCommand({ path: clip.path, info: clip.info, first, frames, header: clip.header }),
      commit: (chunk, made) => this.commit(work, chunk, made),
    })
    progress(work.frames)
  }

  private planChunks(work: ClipWork, part: PartFolder): ChunkPlan[] {
    const { options, clip } = this.job
    const shape: ChunkShape = { clip, work, encoding: options.encoding }
    const chunks: ChunkPlan[] = []
    for (let index = part.whole.length; index * CHUNK_FRAMES < work.frames; index++) {
      const first = index * CHUNK_FRAMES
      const frames = Math.min(CHUNK_FRAMES, work.frames - first)
      const name = `chunk-${String(index).padStart(6, '0')}.${this.attempt}`
      const file = part.file(this.target.kind === 'folder' ? name : `${name}.${CHUNK_EXTENSION}`)
      if (this.target.kind === 'folder') fs.mkdirSync(file)
      chunks.push({ index, first, frames, file, coding: chunkHow(shape, { first, frames, file }) })
    }
    return chunks
  }

  private async commit(work: ClipWork, chunk: ChunkPlan, made: Made): Promise<void> {
    const { part, job } = this
    if (!part) throw failure('INTERNAL_ERROR', { reason: 'a chunk without its folder' })
    checkSource(job.clip, job.clip.mark)
    const { index, frames } = chunk
    const state = made.state && await part.writeState(`state-${index}.${this.attempt}`, made.state)
    part.commit({ index, name: path.basename(chunk.file), frames, marks: made.marks ?? [] }, made.file, state)
    if (part.whole.length > 1) return
    // The first chunk says how large the rest will be, and then all of it once more for the join.
    await checkRoomFor(part.path, 2 * (made.file.bytes / frames) * work.frames - made.file.bytes)
  }

  private describe(work: ClipWork, joined: Measured, spent: { framesMs: number; made: number }): WorkDone {
    const { clip, options, startedMs } = this.job
    const { inferMs, notes, facts, ...credits } = work.finish()
    const markers = this.part?.whole.flatMap(({ marks }) => marks) ?? []
    const fps = spent.framesMs > 0 ? (spent.made * 1000) / spent.framesMs : 0
    return {
      results: { file: resultOf(this.target, joined) },
      ...credits,
      ...(markers.length > 0 ? { markers } : {}),
      timings: { totalMs: performance.now() - startedMs, inferMs },
      notes: [...clip.info.source.notes, ...notesOfEncoding(options.encoding, clip.info, work.header), ...notes],
      facts: {
        clip: clipInfoOf(clip.info), frames: work.frames, rate: work.rate, fps: Math.round(fps * 100) / 100,
        resumedAt: work.frames - spent.made, stages: { ...this.times }, container: kindOf(this.job.options.encoding).extension,
        ...facts,
      },
    }
  }
}
