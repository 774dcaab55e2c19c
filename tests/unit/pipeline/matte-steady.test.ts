import { type Sight, steadyPlane } from '#helper/pipeline/matte-steady'

const size = { width: 32, height: 24 }
const area = size.width * size.height
const still = new Float32Array(2 * area)

/** A patch of the same gray everywhere, whose matte has one value. */
const sight = (value: number): Sight =>
  ({ plane: new Float32Array(area).fill(value), gray: new Float32Array(area).fill(0.5), startsShot: false })

/** The middle of the matte of a frame between two neighbours that say another thing. */
function between(own: number, others: number): number {
  const made = steadyPlane([sight(others), sight(own), sight(others)], 1, 1, { size, motion: () => still })
  return made[area / 2 + size.width / 2]!
}

describe('the mean of a matte with its neighbours', () => {
  it('is nothing where the frame shows nothing and its neighbours little', () => {
    expect(between(0, 0.25)).toBe(0)
    expect(between(0, 0.6)).toBeGreaterThan(0.1)
  })

  it('is theirs and its own where the frame shows something, too', () => {
    expect(between(0.2, 0.25)).toBeGreaterThan(0.12)
    expect(between(0.9, 0.6)).toBeGreaterThan(0.65)
  })
})
