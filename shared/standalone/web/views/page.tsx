import { useEffect, useRef, useState } from 'preact/hooks'
import { openPanel, type PanelModel } from '#panel'
import type { DocumentStore } from '../document-store'
import type { FilesHost } from '../files-host'
import { looksLikeClip } from '../clips/clip'
import type { ClipView } from '../clips/clip-view'
import { pickedFile } from '../open-file'
import type { PageModel } from '../page-model'
import type { Viewer } from '../viewer'
import { CanvasArea } from './canvas-area'
import { ClipNotice } from './clip-choice'
import { ClipSide } from './clip-side'
import { ClipStage } from './clip-stage'
import { LayerList } from './layer-list'
import { Notice } from './notice'
import { Toolbar } from './toolbar'

export interface PageParts {
  panel: PanelModel
  page: PageModel
  store: DocumentStore
  viewer: Viewer
  host: FilesHost
  clips: ClipView
}

/** The picture, its layers, and the panel beside them; one below the other where it is narrow. */
export function Page(parts: PageParts) {
  const { page, store, viewer, panel, clips } = parts
  const [, redraw] = useState({})
  const [isOver, setOver] = useState(false)
  useEffect(() => {
    const draw = (): void => redraw({})
    const stops = [page.watch(draw), store.watch(draw), viewer.watch(draw), clips.desk.watch(draw)]
    return () => stops.forEach((stop) => stop())
  }, [page, store, viewer, clips])
  const isClip = clips.desk.active !== undefined
  const open = (files: FileList | null | undefined): void => void openAll(parts, [...files ?? []])
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
        <div class={`stage${isClip ? ' of-clip' : ''}`}>
          {isClip ? <ClipStage view={clips} /> : <CanvasArea {...parts} onFiles={open} />}
          <Notice page={page} />
          <ClipNotice desk={clips.desk} />
        </div>
        <div class="side">
          <div class="side-of" hidden={isClip}>
            <PanelPlace model={panel} />
            <LayerList {...parts} />
          </div>
          {isClip && <ClipSide view={clips} panel={panel} />}
        </div>
      </div>
    </div>
  )
}

/** Clips to their player, everything else is a picture. */
async function openAll({ page, clips }: PageParts, files: readonly File[]): Promise<void> {
  const pictures = files.filter((file) => !looksLikeClip(file))
  if (pictures.length > 0) clips.desk.activate(undefined)
  await page.open(pictures.map(pickedFile))
  await clips.desk.open(files.filter(looksLikeClip).map(pickedFile))
}

/** The very panel that Photoshop shows. */
function PanelPlace({ model }: { model: PanelModel }) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => place.current ? openPanel(place.current, model, 'web') : undefined, [model])
  return <div class="panel" ref={place} />
}

/** The panel's own keys work wherever the focus is. */
function actOnKey({ store, viewer, panel, clips }: PageParts, event: KeyboardEvent): void {
  // A clip's player listens for itself.
  if (clips.desk.active) return
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
