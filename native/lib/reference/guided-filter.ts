/** Sums over any rectangle in four look-ups: [height + 1, width + 1]. */
function integral(width: number, height: number, valueAt: (i: number) => number): Float64Array {
  const stride = width + 1
  const table = new Float64Array(stride * (height + 1))
  for (let y = 0; y < height; y++) {
    let run = 0
    for (let x = 0; x < width; x++) {
      run += valueAt(y * width + x)
      table[(y + 1) * stride + x + 1] = (table[y * stride + x + 1] as number) + run
    }
  }
  return table
}

type UseWindow = (i: number, mean: (table: Float64Array) => number) => void

/** Calls `use(i, mean)` with a function that gives the mean of a table over the window of each pixel. */
function overWindows(size: { width: number; height: number; radius: number }, use: UseWindow): void {
  const { width, height, radius } = size
  const stride = width + 1
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * stride
    const bottom = Math.min(height, y + radius + 1) * stride
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius)
      const right = Math.min(width, x + radius + 1)
      const area = ((bottom - top) / stride) * (right - left)
      use(y * width + x, (table) => {
        const rightPart = (table[bottom + right] as number) - (table[top + right] as number)
        const leftPart = (table[bottom + left] as number) - (table[top + left] as number)
        return (rightPart - leftPart) / area
      })
    }
  }
}

/** q = mean(a) I + mean(b), a = cov(I, p) / (var(I) + epsilon), b = mean(p) - a mean(I) (He et al. 2010, eq. 5, 6, 8). */
export function guidedFilter(guide: Float32Array, plane: Float32Array, width: number, height: number,
  options: { radius: number; epsilon: number }): Float32Array {
  const { radius, epsilon } = options
  const g = (i: number): number => guide[i] as number
  const p = (i: number): number => plane[i] as number
  const sums = {
    g: integral(width, height, g),
    p: integral(width, height, p),
    gp: integral(width, height, (i) => g(i) * p(i)),
    gg: integral(width, height, (i) => g(i) * g(i)),
  }
  const a = new Float64Array(plane.length)
  const b = new Float64Array(plane.length)
  overWindows({ width, height, radius }, (i, mean) => {
    const meanG = mean(sums.g)
    const meanP = mean(sums.p)
    a[i] = (mean(sums.gp) - meanG * meanP) / (Math.max(0, mean(sums.gg) - meanG * meanG) + epsilon)
    b[i] = meanP - (a[i] as number) * meanG
  })
  const sumA = integral(width, height, (i) => a[i] as number)
  const sumB = integral(width, height, (i) => b[i] as number)
  const result = new Float32Array(plane.length)
  overWindows({ width, height, radius }, (i, mean) => {
    result[i] = mean(sumA) * g(i) + mean(sumB)
  })
  return result
}
