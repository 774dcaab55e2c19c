import type { ComponentChildren, Ref } from 'preact'

/**
 * Spectrum's elements: built into UXP, Web Components in a page. Listeners are named in small letters, since some runtimes
 * have no `onchange` property to tell the right name by.
 */
interface SpectrumElement {
  [attribute: string]: unknown
  children?: ComponentChildren
  key?: string | number
  ref?: Ref<HTMLElement>
  onclick?: (event: MouseEvent) => void
  oninput?: (event: Event) => void
  onchange?: (event: Event) => void
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'sp-action-button': SpectrumElement
      'sp-button': SpectrumElement
      'sp-checkbox': SpectrumElement
      'sp-menu': SpectrumElement
      'sp-menu-item': SpectrumElement
      'sp-picker': SpectrumElement
      'sp-progress-bar': SpectrumElement
      'sp-progressbar': SpectrumElement
      'sp-slider': SpectrumElement
      'sp-textarea': SpectrumElement
      'sp-textfield': SpectrumElement
    }
  }
}
