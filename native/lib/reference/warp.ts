import type { MotionField, Region, WarpOptions } from '../kernels'

/** Keys 1981 with a = -0.5: the weights of the four samples around a place `t` behind the second. */
const cubic = (t: number): number[] => [
  -0.5 * t ** 3 + t ** 2 - 0.5 * t,
  1.5 * t ** 3 - 2.5 * t ** 2 + 1,
  -1.5 * t ** 3 + 2 * t ** 2 + 0.5 * t,
  0.5 * t ** 3 - 0.5 * t ** 2,
]
const linear = (t: number): number[] => [0, 1 - t, t, 0]

/** NaN is 0. */
const clamp = (value: number, last: number): number => (value > 0 ? Math.min(value, last) : 0)

export function warp(
  source: Float32Array, place: Region, motion: MotionField, region: Region, { planes, filter }: WarpOptions,
): Float32Array {
  const weightsOf = filter === 'bicubic' ? cubic : linear
  const area = place.width * place.height
  const result = new Float32Array(planes * region.width * region.height)
  for (let y = 0; y < region.height; y++) {
    for (let x = 0; x < region.width; x++) {
      const [u, v] = motionAt(motion, region.left + x, region.top + y)
      const atX = clamp(region.left - place.left + x + u, place.width - 1)
      const atY = clamp(region.top - place.top + y + v, place.height - 1)
      const [left, top] = [Math.floor(atX), Math.floor(atY)]
      const [across, down] = [weightsOf(atX - left), weightsOf(atY - top)]
      for (let p = 0; p < planes; p++) {
        let sum = 0
        down.forEach((weight, j) => {
          const row = p * area + clamp(top - 1 + j, place.height - 1) * place.width
          across.forEach((share, i) => {
            sum += weight * share * (source[row + clamp(left - 1 + i, place.width - 1)] as number)
          })
        })
        result[(p * region.height + y) * region.width + x] = sum
      }
    }
  }
  return result
}

/** In pixels of the picture, linear between the pixels of the field. */
function motionAt({ data, width, height, pictureWidth, pictureHeight }: MotionField, x: number, y: number): [number, number] {
  const atX = clamp((x + 0.5) * (width / pictureWidth) - 0.5, width - 1)
  const atY = clamp((y + 0.5) * (height / pictureHeight) - 0.5, height - 1)
  const [left, top] = [Math.floor(atX), Math.floor(atY)]
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)]
  const at = (plane: number): number => {
    const row = (of: number): number => {
      const start = plane * width * height + of * width
      return (data[start + left] as number) + (atX - left) * ((data[start + right] as number) - (data[start + left] as number))
    }
    return row(top) + (atY - top) * (row(bottom) - row(top))
  }
  return [at(0) * (pictureWidth / width), at(1) * (pictureHeight / height)]
}
