import { render } from 'preact'
import type { PanelModel } from '../panel-model'
import { Panel } from './panel'

/** Where the panel is drawn: UXP's own widgets, or Spectrum Web Components in a page. */
export type Look = 'uxp' | 'web'

/** Draws the panel into an element, and connects. @returns how to take it away; the model stays as it is */
export function openPanel(root: Element, model: PanelModel, look: Look): () => void {
  render(<Panel model={model} look={look} />, root)
  void model.connect()
  return () => render(null, root)
}
