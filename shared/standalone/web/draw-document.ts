import type { Bounds } from '#protocol'
import { isClipped, type Layer, type OpenDocument } from './document'
import type { Piece, Shown } from './sheet-views'
import { type Size, toCanvas, type Viewport } from './viewport'

export interface Look {
  viewport: Viewport
  /** Of the canvas, in its own px. */
  size: Size
  /** Screen px per CSS px, for lines that are to look as wide everywhere. */
  density: number
  /** Red over what the mask hides. */
  hasOverlay: boolean
  /** Left of this share of the canvas the picture is shown as it was opened. */
  split?: number
  /** What is being dragged out. */
  box?: Bounds
}

type Pieces = (shown: Shown) => readonly Piece[]

const CHECK_PX = 8
const OVERLAY = 'rgb(255, 0, 0)'
const OVERLAY_ALPHA = 0.5

/** All that is shown of a document, and as what. */
export function shownSheets({ content: { layers } }: OpenDocument): Shown[] {
  return layers.flatMap(({ sheet, mask }) => [
    { sheet, as: 'picture' as const }, ...(mask ? [{ sheet: mask.sheet, as: 'mask' as const }] : []),
  ])
}

/** Draws a document as it is now: layers over a checkerboard, then what helps to judge them. */
export function drawDocument(context: CanvasRenderingContext2D, document: OpenDocument, { look, pieces }: {
  look: Look
  pieces: Pieces
}): void {
  const { size, split } = look
  const { content } = document
  context.setTransform(1, 0, 0, 1, 0, 0)
  context.clearRect(0, 0, size.width, size.height)
  context.save()
  const { x, y, width, height } = frame(document, look)
  context.beginPath()
  context.rect(x, y, width, height)
  context.clip()
  drawCheckerboard(context, document, look)
  for (const layer of content.layers) {
    if (!layer.isVisible || isClipped(content, layer)) continue
    const clipped = content.layers.filter((each) => each.isVisible && each.of === layer.id && isClipped(content, each))
    drawLayer(context, layer, { look, pieces, clipped })
  }
  if (look.hasOverlay) drawOverlay(context, document, { look, pieces })
  const until = Math.round((split ?? 0) * size.width)
  if (split !== undefined) drawBefore(context, document, { look, pieces, until })
  context.restore()
  context.fillStyle = '#fff'
  if (split !== undefined) context.fillRect(until - look.density, 0, 2 * look.density, size.height)
  const boxes = content.checks?.isVisible ? content.checks.boxes : []
  for (const box of boxes) outline(context, box, { look, colours: ['#000', '#ff9a1f'] })
  const selected = look.box ?? content.selection?.bounds
  if (selected) outline(context, selected, { look, colours: ['#000', '#fff'], dash: 5 })
}

interface How {
  look: Look
  pieces: Pieces
}

/** The document's place in the canvas. */
function frame({ width, height }: Size, { viewport }: Look): { x: number; y: number; width: number; height: number } {
  const { x, y } = toCanvas(viewport, { x: 0, y: 0 })
  const size = { width: Math.floor(width * viewport.scale), height: Math.floor(height * viewport.scale) }
  return { x: Math.round(x), y: Math.round(y), ...size }
}

function drawCheckerboard(context: CanvasRenderingContext2D, document: OpenDocument, look: Look): void {
  const { x, y, width, height } = frame(document, look)
  const side = CHECK_PX * look.density
  const tile = newCanvas({ width: side * 2, height: side * 2 })
  const draw = tile.getContext('2d')
  if (!draw) return
  draw.fillStyle = '#fff'
  draw.fillRect(0, 0, side * 2, side * 2)
  draw.fillStyle = '#ccc'
  draw.fillRect(0, 0, side, side)
  draw.fillRect(side, side, side, side)
  const pattern = context.createPattern(tile, 'repeat')
  if (pattern) context.fillStyle = pattern
  context.fillRect(x, y, width, height)
}

