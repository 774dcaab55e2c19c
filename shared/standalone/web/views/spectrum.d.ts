import type { JSX } from 'preact'

type SpectrumElement = JSX.HTMLAttributes<HTMLElement> & Record<string, unknown>

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'sp-action-button': SpectrumElement
      'sp-button': SpectrumElement
      'sp-progress-bar': SpectrumElement
      'sp-icon-close': SpectrumElement
      'sp-icon-compare': SpectrumElement
      'sp-icon-contrast': SpectrumElement
      'sp-icon-delete': SpectrumElement
      'sp-icon-folder-open': SpectrumElement
      'sp-icon-hand': SpectrumElement
      'sp-icon-image-add': SpectrumElement
      'sp-icon-mask': SpectrumElement
      'sp-icon-select-none': SpectrumElement
      'sp-icon-select-rectangle': SpectrumElement
      'sp-icon-chevron-left': SpectrumElement
      'sp-icon-chevron-right': SpectrumElement
      'sp-icon-pause': SpectrumElement
      'sp-icon-play': SpectrumElement
      'sp-icon-replay': SpectrumElement
      'sp-icon-step-backward': SpectrumElement
      'sp-icon-step-forward': SpectrumElement
      'sp-icon-undo': SpectrumElement
      'sp-icon-visibility': SpectrumElement
      'sp-icon-visibility-off': SpectrumElement
      'sp-icon-zoom-in': SpectrumElement
      'sp-icon-zoom-out': SpectrumElement
    }
  }
}
