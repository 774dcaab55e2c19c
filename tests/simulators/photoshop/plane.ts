import type { Bounds } from '#protocol'
import { boundsOf, heightOf, intersect, isEmpty, unite, widthOf } from './bounds'

export type Depth = 8 | 16 | 32
export type Samples = Uint8Array | Uint16Array | Float32Array
/** White: 16 bits of Photoshop end at 32768. */
export const whiteOf = (depth: Depth): number => ({ 8: 255, 16: 32768, 32: 1 })[depth]

export function makeSamples(depth: Depth, length: number): Samples {
  if (depth === 8) return new Uint8Array(length)
  return depth === 16 ? new Uint16Array(length) : new Float32Array(length)
}

/** Pixels as they come: one value everywhere, or asked for where they are looked at. */
export type Paint = number | ((x: number, y: number) => number)

const TILE_PX = 256
/** Tiles never change once they are in a plane; a whole tile of one value is that number. */
type Tile = Samples | number
type Rows = ReadonlyMap<number, ReadonlyMap<number, Tile>>

const extents = new WeakMap<Samples, Bounds | null>()

/**
 * One channel, in tiles that are shared between the states of a document's history, so that a picture of 30,000 px costs
 * what was painted on it. A plane never changes; writing gives another one.
 */
export class Plane {
  private known: { extent: Bounds | undefined } | undefined

  private constructor(
    readonly depth: Depth,
    /** What lies where nothing was written: `outside`, and `base` within its bounds. */
    private readonly under: { base?: { bounds: Bounds; paint: Paint } | undefined; outside: number },
    private readonly tiles: { rows: Rows },
  ) {}

  get outside(): number { return this.under.outside }
  private get base(): { bounds: Bounds; paint: Paint } | undefined { return this.under.base }

  static empty(depth: Depth, outside = 0): Plane {
    return new Plane(depth, { outside }, { rows: new Map() })
  }

  static painted(depth: Depth, bounds: Bounds, paint: Paint): Plane {
    return new Plane(depth, { base: { bounds, paint }, outside: 0 }, { rows: new Map() })
  }

  at(x: number, y: number): number {
    const tile = this.tiles.rows.get(Math.floor(y / TILE_PX))?.get(Math.floor(x / TILE_PX))
    if (tile === undefined) return this.baseAt(x, y)
    return typeof tile === 'number' ? tile : tile[(y & 255) * TILE_PX + (x & 255)] ?? 0
  }

  private baseAt(x: number, y: number): number {
    if (this.base === undefined) return this.outside
    const { bounds, paint } = this.base
    if (x < bounds.left || x >= bounds.right || y < bounds.top || y >= bounds.bottom) return this.outside
    return typeof paint === 'number' ? paint : paint(x, y)
  }

  /** Fills `into` (one sample per `step`) with the values of `bounds`, row by row. */
  read(bounds: Bounds, into: Samples | Float64Array, place = { from: 0, step: 1 }): void {
    const { step } = place
    let index = place.from
    for (let y = bounds.top; y < bounds.bottom; y++) {
      const row = this.tiles.rows.get(y >> 8)
      for (let x = bounds.left; x < bounds.right;) {
        const end = Math.min(bounds.right, ((x >> 8) + 1) * TILE_PX)
        const tile = row?.get(x >> 8)
        if (typeof tile === 'number') {
          for (; x < end; x++, index += step) into[index] = tile
        } else if (tile === undefined) {
          for (; x < end; x++, index += step) into[index] = this.baseAt(x, y)
        } else {
          for (let at = (y & 255) * TILE_PX + (x & 255); x < end; x++, at++, index += step) into[index] = tile[at] as number
        }
      }
    }
  }

  /** `values(x, y, old)` at every pixel of `bounds`. */
  written(bounds: Bounds, values: (x: number, y: number, old: number) => number): Plane {
    if (isEmpty(bounds)) return this
    const rows = new Map(this.tiles.rows)
    for (let row = Math.floor(bounds.top / TILE_PX); row * TILE_PX < bounds.bottom; row++) {
      const columns = new Map(rows.get(row))
      for (let column = Math.floor(bounds.left / TILE_PX); column * TILE_PX < bounds.right; column++) {
        columns.set(column, this.writtenTile({ row, column }, bounds, values))
      }
      rows.set(row, columns)
    }
    return new Plane(this.depth, this.under, { rows })
  }

  private writtenTile(
    at: { row: number; column: number }, bounds: Bounds, values: (x: number, y: number, old: number) => number,
  ): Tile {
    const area = boundsOf(at.column * TILE_PX, at.row * TILE_PX, { width: TILE_PX, height: TILE_PX })
    const samples = makeSamples(this.depth, TILE_PX * TILE_PX)
    const part = intersect(area, bounds)
    this.read(area, samples)
    for (let y = part.top; y < part.bottom; y++) {
      for (let x = part.left; x < part.right; x++) {
        const index = (y & 255) * TILE_PX + (x & 255)
        samples[index] = values(x, y, samples[index] as number)
      }
    }
    const first = samples[0] ?? 0
    return samples.every((sample) => sample === first) ? first : samples
  }

