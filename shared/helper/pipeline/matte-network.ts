import type { Region } from '#native'
import { failure, type PictureHeader } from '#protocol'
import type { MattePlane } from './matte-plane'
import type { ModelSession, Tensor } from './model-session'
import type { TiledShape } from './network'
import type { PictureFile } from './picture-file'
import { shrinkPart, type Shrunk } from './shrink-region'

/** The part of a manifest that says how a network of fixed size takes a picture and gives a matte (see manifest.ts). */
export interface MatteShape {
  width: number
  height: number
  input: TiledShape['input'] & { divideByLargest: boolean }
  output: TiledShape['output'] & { isLogits: boolean; plane: number }
}

export interface FoundMatte {
  plane: MattePlane
  /** The largest value of the network before it was stretched, 0..1: how sure it is that there is a subject at all. */
  peak: number
}

/** Runs a network on a region of a picture, stretched to the network's size. */
export async function findSubject(
  session: ModelSession, shape: MatteShape, picture: PictureFile, region: Region,
): Promise<FoundMatte> {
  return askNetwork(session, shape, visibleColours(shrinkPart(picture, region, shape, 'lanczos3'), picture.header))
}

/** Runs a network on visible colours of its own size. */
export async function askNetwork(session: ModelSession, shape: MatteShape, colours: Float32Array): Promise<FoundMatte> {
  const outputs = await session.run({ [shape.input.name]: toTensor(colours, shape) }, [shape.output.name])
  const made = outputs[shape.output.name]
  if (made !== undefined) return readMatte(made, shape, session.provider)
  throw failure('OUTPUT_INVALID', { provider: session.provider, reason: `no tensor ${shape.output.name}` })
}

/** Colour planes [3, height, width] on 0..1 as the eye sees them, over white where transparent; gray three times. */
export function visibleColours({ values, channels, width, height }: Shrunk, header: PictureHeader): Float32Array {
  const size = width * height
  const isLinear = header.colour.transfer === 'linear'
  const alphaAt = channels === 2 || channels === 4 ? channels - 1 : -1
  const colours = new Float32Array(3 * size)
  for (let c = 0; c < 3; c++) {
    const channel = channels < 3 ? 0 : c
    for (let i = 0; i < size; i++) {
      const raw = values[i * channels + channel] as number
      // NaN, which float pictures may hold, fails both comparisons.
      let value = raw > 0 ? (raw < 1 ? raw : 1) : 0
      if (isLinear) value = Math.sqrt(value)
      if (alphaAt > 0) {
        const alpha = Math.min(1, Math.max(0, values[i * channels + alphaAt] as number))
        value = value * alpha + 1 - alpha
      }
      colours[c * size + i] = value
    }
  }
  return colours
}

function toTensor(colours: Float32Array, shape: MatteShape): Tensor {
  const { input, width, height } = shape
  const size = width * height
  let largest = 1
  if (input.divideByLargest) {
    largest = 1e-6
    for (let i = 0; i < colours.length; i++) if ((colours[i] as number) > largest) largest = colours[i] as number
  }
  const data = new Float32Array(3 * size)
  for (let c = 0; c < 3; c++) {
    const plane = input.order === 'rgb' ? c : 2 - c
    const gain = input.range / largest / (input.std[c] as number)
    const shift = (input.mean[c] as number) / (input.std[c] as number)
    const [start, step] = input.layout === 'nchw' ? [plane * size, 1] : [plane, 3]
    for (let i = 0; i < size; i++) data[start + i * step] = (colours[c * size + i] as number) * gain - shift
  }
  return { data, dims: input.layout === 'nchw' ? [1, 3, height, width] : [1, height, width, 3] }
}

/** @throws OUTPUT_INVALID if the tensor is not a matte, or another than the manifest promises */
function readMatte({ data, dims }: Tensor, { output }: MatteShape, provider: string): FoundMatte {
  const sides = dims.length === 3 ? (output.layout === 'nchw' ? [dims[0], 1, dims[1], dims[2]] : [...dims, 1]) : dims
  const [batch, planes, height, width] = (output.layout === 'nchw' ? sides : [sides[0], sides[3], sides[1], sides[2]]) as number[]
  const isMatte = batch === 1 && planes !== undefined && width !== undefined && height !== undefined &&
    output.plane < planes && data.length === planes * width * height && data.length > 0
  if (!isMatte) throw failure('OUTPUT_INVALID', { provider, reason: `a tensor of ${dims.join('x')} is no matte` })
  const [start, step] = output.layout === 'nchw' ? [output.plane * width * height, 1] : [output.plane, planes]
  const values = new Float32Array(width * height)
  for (let i = 0; i < values.length; i++) {
    const raw = data[start + i * step] as number
    values[i] = output.isLogits ? 1 / (1 + Math.exp(-raw)) : raw
  }
  return { ...stretch(values, output.range), plane: { width, height, values } }
}

/** In place to 0..1. */
function stretch(values: Float32Array, range: 1 | 255 | 'min-max'): { peak: number } {
  let least = Infinity
  let most = -Infinity
  for (const value of values) {
    least = Math.min(least, value)
    most = Math.max(most, value)
  }
  const white = range === 255 ? 255 : 1
  const [from, gain] = range === 'min-max' ? [least, most > least ? 1 / (most - least) : 0] : [0, 1 / white]
  for (let i = 0; i < values.length; i++) values[i] = Math.min(1, Math.max(0, ((values[i] as number) - from) * gain))
  return { peak: most / white }
}
