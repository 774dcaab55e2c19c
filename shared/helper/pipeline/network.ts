import { failure } from '#protocol'
import type { ModelSession, Tensor } from './model-session'
import { assertGeometry, emptyTile, type Tile } from './tile'

/** The part of a manifest that says how a network takes and gives tiles (see manifest.ts). */
export interface TiledShape {
  input: {
    name: string
    layout: 'nchw' | 'nhwc'
    order: 'rgb' | 'bgr'
    range: 1 | 255
    mean: readonly number[]
    std: readonly number[]
  }
  output: { name: string; layout: 'nchw' | 'nhwc'; range: 1 | 255 | 'min-max' }
  trimPx: number
  scale: number
}

export interface Network {
  session: ModelSession
  shape: TiledShape
}

/**
 * Runs a network on the first three planes of a tile. The result lies at `scale` times the tile's place, smaller by the
 * network's own trim, with three planes.
 * @throws OUTPUT_INVALID if the result does not have the size that the manifest promises
 */
export async function runNetwork({ session, shape }: Network, tile: Tile, more: Record<string, Tensor> = {}): Promise<Tile> {
  const { input, output, trimPx, scale } = shape
  assertGeometry(tile.channels >= 3 && tile.width > 2 * trimPx && tile.height > 2 * trimPx, 'a tile too small for the network')
  const result = emptyTile({
    left: (tile.left + trimPx) * scale,
    top: (tile.top + trimPx) * scale,
    width: (tile.width - 2 * trimPx) * scale,
    height: (tile.height - 2 * trimPx) * scale,
  }, 3)
  const outputs = await session.run({ [input.name]: toTensor(tile, input), ...more }, [output.name])
  const made = outputs[output.name]
  const wanted = output.layout === 'nchw' ? [1, 3, result.height, result.width] : [1, result.height, result.width, 3]
  if (!made || made.dims.join() !== wanted.join()) {
    const reason = `a tensor of ${made?.dims.join('x')} instead of ${wanted.join('x')}`
    throw failure('OUTPUT_INVALID', { provider: session.provider, reason })
  }
  fromTensor(made.data, result, shape)
  return result
}

/** Where each colour plane lies in a tensor, and how far apart its samples are. */
function strides(layout: 'nchw' | 'nhwc', size: number, order: 'rgb' | 'bgr'): { start: number; step: number }[] {
  return [0, 1, 2].map((c) => {
    const plane = order === 'rgb' ? c : 2 - c
    return layout === 'nchw' ? { start: plane * size, step: 1 } : { start: plane, step: 3 }
  })
}

function toTensor(tile: Tile, input: TiledShape['input']): Tensor {
  const { layout, order, range, mean, std } = input
  const size = tile.width * tile.height
  const dims = layout === 'nchw' ? [1, 3, tile.height, tile.width] : [1, tile.height, tile.width, 3]
  const isPlain = layout === 'nchw' && order === 'rgb' && range === 1 && mean.every((m) => m === 0) && std.every((s) => s === 1)
  if (isPlain) return { data: tile.planes.subarray(0, 3 * size), dims }
  const data = new Float32Array(3 * size)
  strides(layout, size, order).forEach(({ start, step }, c) => {
    const gain = range / (std[c] as number)
    const shift = (mean[c] as number) / (std[c] as number)
    for (let i = 0; i < size; i++) data[start + i * step] = (tile.planes[c * size + i] as number) * gain - shift
  })
  return { data, dims }
}

function fromTensor(data: Float32Array, result: Tile, { input, output }: TiledShape): void {
  assertGeometry(output.range !== 'min-max', 'a tiled network has a fixed range')
  const size = result.width * result.height
  if (output.layout === 'nchw' && input.order === 'rgb' && output.range === 1) {
    result.planes = data
    return
  }
  const gain = 1 / output.range
  strides(output.layout, size, input.order).forEach(({ start, step }, c) => {
    for (let i = 0; i < size; i++) result.planes[c * size + i] = (data[start + i * step] as number) * gain
  })
}
