import type { Combine } from './result'

type Samples = Uint8Array | Uint16Array | Float32Array

/**
 * A matte together with what is there already, sample by sample: the greater, what the old one keeps beside the new, or the
 * smaller. Doing the same twice changes nothing more.
 * @param before 0..white @param matte as many, 0..white; receives the result @returns `matte`
 */
export function combineMattes<T extends Samples>(
  how: Combine, { before, matte, white }: { before: T; matte: T; white: number },
): T {
  if (how === 'replace') return matte
  for (let at = 0; at < matte.length; at += 1) {
    const old = before[at] as number
    const own = matte[at] as number
    matte[at] = how === 'add' ? Math.max(old, own) : Math.min(old, how === 'subtract' ? white - own : own)
  }
  return matte
}
