import { CUT_BLOCK_PX } from '../checked-clips'
import type { ColoursApart, CutOutOptions } from '../clip-kernels'
import type { Raster, Samples } from '../kernels'

export function cutOut(picture: Raster, matte: Raster, target: Raster, options: CutOutOptions): void {
  const { width, height } = picture
  target.data.fill(0)
  for (let top = 0; top < height; top += CUT_BLOCK_PX) {
    for (let left = 0; left < width; left += CUT_BLOCK_PX) {
      const block = { left, top, right: Math.min(width, left + CUT_BLOCK_PX), bottom: Math.min(height, top + CUT_BLOCK_PX) }
      cutBlock({ picture, alpha: matte.data, to: target.data }, options, block)
    }
  }
}

interface Cut {
  picture: Raster
  alpha: Samples
  to: Samples
}

interface Block {
  left: number
  top: number
  right: number
  bottom: number
}

function cutBlock({ picture, alpha, to }: Cut, options: CutOutOptions, { left, top, right, bottom }: Block): void {
  const { data, width, channels } = picture
  const { max, matteMax, colours } = options
  const sums = [0, 0, 0]
  const hidden: number[] = []
  let seenPixels = 0
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) {
      const i = y * width + x
      const seen = alpha[i] as number
      if (seen === 0) {
        hidden.push(4 * i)
        continue
      }
      const [at, put] = [i * channels, 4 * i]
      for (let c = 0; c < 3; c++) to[put + c] = data[at + c] as number
      const own = channels === 4 ? data[at + 3] as number : max
      to[put + 3] = Math.floor((seen * own) / matteMax + 0.5)
      if (colours !== undefined && seen < matteMax) {
        clear(to, { put, x, y: picture.top + y, alpha: seen / matteMax }, colours, { width, height: picture.fullHeight, max })
      }
      for (let c = 0; c < 3; c++) sums[c] = (sums[c] as number) + (to[put + c] as number)
      seenPixels++
    }
  }
  if (seenPixels === 0) return
  for (const put of hidden) {
    for (let c = 0; c < 3; c++) to[put + c] = Math.floor(((sums[c] as number) + (seenPixels >> 1)) / seenPixels)
  }
}

interface Mixed {
  /** Where its first sample is in the target. */
  put: number
  x: number
  y: number
  alpha: number
}

function clear(to: Samples, { put, x, y, alpha }: Mixed, { planes, width, height }: ColoursApart, frame: Frame): void {
  const area = width * height
  const u = Math.min(width - 1, Math.max(0, ((x + 0.5) * width) / frame.width - 0.5))
  const v = Math.min(height - 1, Math.max(0, ((y + 0.5) * height) / frame.height - 0.5))
  const left = Math.min(Math.max(0, width - 2), Math.floor(u))
  const upper = Math.min(Math.max(0, height - 2), Math.floor(v))
  const fx = u - left
  const fy = v - upper
  const next = width > 1 ? 1 : 0
  const below = height > 1 ? width : 0
  const [a, b, c, d] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy]
  const at = (i: number): number => a * (planes[i] as number) + b * (planes[i + next] as number) +
    c * (planes[i + below] as number) + d * (planes[i + below + next] as number)
  const share = alpha / (alpha * alpha + (1 - alpha) * (1 - alpha))
  for (let channel = 0, i = upper * width + left; channel < 3; channel++, i += area) {
    const [front, back] = [at(i), at(i + 3 * area)]
    const unexplained = (to[put + channel] as number) / frame.max - alpha * front - (1 - alpha) * back
    to[put + channel] = Math.floor(Math.min(1, Math.max(0, front + share * unexplained)) * frame.max + 0.5)
  }
}

interface Frame {
  width: number
  height: number
  max: number
}
