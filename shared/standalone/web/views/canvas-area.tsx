import { useEffect, useRef } from 'preact/hooks'
import type { Viewer } from '../viewer'
import type { Point } from '../viewport'
import { OpenButton } from './open-button'
import type { PageParts } from './page'

const STEP_PX = 40

/** The picture; before one is open, where it is to be dropped. */
export function CanvasArea({ viewer, store, onFiles }: PageParts & { onFiles(files: FileList | null): void }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { active } = store
  useEffect(() => canvas.current ? viewer.attach(canvas.current) : undefined, [viewer])
  useEffect(() => canvas.current ? listen(canvas.current, viewer) : undefined, [viewer])
  const { split, tool } = viewer.state
  return (
    <div class="canvas-area">
      <canvas ref={canvas} tabIndex={active ? 0 : -1} class={`canvas ${tool}`} role="img"
        aria-label={active ? `${active.name}, ${active.facts}` : 'No picture'} onKeyDown={(event) => actOnKey(viewer, event)} />
      {active && split !== undefined && <input class="split" type="range" min="0" max="1000" aria-label="Before and after"
        value={Math.round(split * 1000)} onInput={(event) => viewer.setSplit(Number(event.currentTarget.value) / 1000)} />}
      {active && <div class="facts">{active.facts}</div>}
      {!active && <div class="drop">
        <sp-icon-image-add size="xxl" />
        <div class="drop-title">Drop a photograph here</div>
        <div>JPEG, PNG, TIFF, WebP, AVIF, PSD or PSB; or a clip. It stays on this computer.</div>
        <OpenButton onFiles={onFiles} isLarge />
      </div>}
    </div>
  )
}

function actOnKey(viewer: Viewer, event: KeyboardEvent): void {
  const moves: Record<string, Point> = {
    ArrowLeft: { x: STEP_PX, y: 0 }, ArrowRight: { x: -STEP_PX, y: 0 },
    ArrowUp: { x: 0, y: STEP_PX }, ArrowDown: { x: 0, y: -STEP_PX },
  }
  const move = moves[event.key]
  if (move) {
    event.preventDefault()
    viewer.move(move)
  } else if (event.key === '+' || event.key === '=') viewer.zoom(1.5)
  else if (event.key === '-') viewer.zoom(1 / 1.5)
  else if (event.key === '0') viewer.fit()
  else if (event.key === '1') viewer.zoomToFull()
}

/** The pointer and the wheel, as in other editors: the wheel zooms where it points. */
function listen(canvas: HTMLCanvasElement, viewer: Viewer): () => void {
  let from: Point | undefined
  let last: Point | undefined
  const at = (event: MouseEvent): Point => {
    const { left, top } = canvas.getBoundingClientRect()
    return { x: event.clientX - left, y: event.clientY - top }
  }
  const down = (event: PointerEvent): void => {
    canvas.setPointerCapture(event.pointerId)
    from = last = at(event)
  }
  const move = (event: PointerEvent): void => {
    if (!from || !last) return
    const now = at(event)
    if (viewer.state.tool === 'select') viewer.drag(from, now, false)
    else viewer.move({ x: now.x - last.x, y: now.y - last.y })
    last = now
  }
  const up = (event: PointerEvent): void => {
    if (from && viewer.state.tool === 'select') viewer.drag(from, at(event), true)
    from = last = undefined
  }
  const wheel = (event: WheelEvent): void => {
    event.preventDefault()
    viewer.zoom(Math.exp(-event.deltaY / 400), at(event))
  }
  canvas.addEventListener('pointerdown', down)
  canvas.addEventListener('pointermove', move)
  canvas.addEventListener('pointerup', up)
  canvas.addEventListener('wheel', wheel, { passive: false })
  return () => {
    canvas.removeEventListener('pointerdown', down)
    canvas.removeEventListener('pointermove', move)
    canvas.removeEventListener('pointerup', up)
    canvas.removeEventListener('wheel', wheel)
  }
}
