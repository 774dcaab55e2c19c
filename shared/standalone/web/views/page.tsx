import { useEffect, useRef, useState } from 'preact/hooks'
import { openPanel, type PanelModel } from '#panel'
import type { DocumentStore } from '../document-store'
import type { FilesHost } from '../files-host'
import { pickedFile } from '../open-file'
import type { PageModel } from '../page-model'
import type { Viewer } from '../viewer'
import { CanvasArea } from './canvas-area'
import { LayerList } from './layer-list'
import { Notice } from './notice'
import { Toolbar } from './toolbar'

export interface PageParts {
  panel: PanelModel
  page: PageModel
  store: DocumentStore
  viewer: Viewer
  host: FilesHost
}

/** The picture, its layers, and the panel beside them; one below the other where it is narrow. */
export function Page(parts: PageParts) {
  const { page, store, viewer, panel } = parts
  const [, redraw] = useState({})
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const draw = (): void => redraw({})
    const stops = [page.watch(draw), store.watch(draw), viewer.watch(draw)]
    return () => stops.forEach((stop) => stop())
  }, [page, store, viewer])
  const open = (files: FileList | null | undefined): void => void page.open([...files ?? []].map(pickedFile))
  return (
    <div class={`page${isOver ? ' over' : ''}`}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={(event) => {
        if (!event.relatedTarget) setOver(false)
      }}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        open(event.dataTransfer?.files)
      }}
      onPaste={(event) => open(event.clipboardData?.files)}
      onKeyDown={(event) => actOnKey(parts, event)}>
      <Toolbar {...parts} onFiles={open} />
      <div class="work">
        <div class="stage">
          <CanvasArea {...parts} onFiles={open} />
          <Notice page={page} />
        </div>
        <div class="side">
          <PanelPlace model={panel} />
          <LayerList {...parts} />
        </div>
      </div>
    </div>
  )
}

/** The very panel that Photoshop shows. */
function PanelPlace({ model }: { model: PanelModel }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current ? openPanel(place.current, model, 'web') : undefined, [model])
  return <div class="panel" ref={place} />
}

/** The panel's own keys work wherever the focus is. */
function actOnKey({ store, viewer, panel }: PageParts, event: KeyboardEvent): void {
  const { active } = store
  const isInPanel = (event.target as Element).closest('.panel') !== null
  if (!active || /text(field|area)|input|select/i.test((event.target as Element).tagName)) return
  if ((event.ctrlKey || event.metaKey) && event.key === 'z') {
    event.preventDefault()
    store.undo(active.id)
  } else if (event.key === 'o' && !event.ctrlKey && !event.metaKey) {
    viewer.toggleOverlay()
  } else if (event.key === '\\' && !isInPanel) {
    void panel.toggleBeforeAfter()
  } else if (event.key === 'Escape' && !isInPanel) {
    panel.cancel()
  }
}
