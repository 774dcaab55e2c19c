import type { Splatted, SplatOptions } from '../frame-kernels'

interface Size {
  width: number
  height: number
}

export function splat(source: Float32Array, flow: Float32Array, size: Size, options: SplatOptions): Splatted {
  const area = size.width * size.height
  const result = {
    values: new Float32Array(area * options.planes), weight: new Float32Array(area), coverage: new Float32Array(area),
  }
  for (let from = 0; from < area; from++) spread(source, from, { flow, size, options, result })
  for (let i = 0; i < result.values.length; i++) {
    const weight = result.weight[i % area] as number
    result.values[i] = weight > 0 ? (result.values[i] as number) / weight : 0
  }
  return result
}

interface Work {
  flow: Float32Array
  size: Size
  options: SplatOptions
  result: Splatted
}

/** One pixel, to the four it lies between. */
function spread(source: Float32Array, from: number, { flow, size, options, result }: Work): void {
  const area = size.width * size.height
  const x = Math.fround((from % size.width) + Math.fround((flow[from] as number) * options.scale))
  const y = Math.fround(Math.floor(from / size.width) + Math.fround((flow[area + from] as number) * options.scale))
  if (!(x > -1 && x < size.width && y > -1 && y < size.height)) return
  const importance = options.weights?.[from] ?? 1
  for (const [u, v] of [[0, 0], [1, 0], [0, 1], [1, 1]] as const) {
    const [column, row] = [Math.floor(x) + u, Math.floor(y) + v]
    if (column < 0 || row < 0 || column >= size.width || row >= size.height) continue
    const share = (1 - Math.abs(x - column)) * (1 - Math.abs(y - row))
    const weight = share * importance
    const to = row * size.width + column
    for (let p = 0; p < options.planes; p++) add(result.values, p * area + to, (source[p * area + from] as number) * weight)
    add(result.weight, to, weight)
    add(result.coverage, to, share)
  }
}

function add(sums: Float32Array, at: number, value: number): void {
  sums[at] = (sums[at] as number) + value
}
