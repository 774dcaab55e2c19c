import { basename, dirname } from 'node:path'
import sharp from 'sharp'
import { boundsOf } from './bounds'
import { workingProfiles } from './colour'
import { HostError } from './host-error'
import type { Machine } from './machine'
import { type Depth, Plane, whiteOf } from './plane'
import { blankLayer, type DocumentState, type Mode } from './state'

export interface Picture {
  width: number
  height: number
  mode: Mode
  depth: Depth
  colours: Plane[]
  alpha: Plane | undefined
}

/** A flat file's pixels, as the host's own values: 16 bits end at 32768. */
export async function decodePicture(file: string): Promise<Picture> {
  const { depth: format, space } = await sharp(file).metadata()
  const isDeep = format === 'ushort'
  const isGray = space === 'b-w' || space === 'grey16'
  const upright = sharp(file).rotate()
  const shaped = isGray ? upright.toColourspace(isDeep ? 'grey16' : 'b-w') : upright.toColourspace(isDeep ? 'rgb16' : 'srgb')
  const { data, info } = await shaped.raw({ depth: isDeep ? 'ushort' : 'uchar' }).toBuffer({ resolveWithObject: true })
  const samples = isDeep ? new Uint16Array(new Uint8Array(data).buffer) : new Uint8Array(data)
  const depth: Depth = isDeep ? 16 : 8
  const bounds = boundsOf(0, 0, info)
  const plane = (channel: number): Plane => Plane.empty(depth).written(bounds, (x, y) => {
    const value = samples[(y * info.width + x) * info.channels + channel] ?? 0
    return isDeep ? Math.round(value * whiteOf(16) / 65535) : value
  })
  const count = info.channels >= 3 ? 3 : 1
  return {
    width: info.width, height: info.height, depth, mode: count === 3 ? 'RGB' : 'Grayscale',
    colours: Array.from({ length: count }, (_value, channel) => plane(channel)),
    alpha: info.channels % 2 === 0 ? plane(count) : undefined,
  }
}

/** A flat picture opens as a Background, or as a layer where it has alpha. */
export async function openPicture(
  machine: Machine, file: string,
): Promise<{ title: string; path: string; state: DocumentState }> {
  const { width, height, mode, depth, colours, alpha } = await decodePicture(file)
  const profile = mode === 'RGB' ? workingProfiles.RGB : workingProfiles.Grayscale
  const state: DocumentState = { width, height, mode, depth, profile, resolution: 72, layers: [], channels: [], xmp: '' }
  state.layers = [blankLayer(state, machine.nextId(), alpha === undefined
    ? { name: 'Background', isBackground: true, colours } : { name: 'Layer 0', colours, alpha })]
  return { title: basename(file), path: dirname(file), state }
}

/** As `openPicture`; what the host can't open it says in its own words. */
export async function openFile(machine: Machine, file: string): ReturnType<typeof openPicture> {
  try {
    return await openPicture(machine, file)
  } catch {
    throw new HostError(`Could not open “${basename(file)}” because it is not the right kind of document.`)
  }
}
