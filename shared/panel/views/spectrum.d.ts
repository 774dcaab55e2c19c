import type { JSX } from 'preact'

/** Spectrum's elements: built into UXP, Web Components in a page. Attributes only; both have these. */
type SpectrumElement = JSX.HTMLAttributes<HTMLElement> & Record<string, unknown>

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'sp-action-button': SpectrumElement
      'sp-button': SpectrumElement
      'sp-checkbox': SpectrumElement
      'sp-divider': SpectrumElement
      'sp-menu': SpectrumElement
      'sp-menu-item': SpectrumElement
      'sp-picker': SpectrumElement
      'sp-progressbar': SpectrumElement
      'sp-progress-bar': SpectrumElement
      'sp-slider': SpectrumElement
      'sp-textarea': SpectrumElement
      'sp-textfield': SpectrumElement
      'sp-theme': SpectrumElement
    }
  }
}
