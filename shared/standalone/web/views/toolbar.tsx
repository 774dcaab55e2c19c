import type { ComponentChildren } from 'preact'
import { useTheme } from '#browser'
import { ClipClose, clipEntry, clipOf } from './clip-choice'
import type { PageParts } from './page'
import { OpenButton } from './open-button'

interface ToolProps {
  label: string
  isSelected?: boolean
  isDisabled?: boolean
  onClick(): void
  children: ComponentChildren
}

/** An icon with a name. */
export function Tool({ label, isSelected, isDisabled = false, onClick, children }: ToolProps) {
  return (
    <sp-action-button quiet size="m" title={label} label={label} aria-label={label} selected={isSelected ?? false}
      disabled={isDisabled} aria-pressed={isSelected === undefined ? undefined : String(isSelected)} onclick={onClick}>
      {children}
    </sp-action-button>
  )
}

type Files = { onFiles(files: FileList | null): void }

/** What is open, and the tools of what is seen. */
export function Toolbar(parts: PageParts & Files) {
  const { store: { active }, page, clips, onFiles } = parts
  const clip = clips.desk.active
  const theme = useTheme()
  return (
    <header><div class="toolbar" role="toolbar" aria-label={clip ? 'Clip' : 'Picture'}>
      <OpenButton onFiles={onFiles} isDisabled={page.state.work !== undefined} />
      <OpenList {...parts} />
      {clip && <ClipClose view={clips} clip={clip} />}
      {active && !clip && <Tool label="Close picture" onClick={() => page.close(active.id)}><sp-icon-close slot="icon" /></Tool>}
      <span class="gap" />
      {!clip && <PictureTools {...parts} />}
      <Tool label={theme.colour === 'dark' ? 'Light' : 'Dark'} onClick={theme.toggle}><sp-icon-contrast slot="icon" /></Tool>
      {!clip && <PictureFiles {...parts} />}
    </div></header>
  )
}

/** All that is open, pictures before clips. */
function OpenList({ store, clips: { desk } }: PageParts) {
  const { active, state: { documents } } = store
  const { clips } = desk.state
  if (documents.length + clips.length === 0) return null
  return (
    <select class="documents" aria-label="Open pictures" value={desk.active ? clipEntry(desk.active) : active?.id ?? ''}
      onChange={({ currentTarget: { value } }) => {
        desk.activate(clipOf(value))
        if (clipOf(value) === undefined) store.activate(value)
      }}>
      {documents.map(({ id, name }) => <option key={id} value={id}>{name}</option>)}
      {clips.map((each) => <option key={each.id} value={clipEntry(each)}>{each.name}</option>)}
    </select>
  )
}

function PictureTools({ store, viewer }: PageParts) {
  const { tool, hasOverlay, split, percent } = viewer.state
  const isNone = store.active === undefined
  return (
    <>
      <Tool label="Move" isSelected={tool === 'move'} isDisabled={isNone} onClick={() => viewer.setTool('move')}>
        <sp-icon-hand slot="icon" /></Tool>
      <Tool label="Select a box" isSelected={tool === 'select'} isDisabled={isNone} onClick={() => viewer.setTool('select')}>
        <sp-icon-select-rectangle slot="icon" /></Tool>
      <Tool label="Mask in red (O)" isSelected={hasOverlay} isDisabled={isNone} onClick={() => viewer.toggleOverlay()}>
        <sp-icon-mask slot="icon" /></Tool>
      <Tool label="Before and after, side by side" isSelected={split !== undefined} isDisabled={isNone}
        onClick={() => viewer.setSplit(split === undefined ? 0.5 : undefined)}><sp-icon-compare slot="icon" /></Tool>
      <Tool label="Smaller (-)" isDisabled={isNone} onClick={() => viewer.zoom(0.5)}><sp-icon-zoom-out slot="icon" /></Tool>
      <sp-action-button quiet size="m" class="percent" title="Whole picture (0)" disabled={isNone} onclick={() => viewer.fit()}>
        {isNone ? '' : `${percent} %`}</sp-action-button>
      <Tool label="Larger (+)" isDisabled={isNone} onClick={() => viewer.zoom(2)}><sp-icon-zoom-in slot="icon" /></Tool>
    </>
  )
}

function PictureFiles({ store, page }: PageParts) {
  const isDisabled = store.active === undefined || page.state.work !== undefined
  return (
    <>
      <sp-button variant="secondary" treatment="outline" size="s" disabled={isDisabled}
        onclick={() => void page.download('png')}>PNG</sp-button>
      <sp-button variant="accent" size="s" disabled={isDisabled} onclick={() => void page.download('psd')}>PSD</sp-button>
    </>
  )
}
