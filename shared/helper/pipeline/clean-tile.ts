import type { Region } from '#native'
import { hasAlpha, type PictureHeader } from '#protocol'
import { finishColours, prepareColours, takeExcess } from './colour-planes'
import { midGray } from './flat-picture'
import { keepMean } from './keep-mean'
import type { LightCurve } from './light-curve'
import { type Shares, shareChange } from './share-change'
import { cropTile, planeOf, type Tile } from './tile'

/** Takes the noise from the three colour planes of a tile; the result may be smaller by what the method trims. */
export type CleanPlanes = (tile: Tile) => Promise<Tile>

export interface Cleaning {
  clean: CleanPlanes
  curve: LightCurve
  header: PictureHeader
  shares: Shares
}

/** The cleaned `core` of a tile and, if wanted, what was removed from it around mid gray. Alpha passes through. */
export async function cleanTile(tile: Tile, core: Region, how: Cleaning, removed: boolean): Promise<Tile[]> {
  const { header, curve } = how
  const original = cropTile({ ...tile, planes: tile.planes.slice() }, core)
  prepareColours(tile, header, curve)
  const excess = takeExcess(tile, header)
  const whole = await how.clean(tile)
  keepMean(whole, tile)
  const cleaned = cropTile(whole, core)
  const size = core.width * core.height
  const source = cropTile(tile, core)
  shareChange(cleaned.planes, source.planes, size, how.shares)
  if (excess) {
    const { planes } = cropTile({ ...tile, channels: 3, planes: excess }, core)
    for (let i = 0; i < planes.length; i++) cleaned.planes[i] = (cleaned.planes[i] as number) + (planes[i] as number)
  }
  const alpha = hasAlpha(header.channels) ? planeOf(original, 3) : undefined
  const picture = finishColours(cleaned, header, curve, alpha)
  keepHidden(picture, original)
  return removed ? [picture, removedFrom(picture, original, midGray(header.max) / header.max)] : [picture]
}

/** Colours under alpha 0 are not ours to change. */
function keepHidden(picture: Tile, original: Tile): void {
  if (original.channels !== 4) return
  const size = picture.width * picture.height
  const alpha = planeOf(original, 3)
  for (let c = 0; c < picture.channels - 1; c++) {
    for (let i = 0; i < size; i++) if (alpha[i] === 0) picture.planes[c * size + i] = original.planes[c * size + i] as number
  }
}

function removedFrom(picture: Tile, original: Tile, gray: number): Tile {
  const size = picture.width * picture.height
  const hasAlphaPlane = original.channels === 4
  const colours = (picture.channels - (hasAlphaPlane ? 1 : 0)) * size
  const planes = picture.planes.slice()
  for (let i = 0; i < colours; i++) planes[i] = gray + (original.planes[i] as number) - (picture.planes[i] as number)
  return { ...picture, planes }
}
