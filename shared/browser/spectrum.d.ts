import type { ComponentChildren } from 'preact'

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'sp-theme': { [attribute: string]: unknown; children?: ComponentChildren }
    }
  }
}
