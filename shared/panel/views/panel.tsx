import { useEffect, useState } from 'preact/hooks'
import { runButton } from '../text/en'
import type { PanelModel } from '../panel-model'
import type { Look } from './open-panel'

/** The whole panel: one column. */
export function Panel({ model }: { model: PanelModel; look: Look }) {
  const [, redraw] = useState({})
  useEffect(() => model.subscribe(() => redraw({})), [model])
  const { state } = model
  return (
    <div class="firstpass">
      <sp-button onClick={() => void model.run()}>{runButton[state.task]}</sp-button>
    </div>
  )
}
