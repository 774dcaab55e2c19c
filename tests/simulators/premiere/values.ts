import type * as official from '@adobe/premierepro'

/** A point in parts of the frame, 0..1 (R13). Premiere's classes are called with and without `new`. */
export class Point {
  constructor(public x = 0, public y = 0) {}

  distanceTo(other: { x: number; y: number }): number {
    return Math.hypot(this.x - other.x, this.y - other.y)
  }
}

/** Of a class, what can be called too. */
function callable<T>(make: (...given: never[]) => object): T {
  const both = function made(...given: never[]): object { return make(...given) }
  return both as unknown as T
}

export const pointClass = callable<official.PointF>((x?: number, y?: number) => new Point(x, y))
export const pointOf = (x: number, y: number): official.PointF => new Point(x, y) as unknown as official.PointF

export const rectOf = (width: number, height: number): official.RectF => ({ width, height }) as official.RectF
export const rectClass = callable<official.RectF>(() => ({ width: 0, height: 0 }))

export class Id {
  constructor(private readonly text: string) {}

  toString(): string {
    return this.text
  }
}

export const guidOf = (text: string): official.Guid => new Id(text) as unknown as official.Guid
export const guidStatics: official.GuidStatic = { fromString: (text) => guidOf(text) }
