import type { JSX } from 'preact'

type SpectrumElement = JSX.HTMLAttributes<HTMLElement> & Record<string, unknown>

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'sp-action-button': SpectrumElement
      'sp-button': SpectrumElement
      'sp-progress-bar': SpectrumElement
      'sp-icon-alert': SpectrumElement
      'sp-icon-checkmark-circle': SpectrumElement
      'sp-icon-close': SpectrumElement
      'sp-icon-close-circle': SpectrumElement
      'sp-icon-contrast': SpectrumElement
      'sp-icon-log-out': SpectrumElement
    }
  }
}
