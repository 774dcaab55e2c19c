import { checked } from './checked'
import type { Kernels } from './kernels'
import { addon } from './load'
import { nativeKernels } from './native'
import { reference } from './reference'

export type * from './clip-kernels'
export type * from './frame-kernels'
export type * from './kernels'
export type * from './steady-kernels'
export { reflectedRows } from './checked'
export { MACROBLOCK_PX } from './checked-clips'
export { joinRows } from './checked-frames'
export { gaussianReachPx } from './reference/blur'
export { resizeRows } from './reference/resize'
export { MAX_WINDOW_BYTES, openWindow, reserveFile, type Window, type WindowOptions } from './window'

let chosen: Kernels | undefined

/** The native kernels where the addon is built, else the TypeScript ones (also with FIRSTPASS_NATIVE=off). */
export function kernels(): Kernels {
  if (chosen === undefined) {
    const native = addon()
    chosen = checked(native === undefined ? reference : nativeKernels(native))
  }
  return chosen
}
