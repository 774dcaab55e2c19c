/** Peak signal to noise ratio in dB of samples on 0..255. */
export function psnr(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += ((a[i] as number) - (b[i] as number)) ** 2
  return 10 * Math.log10(255 ** 2 / (sum / a.length))
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let worst = 0
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs((a[i] as number) - (b[i] as number)))
  return worst
}

/** The largest difference of the means of the three channels of interleaved RGB. */
export function meanShift(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const shift = [0, 0, 0]
  for (let i = 0; i < a.length; i++) shift[i % 3]! += ((a[i] as number) - (b[i] as number)) / (a.length / 3)
  return Math.max(...shift.map(Math.abs))
}
