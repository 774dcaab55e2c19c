import { useEffect, useRef, useState } from 'preact/hooks'
import type { Bounds, ClipInfo } from '#protocol'
import { words } from '../clips/words'
import type { Point } from '../viewport'

interface PickerProps {
  info: ClipInfo
  onPick(box: Bounds): void
  onEnd(): void
}

/** Steps of the arrow keys, as a share of the picture. */
const STEP = 0.02

/** In shares of the picture. */
interface Drawn {
  from: Point
  to: Point
}

/** Over a paused frame: a click is a point of the subject, a drag a box around it; by keys a cross is moved. */
export function ClipPicker({ info, onPick, onEnd }: PickerProps) {
  const area = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<Drawn>({ from: { x: 0.5, y: 0.5 }, to: { x: 0.5, y: 0.5 } })
  const [isDrawing, setDrawing] = useState(false)
  useEffect(() => area.current?.focus(), [])
  const at = (event: PointerEvent): Point => {
    const { left, top, width, height } = (event.currentTarget as HTMLElement).getBoundingClientRect()
    return { x: share((event.clientX - left) / width), y: share((event.clientY - top) / height) }
  }
  const onKey = (event: KeyboardEvent): void => {
    const move = moves[event.key]
    if (move) setDrawn(({ from, to }) => movedBy({ from, to }, { move, isDrawn: event.shiftKey }))
    else if (event.key === 'Enter') onPick(boxOf(drawn, info))
    else if (event.key === 'Escape') onEnd()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div ref={area} class="clip-pick" tabIndex={0} role="application" aria-label={`${words.pick}. ${words.pickKeys}`}
      onKeyDown={onKey}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId)
        setDrawing(true)
        setDrawn({ from: at(event), to: at(event) })
      }}
      onPointerMove={(event) => {
        if (isDrawing) setDrawn({ ...drawn, to: at(event) })
      }}
      onPointerUp={(event) => {
        if (isDrawing) onPick(boxOf({ ...drawn, to: at(event) }, info))
        setDrawing(false)
      }}>
      <Outline box={boxOf(drawn, info)} info={info} />
    </div>
  )
}

const moves: Record<string, Point> = {
  ArrowLeft: { x: -STEP, y: 0 }, ArrowRight: { x: STEP, y: 0 }, ArrowUp: { x: 0, y: -STEP }, ArrowDown: { x: 0, y: STEP },
}

const share = (value: number): number => Math.max(0, Math.min(1, value))

function movedBy({ from, to }: Drawn, { move, isDrawn }: { move: Point; isDrawn: boolean }): Drawn {
  const next = { x: share(to.x + move.x), y: share(to.y + move.y) }
  return isDrawn ? { from, to: next } : { from: next, to: next }
}

/** In pixels of the clip; a point is a box of one. */
export function boxOf({ from, to }: Drawn, { width, height }: Pick<ClipInfo, 'width' | 'height'>): Bounds {
  const pixel = (part: number, size: number): number => Math.min(size - 1, Math.floor(part * size))
  const [left, top] = [pixel(Math.min(from.x, to.x), width), pixel(Math.min(from.y, to.y), height)]
  return {
    left, top, right: pixel(Math.max(from.x, to.x), width) + 1, bottom: pixel(Math.max(from.y, to.y), height) + 1,
  }
}

/** A box on the picture, or a cross on a point. */
export function Outline({ box, info: { width, height } }: { box: Bounds; info: Pick<ClipInfo, 'width' | 'height'> }) {
  const percent = (value: number, size: number): string => `${value / size * 100}%`
  const place = `left: ${percent(box.left, width)}; top: ${percent(box.top, height)};`
  if (box.right - box.left <= 1 && box.bottom - box.top <= 1) return <div class="clip-cross" style={place} />
  return <div class="clip-box" style={
    `${place} width: ${percent(box.right - box.left, width)}; height: ${percent(box.bottom - box.top, height)};`} />
}
