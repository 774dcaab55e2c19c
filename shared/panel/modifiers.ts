import type { RunHow } from './tasks/task'

/** The keys held while something is clicked. */
export interface Modifiers {
  metaKey?: boolean
  ctrlKey?: boolean
  shiftKey?: boolean
  altKey?: boolean
}

/** As Adobe's thumbnails have it: with Cmd or Ctrl a selection; Shift adds, Alt subtracts, both intersect. */
export function howOf({ metaKey = false, ctrlKey = false, shiftKey = false, altKey = false }: Modifiers): RunHow {
  const combine = shiftKey && altKey ? 'intersect' : shiftKey ? 'add' : altKey ? 'subtract' : undefined
  return { ...(metaKey || ctrlKey ? { form: 'selection' } : {}), ...(combine ? { combine } : {}) }
}
