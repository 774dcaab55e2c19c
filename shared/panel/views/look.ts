import { createContext, type VNode } from 'preact'

export interface SliderProps {
  label: string
  value: number
  min: number
  max: number
  step: number
  isDisabled: boolean
  onValue(value: number): void
}

export interface PickerProps {
  label: string
  /** The chosen entry's. */
  value: string
  entries: readonly { value: string; label: string }[]
  isDisabled: boolean
  onValue(value: string): void
}

export interface FieldProps {
  label: string
  value: string
  isMultiline?: boolean
  onValue(value: string): void
}

/** The few widgets that UXP and Spectrum Web Components do not have in common. */
export interface Widgets {
  /** Of the outermost element; style.ts has its colours. */
  className: string
  /** The variant of the one button that matters. */
  accent: string
  Slider(props: SliderProps): VNode
  Picker(props: PickerProps): VNode
  /** `share` 0..1; absent: nobody knows. */
  Progress(props: { label: string; share?: number }): VNode
  Field(props: FieldProps): VNode
}

export const WidgetsContext = createContext<Widgets | undefined>(undefined)

export const valueOf = (event: Event): string => String((event.target as HTMLInputElement).value)
