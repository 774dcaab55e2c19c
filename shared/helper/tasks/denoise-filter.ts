import type { DenoiseClipOptions } from '#protocol'
import { evenNoise, type NoiseLevel } from '#helper/pipeline/noise-level'
import type { PictureFile } from '#helper/pipeline/picture-file'
import type { ClipSource, FilterWork } from './clip-work'
import { factsOf, strengthsOf } from './denoise-strength'
import { noiseOfFrames } from './shot-noise'

/** Frames after which hqdn3d has forgotten what it saw. */
const MEMORY_FRAMES = 16

/** hqdn3d's strengths, of 255, per noise level, of 255: in the frame and over time. The best on simulated clips. */
const SPATIAL = 0.8
const TEMPORAL = 0.7

/** ffmpeg takes 0 for its own default. */
const NONE = 0.001

const UNMEASURED = 'The clip has no flat area to measure noise in, so it was left as it is; give the noise by --sigma.'

/** ffmpeg's hqdn3d, as strong as the noise of three frames says: it has one strength for the whole clip. */
export async function byFilter(options: DenoiseClipOptions, source: ClipSource): Promise<FilterWork> {
  const level = options.sigma === undefined ? await noiseOf(source) : evenNoise(options.sigma / 255)
  const { frames, header } = source
  return {
    filter: level.isMeasured ? filterOf(level, options) : 'null',
    before: MEMORY_FRAMES, after: 0, frames, header, rate: source.info.rate,
    finish: () => ({ method: options.method, notes: level.isMeasured ? [] : [UNMEASURED], facts: factsOf(level), inferMs: 0 }),
  }
}

async function noiseOf(source: ClipSource): Promise<NoiseLevel> {
  const frames: PictureFile[] = []
  for (const share of [1 / 6, 1 / 2, 5 / 6]) frames.push(await source.peek(Math.floor(share * source.frames)))
  return noiseOfFrames(frames)
}

function filterOf({ sigma }: NoiseLevel, options: DenoiseClipOptions): string {
  const { luma, chroma } = strengthsOf(options)
  const mean = (255 * sigma.reduce((sum, value) => sum + value, 0)) / sigma.length
  const over = options.overTime ? TEMPORAL : 0
  const strengths = [luma * SPATIAL, chroma * SPATIAL, luma * over, chroma * over]
  return `hqdn3d=${strengths.map((strength) => Math.max(NONE, strength * mean).toFixed(3)).join(':')}`
}
