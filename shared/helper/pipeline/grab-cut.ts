import type { Region } from '#native'
import { type MattePlane, soften } from './matte-plane'
import { visibleColours } from './matte-network'
import { openCv } from './opencv'
import type { PictureFile } from './picture-file'
import { shrinkPart } from './shrink-region'

/** Longer side at which colours are told apart; time grows with its square, and the edge comes from the refinement. */
const LONGEST_PX = 360

const ROUNDS = 4

/** OpenCV's labels. */
const SURE_BACKGROUND = 0
const SURE_FOREGROUND = 1
const LIKELY_FOREGROUND = 3

/** The size at which a region is looked at. */
export function sizeForColours(region: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, LONGEST_PX / Math.max(region.width, region.height))
  return { width: Math.max(1, Math.round(region.width * scale)), height: Math.max(1, Math.round(region.height * scale)) }
}

/**
 * GrabCut (Rother, Kolmogorov, Blake 2004) in `region` of a picture: what is outside `inner` is background, what is inside
 * may be the subject. Softened by a sample.
 */
export async function grabCut(picture: PictureFile, region: Region, inner: Region): Promise<MattePlane> {
  const { width, height } = sizeForColours(region)
  const labels = drawLabels(region, inner, { width, height })
  // With fewer samples than mixture components there is nothing to tell apart.
  const hasBoth = count(labels, SURE_BACKGROUND) > 50 && count(labels, LIKELY_FOREGROUND) > 50
  if (!hasBoth) return { width, height, values: Float32Array.from(labels, (label) => (label === SURE_BACKGROUND ? 0 : 1)) }
  const seen = shrinkPart(picture, region, { width, height }, 'box')
  const planes = visibleColours(seen, picture.header)
  const { cv } = await openCv()
  const colours = new cv.Mat(height, width, cv.CV_8UC3)
  const mats = { colours, labels: new cv.Mat(height, width, cv.CV_8UC1), back: new cv.Mat(), front: new cv.Mat() }
  try {
    const size = width * height
    for (let i = 0; i < size * 3; i++) colours.data[i] = Math.round((planes[(i % 3) * size + Math.floor(i / 3)] as number) * 255)
    mats.labels.data.set(labels)
    cv.grabCut(colours, mats.labels, new cv.Rect(0, 0, 1, 1), mats.back, mats.front, ROUNDS, cv.GC_INIT_WITH_MASK)
    const isFound = (label: number): boolean => label === SURE_FOREGROUND || label === LIKELY_FOREGROUND
    const found = Float32Array.from(mats.labels.data, (label) => (isFound(label) ? 1 : 0))
    return soften({ width, height, values: found })
  } finally {
    for (const mat of Object.values(mats)) mat.delete()
  }
}

function drawLabels(region: Region, inner: Region, { width, height }: { width: number; height: number }): Uint8Array {
  const labels = new Uint8Array(width * height).fill(SURE_BACKGROUND)
  const left = Math.round(((inner.left - region.left) * width) / region.width)
  const right = Math.round(((inner.left + inner.width - region.left) * width) / region.width)
  const top = Math.round(((inner.top - region.top) * height) / region.height)
  const bottom = Math.round(((inner.top + inner.height - region.top) * height) / region.height)
  for (let y = top; y < bottom; y++) labels.fill(LIKELY_FOREGROUND, y * width + left, y * width + right)
  return labels
}

const count = (labels: Uint8Array, label: number): number => labels.reduce((sum, value) => sum + (value === label ? 1 : 0), 0)
