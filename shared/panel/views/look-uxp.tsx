import { type FieldProps, type PickerProps, type SliderProps, valueOf, type Widgets } from './look'

/** UXP's built-in widgets. Their theme follows the application's by itself. */
export const uxpWidgets: Widgets = {
  className: 'fp-uxp',
  accent: 'cta',
  Slider: ({ label, value, min, max, step, isDisabled, onValue }: SliderProps) => {
    const take = (event: Event): void => onValue(Math.round(Number(valueOf(event)) / step) * step)
    return (
      <sp-slider aria-label={label} class="fp-wide" show-value="false" min={min} max={max} value={value} disabled={isDisabled}
        oninput={take} onchange={take} />
    )
  },
  Picker: ({ label, value, entries, isDisabled, onValue }: PickerProps) => (
    // A picker without a width of its own collapses.
    <sp-picker aria-label={label} class="fp-wide" style="width: 100%" disabled={isDisabled} onchange={(event) => {
      const { selectedIndex } = event.target as unknown as { selectedIndex: number }
      const entry = entries[selectedIndex]
      if (entry) onValue(entry.value)
    }}>
      <sp-menu slot="options">
        {entries.map((entry) => <sp-menu-item key={entry.value} selected={entry.value === value}>{entry.label}</sp-menu-item>)}
      </sp-menu>
    </sp-picker>
  ),
  Progress: ({ label, share }) => (
    <sp-progressbar class="fp-wide" aria-label={label} max={100} value={Math.round((share ?? 0) * 100)} />
  ),
  Field: ({ label, value, isMultiline = false, onValue }: FieldProps) => isMultiline
    ? <sp-textarea class="fp-wide" aria-label={label} placeholder={label} value={value}
      oninput={(event) => onValue(valueOf(event))} />
    : <sp-textfield class="fp-wide" aria-label={label} placeholder={label} value={value}
      oninput={(event) => onValue(valueOf(event))} />,
}
