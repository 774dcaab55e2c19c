import { kernels } from '#native'
import type { PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'

/** The longer side of a glance; noise and the lines of interlace are gone at this size, and a person is still one. */
const SIDE_PX = 64

/**
 * What is found again of a frame is looked for in blocks, `stepPx` apart, that may have moved by `reachPx`. Variance below
 * `noise`, on 0..1, is noise and rounding at this size.
 */
const STRUCTURE = { blockPx: 12, stepPx: 6, reachPx: 10, noise: 0.004 ** 2 }

/** Levels of a colour that are told apart. */
const BINS = 32

/** A frame of less contrast (standard deviation on 0..1) shows next to nothing: the beginning of a fade, a title's ground. */
const LEAST_CONTRAST = 0.02
/** Only a change of light beyond this is a cut from or to it. */
const FLAT_JUMP = 0.1

/** By so much is a flash brighter than the frames beside it. */
const FLASH_LIGHT = 0.04

/**
 * A cut is where `LOSS_WEIGHT` * (share of the structure that is not found again) + ln(change of colours over contrast) lies
 * above `CUT_LEVEL`: fitted to pairs of photographs, cut and moved (pans, zooms, turns, fades, dissolves, objects, noise).
 */
const LOSS_WEIGHT = 6.6
const CUT_LEVEL = 2.39

/**
 * Two shots of one scene, in the same colours and light, are told by this: of neither frame is half of the structure found in
 * the other, and however one is shifted over the other they differ by nearly as much as the contrast of either. Three cuts of a
 * film: losses of 0.54 to 0.68, differences of 1.0 to 1.2; a photograph zoomed by a fifth: 0.65 to 0.71 and 0.83.
 */
const FOREIGN_LOSS = 0.5
const FOREIGN_DIFFERENCE = 0.92
const SHIFT_PX = 10

/** What is kept of a frame to tell cuts: a few kilobytes, so that each frame is looked at once only. */
export interface FrameGlance {
  width: number
  height: number
  /** Luminance, 0..1. */
  light: Float32Array
  /** Share of the pixels up to each level, channel by channel: [3 * BINS]. */
  levels: Float32Array
  /** Mean and standard deviation of luminance. */
  mean: number
  contrast: number
}

/** A frame at a small size; alpha weighs its colours. */
export function seeFrame(picture: PictureFile): FrameGlance {
  const { header } = picture
  const scale = Math.min(1, SIDE_PX / Math.max(header.width, header.height))
  const sideOf = (px: number): number => Math.max(1, Math.round(px * scale))
  const size = { width: sideOf(header.width), height: sideOf(header.height) }
  const whole = { left: 0, top: 0, width: header.width, height: header.height }
  const { values, channels } = shrinkPart(picture, whole, size, 'box')
  return { ...size, ...lightOf(values, channels), levels: levelsOf(values, channels) }
}

function lightOf(values: Float32Array, channels: number): Pick<FrameGlance, 'light' | 'mean' | 'contrast'> {
  const at = (i: number): number => values[i] as number
  const light = Float32Array.from({ length: values.length / channels }, (_, i) => (channels < 3
    ? at(i * channels)
    : 0.299 * at(i * channels) + 0.587 * at(i * channels + 1) + 0.114 * at(i * channels + 2)))
  const mean = light.reduce((sum, value) => sum + value, 0) / light.length
  const variance = light.reduce((sum, value) => sum + (value - mean) ** 2, 0) / light.length
  return { light, mean, contrast: Math.sqrt(variance) }
}

function levelsOf(values: Float32Array, channels: number): Float32Array {
  const levels = new Float32Array(3 * BINS)
  const share = channels / values.length
  for (let i = 0; i < values.length; i += channels) {
    for (let c = 0; c < 3; c++) {
      const value = values[i + (channels < 3 ? 0 : c)] as number
      const bin = c * BINS + Math.min(BINS - 1, Math.max(0, Math.floor(value * BINS)))
      levels[bin] = (levels[bin] as number) + share
    }
  }
  for (let i = 0; i < levels.length; i++) if (i % BINS > 0) levels[i] = (levels[i] as number) + (levels[i - 1] as number)
  return levels
}

/** Frames beside a pair, the nearest first; two of each are enough. */
export interface Beside {
  earlier?: readonly FrameGlance[]
  later?: readonly FrameGlance[]
}

/**
 * Another scene begins with `after`. Frames beside the pair tell a flash from a cut: after it the scene is back. Fades and
 * dissolves are no cuts.
 */
export function isCut(before: FrameGlance, after: FrameGlance, { earlier = [], later = [] }: Beside = {}): boolean {
  if (!differs(before, after)) return false
  const isBack = (flash: FrameGlance, scene: FrameGlance) => (other: FrameGlance): boolean =>
    flash.mean > Math.max(scene.mean, other.mean) + FLASH_LIGHT && !differs(scene, other)
  return !later.some(isBack(after, before)) && !earlier.some(isBack(before, after))
}

function differs(before: FrameGlance, after: FrameGlance): boolean {
  if (before.width !== after.width || before.height !== after.height) return true
  if (Math.min(before.contrast, after.contrast) < LEAST_CONTRAST) return Math.abs(before.mean - after.mean) > FLAT_JUMP
  const colours = Math.log(colourChange(before, after) / Math.max(before.contrast, after.contrast) + 1e-3)
  const foreign = FOREIGN_DIFFERENCE * Math.max(before.contrast, after.contrast)
  const mayBeForeign = differenceOf(before, after) > foreign
  if (!mayBeForeign && colours + LOSS_WEIGHT <= CUT_LEVEL) return false
  const loss = lossOf(before, after)
  if (colours + LOSS_WEIGHT * loss > CUT_LEVEL) return true
  return mayBeForeign && loss > FOREIGN_LOSS && lossOf(after, before) > FOREIGN_LOSS && leastDifference(before, after) > foreign
}

/** Of the luminance where both frames are, one shifted over the other by whole pixels: root of the mean square, on 0..1. */
function differenceOf(a: FrameGlance, b: FrameGlance, right = 0, down = 0): number {
  const { width, height } = a
  let [sum, count] = [0, 0]
  for (let y = Math.max(0, -down); y < Math.min(height, height - down); y++) {
    for (let x = Math.max(0, -right); x < Math.min(width, width - right); x++, count++) {
      sum += ((a.light[y * width + x] as number) - (b.light[(y + down) * width + x + right] as number)) ** 2
    }
  }
  return Math.sqrt(sum / count)
}

function leastDifference(a: FrameGlance, b: FrameGlance): number {
  const [across, along] = [Math.min(SHIFT_PX, a.width - 1), Math.min(SHIFT_PX, a.height - 1)]
  let least = Infinity
  for (let down = -along; down <= along; down++) {
    for (let right = -across; right <= across; right++) least = Math.min(least, differenceOf(a, b, right, down))
  }
  return least
}

/** How far colours moved, on 0..1 (earth mover's distance of the channels' histograms, their mean). */
function colourChange(before: FrameGlance, after: FrameGlance): number {
  return before.levels.reduce((sum, level, i) => sum + Math.abs(level - (after.levels[i] as number)), 0) / before.levels.length
}

/** The share of a frame's structure that is nowhere near in the frame before, whatever its brightness: 0..1. */
function lossOf(before: FrameGlance, after: FrameGlance): number {
  const { width, height } = after
  return kernels().structureLoss({ before: before.light, after: after.light, width, height }, STRUCTURE)
}
