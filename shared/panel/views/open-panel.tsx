import { render } from 'preact'
import type { AnyPanel, PanelModel } from '../panel-model'
import type { PanelTask } from '../tasks/task'
import type { Widgets } from './look'
import { uxpWidgets } from './look-uxp'
import { webWidgets } from './look-web'
import { Panel } from './panel'

/** Where the panel is drawn: UXP's own widgets, or Spectrum Web Components in a page. */
export type Look = 'uxp' | 'web'

const looks: Record<Look, Widgets> = { uxp: uxpWidgets, web: webWidgets }

/** Draws the panel into an element, and connects. @returns how to take it away; the model stays as it is */
export function openPanel<K extends PanelTask>(root: Element, opened: PanelModel<K>, look: Look): () => void {
  // Its views know which tasks it has.
  const model = opened as unknown as AnyPanel
  const draw = (): void => render(<Panel model={model} widgets={looks[look]} />, root)
  const stop = model.subscribe(draw)
  draw()
  void model.connect()
  return () => {
    stop()
    render(null, root)
  }
}
