import { type ClipInfo, failure, type JobResult, type PictureHeader, type Rate } from '#protocol'
import type { PictureFile } from '#helper/pipeline/picture-file'

/** What a task is told of the clip before it plans its work. Frames are counted from the first of the job's range. */
export interface ClipSource {
  info: ClipInfo
  /** Frames of the job's range. */
  frames: number
  /** The first frame of the range, counted from the clip's own first. */
  first: number
  /** Of every frame as it is decoded: rgb or rgb-alpha, u8 for 8-bit clips, else u16. */
  header: PictureHeader
  /**
   * One frame of the range, decoded on its own into the job folder (to look at a subject, or to measure noise). Slow; for
   * planning only.
   */
  peek(frame: number): Promise<PictureFile>
}

/** One frame to be made. All pictures belong to the ring and are good until `render` returns. */
export interface FrameStep {
  /** Of the output. */
  index: number
  /** The source frame it is made around. */
  source: number
  /** The source frame `source + offset`, -before..after; undefined beyond the range's ends. */
  at(offset: number): PictureFile | undefined
  /** To be filled whole. */
  target: PictureFile
  /** Remembers that this frame deserves a look: score 0..1, larger is worse. */
  mark(score: number, reason: string): void
}

/** The source frame that a step is made around. */
export function ownFrame({ at, source }: FrameStep): PictureFile {
  const frame = at(0)
  if (!frame) throw failure('INTERNAL_ERROR', { reason: `source frame ${source} is not there` })
  return frame
}

/** Frames made one by one, in order, in the engine. */
export interface FrameWork {
  /**
   * Decoding and encoding take about as long as the frames' own work. That then leaves them a core: two that share one hold
   * each other up, and loops of a millisecond lose more by waiting for their last thread than they gain by the others.
   */
  sparesCore?: boolean
  /** How many source frames around its own a frame is made from. */
  before: number
  after: number
  /** Of the output. */
  frames: number
  rate: Rate
  header: PictureHeader
  /** The source frame that output frame `index` is made around; never falls as `index` rises. */
  sourceOf(index: number): number
  render(step: FrameStep): Promise<void>
  /**
   * What frames yet to come must know of those made: written with every finished chunk but the last, so that a resumed job gives
   * the same frames. It is held in memory whole: a few planes of one channel (64 MiB for 4K at 10 bits), no frames. Without it,
   * `render` depends on nothing but its step.
   */
  save?(): Buffer
  load?(state: Buffer): void
  finish(): ClipCredits
}

/** Frames made by a filter of ffmpeg's, on the way from the decoder to the encoder. */
export interface FilterWork {
  /** As for `-vf`. */
  filter: string
  /** Source frames that the filter sees before a chunk's first, so that every chunk is the same wherever a job begins. */
  before: number
  after: number
  /** Of the output. */
  frames: number
  /** Output frames that the filter gives per source frame, where not one. */
  perSource?: Rate
  rate: Rate
  header: PictureHeader
  finish(): ClipCredits
}

export type ClipCredits = Pick<JobResult, 'method' | 'model' | 'provider' | 'notes' | 'facts'> & { inferMs: number }

export type ClipWork = FrameWork | FilterWork
