import type { Region } from '#native'
import type { Check } from '#protocol'
import type { EdgeDoubts } from './matte-refine'

/** A place is this share of the picture's longer side. */
const PLACES_ACROSS = 24

const MOST_PLACES = 12

/** A place is named if its matte may be off by this on average over its open pixels, 0..1, ... */
const LEAST_DOUBT = 0.05

/** ... and by this many times the mean of all places. */
const LEAST_TIMES = 1.5

const REASON = 'The edge is hard to tell here.'

interface Place {
  left: number
  top: number
  doubt: number
  openCells: number
}

/** Where the refined matte is likely to be wrong, worst first; in pixels of the picture. */
export function placesToCheck({ cells, doubts }: EdgeDoubts, region: Region): Check[] {
  const { columns, cellPx, open } = cells
  const side = Math.max(1, Math.round(Math.max(region.width, region.height) / PLACES_ACROSS / cellPx))
  const places = new Map<string, Place>()
  for (let i = 0; i < open.length; i++) {
    if (open[i] === 0) continue
    const left = Math.floor((i % columns) / side) * side
    const top = Math.floor(Math.floor(i / columns) / side) * side
    const key = `${left} ${top}`
    const place = places.get(key) ?? { left, top, doubt: 0, openCells: 0 }
    place.doubt += doubts[i] as number
    place.openCells++
    places.set(key, place)
  }
  const all = [...places.values()]
  const usual = all.reduce((sum, { doubt }) => sum + doubt, 0) / Math.max(1, all.length)
  const meanOf = ({ doubt, openCells }: Place): number => doubt / (openCells * cellPx * cellPx)
  return all
    .filter((place) => meanOf(place) >= LEAST_DOUBT && place.doubt >= LEAST_TIMES * usual)
    .sort((a, b) => b.doubt - a.doubt).slice(0, MOST_PLACES)
    .map((place) => ({
      left: region.left + place.left * cellPx, top: region.top + place.top * cellPx,
      right: region.left + Math.min(region.width, (place.left + side) * cellPx),
      bottom: region.top + Math.min(region.height, (place.top + side) * cellPx),
      score: Math.min(1, meanOf(place) / 0.5), reason: REASON,
    }))
}
