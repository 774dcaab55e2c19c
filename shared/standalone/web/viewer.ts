import type { Client } from '#client'
import type { Bounds } from '#protocol'
import { type OpenDocument, without } from './document'
import type { DocumentStore } from './document-store'
import { drawDocument, shownSheets } from './draw-document'
import { type Piece, SheetViews, type Shown } from './sheet-views'
import {
  around, boxBetween, fit, moved, type Point, type Size, toDocument, type Viewport, visiblePart, zoomAt,
} from './viewport'

export type Tool = 'move' | 'select'

export interface ViewerState {
  tool: Tool
  hasOverlay: boolean
  /** 0..1 of the canvas; undefined: only the picture as it is now. */
  split?: number
  /** Percent of full size. */
  percent: number
}

/** After the last move the visible part is asked for at full sharpness. */
const SETTLE_MS = 200

/** A view is at most this many px wide or high. */
const MOST_VIEW_PX = 4096

export interface ViewerSettings {
  client: Client
  store: DocumentStore
  newId(): string
}

/** Shows the active document in a canvas, and lets the user zoom, move, select and compare. */
export class Viewer {
  private readonly views: SheetViews
  private readonly places = new Map<string, Viewport>()
  private readonly watchers = new Set<() => void>()
  private readonly stops: (() => void)[]
  private canvas: HTMLCanvasElement | undefined
  private current: Omit<ViewerState, 'percent'> = { tool: 'move', hasOverlay: false }
  private box: Bounds | undefined
  private frame = 0
  private settling: ReturnType<typeof setTimeout> | undefined

  constructor(private readonly settings: ViewerSettings) {
    const { client, store } = settings
    this.views = new SheetViews(client, () => this.draw())
    this.stops = [
      store.watch(() => this.draw()),
      store.watchFocus(({ document, bounds }) => {
        this.places.set(document, around(bounds, this.size))
        this.draw()
      }),
    ]
  }

  get state(): ViewerState {
    return { ...this.current, percent: Math.round(this.viewport.scale / this.density * 100) }
  }

  watch(act: () => void): () => void {
    this.watchers.add(act)
    return () => void this.watchers.delete(act)
  }

  /** What there is to see of a sheet so far, for a thumbnail. */
  pieces(document: OpenDocument, shown: Shown): readonly Piece[] {
    return this.views.pieces(document, shown)
  }

  /** Draws into a canvas from now on, and fills the room that it has. */
  attach(canvas: HTMLCanvasElement): () => void {
    this.canvas = canvas
    const observer = new ResizeObserver(() => {
      canvas.width = Math.max(1, Math.round(canvas.clientWidth * this.density))
      canvas.height = Math.max(1, Math.round(canvas.clientHeight * this.density))
      if (this.active) this.places.delete(this.active.id)
      this.draw()
    })
    observer.observe(canvas)
    return () => {
      observer.disconnect()
      this.canvas = undefined
    }
  }

  close(): void {
    for (const stop of this.stops) stop()
  }

  setTool(tool: Tool): void {
    this.change({ ...this.current, tool })
  }

  toggleOverlay(): void {
    this.change({ ...this.current, hasOverlay: !this.current.hasOverlay })
  }

  /** @param split 0..1; undefined ends the comparison */
  setSplit(split: number | undefined): void {
    const { current } = this
    this.change(split === undefined ? without(current, 'split') : { ...current, split: Math.max(0, Math.min(1, split)) })
  }

  fit(): void {
    if (this.active) this.places.set(this.active.id, fit(this.active, this.size))
    this.draw()
  }

  /** @param at in CSS px of the canvas; its middle where left out */
  zoom(factor: number, at?: Point): void {
    const { active, size } = this
    if (!active) return
    const point = at ? this.scaled(at) : { x: size.width / 2, y: size.height / 2 }
    const least = Math.min(0.05, fit(active, size).scale)
    this.places.set(active.id, zoomAt(this.viewport, point, { factor, least }))
    this.draw()
  }

  /** 100 %: one px of the document is one of the screen. */
  zoomToFull(): void {
    this.zoom(this.density / this.viewport.scale)
  }

  /** @param by in CSS px */
  move(by: Point): void {
    if (!this.active) return
    this.places.set(this.active.id, moved(this.viewport, this.scaled(by)))
    this.draw()
  }

  /** While a box is dragged out between two points in CSS px; `isDone` makes it the selection. */
  drag(from: Point, to: Point, isDone: boolean): void {
    const { active, settings: { store, newId } } = this
    if (!active) return
    const box = boxBetween(toDocument(this.viewport, this.scaled(from)), toDocument(this.viewport, this.scaled(to)), active)
    this.box = isDone ? undefined : box
    if (isDone && box) store.step(active.id, { ...active.content, selection: { id: newId(), bounds: box } }, 'Select')
    this.draw()
  }

  /** The point of the document under one of the canvas, in CSS px. */
  pointAt(at: Point): Point {
    return toDocument(this.viewport, this.scaled(at))
  }

  private get active(): OpenDocument | undefined {
    return this.settings.store.active
  }

  private get density(): number {
    return globalThis.devicePixelRatio || 1
  }

  private get size(): Size {
    return { width: this.canvas?.width ?? 1, height: this.canvas?.height ?? 1 }
  }

  private get viewport(): Viewport {
    const { active } = this
    if (!active) return { scale: 1, left: 0, top: 0 }
    const known = this.places.get(active.id) ?? fit(active, this.size)
    this.places.set(active.id, known)
    return known
  }

  private scaled({ x, y }: Point): Point {
    return { x: x * this.density, y: y * this.density }
  }

  private change(state: Omit<ViewerState, 'percent'>): void {
    this.current = state
    this.draw()
  }

  /** Once per frame, however much happened. */
  private draw(): void {
    if (this.frame !== 0) return
    this.frame = requestAnimationFrame(() => {
      this.frame = 0
      this.drawNow()
      for (const act of this.watchers) act()
    })
  }

  private drawNow(): void {
    const context = this.canvas?.getContext('2d')
    if (!context) return
    const { active, size, viewport, current: { hasOverlay, split }, box } = this
    this.views.keepOnly(this.settings.store.state.documents.flatMap(shownSheets), active ? shownSheets(active) : [])
    if (!active) return context.clearRect(0, 0, size.width, size.height)
    drawDocument(context, active, {
      look: {
        viewport, size, density: this.density, hasOverlay, ...(split === undefined ? {} : { split }), ...(box ? { box } : {}),
      },
      pieces: (shown) => this.views.pieces(active, shown),
    })
    this.settle()
  }

  private settle(): void {
    clearTimeout(this.settling)
    this.settling = setTimeout(() => {
      const { active, viewport, size } = this
      const part = active && visiblePart(viewport, active, size)
      if (!active || !part) return
      const maxPx = Math.min(MOST_VIEW_PX, Math.ceil(Math.max(part.right - part.left, part.bottom - part.top) * viewport.scale))
      void this.views.lookClosely(active, shownSheets(active), { part, maxPx: Math.max(1, maxPx) })
    }, SETTLE_MS)
  }
}
