/** What becomes of a picture's luminance, and of its colour: two changed versions of it and how much of each change is kept. */
export interface Changes {
  /** Three planes; undefined where nothing changes. */
  luma: Float32Array | undefined
  chroma: Float32Array | undefined
  shares: Shares
}

/** 0..1 each. */
export interface Shares {
  luma: number
  chroma: number
}

/**
 * Three planes of `size` samples: the source with the luminance (ITU-R BT.601, as in JPEG) of one change and all else of the
 * other. One of them itself, where both are the same and whole; the source is asked for only if need be.
 */
export function joinChanges({ luma, chroma, shares }: Changes, size: number, sourceOf: () => Float32Array): Float32Array {
  if (luma && luma === chroma && shares.luma === 1 && shares.chroma === 1) return luma
  const source = sourceOf()
  const result = new Float32Array(3 * size)
  const light = { planes: luma ?? source, share: shares.luma }
  const colour = { planes: chroma ?? source, share: shares.chroma }
  const change = (planes: Float32Array, i: number): number => (planes[i] as number) - (source[i] as number)
  const lightOf = (planes: Float32Array, i: number): number =>
    0.299 * change(planes, i) + 0.587 * change(planes, size + i) + 0.114 * change(planes, 2 * size + i)
  for (let i = 0; i < size; i++) {
    const whole = light.share * lightOf(light.planes, i) - colour.share * lightOf(colour.planes, i)
    for (let at = i; at < 3 * size; at += size) {
      result[at] = (source[at] as number) + whole + colour.share * change(colour.planes, at)
    }
  }
  return result
}
