import type { JSX } from 'preact'

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'sp-theme': JSX.HTMLAttributes<HTMLElement> & Record<string, unknown>
    }
  }
}
