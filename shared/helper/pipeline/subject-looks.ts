/** Levels of each colour that are told apart. */
const LEVELS = 8

/** Shares of all colours, [LEVELS ** 3]; they add up to 1. */
export type Looks = Float32Array

const NOTHING = 1e-4

/** The colours (planes [3, n], 0..1) of what a plane of weights covers; undefined where that is nothing. */
export function looksOf(colours: Float32Array, weights: Float32Array): Looks | undefined {
  const looks = new Float32Array(LEVELS ** 3)
  let total = 0
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i] as number
    if (weight < 0.5) continue
    const at = binOf(colours, weights.length, i)
    looks[at] = (looks[at] as number) + 1
    total++
  }
  return total === 0 ? undefined : looks.map((count) => count / total)
}

/** What is remembered, moved a little towards what is seen now. */
export const mixLooks = (known: Looks | undefined, seen: Looks, share: number): Looks =>
  (known === undefined ? seen : known.map((value, i) => value + share * ((seen[i] as number) - value)))

/** Bhattacharyya coefficient of neighbouring-tolerant shares: 1 alike, 0 no colour in common. */
export const likeness = (a: Looks, b: Looks): number =>
  soft(a).reduce((sum, value, i) => sum + Math.sqrt(value * (soft(b)[i] as number)), 0)

const softened = new WeakMap<Looks, Looks>()

/** Spread to the levels beside, so that a change of light is not another colour. */
function soft(looks: Looks): Looks {
  const known = softened.get(looks)
  if (known !== undefined) return known
  let made = looks
  for (const step of [1, LEVELS, LEVELS * LEVELS]) {
    made = made.map((value, i) => {
      const level = Math.floor(i / step) % LEVELS
      const below = level > 0 ? (made[i - step] as number) : value
      const above = level < LEVELS - 1 ? (made[i + step] as number) : value
      return 0.5 * value + 0.25 * (below + above)
    })
  }
  const total = made.reduce((sum, value) => sum + value, 0)
  const result = made.map((value) => value / total)
  softened.set(looks, result)
  return result
}

/** How much rather a colour is the one's than the other's: natural logarithm of the ratio of its shares. */
export function leaningOf(one: Looks, other: Looks, colours: Float32Array, count: number): (i: number) => number {
  const [a, b] = [soft(one), soft(other)]
  const leaning = a.map((value, i) => Math.log((value + NOTHING) / ((b[i] as number) + NOTHING)))
  return (i) => leaning[binOf(colours, count, i)] as number
}

function binOf(colours: Float32Array, count: number, i: number): number {
  const level = (c: number): number => Math.min(LEVELS - 1, Math.floor((colours[c * count + i] as number) * LEVELS))
  return (level(0) * LEVELS + level(1)) * LEVELS + level(2)
}
