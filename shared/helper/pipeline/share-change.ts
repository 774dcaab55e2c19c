/** How much of a change is kept in luminance and in colour, 0..1 each. */
export interface Shares {
  luma: number
  chroma: number
}

/**
 * Three planes of `size` samples: what `changed` did to the source is split into luminance (ITU-R BT.601, as in JPEG) and the
 * rest, and each kept by its share. In place of `changed`; the source is asked for only if need be.
 */
export function shareChange(changed: Float32Array, sourceOf: () => Float32Array, how: { size: number; shares: Shares }): void {
  const { size, shares: { luma, chroma } } = how
  if (luma === 1 && chroma === 1) return
  const source = sourceOf()
  for (let i = 0; i < size; i++) {
    const [red, green, blue] = [source[i] as number, source[size + i] as number, source[2 * size + i] as number]
    const dr = (changed[i] as number) - red
    const dg = (changed[size + i] as number) - green
    const db = (changed[2 * size + i] as number) - blue
    const light = 0.299 * dr + 0.587 * dg + 0.114 * db
    changed[i] = red + luma * light + chroma * (dr - light)
    changed[size + i] = green + luma * light + chroma * (dg - light)
    changed[2 * size + i] = blue + luma * light + chroma * (db - light)
  }
}
