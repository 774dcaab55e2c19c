import { useEffect, useState } from 'preact/hooks'
import type { AnyPanel } from '../panel-model'
import { labels } from '../text/labels'
import { Action, Choice, useWidgets } from './fields'

/** Named settings, which the command line has too. */
export function PresetsView({ model }: { model: AnyPanel }) {
  const { presets, task } = model.state
  const { Field } = useWidgets()
  const [name, setName] = useState('')
  const [text, setText] = useState('')
  useEffect(() => void model.refreshPresets(), [])
  const own = presets.filter((preset) => preset.task === task)
  const named = own.map((preset) => ({ value: preset.name, label: preset.name }))
  const entries = [{ value: '', label: labels.presetChoose }, ...named]
  const isKnown = own.some((preset) => preset.name === name)
  return (
    <div class="fp-card">
      {own.length > 0 && <Choice label={labels.presets} value={isKnown ? name : ''} entries={entries} isDisabled={false}
        onValue={(chosen) => {
          setName(chosen)
          if (chosen !== '') model.loadPreset(chosen)
        }} />}
      <div class="fp-field"><Field label={labels.presetName} value={name} onValue={setName} /></div>
      <div class="fp-row">
        <Action isDisabled={name.trim() === ''} onClick={() => void model.savePreset(name)}>{labels.save}</Action>
        <Action isDisabled={!isKnown} onClick={() => void model.removePreset(name)}>{labels.remove}</Action>
        <Action isDisabled={!isKnown} onClick={() => setText(model.exportPreset(name) ?? '')}>{labels.exportText}</Action>
      </div>
      <div class="fp-field"><Field label={labels.presetText} isMultiline value={text} onValue={setText} /></div>
      <div class="fp-row">
        <Action isDisabled={text.trim() === ''} onClick={() => void model.importPreset(text)}>{labels.importText}</Action>
      </div>
    </div>
  )
}
