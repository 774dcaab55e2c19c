import fs from 'node:fs'
import path from 'node:path'
import { failure, FirstpassError, plainHeader, type PictureHeader } from '#protocol'
import type { MediaInfo } from '#helper/media/media-info'
import type { ClipOptions } from './clip-options'

/** A file, as it was when a job first saw it. Large numbers as text: JSON rounds them. */
export interface SourceMark {
  bytes: string
  modifiedNs: string
  file: string
}

/** The clip of a job: what is read of it, and how. */
export interface Clip {
  path: string
  /** For messages: as the user calls it. */
  name: string
  mark: SourceMark
  info: MediaInfo
  /** The range, in frames of the clip. */
  first: number
  frames: number
  header: PictureHeader
}

/** @throws FILE_MISSING */
export function markSource(file: string, name: string): SourceMark {
  const found = fs.statSync(file, { bigint: true, throwIfNoEntry: false })
  if (!found) throw failure('FILE_MISSING', { path: name })
  return { bytes: String(found.size), modifiedNs: String(found.mtimeNs), file: String(found.ino) }
}

/** @throws MEDIA_CHANGED where the source is not what it was */
export function checkSource({ path: file, name }: Pick<Clip, 'path' | 'name'>, mark: SourceMark): void {
  const found = fs.existsSync(file) ? markSource(file, name) : undefined
  const reason = !found ? 'it is gone'
    : found.file !== mark.file ? 'another file has its name'
      : found.bytes !== mark.bytes || found.modifiedNs !== mark.modifiedNs ? 'it was written to' : undefined
  if (reason !== undefined) throw failure('MEDIA_CHANGED', { path: name, reason })
}

export const nameOf = ({ path: file, name }: ClipOptions): string => name ?? path.basename(file ?? 'clip')

/** @throws OPTION_INVALID for a range outside the clip */
export function describeClip(options: ClipOptions, info: MediaInfo, file: { path: string; mark: SourceMark }): Clip {
  const { in: first, out } = options.range ?? { in: 0, out: info.frames }
  if (first >= out || out > info.frames) {
    throw failure('OPTION_INVALID', { option: 'range', reason: `frames ${first} to ${out} of ${info.frames}` })
  }
  const header = plainHeader(info, info.hasAlpha ? 'rgb-alpha' : 'rgb', info.depth > 8 ? 'u16' : 'u8')
  return { ...file, name: nameOf(options), info, first, frames: out - first, header }
}

interface Count {
  clip: Clip
  /** Frames of the range, in what the failure counts in, before the first one of its own. */
  before: number
  /** Source frames per frame that the failure counts in. */
  sourcePer: number
}

/** A clip that ends early is told by its own frames; one of which nothing could be read can't be read. */
export function countFrom(thrown: unknown, { clip, before, sourcePer }: Count): unknown {
  if (!(thrown instanceof FirstpassError) || thrown.code !== 'MEDIA_TRUNCATED') return thrown
  const read = Math.floor((before + Number(thrown.data.frames)) * sourcePer)
  const [path, reason] = [clip.name, String(thrown.data.reason)]
  return read > 0 ? failure('MEDIA_TRUNCATED', { path, frames: clip.first + read, reason }, thrown)
    : failure('MEDIA_UNREADABLE', { path, reason }, thrown)
}
