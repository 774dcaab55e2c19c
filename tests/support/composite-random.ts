// Looked up once: in jest's sandbox a global costs as much as the arithmetic.
const { PI, cos, imul, log, sqrt } = Math

export type Random = () => number

/** mulberry32: the same seed gives the same numbers 0..1 on every machine. */
export function random(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = imul(t ^ (t >>> 15), t | 1)
    t ^= t + imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Normal deviate (Box and Muller). */
export function gauss(rng: Random): number {
  return sqrt(-2 * log(1 - rng())) * cos(2 * PI * rng())
}
