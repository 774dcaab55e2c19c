import { hasAlpha, type PictureHeader } from '#protocol'
import { finishColours, prepareColours, takeExcess } from './colour-planes'
import { midGray } from './flat-picture'
import { joinChanges, type Shares } from './join-change'
import type { LightCurve } from './light-curve'
import { cropTile, planeOf, type Tile } from './tile'

/** Takes the noise from the three colour planes of a tile; the result may be smaller by what the method trims. */
export type CleanPlanes = (tile: Tile) => Promise<Tile>

export interface Cleaning {
  /** For its luminance and for its colour, each at a strength of its own, undefined where that is 0; the same where alike. */
  luma: CleanPlanes | undefined
  chroma: CleanPlanes | undefined
  curve: LightCurve
  header: PictureHeader
  shares: Shares
}

/**
 * A tile without its noise and, if wanted, what was removed from it around mid gray. Alpha passes through. Both may be
 * smaller than the tile by what the method trims.
 */
export async function cleanTile(tile: Tile, how: Cleaning, removed: boolean): Promise<Tile[]> {
  const { header, curve } = how
  const seen = removed || hasAlpha(header.channels) ? { ...tile, planes: tile.planes.slice() } : undefined
  prepareColours(tile, header, curve)
  const excess = takeExcess(tile, header)
  const luma = await how.luma?.(tile)
  const chroma = how.chroma === how.luma ? luma : await how.chroma?.(tile)
  const region = luma ?? chroma ?? tile
  const cleaned: Tile = {
    ...region, channels: 3,
    planes: joinChanges({ luma: luma?.planes, chroma: chroma?.planes, shares: how.shares }, region.width * region.height,
      () => cropTile(tile, region).planes),
  }
  if (excess) {
    const { planes } = cropTile({ ...tile, channels: 3, planes: excess }, cleaned)
    for (let i = 0; i < planes.length; i++) cleaned.planes[i] = (cleaned.planes[i] as number) + (planes[i] as number)
  }
  const original = seen && cropTile(seen, cleaned)
  const picture = finishColours(cleaned, header, curve, original && hasAlpha(header.channels) ? planeOf(original, 3) : undefined)
  if (original) keepHidden(picture, original)
  return removed && original ? [picture, removedFrom(picture, original, midGray(header.max) / header.max)] : [picture]
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