/** With what is clipped to it, which is drawn on it alone and so keeps its edge. */
function drawLayer(context: CanvasRenderingContext2D, layer: Layer, how: How & { clipped?: readonly Layer[] }): void {
  const { look, pieces, clipped = [] } = how
  const stage = newCanvas(look.size)
  const draw = stage.getContext('2d')
  if (!draw) return
  paint(draw, pieces({ sheet: layer.sheet, as: 'picture' }), look)
  if (layer.mask?.isOn) {
    draw.setTransform(1, 0, 0, 1, 0, 0)
    draw.globalCompositeOperation = 'destination-in'
    draw.drawImage(maskStage(layer, how), 0, 0)
  }
  for (const each of clipped) {
    const own = newCanvas(look.size)
    const inner = own.getContext('2d')
    if (inner) drawLayer(inner, each, { look, pieces })
    draw.setTransform(1, 0, 0, 1, 0, 0)
    draw.globalCompositeOperation = 'source-atop'
    draw.drawImage(own, 0, 0)
  }
  context.globalAlpha = layer.opacity / 100
  context.drawImage(stage, 0, 0)
  context.globalAlpha = 1
}

function maskStage({ mask }: Layer, { look, pieces }: How): HTMLCanvasElement {
  const stage = newCanvas(look.size)
  const draw = stage.getContext('2d')
  if (draw && mask) paint(draw, pieces({ sheet: mask.sheet, as: 'mask' }), look)
  return stage
}

/** Coarse pieces first; a closer one takes the place of what is below it. */
function paint(context: CanvasRenderingContext2D, pieces: readonly Piece[], { viewport }: Look): void {
  const { scale, left: from, top: under } = viewport
  // On whole px of the canvas, as the checkerboard is.
  context.setTransform(scale, 0, 0, scale, Math.round(-from * scale), Math.round(-under * scale))
  context.imageSmoothingQuality = 'high'
  pieces.forEach(({ bounds: { left, top, right, bottom }, canvas }, index) => {
    context.imageSmoothingEnabled = viewport.scale * (right - left) / canvas.width < 3
    if (index > 0) context.clearRect(left, top, right - left, bottom - top)
    context.drawImage(canvas, left, top, right - left, bottom - top)
  })
}

/** Of the layer that is worked on, else of the topmost that has a mask. */
const overlaid = ({ content: { layers, active } }: OpenDocument): Layer | undefined =>
  layers.find(({ id, mask }) => id === active && mask) ?? layers.findLast(({ mask }) => mask)

function drawOverlay(context: CanvasRenderingContext2D, document: OpenDocument, how: How): void {
  const layer = overlaid(document)
  if (!layer?.mask) return
  const stage = newCanvas(how.look.size)
  const draw = stage.getContext('2d')
  if (!draw) return
  const { x, y, width, height } = frame(document, how.look)
  // What the mask hides is seen again, under red.
  paint(draw, how.pieces({ sheet: layer.sheet, as: 'picture' }), how.look)
  draw.setTransform(1, 0, 0, 1, 0, 0)
  draw.globalAlpha = OVERLAY_ALPHA
  draw.fillStyle = OVERLAY
  draw.fillRect(x, y, width, height)
  draw.globalAlpha = 1
  draw.globalCompositeOperation = 'destination-out'
  draw.drawImage(maskStage(layer, how), 0, 0)
  context.drawImage(stage, 0, 0)
}

/** The photograph alone, up to a column. */
function drawBefore(context: CanvasRenderingContext2D, document: OpenDocument, how: How & { until: number }): void {
  const [base] = document.content.layers
  const { look: { size }, until } = how
  if (!base) return
  context.save()
  context.beginPath()
  context.rect(0, 0, until, size.height)
  context.clip()
  drawCheckerboard(context, document, how.look)
  drawLayer(context, { ...base, isVisible: true, opacity: 100, mask: { id: '', sheet: base.sheet, isOn: false, order: 0 } }, how)
  context.restore()
}

function outline(context: CanvasRenderingContext2D, box: Bounds, { look, colours, dash }: {
  look: Look
  colours: readonly [under: string, over: string]
  dash?: number
}): void {
  const from = toCanvas(look.viewport, { x: box.left, y: box.top })
  const to = toCanvas(look.viewport, { x: box.right, y: box.bottom })
  const place = [from.x, from.y, to.x - from.x, to.y - from.y] as const
  context.lineWidth = (dash === undefined ? 3.5 : 1.5) * look.density
  context.strokeStyle = colours[0]
  context.strokeRect(...place)
  context.lineWidth = 1.5 * look.density
  context.strokeStyle = colours[1]
  context.setLineDash(dash === undefined ? [] : [dash * look.density])
  context.strokeRect(...place)
  context.setLineDash([])
}

function newCanvas({ width, height }: Size): HTMLCanvasElement {
  const canvas = globalThis.document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  return canvas
}
