import { useEffect, useRef } from 'preact/hooks'
import { type Layer, type OpenDocument, putSelection, withLayer, withoutLanded } from '../document'
import type { DocumentStore } from '../document-store'
import type { Shown } from '../sheet-views'
import type { Viewer } from '../viewer'
import { Tool } from './toolbar'

interface Parts {
  store: DocumentStore
  viewer: Viewer
}

/** Layers as every editor lists them, the topmost first. */
export function LayerList({ store, viewer }: Parts) {
  const { active } = store
  if (!active) return null
  const { layers, selection, checks } = active.content
  return (
    <section class="layers" aria-label="Layers">
      <div class="layers-head">
        <h2>Layers</h2>
        {selection && <Tool label="Deselect" onClick={() =>
          store.step(active.id, putSelection(active.content, undefined), 'Deselect')}><sp-icon-select-none slot="icon" /></Tool>}
        <Tool label={`Undo ${active.past.at(-1)?.step ?? ''}`} isDisabled={active.past.length === 0}
          onClick={() => store.undo(active.id)}><sp-icon-undo slot="icon" /></Tool>
      </div>
      {checks && <div class="layer">
        <Eye name="Check here" isVisible={checks.isVisible} onToggle={() => store.change(active.id, (content) =>
          ({ ...content, checks: { ...checks, isVisible: !checks.isVisible } }))} />
        <span class="layer-name">Check here</span>
      </div>}
      {layers.toReversed().map((layer) => <Row key={layer.id} layer={layer} document={active} store={store} viewer={viewer} />)}
    </section>
  )
}

function Row({ layer, document, store, viewer }: Parts & { layer: Layer; document: OpenDocument }) {
  const { content } = document
  const isActive = content.active === layer.id
  const isBase = content.layers[0]?.id === layer.id
  const change = (to: (layer: Layer) => Layer): void => store.change(document.id, (now) => withLayer(now, layer.id, to))
  const place = { document: document.id, layer: layer.id, id: layer.id }
  return (
    <div class={`layer${isActive ? ' active' : ''}`}>
      <Eye name={layer.name} isVisible={layer.isVisible}
        onToggle={() => change((now) => ({ ...now, isVisible: !now.isVisible }))} />
      <button type="button" class="layer-choose" aria-pressed={isActive}
        onClick={() => store.change(document.id, (now) => ({ ...now, active: layer.id }))}>
        <Thumbnail document={document} viewer={viewer} shown={{ sheet: layer.sheet, as: 'picture' }} />
        {layer.mask && <Thumbnail document={document} viewer={viewer} shown={{ sheet: layer.mask.sheet, as: 'mask' }}
          isOff={!layer.mask.isOn} />}
        <span class="layer-name">{layer.name}</span>
        {layer.opacity < 100 && <span class="layer-opacity">{`${layer.opacity} %`}</span>}
      </button>
      {!isBase && <Tool label={`Delete ${layer.name}`} onClick={() =>
        store.step(document.id, withoutLanded(content, { form: 'layer', place }), 'Delete layer')}>
        <sp-icon-delete slot="icon" /></Tool>}
    </div>
  )
}

function Eye({ name, isVisible, onToggle }: { name: string; isVisible: boolean; onToggle(): void }) {
  return (
    <Tool label={`${isVisible ? 'Hide' : 'Show'} ${name}`} onClick={onToggle}>
      {isVisible ? <sp-icon-visibility slot="icon" /> : <sp-icon-visibility-off slot="icon" />}
    </Tool>
  )
}

const THUMBNAIL_PX = 32

/** A mask in white on black, as it is painted. */
function Thumbnail({ document, viewer, shown, isOff = false }: {
  document: OpenDocument
  viewer: Viewer
  shown: Shown
  isOff?: boolean
}) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const [piece] = viewer.pieces(document, shown)
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !piece) return
    const { left, top, right, bottom } = piece.bounds
    const scale = THUMBNAIL_PX * 2 / Math.max(document.width, document.height)
    const x = (THUMBNAIL_PX * 2 - document.width * scale) / 2
    const y = (THUMBNAIL_PX * 2 - document.height * scale) / 2
    context.clearRect(0, 0, THUMBNAIL_PX * 2, THUMBNAIL_PX * 2)
    context.imageSmoothingQuality = 'high'
    if (shown.as === 'mask') {
      context.drawImage(whiteOn(piece.canvas), x + left * scale, y + top * scale, (right - left) * scale, (bottom - top) * scale)
    } else context.drawImage(piece.canvas, x + left * scale, y + top * scale, (right - left) * scale, (bottom - top) * scale)
  }, [piece, shown.as, document.width, document.height])
  const kind = shown.as === 'mask' ? 'Layer mask' : 'Pixels'
  return (
    <canvas ref={canvas} width={THUMBNAIL_PX * 2} height={THUMBNAIL_PX * 2} role="img" aria-label={kind}
      class={`thumbnail ${shown.as}${isOff ? ' off' : ''}`} />
  )
}

/** The piece's alpha as white over nothing; the thumbnail's ground is black. */
function whiteOn(piece: HTMLCanvasElement): HTMLCanvasElement {
  const canvas = globalThis.document.createElement('canvas')
  canvas.width = canvas.height = THUMBNAIL_PX * 2
  const context = canvas.getContext('2d')
  if (context) {
    context.imageSmoothingQuality = 'high'
    context.drawImage(piece, 0, 0, canvas.width, canvas.height)
    context.globalCompositeOperation = 'source-in'
    context.fillStyle = '#fff'
    context.fillRect(0, 0, canvas.width, canvas.height)
  }
  return canvas
}
