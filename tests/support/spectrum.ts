/** A square of side `side`, a power of two. */
export interface Square {
  side: number
  plane: Float64Array
}

interface Spectrum {
  real: Float64Array
  imaginary: Float64Array
}

interface Line {
  start: number
  step: number
  length: number
}

/** In place, radix 2, of `length` numbers from `start`, `step` apart. */
function transformLine({ real, imaginary }: Spectrum, { start, step, length }: Line): void {
  const swap = (values: Float64Array, a: number, b: number): void => {
    const kept = values[start + a * step] as number
    values[start + a * step] = values[start + b * step] as number
    values[start + b * step] = kept
  }
  for (let i = 1, reversed = 0; i < length; i++) {
    let bit = length >> 1
    for (; reversed & bit; bit >>= 1) reversed ^= bit
    reversed ^= bit
    if (i < reversed) {
      swap(real, i, reversed)
      swap(imaginary, i, reversed)
    }
  }
  for (let half = 1; half < length; half *= 2) {
    for (let k = 0; k < half; k++) {
      const [cosine, sine] = [Math.cos((-Math.PI * k) / half), Math.sin((-Math.PI * k) / half)]
      for (let i = k; i < length; i += 2 * half) {
        const [low, high] = [start + i * step, start + (i + half) * step]
        const re = cosine * (real[high] as number) - sine * (imaginary[high] as number)
        const im = cosine * (imaginary[high] as number) + sine * (real[high] as number)
        real[high] = (real[low] as number) - re
        imaginary[high] = (imaginary[low] as number) - im
        real[low] = (real[low] as number) + re
        imaginary[low] = (imaginary[low] as number) + im
      }
    }
  }
}

/** Fourier transform without the mean, under a Hann window, so that opposite edges need not fit. */
function transform({ side, plane }: Square): Spectrum {
  const mean = plane.reduce((sum, value) => sum + value, 0) / plane.length
  const window = Float64Array.from({ length: side }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / side))
  const spectrum = {
    real: plane.map((value, i) => (value - mean) * (window[i % side] as number) * (window[Math.floor(i / side)] as number)),
    imaginary: new Float64Array(plane.length),
  }
  for (let y = 0; y < side; y++) transformLine(spectrum, { start: y * side, step: 1, length: side })
  for (let x = 0; x < side; x++) transformLine(spectrum, { start: x, step: side, length: side })
  return spectrum
}

/** Cycles per pixel of each entry of a spectrum, by the distance from zero. */
function frequencies(side: number): Float64Array {
  const along = (i: number): number => (i < side / 2 ? i : i - side) / side
  return Float64Array.from({ length: side * side }, (_, i) => Math.hypot(along(i % side), along(Math.floor(i / side))))
}

/** Power of waves from `fromPx` to `toPx` long, in units of its own (compare two squares of the same side). */
export function bandPower(square: Square, { fromPx, toPx }: { fromPx: number; toPx: number }): number {
  const { real, imaginary } = transform(square)
  return frequencies(square.side).reduce((sum, frequency, i) =>
    (frequency >= 1 / toPx && frequency <= 1 / fromPx ? sum + (real[i] as number) ** 2 + (imaginary[i] as number) ** 2 : sum), 0)
}

/** Frequencies in rings of this many steps of 1 / side. */
const RING = 2

/**
 * Cycles per pixel at which a picture keeps half the contrast of the scene that it shows (dead leaves; cross spectrum by
 * Kirk, Herzer, Artmann, Kunz 2014, so noise that is not of the scene counts neither for nor against). At most 0.5.
 */
export function textureMtf50(scene: Square, shown: Square): number {
  const { side } = scene
  const [from, to] = [transform(scene), transform(shown)]
  const rings = Math.floor(side / 2 / RING)
  const cross = new Float64Array(rings)
  const own = new Float64Array(rings)
  frequencies(side).forEach((frequency, i) => {
    const ring = Math.floor((frequency * side) / RING)
    if (ring >= rings) return
    const [re, im] = [from.real[i] as number, from.imaginary[i] as number]
    cross[ring] = (cross[ring] as number) + re * (to.real[i] as number) + im * (to.imaginary[i] as number)
    own[ring] = (own[ring] as number) + re * re + im * im
  })
  const contrast = cross.map((value, ring) => value / (own[ring] as number))
  const below = contrast.findIndex((value, ring) => ring > 0 && value < 0.5)
  if (below < 0) return 0.5
  const [before, after] = [contrast[below - 1] as number, contrast[below] as number]
  return ((below - 0.5 + (before - 0.5) / (before - after)) * RING) / side
}
