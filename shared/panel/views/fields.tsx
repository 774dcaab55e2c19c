import type { ComponentChildren } from 'preact'
import { useContext } from 'preact/hooks'
import { type PickerProps, type Widgets, WidgetsContext } from './look'

export function useWidgets(): Widgets {
  const widgets = useContext(WidgetsContext)
  if (!widgets) throw new Error('a view outside of the panel')
  return widgets
}

/** Listeners of plain elements: in small letters, since some runtimes have no `onkeydown` property to tell the right name by. */
export const on = (listeners: { [event: string]: (event: never) => void }): object =>
  Object.fromEntries(Object.entries(listeners).map(([event, act]) => [`on${event}`, act]))

interface RangeProps {
  label: string
  value: number
  range: readonly [min: number, max: number, step: number]
  isDisabled: boolean
  describe(value: number): string
  onValue(value: number): void
}

/** A slider with its name and its value. */
export function Range({ label, value, range: [min, max, step], isDisabled, describe, onValue }: RangeProps) {
  const { Slider } = useWidgets()
  return (
    <div class="fp-field">
      <div class="fp-spread"><span class="fp-label">{label}</span><span class="fp-label">{describe(value)}</span></div>
      <Slider label={label} value={value} min={min} max={max} step={step} isDisabled={isDisabled} onValue={onValue} />
    </div>
  )
}

export function Choice(props: PickerProps) {
  const { Picker } = useWidgets()
  return (
    <div class="fp-field">
      <span class="fp-label">{props.label}</span>
      <Picker {...props} />
    </div>
  )
}

/** The entries of a table of labels, in its order. */
export function entriesOf<K extends string>(table: Record<K, string>, only?: readonly string[]): { value: K; label: string }[] {
  const entries = Object.entries(table) as [K, string][]
  return entries.filter(([value]) => !only || only.includes(value)).map(([value, label]) => ({ value, label }))
}

interface CheckProps {
  isChecked: boolean
  isDisabled: boolean
  onValue(isChecked: boolean): void
  children: ComponentChildren
}

export function Check({ isChecked, isDisabled, onValue, children }: CheckProps) {
  return (
    <sp-checkbox size="s" checked={isChecked} disabled={isDisabled}
      onchange={(event) => onValue((event.target as HTMLInputElement).checked)}>{children}</sp-checkbox>
  )
}

interface ActionProps {
  onClick(event: MouseEvent): void
  isDisabled?: boolean
  isSelected?: boolean
  /** Without a frame: for what is only sometimes wanted. */
  isQuiet?: boolean
  children: ComponentChildren
}

/** A small button. */
export function Action({ onClick, isDisabled = false, isSelected, isQuiet = false, children }: ActionProps) {
  return (
    <sp-action-button size="s" class={isSelected ? 'fp-chosen' : ''} quiet={isQuiet} disabled={isDisabled}
      selected={isSelected ?? false} aria-pressed={isSelected === undefined ? undefined : String(isSelected)}
      onclick={onClick}>{children}</sp-action-button>
  )
}
