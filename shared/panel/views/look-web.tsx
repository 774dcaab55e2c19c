import { type FieldProps, type PickerProps, type SliderProps, valueOf, type Widgets } from './look'

/** Spectrum Web Components; the page loads them and sets the theme around the panel. */
export const webWidgets: Widgets = {
  className: 'fp-web',
  accent: 'accent',
  Slider: ({ label, value, min, max, step, isDisabled, onValue }: SliderProps) => {
    const take = (event: Event): void => onValue(Number(valueOf(event)))
    return (
      <sp-slider size="s" label={label} label-visibility="none" class="fp-wide" min={min} max={max} step={step}
        value={value} disabled={isDisabled} oninput={take} onchange={take} />
    )
  },
  Picker: ({ label, value, entries, isDisabled, onValue }: PickerProps) => (
    <sp-picker size="s" aria-label={label} label={label} class="fp-wide" value={value} disabled={isDisabled}
      onchange={(event) => onValue(valueOf(event))}>
      {entries.map((entry) => <sp-menu-item key={entry.value} value={entry.value}>{entry.label}</sp-menu-item>)}
    </sp-picker>
  ),
  Progress: ({ label, share }) => (
    <sp-progress-bar size="s" class="fp-wide" aria-label={label} indeterminate={share === undefined}
      progress={Math.round((share ?? 0) * 100)} />
  ),
  Field: ({ label, value, isMultiline = false, onValue }: FieldProps) => (
    <sp-textfield size="s" class="fp-wide" label={label} aria-label={label} placeholder={label} multiline={isMultiline}
      value={value} oninput={(event) => onValue(valueOf(event))} />
  ),
}
