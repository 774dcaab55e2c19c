import type { PlaneMap } from '#native'
import { type Channels, hasAlpha, type PictureHeader } from '#protocol'
import { fillTransparent } from './fill-transparent'
import { identityCurve, type LightCurve } from './light-curve'
import { planeOf, type Tile } from './tile'

/** Channels of a picture as the planes of a tile: always three of colour, then alpha where there is one. */
export function planesIn(channels: Channels): PlaneMap {
  return { gray: [0, 0, 0], 'gray-alpha': [0, 0, 0, 1], rgb: [0, 1, 2], 'rgb-alpha': [0, 1, 2, 3] }[channels]
}

/** The channels that the planes of a finished tile become. */
export function planesOut(channels: Channels): PlaneMap {
  return { gray: [0], 'gray-alpha': [0, 1], rgb: [0, 1, 2], 'rgb-alpha': [0, 1, 2, 3] }[channels]
}

/** Makes a tile of a picture into what networks know: colour where alpha is 0, the curve of floats, and no NaN. */
export function prepareColours(tile: Tile, header: PictureHeader, curve: LightCurve): void {
  const colours = tile.planes.subarray(0, 3 * tile.width * tile.height)
  if (header.sample === 'f32') {
    for (let i = 0; i < colours.length; i++) {
      const value = colours[i] as number
      colours[i] = Number.isFinite(value) ? curve.forward(value) : 0
    }
  }
  if (hasAlpha(header.channels) && planeOf(tile, 3).includes(0)) fillTransparent(tile)
}

/**
 * Cuts the colours of a float tile to 0..1, which is what networks know, and returns what was cut off to be added to the
 * result; undefined where nothing was.
 */
export function takeExcess(tile: Tile, header: PictureHeader): Float32Array | undefined {
  if (header.sample !== 'f32') return undefined
  const colours = tile.planes.subarray(0, 3 * tile.width * tile.height)
  let excess: Float32Array | undefined
  for (let i = 0; i < colours.length; i++) {
    const value = colours[i] as number
    if (value >= 0 && value <= 1) continue
    const cut = value < 0 ? 0 : 1
    excess ??= new Float32Array(colours.length)
    excess[i] = value - cut
    colours[i] = cut
  }
  return excess
}

/** The way back: the curve undone, and gray from the mean of its three planes. Alpha, if given, becomes the last plane. */
export function finishColours(tile: Tile, header: PictureHeader, curve: LightCurve, alpha?: Float32Array): Tile {
  const size = tile.width * tile.height
  const isGray = header.channels === 'gray' || header.channels === 'gray-alpha'
  const colours = isGray ? meanOfThree(tile.planes, size) : tile.planes.subarray(0, 3 * size)
  if (header.sample === 'f32' && curve !== identityCurve) {
    for (let i = 0; i < colours.length; i++) colours[i] = curve.inverse(colours[i] as number)
  }
  if (!alpha) return { ...tile, channels: isGray ? 1 : 3, planes: colours }
  const planes = new Float32Array(colours.length + size)
  planes.set(colours)
  planes.set(alpha, colours.length)
  return { ...tile, channels: isGray ? 2 : 4, planes }
}

function meanOfThree(planes: Float32Array, size: number): Float32Array {
  const mean = new Float32Array(size)
  for (let i = 0; i < size; i++) {
    mean[i] = ((planes[i] as number) + (planes[size + i] as number) + (planes[2 * size + i] as number)) / 3
  }
  return mean
}
