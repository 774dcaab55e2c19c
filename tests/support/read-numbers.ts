import { execFileSync } from 'node:child_process'
import { pixelBytes, type PictureHeader } from '#protocol'
import { decodeCommand } from '#helper/media/decode-command'
import { findFfmpeg, type MediaPrograms } from '#helper/media/find-ffmpeg'
import type { MediaInfo } from '#helper/media/media-info'
import { probeClip } from '#helper/media/probe'
import { BITS } from './numbered-clip'
import { headerOf } from './run-task'

export interface ProbedClip {
  programs: MediaPrograms
  path: string
  info: MediaInfo
}

export async function probed(path: string): Promise<ProbedClip> {
  const programs = await findFfmpeg()
  return { programs, path, info: await probeClip(programs, path) }
}

export function ffmpeg(...args: string[]): Buffer {
  return execFileSync('ffmpeg', ['-v', 'error', ...args], { maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'pipe'] })
}

/** Frames of a clip as the helper decodes them, raw. */
export function decodeFrames(
  { programs, path, info }: ProbedClip, range: { first: number; frames: number }, header: PictureHeader,
): Buffer[] {
  const command = decodeCommand({ path, info, ...range, header })
  const raw = execFileSync(programs.ffmpeg, command, { maxBuffer: 1e9, stdio: ['ignore', 'pipe', 'pipe'] })
  const bytes = pixelBytes(header)
  return Array.from({ length: Math.floor(raw.length / bytes) }, (_, at) => raw.subarray(at * bytes, (at + 1) * bytes))
}

/** The numbers that frames of a numbered clip say. */
export function readNumbers(clip: ProbedClip, first: number, frames: number): number[] {
  const header = headerOf(clip.info.width, clip.info.height)
  return decodeFrames(clip, { first, frames }, header).map((frame) => numberIn(frame, header))
}

export function numberIn(frame: Buffer, { width, height }: PictureHeader): number {
  const row = Math.floor(height / 2) * width
  return Array.from({ length: BITS }, (_, bit) => Math.floor(((bit + 0.5) * width) / BITS))
    .reduce((number, x) => number * 2 + ((frame[(row + x) * 3] ?? 0) > 127 ? 1 : 0), 0)
}
