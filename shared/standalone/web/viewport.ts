import type { Bounds } from '#protocol'

export interface Size {
  width: number
  height: number
}

export interface Point {
  x: number
  y: number
}

/** What of a document a canvas shows: `scale` canvas px per document px, `left` and `top` the document's at its corner. */
export interface Viewport {
  scale: number
  left: number
  top: number
}

/** Single pixels are seen well at this; more helps nobody. */
export const MOST_SCALE = 16

/** Kept free around a fitted document, as a share of the canvas. */
const MARGIN = 0.03

/** The whole document in the middle of the canvas, small ones at their own size. */
export function fit(document: Size, canvas: Size): Viewport {
  const room = 1 - 2 * MARGIN
  const scale = Math.min(1, canvas.width * room / document.width, canvas.height * room / document.height)
  return centre({ scale, left: 0, top: 0 }, { x: document.width / 2, y: document.height / 2 }, canvas)
}

/** The same scale, with a point of the document in the middle. */
export function centre({ scale }: Viewport, at: Point, canvas: Size): Viewport {
  return { scale, left: at.x - canvas.width / 2 / scale, top: at.y - canvas.height / 2 / scale }
}

/** The point of the document under a point of the canvas. */
export const toDocument = ({ scale, left, top }: Viewport, { x, y }: Point): Point =>
  ({ x: left + x / scale, y: top + y / scale })

export const toCanvas = ({ scale, left, top }: Viewport, { x, y }: Point): Point =>
  ({ x: (x - left) * scale, y: (y - top) * scale })

/** Larger or smaller around a point of the canvas, which stays where it is. */
export function zoomAt(viewport: Viewport, at: Point, { factor, least }: { factor: number; least: number }): Viewport {
  const scale = Math.max(least, Math.min(MOST_SCALE, viewport.scale * factor))
  const { x, y } = toDocument(viewport, at)
  return { scale, left: x - at.x / scale, top: y - at.y / scale }
}

export const moved = ({ scale, left, top }: Viewport, by: Point): Viewport =>
  ({ scale, left: left - by.x / scale, top: top - by.y / scale })

/** A region large in the canvas, with a little around it. */
export function around(region: Bounds, canvas: Size): Viewport {
  const width = (region.right - region.left) * 2
  const height = (region.bottom - region.top) * 2
  const scale = Math.min(4, canvas.width / width, canvas.height / height)
  return centre({ scale, left: 0, top: 0 }, { x: (region.left + region.right) / 2, y: (region.top + region.bottom) / 2 }, canvas)
}

/** The part of the document that the canvas shows, in whole px; undefined if none. */
export function visiblePart({ scale, left, top }: Viewport, document: Size, canvas: Size): Bounds | undefined {
  const part = {
    left: Math.max(0, Math.floor(left)), top: Math.max(0, Math.floor(top)),
    right: Math.min(document.width, Math.ceil(left + canvas.width / scale)),
    bottom: Math.min(document.height, Math.ceil(top + canvas.height / scale)),
  }
  return part.right > part.left && part.bottom > part.top ? part : undefined
}

/** The box between two points, in whole px within the document; undefined where it is empty. */
export function boxBetween(a: Point, b: Point, document: Size): Bounds | undefined {
  const box = {
    left: Math.max(0, Math.round(Math.min(a.x, b.x))), top: Math.max(0, Math.round(Math.min(a.y, b.y))),
    right: Math.min(document.width, Math.round(Math.max(a.x, b.x))),
    bottom: Math.min(document.height, Math.round(Math.max(a.y, b.y))),
  }
  return box.right > box.left && box.bottom > box.top ? box : undefined
}
