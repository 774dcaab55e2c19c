import type { FailureJson, PictureHeader } from '#protocol'
import type { ProresFilm } from './prores-film'

/** Frames of one shape in one file, overwritten round and round: frame n lies in slot n % slots. */
export interface Ring {
  file: string
  header: PictureHeader
  slots: number
  /** From one slot to the next: a frame's bytes, up to whole pages. */
  slotBytes: number
}

/** One run of ffmpeg's to its end: a filtered chunk, a join, one frame into a file. */
export interface Run {
  id: number
  /** For messages: what ffmpeg was doing, and on which file. */
  step: MediaStep
  path: string
  args: string[]
  /** Where ffmpeg runs, if its arguments name files there. */
  folder?: string
  /** What ffmpeg writes to its standard output goes here. Without it, its progress is read there. */
  output?: string
  /** Of the frames it must say that it wrote; the progress messages count up to it. */
  frames?: number
  /** Its result, made durable and measured. */
  file?: string
}

export type MediaStep = 'decode' | 'encode' | 'filter' | 'join'

/** Who makes some frames into a file: an ffmpeg that takes them by pipe, or the media process itself. */
export type Coding = { args: string[] } | { film: ProresFilm }

/** One encode of some frames in a row into a file of its own. */
export interface Chunk {
  index: number
  frames: number
  /** For messages. */
  path: string
  coding: Coding
  /** File (a folder for png) that the encoder writes. */
  file: string
}

/** Engine to media process. Control only; frames cross in rings. */
export type ToMedia =
  | { type: 'decode'; path: string; args: string[]; frames: number; ring: Ring }
  /** Source frames below this one are not needed any more. */
  | { type: 'free'; below: number }
  | { type: 'target'; ring: Ring }
  | { type: 'chunk'; chunk: Chunk }
  /** Frames of the output below this one lie in their slots. */
  | { type: 'made'; below: number }
  | { type: 'run'; run: Run }

/** Media process to engine. */
export type FromMedia =
  /** Source frames below this one lie in their slots. */
  | { type: 'decoded'; below: number }
  /** Frames of the output below this one have left their slots. */
  | { type: 'written'; below: number }
  /** The chunk is whole and on the disk. */
  | { type: 'chunk'; index: number; bytes: number; sha256: string }
  | { type: 'progress'; id: number; frames: number }
  | { type: 'ran'; id: number; bytes: number; sha256: string }
  /** A program was started or has ended: whoever outlives this process ends it. */
  | { type: 'started'; pid: number }
  | { type: 'ended'; pid: number }
  /** Every few seconds, whatever else there is to say. */
  | { type: 'alive' }
  | { type: 'failed'; error: FailureJson }