  /** Everything that is not 0, as the host trims it; undefined where all is 0. Planes that are 0 outside only. */
  extent(): Bounds | undefined {
    this.known ??= { extent: this.findExtent() }
    return this.known.extent
  }

  private findExtent(): Bounds | undefined {
    let found: Bounds | undefined
    for (const [area, tile] of this.areas()) found = unite(found, this.extentOf(area, tile))
    return found
  }

  private extentOf(area: Bounds, tile: Tile | undefined): Bounds | undefined {
    if (typeof tile === 'number') return tile === 0 ? undefined : area
    if (tile === undefined && typeof this.base?.paint === 'number') {
      return this.base.paint === 0 ? undefined : intersect(area, this.base.bounds)
    }
    const samples = tile ?? makeSamples(this.depth, TILE_PX * TILE_PX)
    if (tile === undefined) this.read(area, samples)
    const known = tile === undefined ? undefined : extents.get(tile)
    const inside = known === undefined ? scan(samples) : known
    if (tile !== undefined) extents.set(tile, inside)
    return inside === null ? undefined : {
      left: area.left + inside.left, top: area.top + inside.top,
      right: area.left + inside.right, bottom: area.top + inside.bottom,
    }
  }

  /** Every tile that holds something, in reading order; undefined for one where only the base lies. */
  * areas(): Generator<[Bounds, Tile | undefined]> {
    const all = new Map<number, Map<number, Tile | undefined>>()
    const base = this.base?.bounds
    if (base !== undefined && !isEmpty(base)) {
      for (let row = Math.floor(base.top / TILE_PX); row * TILE_PX < base.bottom; row++) {
        const columns = new Map<number, Tile | undefined>()
        for (let column = Math.floor(base.left / TILE_PX); column * TILE_PX < base.right; column++) columns.set(column, undefined)
        all.set(row, columns)
      }
    }
    for (const [row, columns] of this.tiles.rows) all.set(row, new Map([...all.get(row) ?? [], ...columns]))
    for (const [row, columns] of [...all].sort(([a], [b]) => a - b)) {
      for (const [column, tile] of [...columns].sort(([a], [b]) => a - b)) {
        yield [boundsOf(column * TILE_PX, row * TILE_PX, { width: TILE_PX, height: TILE_PX }), tile]
      }
    }
  }

  /** The same pixels elsewhere. */
  moved(by: { x: number; y: number }): Plane {
    const from = this.extent()
    const blank = Plane.empty(this.depth, this.outside)
    if (from === undefined) return blank
    const to = { left: from.left + by.x, top: from.top + by.y, right: from.right + by.x, bottom: from.bottom + by.y }
    return blank.written(to, (x, y) => this.at(x - by.x, y - by.y))
  }

  /** Nothing, of the same kind. */
  blank(): Plane {
    return Plane.empty(this.depth, this.outside)
  }

  /**
   * Feeds every tile that differs from what lies outside, as its place and its one value or its samples. Where a function
   * paints more than a few thousand pixels square, it stands for its pixels.
   */
  describe(tell: (place: string, content: Samples | number | string) => void): void {
    const { base } = this
    const isLarge = base !== undefined && widthOf(base.bounds) * heightOf(base.bounds) > LARGE_PX
    const stands = isLarge && typeof base.paint === 'function' ? base.paint : undefined
    if (stands !== undefined) tell(JSON.stringify(base?.bounds), numberOf(stands))
    for (const [area, tile] of this.areas()) {
      if (tile === undefined && stands !== undefined) continue
      const samples = tile ?? this.uniformOf(area) ?? this.samplesOf(area)
      if (samples !== this.outside) tell(`${area.left},${area.top}`, samples)
    }
  }

  private uniformOf(area: Bounds): number | undefined {
    const base = this.base
    if (base === undefined || typeof base.paint !== 'number') return undefined
    const inside = intersect(area, base.bounds)
    return inside.right - inside.left === TILE_PX && inside.bottom - inside.top === TILE_PX ? base.paint : undefined
  }

  private samplesOf(area: Bounds): Samples | number {
    const samples = makeSamples(this.depth, TILE_PX * TILE_PX)
    this.read(area, samples)
    const first = samples[0] ?? 0
    return samples.every((sample) => sample === first) ? first : samples
  }
}

const LARGE_PX = 4096 * 4096
const paints: unknown[] = []

/** The same name for the same function. */
function numberOf(paint: unknown): string {
  if (!paints.includes(paint)) paints.push(paint)
  return `paint ${paints.indexOf(paint)}`
}

/** The bounds, within a tile, of what is not 0. */
function scan(samples: Samples): Bounds | null {
  let [left, top, right, bottom] = [TILE_PX, TILE_PX, 0, 0]
  for (let y = 0; y < TILE_PX; y++) {
    const start = y * TILE_PX
    let first = 0
    while (first < TILE_PX && samples[start + first] === 0) first++
    if (first === TILE_PX) continue
    let last = TILE_PX
    while (samples[start + last - 1] === 0) last--
    if (first < left) left = first
    if (last > right) right = last
    if (y < top) top = y
    bottom = y + 1
  }
  return right === 0 ? null : { left, top, right, bottom }
}
